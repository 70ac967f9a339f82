"""The rows of a chart: its columns and filters as a question to the store (dashboards.md §11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from tiercel.flowlang.coerce import is_map, maps
from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json
from tiercel.model.limits import CHART_ROWS_MAX
from tiercel.model.lists.analysis import Aggregation, Analysis, ChartTest, Measure, Source, TimeUnit
from tiercel.model.lists.fields import Field, Form
from tiercel.model.lists.matching import matching
from tiercel.model.lists.paging import ANY_OF, Filter, Operation
from tiercel.model.lists.resource import Resource
from tiercel.model.lists.resources import CHARTS, EXECUTIONS, FLOWS, LOGS, METRICS, TRIGGERS
from tiercel.plugin.chart import ChartPlugin, DataPlugin, KpiDataPlugin
from tiercel.plugin.properties import is_expression
from tiercel.ports.ports import Ports
from tiercel.service.dashboards.chart_checks import columns_of, short_name
from tiercel.service.executions.executions import checked
from tiercel.service.observability.buckets import unit_of
from tiercel.service.observability.zones import offsets_of

Row = dict[str, Json]
DATE_FIELDS = frozenset(("START_DATE", "END_DATE", "DATE", "NEXT_EXECUTION_DATE"))
_WITH_WINDOW = frozenset((Source.EXECUTIONS, Source.LOGS, Source.METRICS))
_LISTS: Mapping[Source, Resource] = {
    Source.EXECUTIONS: EXECUTIONS,
    Source.LOGS: LOGS,
    Source.METRICS: METRICS,
    Source.FLOWS: FLOWS,
    Source.TRIGGERS: TRIGGERS,
}
# The window of a chart stands for these.
_DATES = (Form.DATE, Form.PERIOD)
_NARROWING = frozenset(each.name for each in CHARTS.fields if each.type.form not in _DATES)
# Filters on these hold beside conditions of the chart on the same column.
_BESIDE = (Form.SCOPE, Form.GENERATION)


class ChartQuery(msgspec.Struct, frozen=True):
    """What a client asks of a chart: a window, filters with names of lists, perhaps a page."""

    start: datetime
    end: datetime
    filters: tuple[Filter, ...] = ()
    page: int | None = None
    size: int | None = None

    def value_of(self, field: str) -> str | None:
        """The text that a field must equal or begin with, or None."""
        for item in self.filters:
            if item.field == field and item.operation in (Operation.EQUALS, Operation.PREFIX):
                return str(item.value)
        return None


class ChartRows(msgspec.Struct, frozen=True):
    """Rows by column key, how many there are in all, and the titles of columns."""

    rows: tuple[Row, ...]
    total: int
    titles: dict[str, str] = {}


class ChartData:
    """Computes the rows of charts from the store, within the dates and filters of a dashboard."""

    def __init__(self, ports: Ports) -> None:
        self._store = ports.store
        self._catalog = ports.catalog
        self._zone = ports.zone

    async def of(self, chart: Mapping[str, Json], query: ChartQuery) -> ChartRows:
        """The rows of a valid chart. Raises: IllegalArgument."""
        plugin = self._catalog.class_of(str(chart["type"]))
        assert plugin is not None
        assert issubclass(plugin, ChartPlugin)
        if not plugin.has_rows:
            return await self._description(chart, query)
        source = self._catalog.class_of(str(chart["data"]["type"]))
        assert source is not None
        assert issubclass(source, DataPlugin)
        if issubclass(source, KpiDataPlugin):
            return await self._number(chart, source, query)
        return await self._rows(chart, source, query)

    async def _rows(
        self, chart: Mapping[str, Json], source: type[DataPlugin], query: ChartQuery
    ) -> ChartRows:
        data = chart["data"]
        columns = columns_of(data, source)
        is_aggregated = any(column.get("agg") is not None for column in columns.values())
        unit = TimeUnit(unit_of(query.end - query.start)) if is_aggregated else TimeUnit.MINUTE
        measures = [_measure(column, unit) for column in columns.values()]
        # Columns to group by come first, so that the default order is that of the first of them.
        places = sorted(range(len(measures)), key=lambda p: measures[p].aggregation is not None)
        found = await self._ask(
            source, tuple(measures[place] for place in places), data.get("where"), query
        )
        keys = [list(columns)[place] for place in places]
        rows = [dict(zip(keys, cells, strict=True)) for cells in found]
        rows = [{key: row[key] for key in columns} for row in rows]
        _sort(rows, data.get("orderBy"))
        titles = {key: str(column.get("displayName") or key) for key, column in columns.items()}
        return ChartRows(_page(rows, query), len(rows), titles)

    async def _number(
        self, chart: Mapping[str, Json], source: type[DataPlugin], query: ChartQuery
    ) -> ChartRows:
        data = chart["data"]
        measure = _measure(columns_of(data, source)["value"], None)
        where, numerator = (list(data.get(name) or ()) for name in ("where", "numerator"))
        value = await self._one(source, measure, [*where, *numerator], query)
        options = chart.get("chartOptions")
        if is_map(options) and options.get("numberType") == "PERCENTAGE":
            whole = await self._one(source, measure, where, query)
            value = value / whole * 100 if whole else 0.0
        rounded = Decimal(repr(float(value))).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return ChartRows(({"value": float(rounded)},), 1, {"value": "value"})

    async def _one(
        self, source: type[DataPlugin], measure: Measure, where: list[Json], query: ChartQuery
    ) -> float:
        found = await self._ask(source, (measure,), where, query)
        value = found[0][0] if found else None
        if isinstance(value, datetime):
            return value.timestamp()
        return float(value) if isinstance(value, int | float) else 0.0

    async def _ask(
        self,
        source: type[DataPlugin],
        measures: tuple[Measure, ...],
        where: Json,
        query: ChartQuery,
    ) -> list[tuple[Json, ...]]:
        rows_of = Source(source.rows_of)
        names = narrowing(source)
        filters = [_of_list(item) for item in query.filters if item.field in names]
        filters += _groups(query)
        replaced = {names[item.field] for item in query.filters if item.field in names}
        tests = [
            _test(declared) for _, declared in maps(where) if declared.get("field") not in replaced
        ]
        if rows_of in _WITH_WINDOW:
            filters.append(Filter("startDate", Operation.GREATER_THAN_OR_EQUAL_TO, query.start))
            filters.append(Filter("endDate", Operation.LESS_THAN_OR_EQUAL_TO, query.end))
        async with self._store.transaction() as tx:
            analysis = Analysis(
                rows_of,
                measures,
                await checked(tx, filters) if rows_of is Source.EXECUTIONS else tuple(filters),
                tuple(tests),
                offsets_of(self._zone, query.start, query.end),
                CHART_ROWS_MAX,
            )
            return await tx.analytics.rows(analysis)

    async def _description(self, chart: Mapping[str, Json], query: ChartQuery) -> ChartRows:
        source = chart.get("source")
        if not is_map(source) or short_name(source) != "FlowDescription":
            raise IllegalArgument("Only data charts can be generated.")
        namespace, flow_id = str(source.get("namespace")), str(source.get("flowId"))
        if is_expression(namespace) or is_expression(flow_id):
            # The flow of the page that shows the chart.
            namespace = query.value_of("namespace") or ""
            flow_id = query.value_of("flowId") or ""
        async with self._store.transaction() as tx:
            flow = await tx.flows.get(namespace, flow_id)
        place = {"namespace": namespace, "id": flow_id}
        is_visible = bool(matching([(place, None)], FLOWS, _groups(query)))
        if flow is None or flow.deleted or not is_visible:
            raise IllegalArgument("Flow not found")
        row = {"description": flow.description or ""}
        return ChartRows((row,), 1, {"description": "description"})


def _groups(query: ChartQuery) -> list[Filter]:
    """The conditions that hold whatever the chart says: those on the namespaces that one sees."""
    return [item for item in query.filters if item.field == ANY_OF]


def narrowing(source: type[DataPlugin]) -> dict[str, str]:
    """The fields of requests that narrow the rows of a source, each with the column in whose
    conditions' place it is, empty when there is none.
    """
    listed = _LISTS[Source(source.rows_of)]
    return {
        each.name: _column(each, source.fields_of_rows)
        for each in (*listed.fields, *listed.charted)
        if each.name in _NARROWING
    }


def _column(field: Field, columns: Sequence[str]) -> str:
    """Called like the column of the list that the field is read from, or like the field."""
    if field.type.form in _BESIDE:
        return ""
    read_from = field.columns[0].upper() if len(field.columns) == 1 else ""
    return next((name for name in (read_from, field.word) if name in columns), "")


def _measure(column: Mapping[str, Json], unit: TimeUnit | None) -> Measure:
    field, aggregation = column.get("field"), column.get("agg")
    is_bucket = field in DATE_FIELDS and aggregation is None
    return Measure(
        str(field or ""),
        None if aggregation is None else Aggregation(aggregation),
        str(column.get("labelKey") or column.get("key") or ""),
        unit if is_bucket else None,
    )


def _test(declared: Mapping[str, Json]) -> ChartTest:
    kind = str(declared.get("type"))
    if kind == "OR":
        return ChartTest(
            "OR", any_of=tuple(_test(each) for _, each in maps(declared.get("values")))
        )
    return ChartTest(
        kind,
        str(declared.get("field")),
        declared.get("value"),
        tuple(declared.get("values") or ()),
        str(declared.get("labelKey") or ""),
    )


def _of_list(item: Filter) -> Filter:
    """A filter of a request as the list of the source takes it; a namespace means all below."""
    if item.field == "namespace" and item.operation is Operation.EQUALS:
        return msgspec.structs.replace(item, operation=Operation.PREFIX)
    return item


def _sort(rows: list[Row], orders: Json) -> None:
    for _, order in reversed(maps(orders)):
        key = str(order["column"])
        rows.sort(
            key=lambda row, key=key: (row[key] is not None, 0 if row[key] is None else row[key]),  # type: ignore[misc]
            reverse=order.get("order") == "DESC",
        )


def _page(rows: Sequence[Row], query: ChartQuery) -> tuple[Row, ...]:
    if query.size is None:
        return tuple(rows)
    start = ((query.page or 1) - 1) * query.size
    return tuple(rows[start : start + query.size])
