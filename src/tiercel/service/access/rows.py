"""Rows that several use cases write: one place for each, so that nothing is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from tiercel.model.authorization.people import TENANT_ID, Binding
from tiercel.model.json_types import Json
from tiercel.model.stored.record import Key, RecordTable
from tiercel.model.stored.records import BINDINGS
from tiercel.ports.store import Tx

T = TypeVar("T")


def document_of(value: msgspec.Struct) -> dict[str, Json]:
    """What is stored of a user, group, role or binding."""
    found: dict[str, Json] = msgspec.to_builtins(value)
    return found


def insert_binding(tx: Tx, binding: Binding) -> None:
    tx.records(BINDINGS).insert((TENANT_ID, binding.id), document_of(binding))


def drop(tx: Tx, table: RecordTable[T], keys: Iterable[Key]) -> None:
    """Remove rows of a table; those that are not there are fine."""
    for key in keys:
        tx.records(table).delete(*key)
