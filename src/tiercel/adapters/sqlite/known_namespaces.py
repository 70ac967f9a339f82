"""The namespaces that rows have, found by leaps through an index: see `sql.namespaces`."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import apsw

from tiercel.adapters.sql.namespaces import (
    NAMESPACES_MAX,
    KnownNamespaces,
    is_of_namespaces,
    known_among,
)
from tiercel.adapters.sqlite.reader import counted, fetch
from tiercel.model.lists.conditions import Condition

# Of each connection, by source: what it found, and the version of the database in which it did.
_Found = dict[str, tuple[int, list[str] | None]]
_FOUND: WeakKeyDictionary[apsw.Connection, _Found] = WeakKeyDictionary()


def among_known(
    connection: apsw.Connection, source: str, conditions: Sequence[Condition]
) -> KnownNamespaces:
    """The conditions, those on many namespaces as ones on namespaces that rows have.

    Shapes: `source` are the rows and an index of them that starts with the namespace. The list is
    to be read on the same snapshot: a namespace that comes later is not in any condition.
    """
    if not any(map(is_of_namespaces, conditions)):
        return KnownNamespaces(list(conditions))
    names = _known(connection, source)
    if names is None:
        return KnownNamespaces(list(conditions))
    return known_among(conditions, names)


def _known(connection: apsw.Connection, source: str) -> list[str] | None:
    """As `_namespaces`, found anew once anything was written: leaps take longer than short lists.

    The version is that of the snapshot on which the list is read.
    """
    version = counted(connection, "PRAGMA data_version")
    found = _FOUND.setdefault(connection, {})
    then, names = found.get(source, (-1, None))
    if then != version:
        names = _namespaces(connection, source)
        found[source] = version, names
    return names


def _namespaces(connection: apsw.Connection, source: str) -> list[str] | None:
    """None when there are too many."""
    # One statement for all leaps: one for each took more time than the leaps.
    text = (
        "WITH RECURSIVE found(name) AS ("
        f"SELECT (SELECT min(namespace) FROM {source} WHERE namespace > '') UNION ALL"
        f" SELECT (SELECT min(namespace) FROM {source} WHERE namespace > name)"
        " FROM found WHERE name IS NOT NULL LIMIT ?)"
        " SELECT name FROM found WHERE name IS NOT NULL"
    )
    found = [row[0] for row in fetch(connection, text, (NAMESPACES_MAX + 1,))]
    return None if len(found) > NAMESPACES_MAX else found
