"""Values from outside for pure code: run it, fetch what it missed, run it again."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

from tiercel.engine.storage_paths import Reader
from tiercel.expr import Absent, ExpressionError, LookupMissing, Lookups
from tiercel.model.json_types import Json
from tiercel.model.limits import LOOKUP_ROUNDS_MAX

T = TypeVar("T")


class LookupSource(Protocol):
    """Fetches values (`service/lookups.py`)."""

    def fetch(
        self, reader: Reader, kind: str, arguments: tuple[Json, ...]
    ) -> Coroutine[Any, Any, Json]:
        """The value. Raises: Absent, ExpressionError."""


class Gathered:
    """Lookups that were fetched so far; asks for the others by LookupMissing."""

    def __init__(self) -> None:
        self._answers: dict[str, Json] = {}

    def lookup(self, kind: str, arguments: tuple[Json, ...]) -> Json:
        """The fetched value, or the error that fetching it gave."""
        key = f"{kind}{arguments!r}"
        if key not in self._answers:
            raise LookupMissing(kind, arguments)
        answer = self._answers[key]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def fetch(self, source: LookupSource, reader: Reader, missing: LookupMissing) -> None:
        """Fetch one value and keep it, or why there is none."""
        key = f"{missing.kind}{missing.arguments!r}"
        try:
            self._answers[key] = await source.fetch(reader, missing.kind, missing.arguments)
        except (Absent, ExpressionError) as error:
            self._answers[key] = error


async def with_lookups(source: LookupSource, reader: Reader, run: Callable[[Lookups], T]) -> T:
    """The result of `run`, which is called anew after each value that it missed.

    Raises: ExpressionError after LOOKUP_ROUNDS_MAX rounds.
    """
    gathered = Gathered()
    for _ in range(LOOKUP_ROUNDS_MAX):
        try:
            return run(gathered)
        except LookupMissing as missing:
            await gathered.fetch(source, reader, missing)
    raise ExpressionError("The expression needs too many values from outside.")
