"""Inbox, timers and announcements in PostgreSQL. What is claimed is locked until the end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tiercel.adapters.postgres.kinds import append, delete, upsert
from tiercel.adapters.postgres.reader import Reader, Row
from tiercel.adapters.postgres.unit import PostgresUnit
from tiercel.adapters.rows import from_micros
from tiercel.model.events import Event
from tiercel.model.job import InboxEvent, Timer
from tiercel.model.lists.conditions import micros
from tiercel.model.stored.codec import decode_event, encode_event
from tiercel.model.stored.limits import POSTGRES_CLAIM_ROWS_MAX

_PUT_EVENT = append("inbox", ("execution_id", "event"))
_DELETE_EVENT = delete("inbox", ("seq",), is_guarded=True)
# Executions of the oldest events, as many as nobody else has locked. A lock is on the execution,
# not on rows: events that come later belong to whoever has it. OFFSET keeps the locks out of the
# inner query, where there would be one for every row.
_LOCK = (
    "SELECT execution_id FROM (SELECT execution_id, min(seq) AS first FROM"
    " (SELECT execution_id, seq FROM inbox WHERE execution_id <> ALL($1::text[])"
    " ORDER BY seq LIMIT $2) waiting GROUP BY execution_id ORDER BY first OFFSET 0) oldest"
    " WHERE pg_try_advisory_xact_lock("
    "hashtextextended(current_schema() || '/inbox/' || execution_id, 0))"
    " LIMIT $3"
)
# A statement of its own: it sees what was committed before the locks were given.
_EVENTS = (
    "SELECT seq, execution_id, event FROM inbox WHERE execution_id = ANY($1::text[]) ORDER BY seq"
)
_PUT_TIMER = upsert("timers", ("execution_id", "key", "due"), key=2)
_DELETE_TIMER = delete("timers", ("execution_id", "key"))
_DUE = (
    "SELECT execution_id, key, due FROM timers WHERE due <= $1"
    " ORDER BY due, execution_id, key LIMIT $2 FOR UPDATE SKIP LOCKED"
)
_NEXT_DUE = "SELECT min(due) FROM timers"
_TIMERS_OF = (
    "SELECT execution_id, key, due FROM timers WHERE execution_id = $1"
    " ORDER BY due, execution_id, key"
)
_PUT_ANNOUNCEMENT = append("announcements", ("execution_id", "state"))
_DELETE_ANNOUNCEMENT = delete("announcements", ("seq",), is_guarded=True)
_REACT = "SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || '/reactor', 0))"
_WAITING = "SELECT seq, execution_id, state FROM announcements ORDER BY seq LIMIT $1"
_WAITS = "SELECT 1 FROM inbox WHERE execution_id = $1 LIMIT 1"


class PostgresInbox:
    """See `ports.store.Inbox`."""

    def __init__(self, unit: PostgresUnit) -> None:
        self._unit = unit
        self._claimed: set[str] = set()

    async def claim(self, limit: int, exclude: frozenset[str]) -> dict[str, list[InboxEvent]]:
        """Waiting events of at most `limit` executions, claimed until the transaction ends."""
        locked = await self._lock(limit, exclude)
        if not locked:
            return {}
        self._claimed.update(locked)
        found: dict[str, list[InboxEvent]] = {}
        for seq, execution_id, event in await self._unit.claim(_EVENTS, locked):
            waiting = found.setdefault(execution_id, [])
            waiting.append(InboxEvent(seq, execution_id, decode_event(event)))
        return found

    async def _lock(self, limit: int, exclude: frozenset[str]) -> list[str]:
        """Look further while much of what waits is locked by others."""
        passed = [*exclude, *self._claimed]
        window = max(4 * limit, 100)
        while True:
            rows = await self._unit.claim(_LOCK, passed, window, limit)
            if rows or window >= POSTGRES_CLAIM_ROWS_MAX:
                return [row[0] for row in rows]
            ((waiting,),) = await self._unit.claim(
                "SELECT count(*) FROM (SELECT 1 FROM inbox LIMIT $1) part", window
            )
            if waiting < window:
                return []
            window *= 8

    async def waits(self, execution_id: str) -> bool:
        """Whether an event waits for the execution."""
        return bool(await self._unit.claim(_WAITS, execution_id))

    async def count(self) -> int:
        """How many events wait, of all executions."""
        ((count,),) = await self._unit.claim("SELECT count(*) FROM inbox")
        return int(count)

    def put(self, execution_id: str, event: Event) -> None:
        self._unit.put(_PUT_EVENT, execution_id, (execution_id, encode_event(event)))
        self._unit.notify("executor")

    def done(self, seqs: Iterable[int]) -> None:
        """Remove consumed events. Guard: each still exists."""
        for seq in seqs:
            self._unit.put(_DELETE_EVENT, seq, (seq,))


class PostgresTimers:
    """See `ports.store.Timers`. Timers that were found due are for this transaction alone."""

    def __init__(self, unit: PostgresUnit, reader: Reader) -> None:
        self._unit = unit
        self._reader = reader

    async def due(self, now: datetime, limit: int) -> list[Timer]:
        """Timers that are due, soonest first, without those that others are looking after."""
        return [_timer(row) for row in await self._unit.claim(_DUE, micros(now), limit)]

    async def next_due(self) -> datetime | None:
        """When the soonest timer is due."""
        ((due,),) = await self._reader.rows(_NEXT_DUE)
        return None if due is None else from_micros(due)

    async def of(self, execution_id: str) -> list[Timer]:
        """All timers of an execution, soonest first."""
        return [_timer(row) for row in await self._reader.rows(_TIMERS_OF, execution_id)]

    def put(self, timer: Timer) -> None:
        """Set a timer; one with the same execution and key is replaced."""
        row = (timer.execution_id, timer.key, micros(timer.due))
        self._unit.put(_PUT_TIMER, timer.execution_id, row)

    def delete(self, execution_id: str, key: str) -> None:
        self._unit.put(_DELETE_TIMER, execution_id, (execution_id, key))


class PostgresAnnouncements:
    """See `ports.store.Announcements`. One transaction at a time reads them."""

    def __init__(self, unit: PostgresUnit) -> None:
        self._unit = unit

    async def waiting(self, limit: int) -> list[tuple[int, str, str]]:
        """(row, execution id, state), oldest first; none while another reactor is at work."""
        ((is_ours,),) = await self._unit.claim(_REACT)
        if not is_ours:
            return []
        rows = await self._unit.claim(_WAITING, limit)
        return [(row, execution_id, state) for row, execution_id, state in rows]

    def put(self, execution_id: str, state: str) -> None:
        self._unit.put(_PUT_ANNOUNCEMENT, execution_id, (execution_id, state))
        self._unit.notify("reactor")

    def done(self, rows: Iterable[int]) -> None:
        """Remove consumed rows. Guard: each still exists."""
        for row in rows:
            self._unit.put(_DELETE_ANNOUNCEMENT, row, (row,))


def _timer(row: Row) -> Timer:
    return Timer(row[0], row[1], from_micros(row[2]))
