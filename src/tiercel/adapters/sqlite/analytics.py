"""Questions about many rows as one SQL statement each."""

from __future__ import annotations

from collections.abc import Sequence

import apsw

from tiercel.adapters.analysis import SECOND, Field, all_conditions, answered, field_of
from tiercel.adapters.sql.filters import Binding, LabelTable, where
from tiercel.adapters.sqlite.executions import LABELS as EXECUTION_LABELS
from tiercel.adapters.sqlite.flows import LABELS as FLOW_LABELS
from tiercel.adapters.sqlite.flows import LATEST
from tiercel.adapters.sqlite.reader import ListReader, Row, fetch
from tiercel.model.analysis import Analysis, Measure, Source, Unit
from tiercel.model.json_types import Json

_TABLES = {
    Source.EXECUTIONS: "executions",
    Source.LOGS: "logs",
    Source.METRICS: "metrics",
    Source.FLOWS: "flows",
    Source.TRIGGERS: "triggers",
}
_LABELS: dict[Source, LabelTable] = {
    Source.EXECUTIONS: EXECUTION_LABELS,
    Source.FLOWS: FLOW_LABELS,
}
_LABEL_VALUES = {
    Source.EXECUTIONS: (
        "(SELECT l.value FROM execution_labels l"
        " WHERE l.execution = executions.seq AND l.key = {} LIMIT 1)"
    ),
    Source.FLOWS: (
        "(SELECT l.value ->> 1 FROM json_each(flows.labels) l WHERE l.value ->> 0 = {} LIMIT 1)"
    ),
}
_WIDTHS = {Unit.MINUTE: 60, Unit.HOUR: 3_600, Unit.DAY: 86_400}
_DAY = 86_400 * SECOND


class SqliteAnalytics:
    """See `ports.store.Analytics`."""

    def __init__(self, lists: ListReader) -> None:
        self._lists = lists

    async def rows(self, analysis: Analysis) -> list[tuple[Json, ...]]:
        """The rows of the answer."""
        kinds, text, bindings = _statement(analysis)

        def work(connection: apsw.Connection) -> list[Row]:
            return fetch(connection, text, bindings)

        pairs = list(zip(analysis.measures, kinds, strict=True))
        return [
            tuple(
                answered(cell, measure, kind.kind, analysis.offsets)
                for cell, (measure, kind) in zip(row, pairs, strict=True)
            )
            for row in await self._lists.run(work)
        ]


def _statement(analysis: Analysis) -> tuple[list[Field], str, Sequence[Binding]]:
    source = analysis.source

    def label_column(key: str) -> str:
        quoted = key.replace("'", "''")
        return _LABEL_VALUES[source].format(f"'{quoted}'")

    fields = [
        field_of(analysis, measure, label_column) if measure.field else Field("*")
        for measure in analysis.measures
    ]
    columns = [
        _column(measure, field, analysis.offsets)
        for measure, field in zip(analysis.measures, fields, strict=True)
    ]
    clause = where(all_conditions(analysis, label_column), _LABELS.get(source))
    table = _TABLES[source]
    always = f"{LATEST} AND " if source is Source.FLOWS else ""
    groups = [
        str(place + 1)
        for place, measure in enumerate(analysis.measures)
        if measure.aggregation is None
    ]
    grouping = f" GROUP BY {', '.join(groups)} ORDER BY {', '.join(groups)}" if groups else ""
    text = f"SELECT {', '.join(columns)} FROM {table} WHERE {always}{clause.text}{grouping} LIMIT ?"
    return fields, text, (*clause.bindings, analysis.limit)


def _column(measure: Measure, field: Field, offsets: Sequence[tuple[int, int]]) -> str:
    column = field.column
    if measure.unit is not None:
        column = _bucket(column, measure.unit, offsets)
    if measure.aggregation is None:
        return column
    return f"{measure.aggregation.value.lower()}({column})"


def _bucket(column: str, unit: Unit, offsets: Sequence[tuple[int, int]]) -> str:
    """The local start of the bucket that a time is in, in microseconds."""
    local = f"({column} + {_offset(column, offsets)})"
    if unit in _WIDTHS:
        return f"({local} - {local} % {_WIDTHS[unit] * SECOND})"
    if unit is Unit.WEEK:
        # 1970 began on a Thursday, three days after the start of its week.
        return f"({local} - ({local} + {3 * _DAY}) % {7 * _DAY})"
    seconds = f"strftime('%s', {local} / {SECOND}, 'unixepoch', 'start of month')"
    return f"(CAST({seconds} AS INTEGER) * {SECOND})"


def _offset(column: str, offsets: Sequence[tuple[int, int]]) -> str:
    if len(offsets) == 1:
        return str(offsets[0][1] * SECOND)
    cases = " ".join(
        f"WHEN {column} >= {since * SECOND} THEN {offset * SECOND}"
        for since, offset in reversed(offsets[1:])
    )
    return f"CASE {cases} ELSE {offsets[0][1] * SECOND} END"
