"""Questions about many rows, answered by walking over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from tiercel.adapters.analysis import (
    SECOND,
    Field,
    all_conditions,
    answered,
    field_of,
)
from tiercel.adapters.memory.entries import log_row, metric_row
from tiercel.adapters.memory.executions import execution_row
from tiercel.adapters.memory.flows import flow_row
from tiercel.adapters.memory.tables import Tables
from tiercel.adapters.memory.triggers import trigger_row
from tiercel.adapters.rows import from_micros
from tiercel.model.json_types import Json
from tiercel.model.lists.analysis import Aggregation, Analysis, Measure, Source, TimeUnit
from tiercel.model.lists.conditions import micros
from tiercel.model.lists.matching import holds

_WIDTHS = {TimeUnit.MINUTE: 60, TimeUnit.HOUR: 3_600, TimeUnit.DAY: 86_400}
_LABEL = "label:"


class _LabelledRow(dict[str, Any]):
    """A row that also has the values of its labels as columns."""

    def __missing__(self, column: str) -> str | None:
        key = column.removeprefix(_LABEL)
        return next((label.value for label in self["labels"] if label.key == key), None)


class MemoryAnalytics:
    """See `ports.store.Analytics`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def rows(self, analysis: Analysis) -> list[tuple[Json, ...]]:
        """The rows of the answer."""
        fields = [
            field_of(analysis, each, _label_column) if each.field else Field("")
            for each in analysis.measures
        ]
        pairs = list(zip(analysis.measures, fields, strict=True))
        tests = all_conditions(analysis, _label_column)
        groups: dict[tuple[Json, ...], list[Mapping[str, Any]]] = {}
        for plain in self._rows(analysis.source):
            row = _LabelledRow(plain)
            if all(holds(test, row) for test in tests):
                key = tuple(
                    _cell(row, measure, field, analysis.offsets)
                    for measure, field in pairs
                    if measure.aggregation is None
                )
                groups.setdefault(key, []).append(row)
        if not groups and all(measure.aggregation is not None for measure in analysis.measures):
            groups[()] = []
        ordered = sorted(groups, key=lambda key: [(cell is not None, cell) for cell in key])
        return [_answer(key, groups[key], pairs, analysis) for key in ordered[: analysis.limit]]

    def _rows(self, source: Source) -> Iterable[Mapping[str, Any]]:
        tables = self._tables
        match source:
            case Source.EXECUTIONS:
                runs = tables.task_runs
                return (execution_row(e, runs[e.id]) for e in tables.executions.values())
            case Source.LOGS:
                return (log_row(seq, entry) for seq, entry in tables.logs.items())
            case Source.METRICS:
                return (metric_row(seq, entry) for seq, entry in tables.metrics.items())
            case Source.FLOWS:
                newest = (revisions[max(revisions)] for revisions in tables.flows.values())
                return (flow_row(flow) for flow in newest if not flow.deleted)
            case Source.TRIGGERS:
                return map(trigger_row, tables.triggers.values())


def _label_column(key: str) -> str:
    return _LABEL + key


def _cell(
    row: Mapping[str, Any], measure: Measure, field: Field, offsets: Sequence[tuple[int, int]]
) -> Json:
    value = row[field.column]
    if value is None or measure.unit is None:
        return value
    return _bucket(value, measure.unit, offsets)


def _bucket(value: int, unit: TimeUnit, offsets: Sequence[tuple[int, int]]) -> int:
    """The local start of the bucket, as the SQL form."""
    offset = offsets[0][1]
    for since, later in offsets[1:]:
        if value >= since * SECOND:
            offset = later
    local = value + offset * SECOND
    if unit in _WIDTHS:
        return local - local % (_WIDTHS[unit] * SECOND)
    day = from_micros(local).replace(hour=0, minute=0, second=0, microsecond=0)
    if unit is TimeUnit.WEEK:
        return micros(day - timedelta(days=day.weekday()))
    return micros(day.replace(day=1))


def _answer(
    key: tuple[Json, ...],
    rows: Sequence[Mapping[str, Any]],
    pairs: Sequence[tuple[Measure, Field]],
    analysis: Analysis,
) -> tuple[Json, ...]:
    grouped = iter(key)
    return tuple(
        answered(
            next(grouped) if measure.aggregation is None else _aggregated(rows, measure, field),
            measure,
            field.kind,
            analysis.offsets,
        )
        for measure, field in pairs
    )


def _aggregated(rows: Sequence[Mapping[str, Any]], measure: Measure, field: Field) -> Json:
    if measure.aggregation is Aggregation.COUNT and not measure.field:
        return len(rows)
    values = [row[field.column] for row in rows if row[field.column] is not None]
    if measure.aggregation is Aggregation.COUNT:
        return len(values)
    if not values:
        return None
    match measure.aggregation:
        case Aggregation.SUM:
            return sum(values)
        case Aggregation.AVG:
            return sum(values) / len(values)
        case Aggregation.MIN:
            return min(values)
        case _:
            return max(values)
