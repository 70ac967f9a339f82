"""Inbox, timers and announcements in memory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tiercel.adapters.memory.tables import Tables
from tiercel.adapters.memory.unit import MemoryUnit
from tiercel.model.events import Event
from tiercel.model.job import InboxEvent, Timer
from tiercel.model.stored.codec import decode_event, encode_event


class MemoryInbox:
    """See `ports.store.Inbox`."""

    def __init__(self, tables: Tables, unit: MemoryUnit) -> None:
        self._tables = tables
        self._unit = unit
        self._claimed: list[str] = []

    async def claim(self, limit: int, exclude: frozenset[str]) -> dict[str, list[InboxEvent]]:
        """Waiting events of at most `limit` executions, claimed until the transaction ends."""
        found = self._tables.inbox.claim(limit, exclude)
        self._claimed += found
        return found

    async def waits(self, execution_id: str) -> bool:
        """Whether an event waits for the execution."""
        return self._tables.inbox.waits(execution_id)

    async def count(self) -> int:
        """How many events wait, of all executions."""
        return len(self._tables.inbox)

    def put(self, execution_id: str, event: Event) -> None:
        tables, stored = self._tables, decode_event(encode_event(event))

        def apply() -> None:
            tables.inbox.add(InboxEvent(tables.next_seq(), execution_id, stored))

        self._unit.write(apply, rows=[stored])
        self._unit.notify("executor")

    def done(self, seqs: Iterable[int]) -> None:
        """Remove consumed events. Guard: each still exists."""
        inbox, gone = self._tables.inbox, list(seqs)
        self._unit.write(
            lambda: inbox.remove(gone),
            lambda view: all(view.moves(("inbox", seq), seq in inbox, True, False) for seq in gone),
        )

    def release(self) -> None:
        """The transaction has ended."""
        self._tables.inbox.release(self._claimed)
        self._claimed = []


class MemoryTimers:
    """See `ports.store.Timers`."""

    def __init__(self, tables: Tables, unit: MemoryUnit) -> None:
        self._tables = tables
        self._unit = unit

    async def due(self, now: datetime, limit: int) -> list[Timer]:
        """Timers that are due, soonest first."""
        due = [timer for timer in self._tables.timers.values() if timer.due <= now]
        return sorted(due, key=_timer_order)[:limit]

    async def next_due(self) -> datetime | None:
        """When the soonest timer is due."""
        return min((timer.due for timer in self._tables.timers.values()), default=None)

    async def of(self, execution_id: str) -> list[Timer]:
        """All timers of an execution, soonest first."""
        timers = [t for t in self._tables.timers.values() if t.execution_id == execution_id]
        return sorted(timers, key=_timer_order)

    def put(self, timer: Timer) -> None:
        """Set a timer; one with the same execution and key is replaced."""
        timers = self._tables.timers
        self._unit.write(lambda: timers.update({(timer.execution_id, timer.key): timer}))

    def delete(self, execution_id: str, key: str) -> None:
        timers = self._tables.timers

        def apply() -> None:
            timers.pop((execution_id, key), None)

        self._unit.write(apply)


class MemoryAnnouncements:
    """See `ports.store.Announcements`."""

    def __init__(self, tables: Tables, unit: MemoryUnit) -> None:
        self._tables = tables
        self._unit = unit

    async def waiting(self, limit: int) -> list[tuple[int, str, str]]:
        """(row, execution id, state), oldest first."""
        rows = sorted(self._tables.announcements)[:limit]
        return [(row, *self._tables.announcements[row]) for row in rows]

    def put(self, execution_id: str, state: str) -> None:
        tables = self._tables

        def apply() -> None:
            tables.announcements[tables.next_seq()] = (execution_id, state)

        self._unit.write(apply)
        self._unit.notify("reactor")

    def done(self, rows: Iterable[int]) -> None:
        """Remove consumed rows. Guard: each still exists."""
        stored, gone = self._tables.announcements, list(rows)

        def apply() -> None:
            for row in gone:
                del stored[row]

        self._unit.write(
            apply,
            lambda view: all(
                view.moves(("announcement", row), row in stored, True, False) for row in gone
            ),
        )


def _timer_order(timer: Timer) -> tuple[datetime, str, str]:
    return (timer.due, timer.execution_id, timer.key)
