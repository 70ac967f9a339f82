"""Records of small nouns in SQLite."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import apsw

from tiercel.adapters.sql.filters import order_by, where
from tiercel.adapters.sql.records import (
    OLD_DOCUMENTS,
    all_text,
    by_key,
    delete_text,
    first_text,
    get_text,
    insert_text,
    moved_row,
    page_text,
    put_text,
)
from tiercel.adapters.sqlite.lists import ListTable
from tiercel.adapters.sqlite.reader import ListReader, PointReader, fetch
from tiercel.adapters.sqlite.unit import SqliteUnit
from tiercel.model.lists.conditions import conditions
from tiercel.model.lists.paging import Filter, Page, Query
from tiercel.model.stored.record import Key, RecordTable

T = TypeVar("T")


class SqliteRecords(Generic[T]):
    """See `ports.records.Records`."""

    def __init__(
        self, table: RecordTable[T], unit: SqliteUnit, points: PointReader, lists: ListReader
    ) -> None:
        self._table = table
        self._unit = unit
        self._points = points
        self._lists = lists

    async def get(self, *key: str) -> T | None:
        row = self._points.row(get_text(self._table), key)
        return None if row is None else self._table.decode(row[0])

    async def all(self, *filters: Filter) -> dict[Key, T]:
        """All that match, by key, in its order."""
        table = self._table
        clause = where(conditions(filters, table.resource.readers))
        return by_key(table, self._points.rows(all_text(table, clause), clause.bindings))

    async def find(self, query: Query) -> Page[T]:
        table = self._table
        found = conditions(query.filters, table.resource.readers)
        listed = ListTable(table.name, "body", table.resource)
        rows, total = await self._lists.run(lambda c: listed.page(c, found, query))
        return Page(tuple(table.decode(row[0]) for row in rows), total)

    async def results(self, query: Query) -> tuple[T, ...]:
        table = self._table
        clause = where(conditions(query.filters, table.resource.readers))
        text = page_text(table, clause, order_by(table.resource.orders(query.sorts)))
        bindings = (*clause.bindings, query.size, (query.page - 1) * query.size)
        rows = await self._lists.run(lambda c: fetch(c, text, bindings))
        return tuple(table.decode(row[0]) for row in rows)

    async def first(self, count: int) -> list[tuple[Key, T]]:
        """So many with their keys; chronological ones by their row numbers."""
        table = self._table
        order = "rowid" if table.is_chronological else order_by(table.resource.orders(()))
        rows = self._points.rows(first_text(table, order), (count,))
        return list(by_key(table, rows).items())

    def insert(self, key: Key, value: T) -> None:
        """A new one. Guard: the key is absent."""
        self._unit.run(insert_text(self._table), self._table.row(key, value), 1)
        self._notify()

    def put(self, key: Key, value: T) -> None:
        self._unit.run(put_text(self._table), self._table.row(key, value))
        self._notify()

    def delete(self, *key: str) -> None:
        self._unit.run(delete_text(self._table), key)
        self._notify()

    def _notify(self) -> None:
        if self._table.notifies:
            self._unit.notify(self._table.notifies)


def move_documents(connection: apsw.Connection) -> None:
    """Give documents that have tables by now their rows there, in one transaction."""
    rows: list[tuple[Any, ...]] = connection.execute(OLD_DOCUMENTS).fetchall()
    moved = [(key, row) for key, body in rows if (row := moved_row(key, body)) is not None]
    if not moved:
        return
    with connection:
        for key, (table, cells) in moved:
            connection.execute(put_text(table), cells)
            connection.execute("DELETE FROM settings WHERE key = ?", (key,))
