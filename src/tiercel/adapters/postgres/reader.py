"""Reads: each on a connection of its own, on one snapshot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from tiercel.adapters.postgres.connections import Connections
from tiercel.adapters.postgres.dialect import numbered, storable_cells
from tiercel.model.errors import Unavailable
from tiercel.model.json_types import Json
from tiercel.model.stored.limits import STORE_QUERY_SECONDS_MAX

Row = tuple[Json, ...]
# Lists are few, and their conditions differ: each gets a plan of its own. They sort rows of keys
# alone, and what they read is in memory as a rule. Compiling takes longer than what it saves them.
_BEGIN = (
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL plan_cache_mode ="
    " force_custom_plan; SET LOCAL work_mem = '64MB'; SET LOCAL random_page_cost = 1.1;"
    " SET LOCAL jit = off"
)


class Snapshot:
    """Reads of one moment."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def rows(self, text: str, *bindings: Json) -> list[Row]:
        """All rows of a statement with `?` placeholders."""
        found = await self._connection.fetch(numbered(text), *storable_cells(bindings))
        return [tuple(row) for row in found]

    async def columns(self, text: str, width: int, *bindings: Json) -> list[list[Json]]:
        """The cells of all rows by column: many are read sooner so, without an object for each row.

        Shapes: `width` is how many columns the statement has.
        """
        names = [f"c{place}" for place in range(width)]
        cells = ", ".join(f"array_agg({name})" for name in names)
        whole = f"SELECT {cells} FROM ({text}) AS parts({', '.join(names)})"
        ((*found,),) = await self.rows(whole, *bindings)
        return [column or [] for column in found]

    async def walk(self, text: str, *bindings: Json) -> list[Row]:
        """The same for rows that are in order by an index, soon enough that sorting is no help.

        The database knows too little about searches and labels to see that on its own.
        """
        await self._connection.execute("SET LOCAL enable_sort = off")
        rows = await self.rows(text, *bindings)
        await self._connection.execute("SET LOCAL enable_sort = on")
        return rows

    async def value(self, text: str, *bindings: Json) -> Json:
        """The only cell of the only row."""
        # A statement that is asked for one row alone is never run by several processes.
        ((cell,),) = await self.rows(text, *bindings)
        return cell


class Reader:
    """They see everything that was committed before."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._is_pooled = connections.address.is_pooled

    async def rows(self, text: str, *bindings: Json) -> list[Row]:
        """All rows of one statement with `$1` placeholders. Raises: Unavailable."""
        async with self._connections.one() as connection, self._together(connection):
            sent = storable_cells(bindings)
            return [tuple(row) for row in await connection.fetch(text, *sent)]

    async def row(self, text: str, *bindings: Json) -> Row | None:
        rows = await self.rows(text, *bindings)
        return rows[0] if rows else None

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Snapshot]:
        """Several reads of one moment, for a bounded time. Raises: Unavailable."""
        try:
            async with (
                asyncio.timeout(STORE_QUERY_SECONDS_MAX),
                self._connections.one() as connection,
            ):
                await connection.execute(_BEGIN)
                yield Snapshot(connection)
                await connection.execute("COMMIT")
        except TimeoutError as error:
            raise Unavailable("The query took too long and was stopped. Narrow it down.") from error

    @asynccontextmanager
    async def _together(self, connection: asyncpg.Connection) -> AsyncIterator[None]:
        """Behind a pooler a statement is prepared and run by one session only in a transaction."""
        if not self._is_pooled:
            yield
            return
        await connection.execute("BEGIN")
        yield
        await connection.execute("COMMIT")
