"""Values from outside for pure code: run it, fetch what it missed, run it again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any, Protocol, TypeVar

from tiercel.engine.storage_paths import Reader
from tiercel.expr import Absent, ExpressionError, LookupMissing, Lookups, NoLookups
from tiercel.expr.errors import AllowanceUsedUp
from tiercel.expr.lookups import NOW, Allowance
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_LOOP_STEPS_MAX, LOOKUP_ROUNDS_MAX
from tiercel.service.off_loop import in_thread

T = TypeVar("T")
Fetch = Callable[[str, tuple[Json, ...]], Awaitable[Json]]


class LookupSource(Protocol):
    """Fetches what expressions look up outside of themselves; `service/lookups.py` is one."""

    def fetch(
        self, reader: Reader, kind: str, arguments: tuple[Json, ...]
    ) -> Coroutine[Any, Any, Json]:
        """The value. Raises: Absent, ExpressionError."""


class LookupRounds:
    """Answers what was fetched before, and asks for the rest by raising LookupMissing.

    The date is the same however often it is asked for; without `now` it is fetched once.
    `is_long` is set once it is run in a thread.
    """

    __slots__ = ("_allowance", "_answers", "_asked", "_now", "is_long")

    def __init__(self, now: datetime | None = None) -> None:
        self._answers: dict[str, list[Json | Exception]] = {}
        self._asked: dict[str, int] = {}
        self._allowance: Allowance | None = None
        self._now: Json = now
        self.is_long = False

    @property
    def allowance(self) -> Allowance | None:
        """What renderings may take together on the event loop; None in a thread."""
        if self.is_long:
            return None
        if self._allowance is None:
            # Few runs render anything, so it is made for those that do.
            self._allowance = Allowance(EXPRESSION_LOOP_STEPS_MAX)
        return self._allowance

    def begin(self) -> None:
        """A run begins: repeated questions are counted from the first again."""
        self._asked.clear()

    def lookup(self, kind: str, arguments: tuple[Json, ...]) -> Json:
        """The value; the same question asked twice in one run gets two answers.

        Raises: LookupMissing when it is not there yet, and what fetching it raised.
        """
        if kind == NOW and self._now is not None:
            return self._now
        key = _question(kind, arguments)
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
        if kind == NOW and not isinstance(answer, Exception):
            self._now = answer
            return
        self._answers.setdefault(_question(kind, arguments), []).append(answer)


def _question(kind: str, arguments: tuple[Json, ...]) -> str:
    """A key for a question; arguments are plain values."""
    return f"{kind}{arguments!r}"


async def in_lookup_rounds(
    run: Callable[[Lookups], T], fetch: Fetch, now: datetime | None = None, *, is_long: bool = False
) -> T:
    """The result of `run`, which is called anew after each value that it missed.

    What takes more than a moment, or is said to, is run in a thread, so that nobody waits for it
    who need not: `run` must be pure, or as good as that.
    Raises: ExpressionError when it asks for more than LOOKUP_ROUNDS_MAX values.
    """
    lookups = LookupRounds(now)
    lookups.is_long = is_long
    for _ in range(LOOKUP_ROUNDS_MAX):
        lookups.begin()
        try:
            if lookups.is_long:
                return await in_thread(run, lookups)
            return run(lookups)
        except AllowanceUsedUp:
            lookups.is_long = True
        except LookupMissing as missing:
            try:
                answer: Json | Exception = await fetch(missing.kind, missing.arguments)
            except (Absent, ExpressionError) as error:
                answer = error
            lookups.add(missing.kind, missing.arguments, answer)
    raise ExpressionError(f"An expression asked for more than {LOOKUP_ROUNDS_MAX} outside values")


async def without_lookups(run: Callable[[Lookups], T]) -> T:
    """As `with_lookups`, where the outside is out of reach: each lookup is an error."""
    try:
        return run(NoLookups(Allowance(EXPRESSION_LOOP_STEPS_MAX)))
    except AllowanceUsedUp:
        return await in_thread(run, NoLookups())


async def with_lookups(
    source: LookupSource, reader: Reader, run: Callable[[Lookups], T], *, is_long: bool = False
) -> T:
    """As `in_lookup_rounds`, with values that the reader may see."""

    async def fetch(kind: str, arguments: tuple[Json, ...]) -> Json:
        return await source.fetch(reader, kind, arguments)

    return await in_lookup_rounds(run, fetch, is_long=is_long)
