"""What a log says: changes of rows, and where a transaction has ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, Protocol

import msgspec

from tiercel.plugin import Json

# As Debezium calls them: made, changed, deleted, read by a snapshot.
Operation = Literal["c", "u", "d", "r"]
Row = Mapping[str, Json]


class Table(msgspec.Struct, frozen=True):
    """Which table; MySQL has no schemas."""

    database: str
    schema: str | None
    name: str

    @property
    def within(self) -> str:
        """Its name as filters have it: with its schema, or its database where there is none."""
        return f"{self.schema or self.database}.{self.name}"


class Change(msgspec.Struct, frozen=True):
    """A row that was changed; `source` is where in the log, `at_ms` when, since the epoch."""

    table: Table
    operation: Operation
    key: Row
    before: Row | None
    after: Row | None
    source: Row
    at_ms: int | None


class Committed(msgspec.Struct, frozen=True):
    """All before this place in the log is whole: reading may begin there again."""

    position: dict[str, Json]


class Source(Protocol):
    """The log of a database, from where reading ended the last time."""

    def read(self, most: int | None) -> Iterator[Change | Committed]:
        """What is there now, up to its end, or to the end of a transaction after `most` changes."""

    def acknowledge(self, position: Mapping[str, Json]) -> None:
        """All before it is stored: it is not read again."""
