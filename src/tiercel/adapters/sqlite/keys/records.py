"""The keys of requests as records: new ones and those that have a place in the index."""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from tiercel.adapters.sql.records import by_key
from tiercel.adapters.sqlite.keys.new_keys import VIEWS, NewKeys
from tiercel.adapters.sqlite.reader import ListReader, PointReader
from tiercel.adapters.sqlite.records import SqliteRecords
from tiercel.adapters.sqlite.unit import SqliteUnit
from tiercel.adapters.sqlite.writer import ANY
from tiercel.model.lists.paging import Filter, Page, Query
from tiercel.model.stored.record import Key, RecordTable

T = TypeVar("T")

_FIRST = "SELECT id, body FROM new_idempotency_keys ORDER BY number LIMIT ?"


class SqliteKeys(SqliteRecords[T]):
    """See `ports.records.Records`."""

    def __init__(
        self,
        table: RecordTable[T],
        unit: SqliteUnit,
        points: PointReader,
        lists: ListReader,
        new: NewKeys,
    ) -> None:
        super().__init__(table, unit, points, lists)
        self._new = new

    async def get(self, *key: str) -> T | None:
        body = self._new.body(key[0])
        return await super().get(*key) if body is None else self._table.decode(body)

    async def all(self, *filters: Filter) -> dict[Key, T]:
        """All that match, by key, in its order."""
        return await self._both().all(*filters)

    async def find(self, query: Query) -> Page[T]:
        return await self._both().find(query)

    async def results(self, query: Query) -> tuple[T, ...]:
        return await self._both().results(query)

    async def first(self, count: int) -> list[tuple[Key, T]]:
        """So many, the oldest first."""
        found = await super().first(count)
        rows = self._points.rows(_FIRST, (count - len(found),))
        return [*found, *by_key(self._table, rows).items()]

    def insert(self, key: Key, value: T) -> None:
        """A new one. Guard: the key is absent."""
        (name,), body = key, self._table.encode(value)
        cells = (name, *self._table.cells(value), body)
        self._unit.run_late(self._new.insert(name, body), cells, 1)

    def put(self, key: Key, value: T) -> None:
        # New ones are moved by that.
        super().put(key, value)
        self._unit.then(lambda: self._new.forget(key[0]))

    def delete(self, *key: str) -> None:
        self._unit.run_late(self._new.removal(key[0]), (), ANY)
        super().delete(*key)

    def _both(self) -> SqliteRecords[T]:
        table = replace(self._table, name=VIEWS[self._table.name])
        return SqliteRecords(table, self._unit, self._points, self._lists)
