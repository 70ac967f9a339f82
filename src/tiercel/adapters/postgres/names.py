"""Searches in names as comparisons: flows are few, so it is known which of them have a word.

A row has a word when its flow or its namespace is one of those that have it; only other columns are
left to be searched. A word that all names have need not be looked for at all.
"""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.adapters.postgres.reader import Snapshot
from tiercel.adapters.sql.hours import NAMES
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

Name = tuple[str, str]


async def without_names(
    snapshot: Snapshot, table: str, conditions: Sequence[Condition]
) -> list[Condition]:
    """The same conditions, with as little as possible to be searched."""
    if not any(map(_is_of_names, conditions)):
        return list(conditions)
    rows = await snapshot.rows(_NAMES.format(table=table), _NAMES_MAX + 1)
    if len(rows) > _NAMES_MAX:
        return list(conditions)
    names: list[Name] = [(str(namespace), str(flow_id)) for namespace, flow_id in rows]
    return [by_names(each, names) for each in conditions]


def by_names(condition: Condition, names: Sequence[Name]) -> Condition:
    """The condition on rows of flows with these names."""
    if not _is_of_names(condition):
        return condition
    assert isinstance(condition, Search)
    others = tuple(column for column in condition.columns if column not in NAMES)
    found: list[Condition] = []
    for token in condition.tokens:
        if not token.isascii():
            found.append(Search(condition.columns, (token,)))
            continue
        namespaces = tuple(dict.fromkeys(name for name, _ in names if _has(name, token)))
        flows = tuple(dict.fromkeys(flow for _, flow in names if _has(flow, token)))
        if not all(_has(namespace, token) or _has(flow, token) for namespace, flow in names):
            named = OneOf("namespace", namespaces), OneOf("flow_id", flows)
            found.append(AnyOf((*named, Search(others, (token,)))))
    return AllOf(tuple(found))


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
