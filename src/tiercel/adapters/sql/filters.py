"""Conditions and orders as SQL text with `?` placeholders."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

import msgspec

from tiercel.adapters.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Constant,
    HasLabels,
    LabelText,
    OneOf,
    Present,
    Search,
    Text,
)
from tiercel.adapters.resources import Order
from tiercel.model.codec import encode_json
from tiercel.model.paging import Operation

# Longer lists are handed over as one JSON value, so that statements stay short.
IN_LIST_MAX = 50
UNROLLED_MAX = 5

Binding = int | float | str | bytes | None


class LabelTable(msgspec.Struct, frozen=True):
    """Where labels are: `having` is a condition on a row of a list, with a `{}` for the condition
    on the `key` and `value` of one of its labels.
    """

    having: str
    key: str
    value: str


class Clause(msgspec.Struct, frozen=True):
    """SQL text with its bindings."""

    text: str
    bindings: tuple[Binding, ...] = ()


def where(conditions: Iterable[Condition], labels: LabelTable | None = None) -> Clause:
    """All conditions together; `1` when there is none."""
    clauses = [_clause(condition, labels) for condition in conditions]
    return _joined(" AND ", clauses) if clauses else Clause("1")


def order_by(orders: Iterable[Order]) -> str:
    """The terms of an ORDER BY; absent values sort before all others."""
    return ", ".join(f"{o.column} DESC" if o.is_descending else o.column for o in orders)


def _clause(condition: Condition, labels: LabelTable | None) -> Clause:
    match condition:
        case Constant(holds=holds):
            return Clause("1" if holds else "0")
        case Compare(column=column, sign=sign, value=value):
            return Clause(f"{column} {sign} ?", (value,))
        case OneOf():
            return _one_of(condition)
        case Text():
            return _text(condition)
        case Present(columns=columns, is_negated=is_negated):
            text = " OR ".join(f"{column} IS NOT NULL" for column in columns)
            return Clause(f"NOT ({text})" if is_negated else f"({text})")
        case HasLabels():
            assert labels is not None
            return _has_labels(condition, labels)
        case LabelText(text=text):
            assert labels is not None
            parts = [_contains(column, text.lower()) for column in (labels.key, labels.value)]
            found = _joined(" OR ", parts)
            return Clause(labels.having.format(found.text), found.bindings)
        case AnyOf() | AllOf():
            return _group(condition, labels)
        case Search():
            return _search(condition)
        case _:
            assert_never(condition)


def _group(condition: AnyOf | AllOf, labels: LabelTable | None) -> Clause:
    clauses = [_clause(each, labels) for each in condition.conditions]
    is_any = isinstance(condition, AnyOf)
    if not clauses:
        return Clause("0" if is_any else "1")
    return _joined(" OR " if is_any else " AND ", clauses)


def _one_of(condition: OneOf) -> Clause:
    column, values = condition.column, condition.values
    if condition.is_negated and 0 < len(values) <= UNROLLED_MAX:
        # Half the cost of NOT IN on a walk over all rows, and true for absent values.
        return Clause(f"({' AND '.join([f'{column} IS NOT ?'] * len(values))})", values)
    if len(values) > IN_LIST_MAX:
        listed = "(SELECT value FROM json_each(?))"
        bindings: tuple[Binding, ...] = (encode_json(values).decode(),)
    else:
        listed, bindings = f"({', '.join('?' * len(values))})", values
    if condition.is_negated:
        return Clause(f"({column} IS NULL OR {column} NOT IN {listed})", bindings)
    if len(values) == 1:
        return Clause(f"{column} = ?", bindings)
    return Clause(f"{column} IN {listed}", bindings)


def _text(condition: Text) -> Clause:
    column, value = condition.column, condition.value
    match condition.how:
        case Operation.STARTS_WITH:
            return _starts_with(column, value)
        case Operation.ENDS_WITH:
            if not value:
                return Clause(f"{column} IS NOT NULL")
            return Clause(f"substr({column}, ?) = ?", (-len(value), value))
        case Operation.CONTAINS:
            return Clause(f"instr({column}, ?) > 0", (value,))
        case Operation.PREFIX:
            # One range for an index, `value` up to all that begin with `value.`; what else lies
            # in it is left out by the second half.
            return Clause(
                f"({column} >= ? AND {column} < ? AND (+{column} = ? OR +{column} >= ?))",
                (value, f"{value}/", value, f"{value}."),
            )
        case _:
            return Clause(f"{column} REGEXP ?", (value,))


def _starts_with(column: str, prefix: str) -> Clause:
    """A range, so that an index can be used."""
    if not prefix:
        return Clause(f"{column} IS NOT NULL")
    last = ord(prefix[-1])
    if last >= 0xD7FF:
        # No valid code point follows for sure, so compare without an upper bound.
        return Clause(
            f"{column} >= ? AND substr({column}, 1, ?) = ?", (prefix, len(prefix), prefix)
        )
    return Clause(f"{column} >= ? AND {column} < ?", (prefix, prefix[:-1] + chr(last + 1)))


def _has_labels(condition: HasLabels, labels: LabelTable) -> Clause:
    one = labels.having.format(f"{labels.key} = ? AND {labels.value} = ?")
    if not condition.pairs:
        return Clause(str(int(condition.is_any is condition.is_negated)))
    found = _joined(
        " OR " if condition.is_any else " AND ", [Clause(one, pair) for pair in condition.pairs]
    )
    return Clause(f"NOT {found.text}", found.bindings) if condition.is_negated else found


def _search(condition: Search) -> Clause:
    if not condition.tokens:
        return Clause("1" if condition.is_negated else "0")
    tokens = [
        _joined(" OR ", [_contains(column, token) for column in condition.columns])
        for token in condition.tokens
    ]
    found = _joined(" AND ", tokens)
    if condition.is_negated:
        return Clause(f"NOT ifnull({found.text}, 0)", found.bindings)
    return found


def _contains(column: str, text: str) -> Clause:
    """Whether the column contains the text, which is in lower case, whatever the case."""
    if text.isascii():
        escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return Clause(f"{column} LIKE ? ESCAPE '\\'", (f"%{escaped}%",))
    # LIKE only knows the case of ASCII letters.
    return Clause(f"folded_contains({column}, ?)", (text,))


def _joined(sign: str, clauses: list[Clause]) -> Clause:
    text = sign.join(clause.text for clause in clauses)
    bindings = tuple(binding for clause in clauses for binding in clause.bindings)
    return Clause(f"({text})" if len(clauses) > 1 else text, bindings)
