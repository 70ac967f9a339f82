"""The namespaces that rows have, found by leaps through an index: see `sql.namespaces`."""

from __future__ import annotations

from collections.abc import Sequence

import apsw
import msgspec

from tiercel.adapters.sql.namespaces import NAMESPACES_MAX, among, is_of_namespaces
from tiercel.adapters.sqlite.reader import fetch
from tiercel.model.lists.conditions import Condition, Constant


class KnownNamespaces(msgspec.Struct, frozen=True):
    """Conditions on rows, and all namespaces that rows have, in order; empty if nobody asked."""

    conditions: list[Condition]
    names: Sequence[str] = ()


def among_known(
    connection: apsw.Connection, source: str, conditions: Sequence[Condition]
) -> KnownNamespaces:
    """The conditions, those on many namespaces as ones on namespaces that rows have.

    Shapes: `source` are the rows and an index of them that starts with the namespace. The list is
    to be read on the same snapshot: a namespace that comes later is not in any condition.
    """
    if not any(map(is_of_namespaces, conditions)):
        return KnownNamespaces(list(conditions))
    names = _namespaces(connection, source)
    if names is None:
        return KnownNamespaces(list(conditions))
    found = (among(each, names) for each in conditions)
    return KnownNamespaces([each for each in found if each != Constant(holds=True)], names)


def _namespaces(connection: apsw.Connection, source: str) -> list[str] | None:
    """None when there are too many."""
    following = f"SELECT namespace FROM {source} WHERE namespace > ? ORDER BY namespace LIMIT 1"
    found: list[str] = []
    place = ""
    while rows := fetch(connection, following, (place,)):
        place = rows[0][0]
        found.append(place)
        if len(found) > NAMESPACES_MAX:
            return None
    return found
