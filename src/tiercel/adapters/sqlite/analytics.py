"""Questions about many rows as one SQL statement each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain, islice

import apsw

from tiercel.adapters.analysis import SECOND, Field, all_conditions, answered_rows, field_of
from tiercel.adapters.sql.charts import TABLES, start_of_bucket
from tiercel.adapters.sql.filters import LabelTable, where
from tiercel.adapters.sql.hours import EXECUTION_DAYS, HOUR, Cut, between, cut_of, merged
from tiercel.adapters.sql.label_states import label_of_states
from tiercel.adapters.sqlite.executions import LABELS as EXECUTION_LABELS
from tiercel.adapters.sqlite.flows import LABELS as FLOW_LABELS
from tiercel.adapters.sqlite.flows import LATEST
from tiercel.adapters.sqlite.label_states import states_of_label
from tiercel.adapters.sqlite.name_words import beyond_names
from tiercel.adapters.sqlite.reader import ListReader, Row, fetch
from tiercel.adapters.sqlite.special_kinds import holds_always
from tiercel.model.json_types import Json
from tiercel.model.lists.analysis import Analysis, Source, TimeUnit
from tiercel.model.lists.conditions import Compare, Condition, Search
from tiercel.model.stored.limits import STORE_INLINE_ROWS_MAX

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
_BY_START = "executions INDEXED BY executions_by_start WHERE"
# Days count settled executions alone.
_UNSETTLED = "executions INDEXED BY executions_unsettled WHERE is_settled = 0 AND"
_HOURS_A_DAY = 24
_STATES = (
    f"SELECT DISTINCT hour / {_HOURS_A_DAY}, state FROM execution_hours"
    " WHERE hour >= ? AND hour < ?"
)
# Windows of more days are read at once; rows of more states are sorted.
_DAYS_APART_MAX, _STATES_MAX = 400, 6


# From the first day to before the other; None has no end.
Days = tuple[int | None, int | None]
Work = Callable[[apsw.Connection], list[list[Row]]]


class SqliteAnalytics:
    """See `ports.store.Analytics`."""

    def __init__(self, lists: ListReader) -> None:
        self._lists = lists

    async def rows(self, analysis: Analysis) -> list[tuple[Json, ...]]:
        """The rows of the answer."""
        question = _Question(analysis)
        kinds = [field.kind for field in question.fields]
        read = await asyncio.gather(*map(self._lists.run, question.works()))
        parts = list(chain.from_iterable(read))

        def answered() -> list[tuple[Json, ...]]:
            columns = list(zip(analysis.measures, kinds, strict=True))
            return answered_rows(question.together(parts), columns, analysis.offsets)

        if sum(map(len, parts)) <= STORE_INLINE_ROWS_MAX:
            return answered()
        return await asyncio.to_thread(answered)


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

    def works(self) -> list[Work]:
        """What to read, cells as they are stored, each on a connection.

        What may take long is read side by side: at different moments then, but different rows.
        """
        cut = self._cut
        if cut is None:
            return [lambda connection: [self._uncounted(connection)]]
        first, second = partial(self._counted, cut=cut), partial(self._edges, cut=cut)
        if cut.table.width <= HOUR:
            return [lambda connection: [*first(connection), *second(connection)]]
        if cut.search is None:
            return [first, second]
        searched = partial(self._beyond_names, cut=cut, search=cut.search)
        earlier, later = _halves(cut)
        return [
            lambda connection: [*first(connection), *searched(connection, days=earlier)],
            lambda connection: [*second(connection), *searched(connection, days=later)],
        ]

    def together(self, parts: list[list[Row]]) -> list[Row]:
        """The rows of the answer, from what all works have read."""
        analysis = self._analysis
        if len(parts) == 1:
            return parts[0]
        if analysis.in_parts:
            parts.sort(key=len)
            return list(islice(chain.from_iterable(parts), analysis.limit))
        return merged(analysis.measures, parts)[: analysis.limit]

    def _uncounted(self, connection: apsw.Connection) -> list[Row]:
        """All that is asked for, when nothing of it is counted."""
        conditions = self._conditions
        if self._analysis.source is Source.EXECUTIONS:
            conditions = [one for one in conditions if not holds_always(connection, one)]
            found = label_of_states(self._analysis, self.fields, conditions)
            if found is not None and not found[1]:
                return states_of_label(connection, found[0])[: self._analysis.limit]
        return self._rows(connection, conditions)

    def _edges(self, connection: apsw.Connection, cut: Cut) -> list[list[Row]]:
        return [self._rows(connection, edge) for edge in cut.edges]

    def _counted(self, connection: apsw.Connection, cut: Cut) -> list[list[Row]]:
        """What settled is counted, what has not is read: at the same moment."""
        parts = []
        if cut.table is EXECUTION_DAYS:
            parts.append(self._rows(connection, cut.rest, _UNSETTLED))
        return [*parts, self._counts(connection, cut)]

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

    def _counts(self, connection: apsw.Connection, cut: Cut) -> list[Row]:
        table = cut.table
        # Where the answer has too many rows, the oldest are left out.
        order = None if cut.is_grouped else f" ORDER BY {table.place} DESC"
        return self._fetch(connection, f"{table.name} WHERE", cut.columns, cut.whole, order)

    def _beyond_names(
        self, connection: apsw.Connection, cut: Cut, search: Search, days: Days | None
    ) -> list[list[Row]]:
        """Rows that meet a search, though not by their names: day by day, which sorts less."""
        found = None if days is None else beyond_names(connection, search)
        if days is None or found is None:
            return []
        plain = (each for each in cut.plain if not holds_always(connection, each))
        conditions = (*found, *plain)
        width, time = cut.table.width, cut.table.time
        first, last = days
        if first is None or last is None or last - first > _DAYS_APART_MAX:
            bounds = [] if first is None else [Compare(time, ">=", first * width)]
            bounds += [] if last is None else [Compare(time, "<", last * width)]
            return [self._rows(connection, (*bounds, *conditions), _BY_START)]
        parts = []
        states = _states(connection, first, last)
        groups = {
            field.column
            for measure, field in zip(self._analysis.measures, self.fields, strict=True)
            if measure.aggregation is None
        }
        for day in states:
            of_day = (*between(time, day * width, (day + 1) * width), *conditions)
            if groups == {time, "state"} and len(states[day]) <= _STATES_MAX:
                parts.append(self._by_state(connection, of_day, states[day]))
            else:
                parts.append(self._rows(connection, of_day, _BY_START))
        return parts

    def _by_state(
        self, connection: apsw.Connection, conditions: Sequence[Condition], states: Sequence[str]
    ) -> list[Row]:
        """The rows of one day, one a state: aggregates with filters need no sorting at all."""
        analysis = self._analysis
        pairs = list(zip(analysis.measures, self.fields, strict=True))
        shown, aggregates = [], []
        for measure, field in pairs:
            if measure.aggregation is not None:
                aggregates.append(f"{measure.aggregation.value.lower()}({field.column})")
            elif measure.unit is not None:
                shown.append(_bucket(f"(min({field.column}))", measure.unit, analysis.offsets))
        if "count(*)" not in aggregates:
            aggregates.append("count(*)")
        shown += [f"{each} FILTER (WHERE state = ?)" for _ in states for each in aggregates]
        bindings = [state for state in states for _ in aggregates]
        clause = where(conditions)
        text = f"SELECT {', '.join(shown)} FROM {_BY_START} {clause.text}"
        ((date, *cells),) = fetch(connection, text, (*bindings, *clause.bindings))
        found: list[Row] = []
        for place, state in enumerate(states):
            values = cells[place * len(aggregates) : (place + 1) * len(aggregates)]
            if not values[aggregates.index("count(*)")]:
                continue
            groups, aggregated = {"started": date, "state": state}, iter(values)
            found.append(
                tuple(
                    next(aggregated) if measure.aggregation else groups[field.column]
                    for measure, field in pairs
                )
            )
        return found

    def _source(self) -> str:
        source = self._analysis.source
        always = f" {LATEST} AND" if source is Source.FLOWS else ""
        return f"{TABLES[source]} WHERE{always}"

    def _fetch(
        self,
        connection: apsw.Connection,
        source: str,
        columns: Sequence[str],
        conditions: Sequence[Condition],
        order: str | None = None,
    ) -> list[Row]:
        """Rows in groups, or those that are there in an order."""
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
        if order is None:
            order = f" GROUP BY {groups} ORDER BY {groups}" if groups else ""
        text = f"SELECT {', '.join(shown)} FROM {source} {clause.text}{order} LIMIT ?"
        return fetch(connection, text, (*clause.bindings, analysis.limit))

    def _label_column(self, key: str) -> str:
        quoted = key.replace("'", "''")
        return _LABEL_VALUES[self._analysis.source].format(f"'{quoted}'")


def _states(connection: apsw.Connection, first: int, last: int) -> dict[int, list[str]]:
    """The days that have executions, with their states."""
    found: dict[int, list[str]] = {}
    for day, state in fetch(connection, _STATES, (first * _HOURS_A_DAY, last * _HOURS_A_DAY)):
        found.setdefault(day, []).append(state)
    return found


def _halves(cut: Cut) -> tuple[Days, Days | None]:
    """The days of a search in two, when they are read one by one."""
    first, last = cut.first, cut.last
    if first is None or last is None or last - first > _DAYS_APART_MAX:
        return (first, last), None
    middle = (first + last) // 2
    return (first, middle), (middle, last)


def _bucket(column: str, unit: TimeUnit, offsets: Sequence[tuple[int, int]]) -> str:
    """The local start of the bucket that a time is in, in microseconds."""
    local = f"({column} + {_offset(column, offsets)})"
    if unit is not TimeUnit.MONTH:
        return start_of_bucket(local, unit)
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
