"""Statements over the tables of small nouns, with `?` placeholders: the same for every dialect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

from tiercel.adapters.sql.dialect import Clause
from tiercel.model.json_types import Json
from tiercel.model.stored.codec import decode_json
from tiercel.model.stored.record import Cell, Key, RecordTable
from tiercel.model.stored.records import RECORDS, place_of

T = TypeVar("T")

# In databases of before the tables of small nouns, and written by older servers beside this one.
OLD_DOCUMENTS = "SELECT key, body FROM settings"


@cache
def get_text(table: RecordTable[Any]) -> str:
    """One record, by the cells of its key."""
    return f"SELECT body FROM {table.name} WHERE {_named(table)}"


@cache
def delete_text(table: RecordTable[Any]) -> str:
    """The end of a record, by the cells of its key."""
    return f"DELETE FROM {table.name} WHERE {_named(table)}"


@cache
def put_text(table: RecordTable[Any]) -> str:
    """A record that takes the place of one with its key, by the cells of its row."""
    columns, key = ", ".join(table.all_columns), ", ".join(table.key)
    marks = ", ".join("?" * len(table.all_columns))
    changed = ", ".join(f"{each} = excluded.{each}" for each in table.all_columns[len(table.key) :])
    return (
        f"INSERT INTO {table.name} ({columns}) VALUES ({marks})"
        f" ON CONFLICT ({key}) DO UPDATE SET {changed}"
    )


@cache
def insert_text(table: RecordTable[Any]) -> str:
    """A record whose key is absent, by the cells of its row."""
    columns, marks = ", ".join(table.all_columns), ", ".join("?" * len(table.all_columns))
    return f"INSERT INTO {table.name} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING"


def all_text(table: RecordTable[T], clause: Clause) -> str:
    """The records that a condition holds for, by key."""
    key = ", ".join(table.key)
    return f"SELECT {key}, body FROM {table.name} WHERE {clause.text} ORDER BY {key}"


def first_text(table: RecordTable[T], order: str) -> str:
    """So many records with their keys, in an order."""
    return f"SELECT {', '.join(table.key)}, body FROM {table.name} ORDER BY {order} LIMIT ?"


def page_text(table: RecordTable[T], clause: Clause, order: str) -> str:
    """A page of the records that a condition holds for, in an order."""
    found = f"SELECT body FROM {table.name} WHERE {clause.text}"
    return f"{found} ORDER BY {order} LIMIT ? OFFSET ?"


def by_key(table: RecordTable[T], rows: Iterable[tuple[Any, ...]]) -> dict[Key, T]:
    """The records of rows of `all_text` or `first_text`, in their order."""
    return {tuple(row[:-1]): table.decode(row[-1]) for row in rows}


def documents(views: Mapping[str, str] = MappingProxyType({})) -> str:
    """All documents and all records, each by its name among documents, as a table.

    Shapes: `views` are read in place of the tables that they are named for.
    """
    parts = ["SELECT key, body FROM settings"]
    for table in RECORDS:
        key = f" || '{table.separator}' || ".join(table.key)
        parts.append(
            f"SELECT '{table.prefix}' || {key}, body FROM {views.get(table.name, table.name)}"
        )
    return f"({' UNION ALL '.join(parts)}) AS documents"


def moved_row(key: str, body: bytes) -> tuple[RecordTable[Any], tuple[Cell, ...]] | None:
    """The row of a document that has a table by now; None for what stays a document."""
    place = place_of(key)
    value: Json = None if place is None else decode_json(body)
    if place is None or not isinstance(value, dict):
        return None
    table, record_key = place
    return table, (*record_key, *table.cells(value), body)


def _named(table: RecordTable[T]) -> str:
    return " AND ".join(f"{column} = ?" for column in table.key)
