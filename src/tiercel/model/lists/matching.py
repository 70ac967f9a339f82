"""Conditions, orders and pages over rows in memory: the same answers as SQL gives."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar, assert_never

import msgspec

from tiercel.model.execution import TaskRun
from tiercel.model.json_types import Json
from tiercel.model.label import Label
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
    conditions,
)
from tiercel.model.lists.paging import Filter, Operation, Page, Query
from tiercel.model.lists.resource import Order, Resource
from tiercel.model.regexes import finds
from tiercel.model.state import StateType
from tiercel.model.stored.limits import STORE_PAGE_ROWS_MAX

T = TypeVar("T")
# Column -> cell; `labels` is a tuple of Label here, and executions have `inputs` and `runs`.
Row = Mapping[str, Any]

_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def page_of(rows: Iterable[tuple[Row, T]], resource: Resource, query: Query) -> Page[T]:
    """The page of the values whose rows match."""
    found = matching(rows, resource, query.filters)
    orders = resource.orders(query.sorts)
    for order in reversed(orders):
        found.sort(key=_sort_key(order), reverse=order.is_descending)
    size = min(query.size, STORE_PAGE_ROWS_MAX)
    start = (query.page - 1) * size
    return Page(tuple(value for _, value in found[start : start + size]), len(found))


def matching(
    rows: Iterable[tuple[Row, T]], resource: Resource, filters: Sequence[Filter]
) -> list[tuple[Row, T]]:
    """The rows that match all filters, in the order given."""
    tests = conditions(filters, resource.readers)
    return [pair for pair in rows if all(holds(test, pair[0]) for test in tests)]


def _sort_key(order: Order) -> Callable[[tuple[Row, object]], tuple[bool, Any]]:
    column = order.column

    def key(pair: tuple[Row, object]) -> tuple[bool, Any]:
        value = pair[0][column]
        return (value is not None, 0 if value is None else value)

    return key


def holds(condition: Condition, row: Row) -> bool:
    """Whether the row meets the condition."""
    match condition:
        case Constant(holds=always):
            return always
        case Compare(column=column, sign=sign, value=bound):
            value = row[column]
            return value is not None and _SIGNS[sign](value, bound)
        case OneOf(column=column, values=values, is_negated=is_negated):
            return (row[column] in values) is not is_negated
        case Text():
            return _text_holds(condition, row[condition.column])
        case Present(columns=columns, is_negated=is_negated):
            return any(row[column] is not None for column in columns) is not is_negated
        case HasLabels() | LabelText():
            return _labels_hold(condition, row["labels"])
        case HasInput() | HasFailed():
            return _inside_holds(condition, row)
        case AnyOf() | AllOf():
            results = (holds(each, row) for each in condition.conditions)
            return all(results) if isinstance(condition, AllOf) else any(results)
        case Search():
            return _search_holds(condition, row)
        case _:
            assert_never(condition)


def _text_holds(condition: Text, value: str | None) -> bool:
    if value is None:
        return False
    wanted = condition.value
    match condition.how:
        case Operation.STARTS_WITH:
            return value.startswith(wanted)
        case Operation.ENDS_WITH:
            return value.endswith(wanted)
        case Operation.CONTAINS:
            return wanted in value
        case Operation.PREFIX:
            return value == wanted or value.startswith(f"{wanted}.")
        case _:
            return finds(wanted, value)


def _labels_hold(condition: HasLabels | LabelText, labels: Sequence[Label]) -> bool:
    if isinstance(condition, LabelText):
        return _label_contains(labels, condition.text.lower())
    there = {(label.key, label.value) for label in labels}
    found = [pair in there for pair in condition.pairs]
    holds = any(found) if condition.is_any else all(found)
    return holds is not condition.is_negated


def _label_contains(labels: Sequence[Label], text: str) -> bool:
    return any(text in label.key.lower() or text in label.value.lower() for label in labels)


def _inside_holds(condition: HasInput | HasFailed, row: Row) -> bool:
    if isinstance(condition, HasInput):
        holds = _has_input(condition, row["inputs"])
    else:
        holds = _has_failed(condition.task_id, row["runs"])
    return holds is not condition.is_negated


def _has_input(condition: HasInput, inputs: Json) -> bool:
    *parents, last = condition.path
    for part in parents:
        inputs = inputs.get(part) if isinstance(inputs, Mapping) else None
    is_there = isinstance(inputs, Mapping) and last in inputs
    return is_there and msgspec.json.encode(inputs[last]).decode() in condition.texts


def _has_failed(task_id: str, runs: Mapping[str, TaskRun]) -> bool:
    return any(run.task_id == task_id and run.current is StateType.FAILED for run in runs.values())


def _search_holds(condition: Search, row: Row) -> bool:
    texts = [row[column].lower() for column in condition.columns if row[column] is not None]
    holds = bool(condition.tokens) and all(
        any(token in text for text in texts) for token in condition.tokens
    )
    return holds is not condition.is_negated
