"""Questions about many rows as one PostgreSQL statement each."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.adapters.analysis import SECOND, Field, all_conditions, answered_rows, field_of
from tiercel.adapters.postgres.dialect import POSTGRES
from tiercel.adapters.postgres.executions import LABELS as EXECUTION_LABELS
from tiercel.adapters.postgres.flows import LABELS as FLOW_LABELS
from tiercel.adapters.postgres.flows import LATEST
from tiercel.adapters.postgres.reader import Reader
from tiercel.adapters.sql.filters import Binding, LabelTable, where
from tiercel.model.analysis import Aggregation, Analysis, Measure, Source, Unit
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
        " WHERE l.execution_id = executions.id AND l.key = {} LIMIT 1)"
    ),
    Source.FLOWS: (
        "(SELECT l.value ->> 1 FROM jsonb_array_elements(flows.labels::jsonb) l"
        " WHERE l.value ->> 0 = {} LIMIT 1)"
    ),
}
_WIDTHS = {Unit.MINUTE: 60, Unit.HOUR: 3_600, Unit.DAY: 86_400}
_DAY = 86_400 * SECOND


class PostgresAnalytics:
    """See `ports.store.Analytics`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def rows(self, analysis: Analysis) -> list[tuple[Json, ...]]:
        """The rows of the answer."""
        kinds, text, bindings = _statement(analysis)
        columns = [
            (measure, each.kind) for measure, each in zip(analysis.measures, kinds, strict=True)
        ]
        async with self._reader.snapshot() as snapshot:
            rows = await snapshot.rows(text, *bindings)
        return answered_rows([tuple(row) for row in rows], columns, analysis.offsets)


def _statement(analysis: Analysis) -> tuple[list[Field], str, Sequence[Binding]]:
    source = analysis.source

    def label_column(key: str) -> str:
        return _LABEL_VALUES[source].format(_literal(key))

    fields = [
        field_of(analysis, measure, label_column) if measure.field else Field("*")
        for measure in analysis.measures
    ]
    columns = [
        _column(measure, field, analysis.offsets)
        for measure, field in zip(analysis.measures, fields, strict=True)
    ]
    clause = where(all_conditions(analysis, label_column), _LABELS.get(source), POSTGRES)
    table = _TABLES[source]
    always = f"{LATEST} AND " if source is Source.FLOWS else ""
    groups = [
        str(place + 1)
        for place, measure in enumerate(analysis.measures)
        if measure.aggregation is None
    ]
    grouping = ""
    if groups:
        order = ", ".join(f"{group} NULLS FIRST" for group in groups)
        grouping = f" GROUP BY {', '.join(groups)} ORDER BY {order}"
    text = (
        f"SELECT {', '.join(columns)} FROM {table} WHERE {always}{clause.text}{grouping}"
        " LIMIT ?::bigint"
    )
    return fields, text, (*clause.bindings, analysis.limit)


def _column(measure: Measure, field: Field, offsets: Sequence[tuple[int, int]]) -> str:
    column = field.column
    if measure.unit is not None:
        column = _bucket(column, measure.unit, offsets)
    if measure.aggregation is None:
        return column
    name = measure.aggregation.value.lower()
    if measure.aggregation in (Aggregation.SUM, Aggregation.AVG):
        # The sum of texts is nothing, as in the other stores.
        summed = f"({column})::float8"
        if field.kind == "text":
            summed = f"CASE WHEN {column} IS NOT NULL THEN 0 END::float8"
        return f"{name}({summed})"
    return f"{name}({column})"


def _bucket(column: str, unit: Unit, offsets: Sequence[tuple[int, int]]) -> str:
    """The local start of the bucket that a time is in, in microseconds."""
    local = f"({column} + {_offset(column, offsets)})"
    if unit in _WIDTHS:
        return f"({local} - {local} % {_WIDTHS[unit] * SECOND})"
    if unit is Unit.WEEK:
        # 1970 began on a Thursday, three days after the start of its week.
        return f"({local} - ({local} + {3 * _DAY}) % {7 * _DAY})"
    date = f"to_timestamp({local} / {SECOND}) AT TIME ZONE 'UTC'"
    return f"(extract(epoch FROM date_trunc('month', {date}))::bigint * {SECOND})"


def _offset(column: str, offsets: Sequence[tuple[int, int]]) -> str:
    if len(offsets) == 1:
        return f"{offsets[0][1] * SECOND}::bigint"
    cases = " ".join(
        f"WHEN {column} >= {since * SECOND} THEN {offset * SECOND}::bigint"
        for since, offset in reversed(offsets[1:])
    )
    return f"CASE {cases} ELSE {offsets[0][1] * SECOND} END"


def _literal(text: str) -> str:
    """The text as a literal that has no `?`, which would be taken for a binding."""
    quoted = text.replace("\x00", "").replace("'", "''").replace("?", "' || chr(63) || '")
    return f"('{quoted}')"
