"""Values from outside for a step: fetched one after the other, the step run again each time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from tiercel.expr.errors import LookupMissing
from tiercel.expr.lookups import NOW, Absent
from tiercel.model.errors import ExpressionError
from tiercel.model.json_types import Json
from tiercel.model.limits import LOOKUP_ROUNDS_MAX

T = TypeVar("T")
Fetch = Callable[[str, tuple[Json, ...]], Awaitable[Json]]


class FetchedLookups:
    """Answers what was fetched before, and asks for the rest by raising LookupMissing."""

    __slots__ = ("_answers", "_asked", "_now")

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._answers: dict[str, list[Json | Exception]] = {}
        self._asked: dict[str, int] = {}

    def begin(self) -> None:
        """A run of the step begins: repeated questions are counted from the first again."""
        self._asked.clear()

    def lookup(self, kind: str, arguments: tuple[Json, ...]) -> Json:
        """The value; the same question asked twice in one run gets two answers.

        Raises: LookupMissing when it is not there yet, and what fetching it raised.
        """
        if kind == NOW:
            return self._now
        key = question(kind, arguments)
        place = self._asked.get(key, 0)
        self._asked[key] = place + 1
        answers = self._answers.get(key, [])
        if place >= len(answers):
            raise LookupMissing(kind, arguments)
        answer = answers[place]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def add(self, kind: str, arguments: tuple[Json, ...], answer: Json | Exception) -> None:
        """The answer to the next run's question."""
        self._answers.setdefault(question(kind, arguments), []).append(answer)


def question(kind: str, arguments: tuple[Json, ...]) -> str:
    """A key for a question; arguments are plain values."""
    return f"{kind}{arguments!r}"


async def with_lookups(run: Callable[[FetchedLookups], T], now: datetime, fetch: Fetch) -> T:
    """The result of `run`, fetching what it misses.

    Raises: ExpressionError when it asks for more than LOOKUP_ROUNDS_MAX values.
    """
    lookups = FetchedLookups(now)
    for _ in range(LOOKUP_ROUNDS_MAX):
        lookups.begin()
        try:
            return run(lookups)
        except LookupMissing as missing:
            try:
                answer: Json | Exception = await fetch(missing.kind, missing.arguments)
            except (Absent, ExpressionError) as error:
                answer = error
            lookups.add(missing.kind, missing.arguments, answer)
    raise ExpressionError(f"An expression asked for more than {LOOKUP_ROUNDS_MAX} outside values")
