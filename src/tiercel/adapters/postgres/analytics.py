"""Questions about many rows as one PostgreSQL statement each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import chain, islice

from tiercel.adapters.analysis import SECOND, Field, all_conditions, answered_columns, field_of
from tiercel.adapters.postgres.counts.counts import Counts, counts_of
from tiercel.adapters.postgres.counts.hour_pages import hour_pages
from tiercel.adapters.postgres.dialect import POSTGRES
from tiercel.adapters.postgres.executions import LABELS as EXECUTION_LABELS
from tiercel.adapters.postgres.executions import LIST
from tiercel.adapters.postgres.flows import LABELS as FLOW_LABELS
from tiercel.adapters.postgres.flows import LATEST
from tiercel.adapters.postgres.label_states import states_of_label
from tiercel.adapters.postgres.lists import holds_always
from tiercel.adapters.postgres.names import (
    Name,
    beyond_names,
    by_names,
    names_of,
    without_names,
)
from tiercel.adapters.postgres.reader import Reader, Snapshot
from tiercel.adapters.sql.charts import TABLES, start_of_bucket
from tiercel.adapters.sql.filters import Clause, LabelTable, columns_of, where
from tiercel.adapters.sql.hours import Cut, between, cut_of, merged
from tiercel.adapters.sql.label_states import label_of_states
from tiercel.model.json_types import Json
from tiercel.model.lists.analysis import Aggregation, Analysis, Measure, Source, TimeUnit
from tiercel.model.lists.conditions import Compare, Condition, Search
from tiercel.model.stored.limits import STORE_INLINE_ROWS_MAX

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


# The cells of an answer by column.
Table = Sequence[Sequence[Json]]


class PostgresAnalytics:
    """See `ports.store.Analytics`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def rows(self, analysis: Analysis) -> list[tuple[Json, ...]]:
        """The rows of the answer."""
        question = _Question(analysis)
        kinds = [field.kind for field in question.fields]
        async with self._reader.snapshot() as snapshot:
            table = await question.table(snapshot)
        columns = list(zip(analysis.measures, kinds, strict=True))
        if len(table[0]) <= STORE_INLINE_ROWS_MAX:
            return answered_columns(table, columns, analysis.offsets)
        return await asyncio.to_thread(answered_columns, table, columns, analysis.offsets)


class _Question:
    """An analysis as statements: one over the rows, or several that are put together."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self.fields = [
            field_of(analysis, measure, self._label_column) if measure.field else Field("*")
            for measure in analysis.measures
        ]
        self._conditions = all_conditions(analysis, self._label_column)

    async def table(self, snapshot: Snapshot) -> Table:
        """The answer, cells as they are stored."""
        analysis = self._analysis
        cut = cut_of(analysis, self.fields, self._conditions)
        counts = await counts_of(snapshot, analysis.source)
        names = await self._names(snapshot, cut)
        if cut is None or counts is None or names is None:
            return await self._narrowed_table(snapshot, counts)
        newer = Compare(cut.table.time, ">=", counts.until)
        parts = [
            await self._of_rows(snapshot, [by_names(each, names) for each in edge])
            for edge in cut.edges
        ]
        parts.append(await self._of_rows(snapshot, (*cut.rest, newer)))
        parts.append(await self._of_counts(snapshot, cut, counts))
        if cut.search is not None:
            parts.append(await self._beyond_names(snapshot, cut, cut.search, names))
        if analysis.in_parts:
            parts.sort(key=lambda part: len(part[0]))
            columns = (chain.from_iterable(several) for several in zip(*parts, strict=True))
            return [list(islice(column, analysis.limit)) for column in columns]
        rows = merged(analysis.measures, [list(zip(*part, strict=True)) for part in parts])
        return self._table_of(rows[: analysis.limit])

    async def _narrowed_table(self, snapshot: Snapshot, counts: Counts | None) -> Table:
        """The answer, with as little as possible to be read and searched."""
        if self._analysis.source is not Source.EXECUTIONS:
            return await self._of_rows(snapshot, self._conditions)
        every = self._conditions
        conditions = [one for one in every if not await holds_always(snapshot, one)]
        label = label_of_states(self._analysis, self.fields, conditions)
        if label is not None:
            rows = await states_of_label(snapshot, *label)
            return self._table_of(rows[: self._analysis.limit])
        return await self._of_rows(snapshot, await self._narrowed(snapshot, counts, conditions))

    async def _narrowed(
        self, snapshot: Snapshot, counts: Counts | None, conditions: list[Condition]
    ) -> list[Condition]:
        """The conditions on executions and what follows from them."""
        if counts is not None:
            pages = await hour_pages(snapshot, LIST.name, counts, conditions)
            if pages is not None:
                # Rare states are in few hours.
                start = min((span.start for span in pages.spans), default=0)
                end = max((span.end for span in pages.spans), default=0)
                conditions += between("started", start, end)
        return await without_names(snapshot, LIST.name, conditions)

    async def _names(self, snapshot: Snapshot, cut: Cut | None) -> list[Name] | None:
        """The names that a search is answered by, none without one; None: it can't be."""
        if cut is None or cut.search is None:
            return []
        if not all(token.isascii() for token in cut.search.tokens):
            return None
        return await names_of(snapshot, LIST.name)

    async def _beyond_names(
        self, snapshot: Snapshot, cut: Cut, search: Search, names: Sequence[Name]
    ) -> Table:
        """Of the whole days: rows that meet a search, though not by their names."""
        found = beyond_names(search, names)
        if found is None:
            return self._table_of([])
        time, width = cut.table.time, cut.table.width
        bounds = ((">=", cut.first), ("<", cut.last))
        window = [Compare(time, sign, day * width) for sign, day in bounds if day is not None]
        plain = [one for one in cut.plain if not await holds_always(snapshot, one)]
        return await self._of_rows(snapshot, (*window, *plain, *found))

    async def _of_rows(self, snapshot: Snapshot, conditions: Sequence[Condition]) -> Table:
        analysis, source = self._analysis, self._analysis.source
        columns = [
            _column(measure, field, analysis.offsets)
            for measure, field in zip(analysis.measures, self.fields, strict=True)
        ]
        clause = where(conditions, _LABELS.get(source), POSTGRES)
        always = f"{LATEST} AND " if source is Source.FLOWS else ""
        table = TABLES[source]
        if source is Source.EXECUTIONS:
            asked = {name for one in conditions for name in columns_of(one)}
            table = LIST.source_of(asked | {field.column for field in self.fields} - {"*"})
        found = f"{table} WHERE {always}{clause.text}{self._grouping()}"
        return await self._fetch(snapshot, columns, found, clause)

    async def _of_counts(self, snapshot: Snapshot, cut: Cut, counts: Counts) -> Table:
        analysis, table = self._analysis, cut.table
        columns = [
            f"({column})::bigint"
            if measure.aggregation is not None
            else _column(measure, Field(column), analysis.offsets)
            for measure, column in zip(analysis.measures, cut.columns, strict=True)
        ]
        clause = where(cut.whole, None, POSTGRES)
        # Where the answer has too many rows, the oldest are left out.
        order = self._grouping() if cut.is_grouped else f" ORDER BY {table.place} DESC"
        found = f"{counts.table(table)} WHERE {clause.text}{order}"
        return await self._fetch(snapshot, columns, found, clause)

    async def _fetch(
        self, snapshot: Snapshot, columns: Sequence[str], found: str, clause: Clause
    ) -> Table:
        text = f"SELECT {', '.join(columns)} FROM {found} LIMIT ?::bigint"
        return await snapshot.columns(text, len(columns), *clause.bindings, self._analysis.limit)

    def _table_of(self, rows: Sequence[Sequence[Json]]) -> Table:
        return list(zip(*rows, strict=True)) or [()] * len(self._analysis.measures)

    def _grouping(self) -> str:
        groups = [
            str(place)
            for place, measure in enumerate(self._analysis.measures, 1)
            if measure.aggregation is None
        ]
        if not groups:
            return ""
        order = ", ".join(f"{group} NULLS FIRST" for group in groups)
        return f" GROUP BY {', '.join(groups)} ORDER BY {order}"

    def _label_column(self, key: str) -> str:
        return _LABEL_VALUES[self._analysis.source].format(_literal(key))


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


def _bucket(column: str, unit: TimeUnit, offsets: Sequence[tuple[int, int]]) -> str:
    """The local start of the bucket that a time is in, in microseconds."""
    local = f"({column} + {_offset(column, offsets)})"
    if unit is not TimeUnit.MONTH:
        return start_of_bucket(local, unit)
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
