"""Messages of PostgreSQL's plugin `pgoutput`, version 1.

Source: "Logical Replication Message Formats" of PostgreSQL's manual.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import msgspec

from tiercel.plugin import Json, PluginError
from tiercel_debezium.changes import Change, Committed, Operation, Row, Table

_EPOCH_MS = round(datetime(2000, 1, 1, tzinfo=UTC).timestamp() * 1000)
# The value of a column by the number of its type.
Loader = Callable[[int, bytes], Json]


class Column(msgspec.Struct, frozen=True):
    """A column; `kind` is the number of its type."""

    name: str
    kind: int
    is_key: bool


class Relation(msgspec.Struct, frozen=True):
    """A table, as the log describes it before its first change."""

    table: Table
    columns: list[Column]


class Reader:
    """Reads one message from its begin to its end."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def number(self, form: str) -> int:
        """A number in a form of `struct`."""
        found: int = struct.unpack_from(f">{form}", self._content, self._at)[0]
        self._at += struct.calcsize(f">{form}")
        return found

    def text(self) -> str:
        """A text that ends with a zero."""
        end = self._content.index(0, self._at)
        found, self._at = self._content[self._at : end].decode(), end + 1
        return found

    def take(self, count: int) -> bytes:
        """Some bytes."""
        found = self._content[self._at : self._at + count]
        self._at += count
        return found

    def mark(self) -> str:
        """One letter; empty at the end."""
        return self.take(1).decode()


class Decoder:
    """Changes of messages; it keeps what they say of tables and transactions."""

    def __init__(self, database: str, load: Loader) -> None:
        self._database, self._load = database, load
        self._relations: dict[int, Relation] = {}
        self._at_ms: int | None = None
        self._source: dict[str, Json] = {}

    def changes(self, content: bytes) -> Iterator[Change | Committed]:
        """What one message says, which may be nothing."""
        reader = Reader(content)
        match reader.mark():
            case "B":
                lsn, at = reader.number("Q"), reader.number("q")
                self._at_ms = _EPOCH_MS + at // 1000
                self._source = {"lsn": text_of_lsn(lsn), "txId": reader.number("I")}
            case "C":
                reader.number("b")
                reader.number("Q")
                yield Committed({"lsn": text_of_lsn(reader.number("Q"))})
            case "R":
                self._relate(reader)
            case "I":
                relation = self._relation(reader)
                reader.mark()
                yield self._change(relation, "c", None, self._row(relation, reader))
            case "U":
                yield self._updated(reader)
            case "D":
                relation = self._relation(reader)
                reader.mark()
                yield self._change(relation, "d", self._row(relation, reader), None)

    def _relate(self, reader: Reader) -> None:
        number = reader.number("I")
        table = Table(self._database, reader.text() or "pg_catalog", reader.text())
        reader.number("b")
        columns = []
        for _ in range(reader.number("h")):
            is_key = bool(reader.number("b") & 1)
            name, kind = reader.text(), reader.number("I")
            reader.number("i")
            columns.append(Column(name, kind, is_key))
        self._relations[number] = Relation(table, columns)

    def _relation(self, reader: Reader) -> Relation:
        number = reader.number("I")
        if number not in self._relations:
            raise PluginError(f"The log says nothing of the table {number}")
        return self._relations[number]

    def _updated(self, reader: Reader) -> Change:
        relation, before, mark = self._relation(reader), None, reader.mark()
        if mark in ("K", "O"):
            before = self._row(relation, reader)
            reader.mark()
        return self._change(relation, "u", before, self._row(relation, reader))

    def _row(self, relation: Relation, reader: Reader) -> dict[str, Json]:
        found: dict[str, Json] = {}
        for column, _ in zip(relation.columns, range(reader.number("h")), strict=True):
            match reader.mark():
                case "t":
                    found[column.name] = self._load(column.kind, reader.take(reader.number("i")))
                case "n":
                    found[column.name] = None
                case _:
                    # A large value that has not changed is not in the log.
                    continue
        return found

    def _change(
        self, relation: Relation, operation: Operation, before: Row | None, after: Row | None
    ) -> Change:
        row = after or before or {}
        key = {
            each.name: row[each.name]
            for each in relation.columns
            if each.is_key and each.name in row
        }
        return Change(relation.table, operation, key, before, after, self._source, self._at_ms)


def text_of_lsn(number: int) -> str:
    """A place in the log, as PostgreSQL writes it."""
    return f"{number >> 32:X}/{number & 0xFFFFFFFF:X}"


def number_of_lsn(text: str) -> int:
    """The number of a place."""
    high, _, low = text.partition("/")
    return int(high, 16) << 32 | int(low, 16)
