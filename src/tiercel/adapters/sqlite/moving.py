"""Everything in the database file, and rows as they were in another store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path

import apsw
from msgspec.structs import replace

from tiercel.adapters.rows import KV_COLUMNS, TRIGGER_COLUMNS, kv_cells, trigger_cells
from tiercel.adapters.sql.moving import (
    EXECUTION_BODIES,
    LISTINGS,
    TASK_RUN_BODIES,
    TASK_RUN_COUNT,
    Row,
    count_text,
    executions,
)
from tiercel.adapters.sql.records import documents
from tiercel.adapters.sqlite.connections import clear_error, reading_connection
from tiercel.adapters.sqlite.keys.new_keys import VIEWS
from tiercel.adapters.sqlite.reader import fetch
from tiercel.adapters.sqlite.unit import SqliteUnit
from tiercel.model.kv import KvEntry
from tiercel.model.stored.codec import encode_kv, encode_trigger
from tiercel.model.stored.limits import MOVING_ROWS
from tiercel.model.stored.moving import MovedKind, Stored
from tiercel.model.trigger import TriggerState

_CACHE_KIB = 4_096
_LISTINGS = {
    **LISTINGS,
    MovedKind.DOCUMENTS: replace(LISTINGS[MovedKind.DOCUMENTS], table=documents(VIEWS)),
}


def _insert(table: str, columns: tuple[str, ...]) -> str:
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT DO NOTHING"


_INSERT_KV = _insert("kv", (*KV_COLUMNS, "body"))
_INSERT_TRIGGER = _insert("triggers", (*TRIGGER_COLUMNS, "body"))


@asynccontextmanager
async def moment(path: Path) -> AsyncIterator[SqliteMoment]:
    """Everything as it is now, read on a connection of its own."""
    try:
        connection = reading_connection(path)
        try:
            # Each page is read once: keeping many would not help.
            connection.pragma("cache_size", -_CACHE_KIB)
            connection.execute("BEGIN")
            # The snapshot is taken by the first read.
            connection.execute("SELECT count(*) FROM settings").fetchall()
            yield SqliteMoment(connection)
        finally:
            connection.close()
    except apsw.Error as error:
        raise clear_error(error, path.name) from error


class SqliteMoment:
    """See `ports.moving.Moment`; `connection` has an open transaction."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    async def count(self, kind: MovedKind) -> int:
        """How many there are."""
        return await self._number(count_text(kind, _LISTINGS))

    async def task_runs(self) -> int:
        """How many task runs the executions have together."""
        return await self._number(TASK_RUN_COUNT)

    async def rows(self, kind: MovedKind) -> AsyncIterator[Stored]:
        """All of them, in order."""
        if kind is MovedKind.EXECUTIONS:
            both = executions(self._stream(EXECUTION_BODIES), self._stream(TASK_RUN_BODIES))
            async for execution in both:
                yield execution
            return
        listing = _LISTINGS[kind]
        async for row in self._stream(listing.text):
            yield listing.read(row)

    async def _number(self, text: str) -> int:
        rows = await asyncio.to_thread(fetch, self._connection, text)
        number: int = rows[0][0]
        return number

    async def _stream(self, text: str) -> AsyncIterator[Row]:
        cursor = await asyncio.to_thread(self._connection.execute, text)
        while rows := await asyncio.to_thread(lambda: list(islice(cursor, MOVING_ROWS))):
            for row in rows:
                yield row


class SqliteRestore:
    """See `ports.moving.Restore`."""

    def __init__(self, unit: SqliteUnit) -> None:
        self._unit = unit

    def kv(self, entry: KvEntry) -> None:
        """A new entry of any revision. Guard: the key is absent."""
        self._unit.run(_INSERT_KV, (*kv_cells(entry), encode_kv(entry)), 1)

    def trigger(self, state: TriggerState) -> None:
        """A new state of any version. Guard: the trigger is absent."""
        self._unit.run(_INSERT_TRIGGER, (*trigger_cells(state), encode_trigger(state)), 1)
