"""Log entries: search, read, follow, remove."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from tiercel.model.errors import NotFound
from tiercel.model.limits import (
    FOLLOW_LOGS_BATCH_MAX,
    FOLLOW_LOGS_CHARS_MAX,
    FOLLOW_LOGS_FIRST,
    FOLLOW_POLL_SECONDS,
    FOLLOW_SECONDS_MAX,
)
from tiercel.model.log import Level, LogEntry
from tiercel.model.paging import Filter, Operation, Page, Query
from tiercel.ports.clock import Clock
from tiercel.ports.store import Bells, Store


class LogService:
    """Use cases over log entries."""

    def __init__(self, store: Store, bells: Bells, clock: Clock) -> None:
        self._store = store
        self._bells = bells
        self._clock = clock

    async def find(self, query: Query) -> Page[LogEntry]:
        """A page of entries."""
        async with self._store.transaction() as tx:
            return await tx.logs.find(query)

    async def of(self, execution_id: str, filters: Sequence[Filter] = ()) -> list[LogEntry]:
        """Entries of an execution, oldest first; none for an unknown one."""
        async with self._store.transaction() as tx:
            return await tx.logs.of(execution_id, filters)

    async def check_known(self, execution_id: str) -> None:
        """Raises: NotFound when there is no such execution."""
        async with self._store.transaction() as tx:
            if await tx.executions.get(execution_id) is None:
                raise NotFound()

    async def delete(self, filters: Sequence[Filter]) -> int:
        """Remove matching entries; how many."""
        async with self._store.transaction() as tx:
            return await tx.logs.delete_now(filters)

    async def follow(self, execution_id: str, level: Level | None) -> AsyncIterator[LogEntry]:
        """Stored entries, then new ones as they come; ends after an hour of silence.

        What was read waits here for a slow client, so it is little; the rest is read again.
        """
        row = 0
        limit = FOLLOW_LOGS_FIRST
        quiet_since = self._clock.now()
        while (self._clock.now() - quiet_since).total_seconds() < FOLLOW_SECONDS_MAX:
            async with self._store.transaction() as tx:
                read = await tx.logs.since(execution_id, row, limit)
            found = held(read)
            is_cut = len(found) < len(read)
            limit = len(found) + 1 if is_cut else min(limit * 2, FOLLOW_LOGS_BATCH_MAX)
            del read
            for number, entry in found:
                row = number
                if level is None or entry.level.rank >= level.rank:
                    yield entry
            if found:
                quiet_since = self._clock.now()
            else:
                await self._bells.wait([f"follow:{execution_id}"], FOLLOW_POLL_SECONDS)


def held(found: list[tuple[int, LogEntry]]) -> list[tuple[int, LogEntry]]:
    """As many of the first entries as may wait for one follower; one in any case."""
    size = 0
    for count, (_, entry) in enumerate(found):
        size += len(entry.message)
        if count and size > FOLLOW_LOGS_CHARS_MAX:
            return found[:count]
    return found


def level_at_least(level: Level) -> Filter:
    """Entries of that level and more severe ones."""
    return Filter("level", Operation.EQUALS, level)
