"""Writes as kinds of one statement each, whose bindings are whole columns of rows (`unnest`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from tiercel.adapters.postgres.dialect import NUMBERS

_BIGINTS = NUMBERS | {"due", "fence", "has_slot", "is_settled", "lease_until", "version", "was"}
_BYTES = frozenset({"body", "event", "origin"})
_BINDING = re.compile(r"\$(\d+)")


class WriteKind(msgspec.Struct, frozen=True, eq=False):
    """Writes of one form.

    Shapes: the first `key` cells of a row name it; 0 for rows without a name, which are only ever
    appended. With `is_guarded` each row must change exactly one row of the table. With
    `is_last` a later row of the same name takes the place of an earlier one. With `is_alone` the
    only row holds the bindings of the statement as they are.
    """

    table: str
    text: str
    key: int = 0
    is_guarded: bool = False
    is_last: bool = False
    is_sorted: bool = False
    is_alone: bool = False


def insert(table: str, columns: Sequence[str], *, key: int) -> WriteKind:
    """Rows that must not be there yet."""
    return WriteKind(
        table, f"{_insert(table, columns)} ON CONFLICT DO NOTHING", key, is_guarded=True
    )


def append(table: str, columns: Sequence[str], *, types: str = "") -> WriteKind:
    """Rows that the database numbers, in their order."""
    return WriteKind(table, _insert(table, columns, types))


def upsert(table: str, columns: Sequence[str], *, key: int) -> WriteKind:
    """Rows that take the place of those with the same name."""
    changed = ", ".join(f"{column} = excluded.{column}" for column in columns[key:])
    names = ", ".join(columns[:key])
    text = f"{_insert(table, columns)} ON CONFLICT ({names}) DO UPDATE SET {changed}"
    return WriteKind(table, text, key, is_last=True, is_sorted=True)


def update(table: str, names: Sequence[str], guard: str, columns: Sequence[str]) -> WriteKind:
    """Changes of rows whose `guard` column still is as it was.

    Shapes: a row has the names, the old cell of `guard`, then the new cells of `columns`.
    """
    changed = ", ".join(f"{column} = r.{column}" for column in columns)
    text = (
        f"UPDATE {table} SET {changed} FROM {_unnest((*names, 'was', *columns))}"
        f" WHERE {_same(table, names)} AND {table}.{guard} = r.was"
    )
    return WriteKind(table, text, len(names), is_guarded=True, is_sorted=True)


def delete(table: str, columns: Sequence[str], *, is_guarded: bool = False) -> WriteKind:
    """Rows that go, by equal cells."""
    text = f"DELETE FROM {table} USING {_unnest(columns)} WHERE {_same(table, columns)}"
    return WriteKind(table, text, len(columns), is_guarded, is_last=not is_guarded, is_sorted=True)


@lru_cache(256)
def joined(texts: tuple[str, ...]) -> str:
    """One statement that does what several do, each to a table of its own.

    It takes the bindings of all, and answers a row with the number of rows that each wrote.
    """
    parts, taken = [], 0
    for place, text in enumerate(texts):
        parts.append(f"w{place} AS ({_shifted(text, taken)} RETURNING 1)")
        taken += max(int(number) for number in _BINDING.findall(text))
    counts = ", ".join(f"(SELECT count(*) FROM w{place})" for place in range(len(texts)))
    return f"WITH {', '.join(parts)} SELECT {counts}"


def _shifted(text: str, count: int) -> str:
    """The statement with each binding that many places further on."""
    return _BINDING.sub(lambda found: f"${int(found[1]) + count}", text)


def _insert(table: str, columns: Sequence[str], types: str = "") -> str:
    listed = ", ".join(columns)
    source = _unnest(columns, types, is_counted=True)
    return f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {source} ORDER BY nth"


def _unnest(columns: Sequence[str], types: str = "", *, is_counted: bool = False) -> str:
    kinds = types.split() if types else [_type(column) for column in columns]
    arrays = ", ".join(f"${place}::{kind}[]" for place, kind in enumerate(kinds, start=1))
    if is_counted:
        return f"unnest({arrays}) WITH ORDINALITY AS r({', '.join(columns)}, nth)"
    return f"unnest({arrays}) AS r({', '.join(columns)})"


def _type(column: str) -> str:
    if column in _BIGINTS:
        return "bigint"
    return "bytea" if column in _BYTES else "text"


def _same(table: str, columns: Sequence[str]) -> str:
    return " AND ".join(f"{table}.{column} = r.{column}" for column in columns)
