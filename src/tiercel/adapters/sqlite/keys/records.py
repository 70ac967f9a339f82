"""The keys of requests as records: new ones and those that have a place in the index."""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from tiercel.adapters.sql.filters import Binding
from tiercel.adapters.sql.records import by_key
from tiercel.adapters.sqlite.keys.new_keys import MOVE_ALL, VIEWS, NewKeys
from tiercel.adapters.sqlite.reader import ListReader, PointReader
from tiercel.adapters.sqlite.records import SqliteRecords
from tiercel.adapters.sqlite.unit import SqliteUnit
from tiercel.model.lists.paging import Filter, Page, Query
from tiercel.model.stored.record import Key, RecordTable

T = TypeVar("T")

# The table of new ones is read, all of it, only for keys that may be there.
_INSERT = (
    "INSERT INTO new_idempotency_keys (id, created, body) SELECT ?1, ?2, ?3"
    " WHERE NOT EXISTS (SELECT 1 FROM idempotency_keys WHERE id = ?1)"
    " AND (?4 OR NOT EXISTS (SELECT 1 FROM new_idempotency_keys WHERE id = ?1))"
)
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

    async def first(self, count: int) -> list[tuple[Key, T]]:
        """So many, the oldest first."""
        found = await super().first(count)
        rows = self._points.rows(_FIRST, (count - len(found),))
        return [*found, *by_key(self._table, rows).items()]

    def insert(self, key: Key, value: T) -> None:
        """A new one. Guard: the key is absent."""
        (name,), unit, new = key, self._unit, self._new
        body = self._table.encode(value)
        bindings: list[Binding] = [name, *self._table.cells(value), body, False]

        def begin() -> None:
            bindings[-1] = not new.may_have(name)
            new.begin(name)
            unit.finally_(lambda: new.end(name))

        unit.first(begin)
        unit.run(_INSERT, bindings, 1)
        unit.then(lambda: new.add(name, body))

    def put(self, key: Key, value: T) -> None:
        # New ones are moved by that.
        super().put(key, value)
        self._unit.then(lambda: self._new.remove(key[0]))

    def delete(self, *key: str) -> None:
        (name,), new = key, self._new
        bindings: list[Binding] = [False]

        def look() -> None:
            bindings[0] = new.may_have(name)

        self._unit.first(look)
        self._unit.run(MOVE_ALL, bindings)
        super().delete(name)
        self._unit.then(lambda: new.remove(name))

    def _both(self) -> SqliteRecords[T]:
        table = replace(self._table, name=VIEWS[self._table.name])
        return SqliteRecords(table, self._unit, self._points, self._lists)
