"""Searches in names as comparisons: flows are few, so it is known which of them have a word.

A row has a word when its flow or its namespace is one of those that have it; only other columns are
left to be searched. A word that all names have need not be looked for at all.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from tiercel.adapters.postgres.reader import Snapshot
from tiercel.adapters.sql.hours import NAMES
from tiercel.adapters.sql.namespaces import (
    NAMESPACES_MAX,
    KnownNamespaces,
    is_of_namespaces,
    known_among,
)
from tiercel.model.lists.conditions import AllOf, AnyOf, Condition, OneOf, Search

# With more names, words are looked for in each row.
_NAMES_MAX = 2_000
# Leaps through the index that begins with the names: each is one step down the tree.
_NAMES = """
WITH RECURSIVE names AS (
    (SELECT namespace, flow_id FROM {table} ORDER BY namespace, flow_id LIMIT 1)
    UNION ALL
    SELECT following.* FROM names CROSS JOIN LATERAL (
        SELECT namespace, flow_id FROM {table}
        WHERE (namespace, flow_id) > (names.namespace, names.flow_id)
        ORDER BY namespace, flow_id LIMIT 1
    ) AS following
)
SELECT namespace, flow_id FROM names LIMIT ?::bigint
"""

_NAMESPACES = """
WITH RECURSIVE names AS (
    (SELECT namespace FROM {table} ORDER BY namespace LIMIT 1)
    UNION ALL
    SELECT following.* FROM names CROSS JOIN LATERAL (
        SELECT namespace FROM {table}
        WHERE namespace > names.namespace ORDER BY namespace LIMIT 1
    ) AS following
)
SELECT namespace FROM names LIMIT ?::bigint
"""

Name = tuple[str, str]


async def without_names(
    snapshot: Snapshot, table: str, conditions: Sequence[Condition]
) -> list[Condition]:
    """The same conditions, with as little as possible to be searched."""
    if not any(map(_is_of_names, conditions)):
        return list(conditions)
    names = await names_of(snapshot, table)
    if names is None:
        return list(conditions)
    return [by_names(each, names) for each in conditions]


async def among_known(
    snapshot: Snapshot, table: str, conditions: Sequence[Condition]
) -> KnownNamespaces:
    """The conditions, those on many namespaces as ones on namespaces that rows have.

    See `sql.namespaces`. The list is to be read on the same snapshot.
    """
    if not any(map(is_of_namespaces, conditions)):
        return KnownNamespaces(list(conditions))
    # A table that grows large must not keep a plan of the time when it was empty, as a statement
    # without bindings would.
    rows = await snapshot.rows(_NAMESPACES.format(table=table), NAMESPACES_MAX + 1)
    if len(rows) > NAMESPACES_MAX:
        return KnownNamespaces(list(conditions))
    return known_among(conditions, [str(namespace) for (namespace,) in rows])


async def names_of(snapshot: Snapshot, table: str) -> list[Name] | None:
    """The names that rows have; None when there are too many to compare rows with."""
    rows = await snapshot.rows(_NAMES.format(table=table), _NAMES_MAX + 1)
    if len(rows) > _NAMES_MAX:
        return None
    return [(str(namespace), str(flow_id)) for namespace, flow_id in rows]


def by_names(condition: Condition, names: Sequence[Name]) -> Condition:
    """The condition on rows of flows with these names."""
    if not _is_of_names(condition):
        return condition
    assert isinstance(condition, Search)
    others = _others(condition)
    found: list[Condition] = []
    for token in condition.tokens:
        if not token.isascii():
            found.append(Search(condition.columns, (token,)))
        elif _is_lacking(token, names):
            found.append(AnyOf((*_named(token, names), Search(others, (token,)))))
    return AllOf(tuple(found))


def beyond_names(search: Search, names: Sequence[Name]) -> tuple[Condition, ...] | None:
    """What rows meet that match, though not by their names alone; None: there are none.

    Shapes: all words are ASCII. What most rows fail comes first.
    """
    tokens = [token for token in search.tokens if _is_lacking(token, names)]
    if not tokens:
        return None
    elsewhere = [Search(_others(search), (token,)) for token in tokens]
    unnamed = [
        AllOf(tuple(replace(each, is_negated=True) for each in _named(token, names)))
        for token in tokens
    ]
    if len(tokens) == 1:
        return elsewhere[0], unnamed[0]
    return AnyOf(tuple(elsewhere)), by_names(search, names), AnyOf(tuple(unnamed))


def _others(search: Search) -> tuple[str, ...]:
    return tuple(column for column in search.columns if column not in NAMES)


def _named(token: str, names: Sequence[Name]) -> tuple[OneOf, OneOf]:
    """The namespaces, and the flows, whose names have the word."""
    namespaces = dict.fromkeys(name for name, _ in names if _has(name, token))
    flows = dict.fromkeys(flow for _, flow in names if _has(flow, token))
    return OneOf("namespace", tuple(namespaces)), OneOf("flow_id", tuple(flows))


def _is_lacking(token: str, names: Sequence[Name]) -> bool:
    """Whether some name has not the word."""
    return not all(_has(namespace, token) or _has(flow, token) for namespace, flow in names)


def _is_of_names(condition: Condition) -> bool:
    return (
        isinstance(condition, Search)
        and not condition.is_negated
        and bool(condition.tokens)
        and set(NAMES) < set(condition.columns)
    )


def _has(name: str, token: str) -> bool:
    # The database knows the case of ASCII letters alone.
    return token.encode() in name.encode().lower()
