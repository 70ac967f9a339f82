"""Conditions and orders as SQL text with `?` placeholders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

import msgspec

from tiercel.adapters.sql.dialect import SQLITE, Binding, Clause, Dialect
from tiercel.model.lists.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Constant,
    HasFailed,
    HasInput,
    HasLabels,
    LabelText,
    OneOf,
    Present,
    Search,
    Text,
)
from tiercel.model.lists.paging import Operation
from tiercel.model.lists.resource import Order

__all__ = ["Binding", "Clause", "LabelTable", "columns_of", "order_by", "where"]


class LabelTable(msgspec.Struct, frozen=True):
    """Where labels are: `having` is a condition on a row of a list, with a `{}` for the condition
    on the `key` and `value` of one of its labels. `pair` compares both at once with two bindings,
    where an index can do that better.
    """

    having: str
    key: str
    value: str
    pair: str | None = None


def where(
    conditions: Iterable[Condition], labels: LabelTable | None = None, dialect: Dialect = SQLITE
) -> Clause:
    """All conditions together, the cheap ones first; always true when there is none."""
    writer = _Writer(labels, dialect)
    clauses = [writer.clause(condition) for condition in sorted(conditions, key=_cost)]
    return _joined(" AND ", clauses) if clauses else dialect.constant(holds=True)


def order_by(
    orders: Iterable[Order], dialect: Dialect = SQLITE, met: Iterable[Condition] = ()
) -> str:
    """The terms of an ORDER BY of rows that meet conditions; absent values sort before all others.

    A column that is compared has a value in all of them.
    """
    compared = {each.column for each in met if isinstance(each, Compare)}
    return ", ".join(
        dialect.order(
            each.column, is_descending=each.is_descending, is_present=each.column in compared
        )
        for each in orders
    )


class _Writer:
    """Writes conditions on the rows of one list."""

    def __init__(self, labels: LabelTable | None, dialect: Dialect) -> None:
        self._labels = labels
        self._dialect = dialect

    def clause(self, condition: Condition) -> Clause:
        dialect = self._dialect
        match condition:
            case Constant(holds=holds):
                return dialect.constant(holds=holds)
            case Compare(column=column, sign=sign, value=value):
                return dialect.compare(column, sign, value)
            case OneOf(column=column, values=values, is_negated=is_negated):
                write = dialect.none_of if is_negated else dialect.one_of
                return write(column, values)
            case Text():
                return self._text(condition)
            case Present(columns=columns, is_negated=is_negated):
                text = " OR ".join(f"{column} IS NOT NULL" for column in columns)
                return Clause(f"NOT ({text})" if is_negated else f"({text})")
            case HasLabels() | LabelText():
                return self._on_labels(condition)
            case HasInput() | HasFailed():
                return self._inside(condition)
            case AnyOf() | AllOf():
                return self._group(condition)
            case Search():
                return self._search(condition)
            case _:
                assert_never(condition)

    def _group(self, condition: AnyOf | AllOf) -> Clause:
        clauses = [self.clause(each) for each in condition.conditions]
        is_any = isinstance(condition, AnyOf)
        if not clauses:
            return self._dialect.constant(holds=not is_any)
        return _joined(" OR " if is_any else " AND ", clauses)

    def _inside(self, condition: HasInput | HasFailed) -> Clause:
        if isinstance(condition, HasInput):
            clause = self._dialect.has_input(condition.path, condition.texts)
        else:
            clause = self._dialect.has_failed(condition.task_id)
        return self._maybe(clause, is_negated=condition.is_negated)

    def _maybe(self, clause: Clause, *, is_negated: bool) -> Clause:
        """The condition, which may be unknown, or what is left of all rows."""
        if not is_negated:
            return clause
        return Clause(f"NOT {self._dialect.surely(clause.text)}", clause.bindings)

    def _text(self, condition: Text) -> Clause:
        column, value, dialect = condition.column, condition.value, self._dialect
        match condition.how:
            case Operation.STARTS_WITH:
                return self._starts_with(column, value)
            case Operation.ENDS_WITH:
                if not value:
                    return Clause(f"{column} IS NOT NULL")
                return dialect.ends_with(column, value)
            case Operation.CONTAINS:
                return dialect.has_text(column, value)
            case Operation.PREFIX:
                return dialect.in_namespace(column, value)
            case _:
                return dialect.matches(column, value)

    def _starts_with(self, column: str, prefix: str) -> Clause:
        """A range, so that an index can be used."""
        if not prefix:
            return Clause(f"{column} IS NOT NULL")
        dialect, last = self._dialect, ord(prefix[-1])
        lower = dialect.compare(column, ">=", prefix)
        if last >= 0xD7FF:
            # No valid code point follows for sure, so compare without an upper bound.
            upper = dialect.begins_with(column, prefix)
        else:
            upper = dialect.compare(column, "<", prefix[:-1] + chr(last + 1))
        return Clause(f"{lower.text} AND {upper.text}", lower.bindings + upper.bindings)

    def _on_labels(self, condition: HasLabels | LabelText) -> Clause:
        if isinstance(condition, LabelText):
            return self._label_text(condition.text)
        return self._has_labels(condition)

    def _has_labels(self, condition: HasLabels) -> Clause:
        labels, dialect = self._labels, self._dialect
        assert labels is not None
        if not condition.pairs:
            return dialect.constant(holds=condition.is_any is condition.is_negated)
        found = _joined(
            " OR " if condition.is_any else " AND ",
            [self._has_label(labels, *pair) for pair in condition.pairs],
        )
        return Clause(f"NOT {found.text}", found.bindings) if condition.is_negated else found

    def _has_label(self, labels: LabelTable, key: str, value: str) -> Clause:
        if labels.pair is not None:
            return Clause(labels.having.format(labels.pair), (key, value))
        parts = (
            self._dialect.one_of(labels.key, (key,)),
            self._dialect.one_of(labels.value, (value,)),
        )
        text = " AND ".join(part.text for part in parts)
        return Clause(labels.having.format(text), parts[0].bindings + parts[1].bindings)

    def _label_text(self, text: str) -> Clause:
        labels = self._labels
        assert labels is not None
        parts = [
            self._dialect.has_folded(column, text.lower()) for column in (labels.key, labels.value)
        ]
        found = _joined(" OR ", parts)
        return Clause(labels.having.format(found.text), found.bindings)

    def _search(self, condition: Search) -> Clause:
        dialect = self._dialect
        if not condition.tokens:
            return dialect.constant(holds=condition.is_negated)
        tokens = [
            _joined(" OR ", [dialect.has_folded(column, token) for column in condition.columns])
            # The longest word is seldom there: then the others are not looked for.
            for token in sorted(condition.tokens, key=len, reverse=True)
        ]
        found = _joined(" AND ", tokens)
        if condition.is_negated:
            return self._maybe(found, is_negated=True)
        return found


def columns_of(condition: Condition) -> tuple[str, ...]:
    """The columns that the condition looks at, labels aside."""
    match condition:
        case Compare(column=column) | OneOf(column=column) | Text(column=column):
            return (column,)
        case Present(columns=columns) | Search(columns=columns):
            return columns
        case AnyOf(conditions=several) | AllOf(conditions=several):
            return tuple(name for each in several for name in columns_of(each))
        case HasInput() | HasFailed():
            # Those of an index are never enough.
            return ("body",)
        case HasLabels() | LabelText() | Constant():
            return ()


def _cost(condition: Condition) -> int:
    """How long a row takes: SQLite looks at the conditions as they are written."""
    match condition:
        case Constant() | Compare() | OneOf() | Present():
            return 0
        case AnyOf(conditions=several) | AllOf(conditions=several):
            return max(map(_cost, several), default=0)
        case Text(how=Operation.REGEX):
            return 4
        case Text():
            return 1
        case HasLabels() | LabelText():
            return 2
        case Search():
            return 3
        case HasInput() | HasFailed():
            return 5
        case _:
            assert_never(condition)


def _joined(sign: str, clauses: list[Clause]) -> Clause:
    text = sign.join(clause.text for clause in clauses)
    bindings = tuple(binding for clause in clauses for binding in clause.bindings)
    return Clause(f"({text})" if len(clauses) > 1 else text, bindings)


def words_of(conditions: Sequence[Condition]) -> list[str]:
    """Words that every match has."""
    return [
        word
        for each in conditions
        if isinstance(each, Search) and not each.is_negated
        for word in each.tokens
    ]
