"""Records of small nouns in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

import asyncpg

from tiercel.adapters.postgres.batch import Row
from tiercel.adapters.postgres.dialect import POSTGRES, numbered, storable_cells
from tiercel.adapters.postgres.kinds import WriteKind, delete, insert, upsert
from tiercel.adapters.postgres.lists import ListTable
from tiercel.adapters.postgres.reader import Reader
from tiercel.adapters.postgres.unit import PostgresUnit
from tiercel.adapters.sql.filters import order_by, where
from tiercel.adapters.sql.records import (
    OLD_DOCUMENTS,
    all_text,
    by_key,
    first_text,
    get_text,
    moved_row,
    page_text,
    put_text,
)
from tiercel.model.lists.conditions import conditions
from tiercel.model.lists.paging import Filter, Page, Query
from tiercel.model.stored.record import Key, RecordTable
from tiercel.model.stored.records import RECORDS

T = TypeVar("T")

# Writes of one kind share a statement, so each table has one of each.
_INSERTS = {
    table.name: insert(table.name, table.all_columns, key=len(table.key)) for table in RECORDS
}
_PUTS = {table.name: upsert(table.name, table.all_columns, key=len(table.key)) for table in RECORDS}
_DELETES = {table.name: delete(table.name, table.key) for table in RECORDS}


class PostgresRecords(Generic[T]):
    """See `ports.records.Records`."""

    def __init__(self, table: RecordTable[T], unit: PostgresUnit, reader: Reader) -> None:
        self._table = table
        self._unit = unit
        self._reader = reader

    async def get(self, *key: str) -> T | None:
        row = await self._reader.row(numbered(get_text(self._table)), *key)
        return None if row is None else self._table.decode(row[0])

    async def all(self, *filters: Filter) -> dict[Key, T]:
        """All that match, by key, in its order."""
        table = self._table
        clause = where(conditions(filters, table.resource.readers), dialect=POSTGRES)
        text = numbered(all_text(table, clause))
        return by_key(table, await self._reader.rows(text, *clause.bindings))

    async def find(self, query: Query) -> Page[T]:
        table = self._table
        found = conditions(query.filters, table.resource.readers)
        listed = ListTable(table.name, "body", table.resource)
        async with self._reader.snapshot() as snapshot:
            rows, total = await listed.page(snapshot, found, query)
        return Page(tuple(table.decode(row[0]) for row in rows), total)

    async def results(self, query: Query) -> tuple[T, ...]:
        table, found = self._table, conditions(query.filters, self._table.resource.readers)
        clause = where(found, dialect=POSTGRES)
        # An index of dates has no place for absent ones, of which there are none in a range.
        order = order_by(table.resource.orders(query.sorts), POSTGRES, found)
        bindings = (*clause.bindings, query.size, (query.page - 1) * query.size)
        rows = await self._reader.rows(numbered(page_text(table, clause, order)), *bindings)
        return tuple(table.decode(row[0]) for row in rows)

    async def first(self, count: int) -> list[tuple[Key, T]]:
        order = order_by(self._table.resource.orders(()), POSTGRES)
        text = numbered(first_text(self._table, order))
        return list(by_key(self._table, await self._reader.rows(text, count)).items())

    def insert(self, key: Key, value: T) -> None:
        """A new one. Guard: the key is absent."""
        self._write(_INSERTS, key, self._table.row(key, value))

    def put(self, key: Key, value: T) -> None:
        self._write(_PUTS, key, self._table.row(key, value))

    def delete(self, *key: str) -> None:
        self._write(_DELETES, key, key)

    def _write(self, kinds: Mapping[str, WriteKind], key: Key, row: Row) -> None:
        self._unit.put(kinds[self._table.name], key, row)
        if self._table.notifies:
            self._unit.notify(self._table.notifies)


async def move_documents(connection: asyncpg.Connection) -> None:
    """Give documents that have tables by now their rows there; a transaction is open."""
    for key, body in await connection.fetch(OLD_DOCUMENTS):
        moved = moved_row(key, body)
        if moved is not None:
            table, cells = moved
            await connection.execute(numbered(put_text(table)), *storable_cells(cells))
            await connection.execute("DELETE FROM settings WHERE key = $1", key)
