"""What a store must know of a small noun to keep its records in a table of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Generic, TypeVar

import msgspec
from msgspec.structs import replace

from tiercel.model.json_types import Json
from tiercel.model.lists.conditions import micros
from tiercel.model.lists.resource import Order, Resource
from tiercel.model.stored.codec import decode_json, encode_json

T = TypeVar("T")
Key = tuple[str, ...]
Document = dict[str, Json]
Cell = int | str | bytes | None


class RecordTable(msgspec.Struct, Generic[T], frozen=True, kw_only=True, eq=False):
    """The records of one noun.

    Shapes: `key` are the columns that name a record, `columns` those that lists use beside them,
    whose cells `cells` gives in the same order; `encode` gives JSON text. In archives, and in
    databases of before these tables, a record is a document under `prefix` and its key, joined by
    `separator`.
    `notifies` is the name that each write notifies, on every server; empty for none. Where records
    are `is_chronological`, a new one comes last in the order of its resource.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Callable[[T], Sequence[Cell]]
    encode: Callable[[T], bytes]
    decode: Callable[[bytes], T]
    resource: Resource
    prefix: str
    separator: str
    notifies: str = ""
    is_chronological: bool = False

    @property
    def all_columns(self) -> tuple[str, ...]:
        """Those of a row, in order."""
        return (*self.key, *self.columns, "body")

    def row(self, key: Key, value: T) -> tuple[Cell, ...]:
        """The cells of a record."""
        return (*key, *self.cells(value), self.encode(value))

    def document_key(self, key: Key) -> str:
        """The name of a record among documents."""
        return self.prefix + self.separator.join(key)

    def key_of(self, document_key: str) -> Key | None:
        """The key of the record that a document stands for, None when it stands for none."""
        if not document_key.startswith(self.prefix):
            return None
        rest = document_key.removeprefix(self.prefix)
        key = tuple(rest.split(self.separator, len(self.key) - 1))
        return key if len(key) == len(self.key) else None


def document_table(
    name: str,
    prefix: str,
    key: tuple[str, ...] = ("id",),
    resource: Resource | None = None,
    columns: Mapping[str, Callable[[Document], Cell]] | None = None,
) -> RecordTable[Document]:
    """A noun whose records are plain JSON objects; without a resource, listed by key alone."""
    readers = tuple((columns or {}).values())
    return RecordTable(
        name=name,
        key=key,
        columns=tuple(columns or ()),
        cells=lambda document: [read(document) for read in readers],
        encode=encode_json,
        decode=decode_json,
        resource=resource or Resource(default=tuple(map(Order, key)), ties=key),
        prefix=prefix,
        separator=":" if prefix.endswith(":") else "/",
    )


def notifying(table: RecordTable[T], name: str) -> RecordTable[T]:
    """The table, each write of which notifies that name."""
    return replace(table, notifies=name)


def chronological(table: RecordTable[T]) -> RecordTable[T]:
    """The table, whose records are written in the order of its resource."""
    return replace(table, is_chronological=True)


def text_cell(name: str) -> Callable[[Document], Cell]:
    """Reads a text; what is none is kept in the document alone."""

    def read(document: Document) -> Cell:
        value = document.get(name)
        return value if isinstance(value, str) else None

    return read


def flag_cell(name: str) -> Callable[[Document], Cell]:
    """Reads a yes or no."""
    return lambda document: int(document.get(name) is True)


def date_cell(name: str) -> Callable[[Document], Cell]:
    """Reads a date, or its ISO text, as microseconds since 1970."""

    def read(document: Document) -> Cell:
        try:
            date = document[name]
            return micros(date if isinstance(date, datetime) else datetime.fromisoformat(date))
        except (KeyError, TypeError, ValueError, OverflowError):
            return None

    return read
