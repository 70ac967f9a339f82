"""Inbox, timers and announcements in SQLite."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tiercel.adapters.rows import from_micros
from tiercel.adapters.sql.filters import Binding
from tiercel.adapters.sqlite.mirrors import Mirrors
from tiercel.adapters.sqlite.reader import PointReader, Row
from tiercel.adapters.sqlite.unit import SqliteUnit
from tiercel.model.events import Event
from tiercel.model.job import InboxEvent, Timer
from tiercel.model.lists.conditions import micros
from tiercel.model.stored.codec import decode_event, encode_event

_PUT_EVENT = "INSERT INTO inbox (seq, execution_id, event) VALUES (?, ?, ?)"
_DELETE_EVENT = "DELETE FROM inbox WHERE seq = ?"
_PUT_TIMER = (
    "INSERT INTO timers (execution_id, key, due) VALUES (?, ?, ?)"
    " ON CONFLICT (execution_id, key) DO UPDATE SET due = excluded.due"
)
_DELETE_TIMER = "DELETE FROM timers WHERE execution_id = ? AND key = ?"
_DUE = (
    "SELECT execution_id, key, due FROM timers WHERE due <= ?"
    " ORDER BY due, execution_id, key LIMIT ?"
)
_NEXT_DUE = "SELECT min(due) FROM timers"
_TIMERS_OF = (
    "SELECT execution_id, key, due FROM timers WHERE execution_id = ?"
    " ORDER BY due, execution_id, key"
)
_PUT_ANNOUNCEMENT = "INSERT INTO announcements (seq, execution_id, state) VALUES (?, ?, ?)"
_DELETE_ANNOUNCEMENT = "DELETE FROM announcements WHERE seq = ?"


class SqliteInbox:
    """See `ports.store.Inbox`. Claims are answered by the mirror, without a read."""

    def __init__(self, unit: SqliteUnit, mirrors: Mirrors) -> None:
        self._unit = unit
        self._mirror = mirrors.inbox

    async def claim(self, limit: int, exclude: frozenset[str]) -> dict[str, list[InboxEvent]]:
        """Waiting events of at most `limit` executions, claimed until the transaction ends."""
        found = self._mirror.claim(limit, exclude)
        if found:
            self._unit.finally_(lambda: self._mirror.release(found))
        return found

    async def waits(self, execution_id: str) -> bool:
        """Whether an event waits for the execution."""
        return self._mirror.waits(execution_id)

    async def count(self) -> int:
        """How many events wait, of all executions."""
        return len(self._mirror)

    def put(self, execution_id: str, event: Event) -> None:
        body = encode_event(event)
        # What is folded is what a restart would read.
        stored, mirror = decode_event(body), self._mirror
        row: list[Binding] = [0, execution_id, body]
        self._unit.run_numbered(_PUT_EVENT, row)
        self._unit.then(lambda: mirror.add(InboxEvent(_seq(row), execution_id, stored)))
        self._unit.notify("executor")

    def done(self, seqs: Iterable[int]) -> None:
        """Remove consumed events. Guard: each still exists."""
        gone, mirror = list(seqs), self._mirror
        for seq in gone:
            self._unit.run(_DELETE_EVENT, (seq,), 1)
        self._unit.then(lambda: mirror.remove(gone))


class SqliteTimers:
    """See `ports.store.Timers`."""

    def __init__(self, unit: SqliteUnit, points: PointReader) -> None:
        self._unit = unit
        self._points = points

    async def due(self, now: datetime, limit: int) -> list[Timer]:
        """Timers that are due, soonest first."""
        return [_timer(row) for row in self._points.rows(_DUE, (micros(now), limit))]

    async def next_due(self) -> datetime | None:
        """When the soonest timer is due."""
        due = self._points.rows(_NEXT_DUE)[0][0]
        return None if due is None else from_micros(due)

    async def of(self, execution_id: str) -> list[Timer]:
        """All timers of an execution, soonest first."""
        return [_timer(row) for row in self._points.rows(_TIMERS_OF, (execution_id,))]

    def put(self, timer: Timer) -> None:
        """Set a timer; one with the same execution and key is replaced."""
        self._unit.run(_PUT_TIMER, (timer.execution_id, timer.key, micros(timer.due)))

    def delete(self, execution_id: str, key: str) -> None:
        self._unit.run(_DELETE_TIMER, (execution_id, key))


class SqliteAnnouncements:
    """See `ports.store.Announcements`. Reads are answered by the mirror."""

    def __init__(self, unit: SqliteUnit, mirrors: Mirrors) -> None:
        self._unit = unit
        self._mirror = mirrors.announcements

    async def waiting(self, limit: int) -> list[tuple[int, str, str]]:
        """(row, execution id, state), oldest first."""
        waiting = zip(self._mirror.items(), range(limit), strict=False)
        return [(row, execution_id, state) for (row, (execution_id, state)), _ in waiting]

    def put(self, execution_id: str, state: str) -> None:
        mirror = self._mirror
        row: list[Binding] = [0, execution_id, state]
        self._unit.run_numbered(_PUT_ANNOUNCEMENT, row)
        self._unit.then(lambda: mirror.update({_seq(row): (execution_id, state)}))
        self._unit.notify("reactor")

    def done(self, rows: Iterable[int]) -> None:
        """Remove consumed rows. Guard: each still exists."""
        mirror, gone = self._mirror, list(rows)

        def forget() -> None:
            for row in gone:
                mirror.pop(row, None)

        for row in gone:
            self._unit.run(_DELETE_ANNOUNCEMENT, (row,), 1)
        self._unit.then(forget)


def _timer(row: Row) -> Timer:
    return Timer(row[0], row[1], from_micros(row[2]))


def _seq(row: list[Binding]) -> int:
    """The row number that the commit has put in."""
    seq = row[0]
    assert isinstance(seq, int)
    return seq
