"""Records of small nouns in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from tiercel.adapters.memory.tables import Tables
from tiercel.adapters.memory.unit import MemoryUnit, View
from tiercel.model.lists.matching import Row, matching, page_of
from tiercel.model.lists.paging import Filter, Page, Query
from tiercel.model.stored.record import Key, RecordTable

T = TypeVar("T")


class MemoryRecords(Generic[T]):
    """See `ports.records.Records`."""

    def __init__(self, table: RecordTable[T], tables: Tables, unit: MemoryUnit) -> None:
        self._table = table
        self._stored: dict[Key, tuple[Any, ...]] = tables.records[table.name]
        self._unit = unit

    async def get(self, *key: str) -> T | None:
        return self._value(key) if key in self._stored else None

    async def all(self, *filters: Filter) -> dict[Key, T]:
        """All that match, by key, in its order."""
        return {
            key: self._value(key)
            for _, key in matching(self._rows(), self._table.resource, filters)
        }

    async def find(self, query: Query) -> Page[T]:
        found = page_of(self._rows(), self._table.resource, query)
        return Page(tuple(map(self._value, found.results)), found.total)

    async def results(self, query: Query) -> tuple[T, ...]:
        return (await self.find(query)).results

    async def first(self, count: int) -> list[tuple[Key, T]]:
        found = page_of(self._rows(), self._table.resource, Query(size=count))
        return [(key, self._value(key)) for key in found.results]

    def insert(self, key: Key, value: T) -> None:
        """A new one. Guard: the key is absent."""
        self._write(key, value, is_new=True)

    def put(self, key: Key, value: T) -> None:
        self._write(key, value)

    def delete(self, *key: str) -> None:
        stored, name = self._stored, (self._table.name, *key)

        def apply() -> None:
            stored.pop(key, None)

        self._unit.write(apply, lambda view: view.becomes(name, version=False))
        self._notify()

    def _write(self, key: Key, value: T, *, is_new: bool = False) -> None:
        stored, name = self._stored, (self._table.name, *key)
        row = self._table.row(key, value)

        def guard(view: View) -> bool:
            if is_new:
                return view.moves(name, key in stored, expected=False, new=True)
            return view.becomes(name, version=True)

        self._unit.write(lambda: stored.update({key: row}), guard)
        self._notify()

    def _notify(self) -> None:
        if self._table.notifies:
            self._unit.notify(self._table.notifies)

    def _value(self, key: Key) -> T:
        return self._table.decode(self._stored[key][-1])

    def _rows(self) -> Iterator[tuple[Row, Key]]:
        """Each key with the columns that lists filter and sort by, in the order of the keys."""
        names = self._table.all_columns
        for key in sorted(self._stored):
            yield dict(zip(names, self._stored[key], strict=True)), key
