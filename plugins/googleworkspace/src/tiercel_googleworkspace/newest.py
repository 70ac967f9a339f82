"""What came since the last look of a trigger: by its time, and by ids where times are the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from tiercel.plugin import Json, RunContext
from tiercel.plugin.services.changes import default_key

T = TypeVar("T")
Entry = tuple[datetime, str, T]


class Newest:
    """Entries after the newest that was taken; `keep` stores how far the trigger is.

    The first look goes back by `lookback`. Times are those of the service.
    """

    def __init__(self, ctx: RunContext, lookback: timedelta) -> None:
        self._ctx = ctx
        self._key = default_key(ctx)
        self.since = ctx.now() - lookback
        self._ids: frozenset[str] = frozenset()
        is_there, value = ctx.kv.get(self._key)
        if is_there and isinstance(value, Mapping):
            self.since = datetime.fromisoformat(value["since"])
            self._ids = frozenset(value["ids"])

    def take(self, entries: Iterable[Entry[T]], count: int) -> list[T]:
        """The oldest `count` of those not taken yet, in the order of their times."""
        fresh = [each for each in entries if each[0] >= self.since and each[1] not in self._ids]
        taken = sorted(fresh, key=lambda each: each[:2])[:count]
        if taken:
            last = taken[-1][0]
            same = {number for at, number, _ in taken if at == last}
            self._ids = frozenset(same | self._ids if last == self.since else same)
            self.since = last
        return [each[2] for each in taken]

    def keep(self) -> None:
        """Store it: after the entries were taken over, so that a failure gives them again."""
        value: Json = {"since": self.since.isoformat(), "ids": sorted(self._ids)}
        self._ctx.kv.put(self._key, value)
