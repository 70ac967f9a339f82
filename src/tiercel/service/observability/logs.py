"""Log entries: search, read, follow, remove."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Container, Sequence

import msgspec

from tiercel.model.errors import NotFound
from tiercel.model.json_types import Json
from tiercel.model.limits import (
    FOLLOW_LOGS_BATCH_MAX,
    FOLLOW_LOGS_CHARS_MAX,
    FOLLOW_LOGS_FIRST,
    FOLLOW_POLL_SECONDS,
    FOLLOW_SECONDS_MAX,
)
from tiercel.model.lists.paging import Filter, Operation, Page, Query
from tiercel.model.lists.windows import LogCounts, LogWindow
from tiercel.model.log import LEVEL_ORDER, Level, LogEntry
from tiercel.ports.ports import Ports


class LogStats(msgspec.Struct, frozen=True):
    """Numbers of entries by level, and by task run (its id and that of its task) and level."""

    levels: dict[Level, int]
    task_runs: dict[tuple[str | None, str | None], dict[Level, int]]


class LogService:
    """Use cases over log entries."""

    def __init__(self, ports: Ports) -> None:
        self._store = ports.store
        self._notifier = ports.notifier
        self._clock = ports.clock

    async def find(self, query: Query) -> Page[LogEntry]:
        """A page of entries."""
        async with self._store.transaction() as tx:
            return await tx.logs.find(query)

    async def of(self, execution_id: str, filters: Sequence[Filter] = ()) -> list[LogEntry]:
        """Entries of an execution, oldest first; none for an unknown one."""
        async with self._store.transaction() as tx:
            return await tx.logs.of(execution_id, filters)

    async def window(self, window: LogWindow) -> list[tuple[int, LogEntry]]:
        """A part of the log of an execution with row numbers."""
        async with self._store.transaction() as tx:
            return await tx.logs.window(window)

    async def stats(self, execution_id: str, filters: Sequence[Filter]) -> LogStats:
        """How many entries of each level the task runs of an execution have."""
        async with self._store.transaction() as tx:
            return _stats(await tx.logs.counts(execution_id, filters))

    async def check_known(self, execution_id: str) -> None:
        """Raises: NotFound when there is no such execution."""
        async with self._store.transaction() as tx:
            if await tx.executions.get(execution_id) is None:
                raise NotFound.of("Execution", execution_id)

    async def delete(self, filters: Sequence[Filter], exactly: int | None = None) -> int:
        """Remove matching entries; how many. None unless there are `exactly` so many."""
        async with self._store.transaction() as tx:
            if exactly is not None:
                return exactly if await tx.logs.delete_exactly(filters, exactly) else 0
            return await tx.logs.delete_now(filters)

    async def follow(
        self, execution_id: str, levels: Container[Level] = LEVEL_ORDER
    ) -> AsyncIterator[LogEntry]:
        """Stored entries, then new ones as they come; ends after an hour of silence.

        What was read waits here for a slow client, so it is little; the rest is read again.
        """
        row = 0
        limit = FOLLOW_LOGS_FIRST
        quiet_since = self._clock.now()
        while (self._clock.now() - quiet_since).total_seconds() < FOLLOW_SECONDS_MAX:
            async with self._store.transaction() as tx:
                read = await tx.logs.since(execution_id, row, limit)
            found = within_budget(read)
            is_cut = len(found) < len(read)
            limit = len(found) + 1 if is_cut else min(limit * 2, FOLLOW_LOGS_BATCH_MAX)
            del read
            for number, entry in found:
                row = number
                if entry.level in levels:
                    yield entry
            if found:
                quiet_since = self._clock.now()
            else:
                await self._notifier.wait([f"follow:{execution_id}"], FOLLOW_POLL_SECONDS)


def _stats(counts: LogCounts) -> LogStats:
    levels: Counter[Level] = Counter()
    runs: dict[tuple[str | None, str | None], Counter[Level]] = {}
    for (run_id, task_id, level), count in counts.items():
        levels[level] += count
        runs.setdefault((run_id, task_id), Counter())[level] += count
    return LogStats(dict(levels), {key: dict(counts) for key, counts in runs.items()})


def within_budget(found: list[tuple[int, LogEntry]]) -> list[tuple[int, LogEntry]]:
    """As many of the first entries as may wait for one follower; one in any case."""
    size = 0
    for count, (_, entry) in enumerate(found):
        size += len(entry.message)
        if count and size > FOLLOW_LOGS_CHARS_MAX:
            return found[:count]
    return found


def levels_within(filters: Sequence[Filter]) -> frozenset[Level]:
    """The levels that all filters of levels leave."""
    found = frozenset(Level)
    for item in filters:
        if item.field == "level":
            found &= _levels(item.operation, item.value)
    return found


def _levels(operation: Operation, value: Json) -> frozenset[Level]:
    """EQUALS is that level and more severe ones, NOT_EQUALS the rest."""
    match operation:
        case Operation.IN:
            return frozenset(value)
        case Operation.NOT_IN:
            return frozenset(Level) - frozenset(value)
        case Operation.LESS_THAN_OR_EQUAL_TO:
            return frozenset(level for level in Level if level.rank <= value.rank)
    severe = frozenset(level for level in Level if level.rank >= value.rank)
    return frozenset(Level) - severe if operation is Operation.NOT_EQUALS else severe


def level_at_least(level: Level) -> Filter:
    """Entries of that level and more severe ones."""
    return Filter("level", Operation.EQUALS, level)
