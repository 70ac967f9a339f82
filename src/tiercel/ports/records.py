"""What a store does with the records of small nouns."""

from __future__ import annotations

from typing import Protocol, TypeVar

from tiercel.model.lists.paging import Filter, Page, Query
from tiercel.model.stored.record import Key

T = TypeVar("T")


class Records(Protocol[T]):
    """The records of one noun, in a transaction: see `model.stored.records`."""

    async def get(self, *key: str) -> T | None:
        """The record with that key; None when it is absent."""

    async def all(self, *filters: Filter) -> dict[Key, T]:
        """All that match, by key, in its order."""

    async def find(self, query: Query) -> Page[T]:
        """A page. Fields: those of the table's resource."""

    async def results(self, query: Query) -> tuple[T, ...]:
        """Those of a page, without how many there are in all: to count them may take longer."""

    async def first(self, count: int) -> list[tuple[Key, T]]:
        """So many with their keys, in the order of the table's resource.

        Chronological records may be in the order in which they were written.
        """

    def insert(self, key: Key, value: T) -> None:
        """A new record. Guard: the key is absent."""

    def put(self, key: Key, value: T) -> None:
        """Insert or replace, without a guard: the last writer wins."""

    def delete(self, *key: str) -> None:
        """Remove a record; one that is not there is fine."""
