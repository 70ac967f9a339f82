"""Lists of somebody who sees many namespaces: rows are compared with the few that there are.

Each binding of a user adds a namespace with all below it to the condition of a list. To look at two
hundred of them for each row costs more than the list itself; which of the namespaces that rows have
are among them is known after one look at each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby

import msgspec

from tiercel.model.authorization.grants import covers, lineage
from tiercel.model.lists.conditions import AnyOf, Condition, Constant, OneOf, Text
from tiercel.model.lists.paging import Operation
from tiercel.model.stored.limits import STORE_NARROWED_MAX

# With more, rows are compared with what was asked for.
NAMESPACES_MAX = 2_000
_COLUMN = "namespace"


class KnownNamespaces(msgspec.Struct, frozen=True):
    """Conditions on rows, and all namespaces that rows have, in order; empty if nobody asked."""

    conditions: list[Condition]
    names: Sequence[str] = ()


def known_among(conditions: Sequence[Condition], names: Sequence[str]) -> KnownNamespaces:
    """The conditions on rows that are all in these namespaces; those that always hold are left
    out.

    Whoever asks for a namespace that they see is not asked once more whether they see it.
    """
    left = tuple(names_of_rows(names, [each for each in conditions if _is_on_namespace(each)]))
    found = (among(each, left) for each in conditions)
    return KnownNamespaces([each for each in found if each != Constant(holds=True)], names)


def is_of_namespaces(condition: Condition) -> bool:
    """Whether the condition is that a row is in one of several namespaces, or below it."""
    return isinstance(condition, AnyOf) and _names_in(condition) is not None


def _is_on_namespace(condition: Condition) -> bool:
    return isinstance(condition, Text | OneOf) and condition.column == _COLUMN


def names_of_rows(names: Iterable[str], conditions: Iterable[Condition]) -> list[str]:
    """Those of the namespaces, in order, in which there may be rows that meet all conditions."""
    left = list(names)
    for condition in conditions:
        match condition:
            case Constant(holds=False):
                left = []
            case Text(column=column, how=Operation.PREFIX, value=value) if column == _COLUMN:
                left = [name for name in left if covers(value, name)]
            case OneOf(column=column, values=values, is_negated=False) if column == _COLUMN:
                left = list(filter(set(values).__contains__, left))
    return left


def among(condition: Condition, namespaces: tuple[str, ...]) -> Condition:
    """The same for rows in these namespaces: always true when all of them are meant."""
    return _among(condition, namespaces) if isinstance(condition, AnyOf) else condition


@lru_cache(maxsize=STORE_NARROWED_MAX)
def _among(condition: AnyOf, namespaces: tuple[str, ...]) -> Condition:
    """The same for each list of somebody while rows are in the same namespaces."""
    wanted = _names_in(condition)
    if wanted is None:
        return condition
    found = tuple(name for name in namespaces if not wanted.isdisjoint(lineage(name)))
    if len(found) == len(namespaces):
        return Constant(holds=True)
    return OneOf(_COLUMN, found) if found else Constant(holds=False)


@lru_cache(maxsize=STORE_NARROWED_MAX)
def _names_in(condition: AnyOf) -> frozenset[str] | None:
    """The namespaces, when all conditions are on these; the same for each list of somebody."""
    several = condition.conditions
    names = [
        each.value
        for each in several
        if isinstance(each, Text) and each.column == _COLUMN and each.how is Operation.PREFIX
    ]
    return frozenset(names) if len(names) == len(several) else None


def runs_of(condition: Condition, namespaces: Sequence[str]) -> list[list[str]]:
    """The namespaces that the condition names, in runs of neighbours among those that there are.

    Shapes: `namespaces` are all that rows have, in order. Empty for a condition of another kind.
    """
    match condition:
        case OneOf(column=column, values=values, is_negated=False) if column == _COLUMN:
            wanted = set(values)
            return [list(run) for has, run in groupby(namespaces, wanted.__contains__) if has]
        case _:
            return []
