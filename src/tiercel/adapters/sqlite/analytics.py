"""Questions about many rows as one SQL statement each."""

from __future__ import annotations

from collections.abc import Sequence

import apsw

from tiercel.adapters.analysis import SECOND, Field, all_conditions, answered_rows, field_of
from tiercel.adapters.conditions import Condition
from tiercel.adapters.sql.filters import LabelTable, where
from tiercel.adapters.sqlite.executions import LABELS as EXECUTION_LABELS
from tiercel.adapters.sqlite.flows import LABELS as FLOW_LABELS
from tiercel.adapters.sqlite.flows import LATEST
from tiercel.adapters.sqlite.hours import cut_of, merged
from tiercel.adapters.sqlite.reader import ListReader, Row, fetch
from tiercel.model.analysis import Analysis, Source, Unit
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
        question = _Question(analysis)
        kinds = [field.kind for field in question.fields]
        return answered_rows(
            await self._lists.run(question.answer),
            list(zip(analysis.measures, kinds, strict=True)),
            analysis.offsets,
        )


class _Question:
    """An analysis as statements: one over the rows, or several that are put together."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self.fields = [
            field_of(analysis, measure, self._label_column) if measure.field else Field("*")
            for measure in analysis.measures
        ]
        self._conditions = all_conditions(analysis, self._label_column)
        self._cut = cut_of(analysis, self.fields, self._conditions)

    def answer(self, connection: apsw.Connection) -> list[Row]:
        """The rows of the answer, cells as they are stored."""
        cut = self._cut
        if cut is None:
            return self._rows(connection, self._conditions)
        parts = [self._rows(connection, edge) for edge in cut.edges]
        parts.append(self._fetch(connection, f"{cut.table.name} WHERE", cut.columns, cut.whole))
        if cut.table.rest is not None:
            source, is_rest = cut.table.rest
            parts.append(self._rows(connection, cut.rest, f"{source} WHERE {is_rest} AND"))
        found: list[Row] = merged(self._analysis.measures, parts)
        return found[: self._analysis.limit]

    def _rows(
        self, connection: apsw.Connection, conditions: Sequence[Condition], source: str = ""
    ) -> list[Row]:
        columns = [
            field.column
            if measure.aggregation is None
            else f"{measure.aggregation.value.lower()}({field.column})"
            for measure, field in zip(self._analysis.measures, self.fields, strict=True)
        ]
        return self._fetch(connection, source or self._source(), columns, conditions)

    def _source(self) -> str:
        source = self._analysis.source
        always = f" {LATEST} AND" if source is Source.FLOWS else ""
        return f"{_TABLES[source]} WHERE{always}"

    def _fetch(
        self,
        connection: apsw.Connection,
        source: str,
        columns: Sequence[str],
        conditions: Sequence[Condition],
    ) -> list[Row]:
        analysis = self._analysis
        shown = [
            column
            if measure.unit is None
            else _bucket(f"({column})", measure.unit, analysis.offsets)
            for column, measure in zip(columns, analysis.measures, strict=True)
        ]
        clause = where(conditions, _LABELS.get(analysis.source))
        groups = ", ".join(
            str(place)
            for place, measure in enumerate(analysis.measures, 1)
            if measure.aggregation is None
        )
        grouping = f" GROUP BY {groups} ORDER BY {groups}" if groups else ""
        text = f"SELECT {', '.join(shown)} FROM {source} {clause.text}{grouping} LIMIT ?"
        return fetch(connection, text, (*clause.bindings, analysis.limit))

    def _label_column(self, key: str) -> str:
        quoted = key.replace("'", "''")
        return _LABEL_VALUES[self._analysis.source].format(f"'{quoted}'")


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
