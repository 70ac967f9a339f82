"""Values from outside: fetched one by one while pure code runs again and again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.build import at
from tiercel.engine.storage_paths import Reader
from tiercel.expr import Absent, ExpressionError, Lookups, Renderer
from tiercel.expr.lookups import NOW
from tiercel.model.limits import LOOKUP_ROUNDS_MAX
from tiercel.service.lookup_rounds import in_lookup_rounds, with_lookups, without_lookups


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
    assert await in_lookup_rounds(asks("a", "b"), outside.fetch) == [1, 2]
    assert outside.asked == [("a", ()), ("b", ())]


async def test_the_same_question_twice_gets_two_answers() -> None:
    assert await in_lookup_rounds(asks("random", "random"), Outside().fetch) == [1, 2]


async def test_arguments_distinguish_questions() -> None:
    def run(lookups: Lookups) -> list[Any]:
        return [lookups.lookup("kv", ("a",)), lookups.lookup("kv", ("b",))]

    assert await in_lookup_rounds(run, Outside().fetch) == [1, 2]


async def test_a_given_date_is_never_asked_for() -> None:
    outside = Outside()
    assert await in_lookup_rounds(asks(NOW, NOW), outside.fetch, at(3)) == [at(3), at(3)]
    assert outside.asked == []


async def test_the_date_is_asked_for_once() -> None:
    assert await in_lookup_rounds(asks(NOW, NOW), Outside().fetch) == [1, 1]


@pytest.mark.parametrize("error", [Absent(), ExpressionError("no")])
async def test_a_question_without_an_answer_raises_where_it_was_asked(error: Exception) -> None:
    def guarded(lookups: Lookups) -> str:
        try:
            lookups.lookup("kv", ("a",))
        except type(error):
            return "went on"
        return "answered"

    assert await in_lookup_rounds(guarded, Outside(error).fetch) == "went on"


async def test_other_errors_end_it_all() -> None:
    with pytest.raises(ZeroDivisionError):
        await in_lookup_rounds(asks("a"), Outside(ZeroDivisionError()).fetch)


async def test_the_rounds_are_bounded() -> None:
    with pytest.raises(ExpressionError, match="outside values"):
        await in_lookup_rounds(asks(*("a" * LOOKUP_ROUNDS_MAX)), Outside().fetch)


async def test_the_source_hears_who_asks() -> None:
    class Source:
        async def fetch(self, reader: Reader, kind: str, arguments: tuple[Any, ...]) -> str:
            return f"{reader.namespace} asks {kind}"

    reader = Reader("company.team", "flow")
    assert await with_lookups(Source(), reader, asks("a")) == ["company.team asks a"]


async def test_what_takes_long_is_run_again_in_a_thread() -> None:
    threads: list[int] = []

    def run(lookups: Lookups) -> str | None:
        threads.append(threading.get_ident())
        source = "{% for i in range(0, 300000) %}{% endfor %}{{ secret('a') }}"
        return Renderer().render(source, {}, lookups)

    assert await in_lookup_rounds(run, Outside().fetch) == "1"
    assert threads[0] == threading.get_ident()
    assert len(threads) == 3
    assert threading.get_ident() not in threads[1:]


async def test_what_is_said_to_take_long_is_run_in_a_thread_at_once() -> None:
    threads: list[int] = []

    def run(lookups: Lookups) -> str | None:
        threads.append(threading.get_ident())
        return Renderer().render("{{ secret('a') }}", {}, lookups)

    assert await in_lookup_rounds(run, Outside().fetch, is_long=True) == "1"
    assert len(threads) == 2
    assert threading.get_ident() not in threads


@pytest.mark.parametrize(("size", "is_in_thread"), [(3, False), (300_000, True)])
async def test_the_same_holds_where_the_outside_is_out_of_reach(
    size: int, is_in_thread: bool
) -> None:
    threads: list[int] = []

    def run(lookups: Lookups) -> str | None:
        threads.append(threading.get_ident())
        source = f"{{% for i in range(0, {size}) %}}{{% endfor %}}{{{{ secret('a') ?? 'none' }}}}"
        return Renderer().render(source, {}, lookups)

    with pytest.raises(ExpressionError, match="not available here"):
        await without_lookups(run)
    assert threads[0] == threading.get_ident()
    assert (threads[-1] != threading.get_ident()) is is_in_thread


async def test_all_renderings_of_a_run_share_what_they_may_take() -> None:
    runs = 0

    def run(lookups: Lookups) -> None:
        nonlocal runs
        runs += 1
        for _ in range(8):
            Renderer().render("{% for i in range(0, 3000) %}{% endfor %}", {}, lookups)

    await in_lookup_rounds(run, Outside().fetch)
    assert runs == 2


async def test_a_long_template_is_compiled_in_a_thread() -> None:
    threads: list[int] = []

    def run(lookups: Lookups) -> str | None:
        threads.append(threading.get_ident())
        return Renderer().render("{{ 1 + 1 }}" * 1_000, {}, lookups)

    assert await in_lookup_rounds(run, Outside().fetch) == "2" * 1_000
    assert threads[-1] != threading.get_ident()


async def test_errors_of_a_thread_are_errors_of_the_run() -> None:
    def run(lookups: Lookups) -> str | None:
        return Renderer().render("{{ range(0, 900000) | sort | nope }}", {}, lookups)

    with pytest.raises(ExpressionError, match="nope"):
        await in_lookup_rounds(run, Outside().fetch)
