"""Records of small nouns in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from tiercel.adapters.memory.tables import Tables
from tiercel.adapters.memory.unit import Unit
from tiercel.model.matching import Row, matching, page_of
from tiercel.model.paging import Filter, Page, Query
from tiercel.model.record import Key, RecordTable

T = TypeVar("T")


class MemoryRecords(Generic[T]):
    """See `ports.store.Records`."""

    def __init__(self, table: RecordTable[T], tables: Tables, unit: Unit) -> None:
        self._table = table
        self._stored: dict[Key, T] = tables.records[table.name]
        self._unit = unit

    async def get(self, *key: str) -> T | None:
        """One."""
        return self._stored.get(key)

    async def all(self, *filters: Filter) -> dict[Key, T]:
        """All that match, by key, in its order."""
        return {
            key: self._stored[key]
            for _, key in matching(self._rows(), self._table.resource, filters)
        }

    async def find(self, query: Query) -> Page[T]:
        """A page."""
        found = page_of(self._rows(), self._table.resource, query)
        return Page(tuple(self._stored[key] for key in found.results), found.total)

    def put(self, key: Key, value: T) -> None:
        """Insert or replace."""
        stored, row = self._stored, self._table.decode(self._table.encode(value))
        self._unit.write(lambda: stored.update({key: row}))

    def delete(self, *key: str) -> None:
        """Forget it."""
        stored = self._stored

        def apply() -> None:
            stored.pop(key, None)

        self._unit.write(apply)

    def _rows(self) -> Iterator[tuple[Row, Key]]:
        """Each key with the columns that lists filter and sort by, in the order of the keys."""
        names = (*self._table.key, *self._table.columns)
        for key in sorted(self._stored):
            cells = (*key, *self._table.cells(self._stored[key]))
            yield dict(zip(names, cells, strict=True)), key
