"""Rows that several use cases write: one place for each, so that nothing is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from tiercel.model.authorization.people import TENANT_ID, Binding
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Filter, Operation
from tiercel.model.stored.record import Key, RecordTable
from tiercel.model.stored.records import BINDINGS, PROVISIONED
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


async def is_provisioned(tx: Tx, object_id: str) -> bool:
    """Whether a security integration keeps a user or group."""
    return bool(await tx.records(PROVISIONED).all(_of_object(object_id)))


async def forget_provisioned(tx: Tx, object_id: str) -> None:
    """No security integration keeps a user or group any more."""
    drop(tx, PROVISIONED, await tx.records(PROVISIONED).all(_of_object(object_id)))


def _of_object(object_id: str) -> Filter:
    return Filter("objectId", Operation.EQUALS, object_id)
