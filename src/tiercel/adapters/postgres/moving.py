"""Everything in the database, and rows as they were in another store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from tiercel.adapters.postgres.connections import Connections
from tiercel.adapters.postgres.kinds import insert
from tiercel.adapters.postgres.unit import PostgresUnit
from tiercel.adapters.rows import KV_COLUMNS, TRIGGER_COLUMNS, kv_cells, trigger_cells
from tiercel.adapters.sql.moving import (
    LISTINGS,
    TASK_RUN_BODIES,
    TASK_RUN_COUNT,
    Row,
    count_text,
    executions,
)
from tiercel.model.kv import KvEntry
from tiercel.model.stored.codec import encode_kv, encode_trigger
from tiercel.model.stored.limits import MOVING_ROWS
from tiercel.model.stored.moving import MovedKind, Stored
from tiercel.model.trigger import TriggerState

_EXECUTIONS = "SELECT id, origin || body FROM executions ORDER BY id"
_INSERT_KV = insert("kv", (*KV_COLUMNS, "body"), key=2)
_INSERT_TRIGGER = insert("triggers", (*TRIGGER_COLUMNS, "body"), key=3)


@asynccontextmanager
async def moment(connections: Connections) -> AsyncIterator[PostgresMoment]:
    """Everything as it is now, in one transaction on a connection of its own."""
    async with connections.one() as connection:
        await connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        # Rows come in the order of an index: sorting a large table first would need its size again.
        await connection.execute("SET LOCAL enable_sort = off")
        # The snapshot is taken by the first read.
        await connection.fetchval("SELECT count(*) FROM settings")
        yield PostgresMoment(connection)
        await connection.execute("ROLLBACK")


class PostgresMoment:
    """See `ports.moving.Moment`; `connection` has an open transaction."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def count(self, kind: MovedKind) -> int:
        """How many there are."""
        return int(await self._connection.fetchval(count_text(kind, LISTINGS)))

    async def task_runs(self) -> int:
        """How many task runs the executions have together."""
        return int(await self._connection.fetchval(TASK_RUN_COUNT))

    async def rows(self, kind: MovedKind) -> AsyncIterator[Stored]:
        """All of them, in order."""
        if kind is MovedKind.EXECUTIONS:
            both = executions(
                self._stream("executions", _EXECUTIONS),
                self._stream("task_runs", TASK_RUN_BODIES),
            )
            async for execution in both:
                yield execution
            return
        listing = LISTINGS[kind]
        async for row in self._stream(kind.value, listing.text):
            yield listing.read(row)

    async def _stream(self, name: str, text: str) -> AsyncIterator[Row]:
        """Rows by a cursor of the database, which works behind a pooler too."""
        await self._connection.execute(f"DECLARE moving_{name} NO SCROLL CURSOR FOR {text}")
        while rows := await self._connection.fetch(f"FETCH {MOVING_ROWS} FROM moving_{name}"):
            for row in rows:
                yield tuple(row)
        await self._connection.execute(f"CLOSE moving_{name}")


class PostgresRestore:
    """See `ports.moving.Restore`."""

    def __init__(self, unit: PostgresUnit) -> None:
        self._unit = unit

    def kv(self, entry: KvEntry) -> None:
        """A new entry of any revision. Guard: the key is absent."""
        cells = kv_cells(entry)
        self._unit.put(_INSERT_KV, cells[:2], (*cells, encode_kv(entry)))

    def trigger(self, state: TriggerState) -> None:
        """A new state of any version. Guard: the trigger is absent."""
        cells = trigger_cells(state)
        self._unit.put(_INSERT_TRIGGER, cells[:3], (*cells, encode_trigger(state)))
