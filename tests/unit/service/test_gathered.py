"""Values from outside: fetched one by one while pure code runs again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.build import at
from tiercel.engine.storage_paths import Reader
from tiercel.expr import Absent, ExpressionError, Lookups
from tiercel.expr.lookups import NOW
from tiercel.model.limits import LOOKUP_ROUNDS_MAX
from tiercel.service.gathered import gathered, with_lookups


class Outside:
    """Answers each question with the next number, or with an error."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[tuple[str, tuple[Any, ...]]] = []

    async def fetch(self, kind: str, arguments: tuple[Any, ...]) -> int:
        self.asked.append((kind, arguments))
        if self.error is not None:
            raise self.error
        return len(self.asked)


def asks(*questions: str) -> Callable[[Lookups], list[Any]]:
    return lambda lookups: [lookups.lookup(question, ()) for question in questions]


async def test_every_question_is_fetched_once() -> None:
    outside = Outside()
    assert await gathered(asks("a", "b"), outside.fetch) == [1, 2]
    assert outside.asked == [("a", ()), ("b", ())]


async def test_the_same_question_twice_gets_two_answers() -> None:
    assert await gathered(asks("random", "random"), Outside().fetch) == [1, 2]


async def test_arguments_tell_questions_apart() -> None:
    def run(lookups: Lookups) -> list[Any]:
        return [lookups.lookup("kv", ("a",)), lookups.lookup("kv", ("b",))]

    assert await gathered(run, Outside().fetch) == [1, 2]


async def test_a_given_date_is_never_asked_for() -> None:
    outside = Outside()
    assert await gathered(asks(NOW, NOW), outside.fetch, at(3)) == [at(3), at(3)]
    assert outside.asked == []


async def test_the_date_is_asked_for_once() -> None:
    assert await gathered(asks(NOW, NOW), Outside().fetch) == [1, 1]


@pytest.mark.parametrize("error", [Absent(), ExpressionError("no")])
async def test_a_question_without_an_answer_raises_where_it_was_asked(error: Exception) -> None:
    def guarded(lookups: Lookups) -> str:
        try:
            lookups.lookup("kv", ("a",))
        except type(error):
            return "went on"
        return "answered"

    assert await gathered(guarded, Outside(error).fetch) == "went on"


async def test_other_errors_end_it_all() -> None:
    with pytest.raises(ZeroDivisionError):
        await gathered(asks("a"), Outside(ZeroDivisionError()).fetch)


async def test_the_rounds_are_bounded() -> None:
    with pytest.raises(ExpressionError, match="outside values"):
        await gathered(asks(*("a" * LOOKUP_ROUNDS_MAX)), Outside().fetch)


async def test_the_source_hears_who_asks() -> None:
    class Source:
        async def fetch(self, reader: Reader, kind: str, arguments: tuple[Any, ...]) -> str:
            return f"{reader.namespace} asks {kind}"

    reader = Reader("company.team", "flow")
    assert await with_lookups(Source(), reader, asks("a")) == ["company.team asks a"]
