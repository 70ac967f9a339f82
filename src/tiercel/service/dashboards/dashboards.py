"""Dashboards: stored sources, and the data of their charts."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from tiercel.flowlang.source import chars_to_read
from tiercel.model.errors import Conflict, IllegalArgument, Invalid, NotFound, Violation
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Filter, Operation, Page, Query
from tiercel.model.stored.records import DASHBOARDS
from tiercel.plugin.catalog.registry import Catalog
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.dashboards.chart_data import ChartData, ChartQuery, ChartRows
from tiercel.service.dashboards.source import Dashboard, read_chart, read_dashboard
from tiercel.service.flows.blueprint_files import Blueprint
from tiercel.service.flows.sources import InvalidSource
from tiercel.service.observability.windows import window_until
from tiercel.service.off_loop import by_length
from tiercel.service.unit import in_transaction

PREVIEW_WINDOW = timedelta(days=8)
_SHOWN = Filter("deleted", Operation.EQUALS, "false")


class ChartRequest(msgspec.Struct, frozen=True):
    """A chart query as it came: dates that may be missing."""

    query: ChartQuery
    start: datetime | None = None
    end: datetime | None = None


class PageKind(StrEnum):
    """A page that shows a built-in dashboard."""

    HOME = "home"
    FLOW = "flow"
    NAMESPACE = "namespace"


class PagedChart(msgspec.Struct, frozen=True):
    """The source of one chart among several, and which of its rows; all without a size."""

    source: str
    page: int | None = None
    size: int | None = None


class ChartAnswer(msgspec.Struct, frozen=True):
    """Rows of one chart among several, or why there are none: then `problem` is not empty."""

    rows: ChartRows = ChartRows((), 0)
    problem: str = ""


class DashboardService:
    """Use cases over dashboards. A deleted one is kept under its id but never shown."""

    def __init__(self, ports: Ports, data: ChartData) -> None:
        self._store = ports.store
        self._catalog = ports.catalog
        self._clock = ports.clock
        self._ids = ports.ids
        self._data = data

    async def find(self, query: Query) -> Page[Dashboard]:
        """A page, by title unless sorted."""
        shown = msgspec.structs.replace(query, filters=(*query.filters, _SHOWN))
        async with self._store.transaction() as tx:
            found = await tx.records(DASHBOARDS).find(shown)
        chars = sum(chars_to_read(document["source"]) for document in found.results)
        dashboards = await by_length(chars, lambda: [*map(self._dashboard, found.results)])
        return Page(tuple(dashboards), found.total)

    async def get(self, dashboard_id: str) -> Dashboard:
        """The dashboard that is stored under an id. Raises: NotFound."""
        async with self._store.transaction() as tx:
            document = await _stored(tx, dashboard_id)
        return await by_length(chars_to_read(document["source"]), self._dashboard, document)

    def built_in(self, document: Blueprint) -> Dashboard:
        """The dashboard of a document that comes with the server; it is stored nowhere."""
        return msgspec.structs.replace(
            read_dashboard(document.source, self._catalog), id=document.id
        )

    async def create(self, source: str) -> Dashboard:
        """A new one, with the id of its source or a fresh one. Raises: InvalidSource, Conflict."""
        read = await self._read(source)
        dashboard_id = read.id or self._ids.new_id()
        now = self._clock.now()

        async def write(tx: Tx) -> Dashboard:
            known = await tx.records(DASHBOARDS).get(dashboard_id)
            if known is not None and not known["deleted"]:
                raise Conflict("Dashboard id already exists")
            made = msgspec.structs.replace(read, id=dashboard_id, created=now, updated=now)
            _put(tx, made, is_new=known is None)
            return made

        return await in_transaction(self._store, write)

    async def update(self, dashboard_id: str, source: str) -> Dashboard:
        """Replace the source. Raises: NotFound, InvalidSource."""
        await self.get(dashboard_id)
        read = await self._read(source)
        if read.id not in ("", dashboard_id):
            raise Invalid([Violation("dashboard.id", "Illegal dashboard id update")])

        async def write(tx: Tx) -> Dashboard:
            document = await _stored(tx, dashboard_id)
            before = await by_length(chars_to_read(document["source"]), self._dashboard, document)
            if before.source == source:
                return before
            made = msgspec.structs.replace(
                read, id=dashboard_id, created=before.created, updated=self._clock.now()
            )
            _put(tx, made)
            return made

        return await in_transaction(self._store, write)

    async def save(self, source: str) -> Dashboard:
        """Update the one with the id of the source, else create it. Raises: InvalidSource."""
        dashboard_id = (await self._read(source)).id
        try:
            return await self.update(dashboard_id, source)
        except NotFound:
            return await self.create(source)

    async def delete(self, dashboard_id: str) -> None:
        """Hide it for good. Raises: NotFound."""

        async def write(tx: Tx) -> None:
            document = await _stored(tx, dashboard_id)
            tx.records(DASHBOARDS).put((dashboard_id,), {**document, "deleted": True})

        await in_transaction(self._store, write)

    async def problems(self, source: str) -> str | None:
        """What is wrong with the source of a dashboard, as text, or None."""
        return await by_length(
            chars_to_read(source), _problems, read_dashboard, source, self._catalog
        )

    async def chart_problems(self, source: str) -> str | None:
        """What is wrong with the source of a chart, as text, or None."""
        return await by_length(chars_to_read(source), _problems, read_chart, source, self._catalog)

    async def data(self, dashboard_id: str, chart_id: str, request: ChartRequest) -> ChartRows:
        """The rows of a chart of a dashboard. Raises: NotFound, IllegalArgument."""
        dashboard = await self.get(dashboard_id)
        chart = dashboard.chart(chart_id)
        if chart is None:
            raise NotFound.of("Chart", chart_id, f"dashboard '{dashboard_id}'")
        query = self._windowed(request, dashboard.window.default)
        if query.end - query.start > dashboard.window.max:
            raise IllegalArgument("The queried window is larger than the max allowed one.")
        return await self._data.of(chart, query)

    async def preview(self, source: str, request: ChartRequest) -> ChartRows:
        """The rows of a chart that is stored nowhere. Raises: InvalidSource, IllegalArgument."""
        chart = await by_length(chars_to_read(source), read_chart, source, self._catalog)
        query = self._windowed(request, PREVIEW_WINDOW)
        if "data" not in chart and "source" not in chart:
            raise IllegalArgument("Chart is not an instance of DataChart.")
        try:
            return await self._data.of(chart, query)
        except IllegalArgument as error:
            if error.message == "Only data charts can be generated.":
                raise IllegalArgument("Chart is not an instance of DataChart.") from None
            raise

    async def previews(
        self, charts: Sequence[PagedChart], request: ChartRequest
    ) -> tuple[ChartAnswer, ...]:
        """What `preview` gives for each chart, in order; one that is wrong spoils no other."""
        return tuple([await self._answer(chart, request) for chart in charts])

    async def _answer(self, chart: PagedChart, request: ChartRequest) -> ChartAnswer:
        query = msgspec.structs.replace(request.query, page=chart.page, size=chart.size)
        paged = msgspec.structs.replace(request, query=query)
        try:
            return ChartAnswer(await self.preview(chart.source, paged))
        except InvalidSource as error:
            return ChartAnswer(problem=error.text)
        except IllegalArgument as error:
            return ChartAnswer(problem=error.message)

    def _windowed(self, request: ChartRequest, window: timedelta) -> ChartQuery:
        start, end = window_until(request.start, request.end or self._clock.now(), window)
        if end < start:
            raise IllegalArgument("`endDate` must be after `startDate`.")
        return msgspec.structs.replace(request.query, start=start, end=end)

    async def _read(self, source: str) -> Dashboard:
        """As `read_dashboard`; a long one in a thread."""
        return await by_length(chars_to_read(source), read_dashboard, source, self._catalog)

    def _dashboard(self, document: dict[str, Json]) -> Dashboard:
        """The dashboard of a stored document; one that can't be read any more has no charts."""
        try:
            read = read_dashboard(document["source"], self._catalog)
        except Invalid:
            read = Dashboard(document["id"], document["title"], document["source"])
        return msgspec.structs.replace(
            read,
            id=document["id"],
            created=datetime.fromisoformat(document["created"]),
            updated=datetime.fromisoformat(document["updated"]),
        )


def csv_of(rows: ChartRows) -> str:
    """The rows as text, titles first."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows.titles.values())
    writer.writerows(
        ["" if row[key] is None else _cell(row[key]) for key in rows.titles] for row in rows.rows
    )
    return text.getvalue()


def _cell(value: Json) -> Json:
    """A cell; texts that a spreadsheet would run as a formula get a quote in front."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
        return f"'{value}"
    return value


def _problems(read: Callable[[str, Catalog], object], source: str, catalog: Catalog) -> str | None:
    try:
        read(source, catalog)
    except InvalidSource as error:
        return error.text
    return None


async def _stored(tx: Tx, dashboard_id: str) -> dict[str, Json]:
    document = await tx.records(DASHBOARDS).get(dashboard_id)
    if document is None or document["deleted"]:
        raise NotFound.of("Dashboard", dashboard_id)
    return document


def _put(tx: Tx, dashboard: Dashboard, *, is_new: bool = False) -> None:
    assert dashboard.created is not None
    assert dashboard.updated is not None
    records = tx.records(DASHBOARDS)
    write = records.insert if is_new else records.put
    write(
        (dashboard.id,),
        {
            "id": dashboard.id,
            "title": dashboard.title,
            "source": dashboard.source,
            "created": dashboard.created.isoformat(),
            "updated": dashboard.updated.isoformat(),
            "deleted": False,
        },
    )
