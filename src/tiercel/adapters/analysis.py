"""Fields of charts as columns, and tests of charts as conditions on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

import msgspec

from tiercel.adapters.rows import from_micros
from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json
from tiercel.model.lists import resources
from tiercel.model.lists.analysis import Aggregation, Analysis, ChartTest, Measure, Source
from tiercel.model.lists.conditions import (
    AnyOf,
    Compare,
    Condition,
    Constant,
    HasLabels,
    OneOf,
    Present,
    Text,
    conditions,
    micros,
)
from tiercel.model.lists.paging import Operation
from tiercel.model.lists.resource import Resource
from tiercel.model.log import LEVEL_ORDER, Level
from tiercel.model.regexes import filter_regex

FieldKind = Literal["text", "date", "number", "seconds", "level"]
SECOND = 1_000_000


class Field(msgspec.Struct, frozen=True):
    """A field of a chart: its column, and what is in it."""

    column: str
    kind: FieldKind = "text"


def _texts(**columns: str) -> dict[str, Field]:
    return {name: Field(column) for name, column in columns.items()}


_PLACE = _texts(NAMESPACE="namespace", FLOW_ID="flow_id")
_RUN = _texts(EXECUTION_ID="execution_id", TASK_ID="task_id", TASK_RUN_ID="task_run_id")
FIELDS: Mapping[Source, Mapping[str, Field]] = {
    Source.EXECUTIONS: {
        **_PLACE,
        **_texts(ID="id", STATE="state", TRIGGER_EXECUTION_ID="trigger_execution_id"),
        "FLOW_REVISION": Field("flow_revision", "number"),
        "DURATION": Field("duration", "seconds"),
        "START_DATE": Field("started", "date"),
        "END_DATE": Field("ended", "date"),
    },
    Source.LOGS: {
        **_PLACE,
        **_RUN,
        **_texts(TRIGGER_ID="trigger_id", MESSAGE="message"),
        "DATE": Field("timestamp", "date"),
        "ATTEMPT_NUMBER": Field("attempt", "number"),
        "LEVEL": Field("level", "level"),
    },
    Source.METRICS: {
        **_PLACE,
        **_RUN,
        **_texts(TYPE="type", NAME="name"),
        "VALUE": Field("value", "number"),
        "DATE": Field("timestamp", "date"),
    },
    Source.FLOWS: {
        **_texts(ID="id", NAMESPACE="namespace"),
        "REVISION": Field("revision", "number"),
    },
    Source.TRIGGERS: {
        **_PLACE,
        **_texts(
            ID="trigger_id",
            TRIGGER_ID="trigger_id",
            EXECUTION_ID="execution_id",
            WORKER_ID="worker_id",
        ),
        "NEXT_EXECUTION_DATE": Field("next_date", "date"),
    },
}
RESOURCES: Mapping[Source, Resource] = {
    Source.EXECUTIONS: resources.EXECUTIONS,
    Source.LOGS: resources.LOGS,
    Source.METRICS: resources.METRICS,
    Source.FLOWS: resources.FLOWS,
    Source.TRIGGERS: resources.TRIGGERS,
}
_OF_NUMBERS = frozenset((Aggregation.SUM, Aggregation.AVG))
LABELLED = frozenset({Source.EXECUTIONS, Source.FLOWS})

# The column that holds the value of the label with a key.
LabelColumn = Callable[[str], str]
_COMPARISONS = {
    "GREATER_THAN": ">",
    "GREATER_THAN_OR_EQUAL_TO": ">=",
    "LESS_THAN": "<",
    "LESS_THAN_OR_EQUAL_TO": "<=",
}
_TEXTS = {
    "CONTAINS": Operation.CONTAINS,
    "STARTS_WITH": Operation.STARTS_WITH,
    "ENDS_WITH": Operation.ENDS_WITH,
    "REGEX": Operation.REGEX,
}


def field_of(analysis: Analysis, measure: Measure, label_column: LabelColumn) -> Field:
    """The field of a measure. Raises: IllegalArgument when the source has none of that name."""
    field = _field(analysis.source, measure.field, measure.label, label_column)
    if measure.aggregation in _OF_NUMBERS and field.kind not in ("number", "seconds"):
        raise IllegalArgument(f"{measure.aggregation} needs numbers, not field '{measure.field}'")
    return field


def all_conditions(analysis: Analysis, label_column: LabelColumn) -> list[Condition]:
    """Filters and tests of an analysis. Raises: IllegalArgument."""
    found = conditions(analysis.filters, RESOURCES[analysis.source].readers)
    found.extend(_condition(test, analysis.source, label_column) for test in analysis.tests)
    return found


def _field(source: Source, name: str, label: str, label_column: LabelColumn) -> Field:
    if name == "LABELS" and source in LABELLED and label:
        return Field(label_column(label))
    try:
        return FIELDS[source][name]
    except KeyError:
        raise IllegalArgument(f"Field '{name}' can't be used here") from None


def _condition(test: ChartTest, source: Source, label_column: LabelColumn) -> Condition:
    if test.type == "OR":
        return AnyOf(tuple(_condition(each, source, label_column) for each in test.any_of))
    pairs = tuple((test.label, str(value)) for value in test.values or (test.value,))
    if test.field == "LABELS" and test.label and source in LABELLED:
        match test.type:
            case "EQUAL_TO" | "CONTAINS" | "IN":
                return HasLabels(pairs, is_any=True)
            case "NOT_EQUAL_TO" | "NOT_IN":
                return HasLabels(pairs, is_any=True, is_negated=True)
    field = _field(source, test.field, test.label, label_column)
    return _on_column(test, field)


def _on_column(test: ChartTest, field: Field) -> Condition:
    column = field.column
    match test.type:
        case "EQUAL_TO":
            return OneOf(column, (_cell(test.value, field),))
        case "NOT_EQUAL_TO":
            return OneOf(column, (_cell(test.value, field),), is_negated=True)
        case "IN" | "NOT_IN":
            values = tuple(_cell(value, field) for value in test.values)
            return OneOf(column, values, is_negated=test.type == "NOT_IN")
        case "IS_NULL" | "IS_NOT_NULL":
            return Present((column,), is_negated=test.type == "IS_NULL")
        case "IS_TRUE":
            return OneOf(column, ("true", 1))
        case "IS_FALSE":
            return OneOf(column, ("false", 0))
        case _ if test.type in _COMPARISONS:
            return Compare(column, _COMPARISONS[test.type], _cell(test.value, field))
        case _ if test.type in _TEXTS:
            return _text(test, field)
    raise IllegalArgument(f"Invalid filter type: {test.type}")


def _text(test: ChartTest, field: Field) -> Condition:
    if field.kind != "text":
        return Constant(holds=False)
    if test.type == "REGEX":
        filter_regex(str(test.value))
    return Text(field.column, _TEXTS[test.type], str(test.value))


def _cell(value: Json, field: Field) -> int | float | str:
    """A value as the column holds it. Raises: IllegalArgument."""
    try:
        match field.kind:
            case "text":
                return str(value)
            case "level":
                return Level(str(value).upper()).rank
            case "date":
                date = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
                return micros(date if date.tzinfo else date.replace(tzinfo=UTC))
            case "seconds":
                return int(float(value) * SECOND)
            case "number":
                return float(value)
    except (TypeError, ValueError, OverflowError):
        raise IllegalArgument(f"'{value}' does not fit the column") from None


def answered_rows(
    rows: Sequence[tuple[Json, ...]],
    columns: Sequence[tuple[Measure, FieldKind]],
    offsets: Sequence[tuple[int, int]],
) -> list[tuple[Json, ...]]:
    """Rows of cells as rows of values."""
    return answered_columns(list(zip(*rows, strict=True)), columns, offsets) if rows else []


def answered_columns(
    table: Sequence[Sequence[Json]],
    columns: Sequence[tuple[Measure, FieldKind]],
    offsets: Sequence[tuple[int, int]],
) -> list[tuple[Json, ...]]:
    """Columns of cells as rows of values; each different cell of a column is read once."""
    found: list[Sequence[Json]] = []
    for cells, (measure, kind) in zip(table, columns, strict=True):
        if measure.aggregation is Aggregation.COUNT or (kind == "text" and not measure.aggregation):
            found.append(cells)
            continue
        if kind == "seconds" and measure.aggregation is not None:
            # Nearly all of them differ.
            found.append([None if cell is None else cell / SECOND for cell in cells])
            continue
        values = {cell: answered(cell, measure, kind, offsets) for cell in set(cells)}
        found.append([values[cell] for cell in cells])
    return list(zip(*found, strict=True))


def answered(
    cell: Json, measure: Measure, kind: FieldKind, offsets: Sequence[tuple[int, int]]
) -> Json:
    """A cell of the answer as a value: dates, names of levels, seconds."""
    if cell is None or measure.aggregation is Aggregation.COUNT:
        return cell
    if kind == "date" and measure.unit is not None:
        return from_micros(utc_micros(cell, offsets))
    if measure.aggregation in (Aggregation.SUM, Aggregation.AVG):
        return cell / SECOND if kind == "seconds" else float(cell)
    if kind == "date":
        return from_micros(cell)
    if kind == "level":
        return LEVEL_ORDER[cell].value
    if kind == "seconds":
        return cell / SECOND
    return float(cell) if measure.aggregation is not None and kind == "number" else cell


def utc_micros(local: int, offsets: Sequence[tuple[int, int]]) -> int:
    """The UTC time of a local one; `offsets` as in `Analysis`."""
    found = local - offsets[0][1] * SECOND
    for since, offset in offsets[1:]:
        moved = local - offset * SECOND
        if moved >= since * SECOND:
            found = moved
    return found
