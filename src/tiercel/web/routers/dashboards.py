"""Dashboards as code, and the data of their charts (dashboards.md)."""

from __future__ import annotations

import contextlib
from datetime import datetime

import msgspec
from starlette.responses import Response

from tiercel.model.errors import NotFound
from tiercel.model.json_types import Json
from tiercel.model.limits import CHARTS_PER_CALL_MAX, WEB_PAGE_SIZE_MAX
from tiercel.model.lists.paging import Filter, Operation
from tiercel.model.lists.resources import CHARTS, DASHBOARDS
from tiercel.plugin.server import DeleteDashboard
from tiercel.ports.clock import Clock
from tiercel.service.dashboards.chart_data import ChartQuery, ChartRows
from tiercel.service.dashboards.dashboards import ChartRequest, PagedChart, PageKind, csv_of
from tiercel.service.dashboards.source import Dashboard, is_paged
from tiercel.service.operations import dashboards
from tiercel.web import filters, params
from tiercel.web.bodies import labels_of
from tiercel.web.call import Call
from tiercel.web.documented import BINARY, TEXT, YAML, Answer, Body
from tiercel.web.errors import Refused
from tiercel.web.http.answers import attachment, empty, json_answer, text_answer
from tiercel.web.param_kinds import in_path, paging, sought
from tiercel.web.payloads import ChartPreview, ChartPreviews, ChartQueryInput
from tiercel.web.route import Route
from tiercel.web.views.dashboard import (
    ChartAnswersView,
    ChartRowsView,
    DashboardPage,
    DashboardView,
    DefaultDashboardsView,
    answers_view,
    dashboard_report_view,
    dashboard_view,
    rows_view,
)
from tiercel.web.views.report import ValidationReportView

GROUP = "Dashboards"
SOURCE = Body(
    {"type": "string", "description": "The YAML source."},
    (YAML, "application/yaml", "text/yaml", TEXT),
    example="title: Overview\ncharts: []\n",
)
DASHBOARD = Answer(schema=DashboardView)
ROWS = Answer(schema=ChartRowsView)
REPORT = Answer(schema=ValidationReportView)
QUERY = Body(ChartQueryInput, required=False, example={})
PREVIEW = Body(ChartPreview)
PREVIEWS = Body(ChartPreviews)
PAGE = in_path("page", enum=[each.value for each in PageKind])
CSV = Answer(schema={"type": "string"}, type=BINARY)


class DashboardRoutes:
    """Sources, reports on sources, and rows."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        one = "/dashboards/{id}"
        return [
            Route(
                "GET",
                "/dashboards",
                self.find,
                "Search dashboards.",
                GROUP,
                (
                    *paging(DASHBOARDS.sorts),
                    *sought(DASHBOARDS),
                ),
                answers=(Answer(schema=DashboardPage),),
                errors=(400, 422),
                runs=(dashboards.search,),
            ),
            Route(
                "POST",
                "/dashboards",
                self.create,
                "Create a dashboard.",
                GROUP,
                body=SOURCE,
                answers=(DASHBOARD,),
                errors=(409, 422),
                runs=(dashboards.create,),
            ),
            Route(
                "GET",
                one,
                self.get,
                "A dashboard.",
                GROUP,
                answers=(DASHBOARD,),
                errors=(404,),
                runs=(dashboards.get,),
            ),
            Route(
                "PUT",
                one,
                self.update,
                "Update a dashboard.",
                GROUP,
                body=SOURCE,
                answers=(DASHBOARD,),
                errors=(404, 422),
                runs=(dashboards.update,),
            ),
            Route(
                "DELETE",
                one,
                self.delete,
                "Delete a dashboard.",
                GROUP,
                answers=(Answer(204),),
                errors=(404,),
                runs=(dashboards.delete,),
            ),
            Route(
                "GET",
                "/dashboards/settings/default-dashboards",
                self.defaults,
                "Dashboards that are shown in place of the built-in ones.",
                GROUP,
                answers=(Answer(schema=DefaultDashboardsView),),
                runs=(dashboards.defaults,),
            ),
            Route(
                "GET",
                "/dashboards/built-in/{page}",
                self.built_in,
                "The dashboard that comes with the server for a page.",
                GROUP,
                (PAGE,),
                answers=(DASHBOARD,),
                errors=(422,),
                runs=(dashboards.built_in,),
            ),
            *self._source_routes(),
            *self._data_routes(),
        ]

    def _source_routes(self) -> list[Route]:
        return [
            Route(
                "POST",
                "/dashboards/validate",
                self.validate,
                "Report on the source of a dashboard.",
                GROUP,
                body=SOURCE,
                answers=(REPORT,),
                errors=(422,),
                runs=(dashboards.check,),
            ),
            Route(
                "POST",
                "/dashboards/validate/chart",
                self.validate_chart,
                "Report on the source of a chart.",
                GROUP,
                body=SOURCE,
                answers=(REPORT,),
                errors=(422,),
                runs=(dashboards.check_chart,),
            ),
        ]

    def _data_routes(self) -> list[Route]:
        chart = "/dashboards/{id}/charts/{chartId}"
        csv, file = "The rows of a {} as CSV.", "The rows of a {} as a file."
        stored = (
            (chart, self.data, "The rows of a chart.", ROWS),
            (f"{chart}/export/to-csv", self.data_csv, csv.format("chart"), CSV),
            (f"{chart}/export", self.data_csv, file.format("chart"), CSV),
        )
        base = "/dashboards/charts"
        sent = (
            (f"{base}/preview", self.preview, "The rows of a source.", ROWS),
            (f"{base}/export/to-csv", self.preview_csv, csv.format("source"), CSV),
            (f"{base}/export", self.preview_csv, file.format("source"), CSV),
        )
        several = Route(
            "POST",
            f"{base}/previews",
            self.previews,
            "The rows of several sources, or of all charts of the dashboard of a page.",
            GROUP,
            body=PREVIEWS,
            answers=(Answer(schema=ChartAnswersView),),
            errors=(400, 422),
            runs=(dashboards.preview_charts, dashboards.get, dashboards.built_in),
        )
        return [
            several,
            *(
                Route("POST", path, handler, title, GROUP, (), body, (answer,), errors, (runs,))
                for rows, body, errors, runs in (
                    (stored, QUERY, (400, 404, 422), dashboards.chart_rows),
                    (sent, PREVIEW, (400, 422), dashboards.preview_chart),
                )
                for path, handler, title, answer in rows
            ),
        ]

    async def find(self, call: Call) -> Response:
        """By title unless sorted."""
        query = filters.query_of(call, DASHBOARDS, self._clock.now())
        found = await call.run(dashboards.FindDashboards(query=query))
        results = [dashboard_view(each) for each in found.results]
        return json_answer(DashboardPage(results, found.total))

    async def create(self, call: Call) -> Response:
        made = await call.run(dashboards.CreateDashboard(source=await call.source("dashboard")))
        return json_answer(dashboard_view(made))

    async def get(self, call: Call) -> Response:
        found = await call.run(dashboards.GetDashboard(dashboard_id=call.params["id"]))
        return json_answer(dashboard_view(found))

    async def update(self, call: Call) -> Response:
        """The whole source."""
        source = await call.source("dashboard")
        request = dashboards.UpdateDashboard(dashboard_id=call.params["id"], source=source)
        return json_answer(dashboard_view(await call.run(request)))

    async def delete(self, call: Call) -> Response:
        """For good."""
        await call.run(DeleteDashboard(dashboard_id=call.params["id"]))
        return empty(204)

    async def defaults(self, call: Call) -> Response:
        """None: the user interface brings its own."""
        return json_answer(await call.run(dashboards.GetDefaultDashboards()))

    async def built_in(self, call: Call) -> Response:
        page = params.one_of("page", call.params["page"], PageKind)
        found = await call.run(dashboards.GetBuiltInDashboard(page=page))
        return json_answer(dashboard_view(found))

    async def validate(self, call: Call) -> Response:
        """Of a whole dashboard."""
        source = await call.source("dashboard")
        problems = await call.run(dashboards.CheckDashboard(source=source))
        return json_answer(dashboard_report_view(problems))

    async def validate_chart(self, call: Call) -> Response:
        problems = await call.run(dashboards.CheckChart(source=await call.source("chart")))
        return json_answer(dashboard_report_view(problems))

    async def data(self, call: Call) -> Response:
        """Of a stored chart."""
        return json_answer(rows_view(await self._rows(call)))

    async def data_csv(self, call: Call) -> Response:
        """Of a stored chart."""
        name = f"{call.params['chartId']}.csv"
        return text_answer(csv_of(await self._rows(call)), BINARY, headers=attachment(name))

    async def preview(self, call: Call) -> Response:
        return json_answer(rows_view(await call.run(await self._preview(call))))

    async def preview_csv(self, call: Call) -> Response:
        rows = await call.run(await self._preview(call))
        return text_answer(csv_of(rows), BINARY, headers=attachment("chart.csv"))

    async def _rows(self, call: Call) -> ChartRows:
        request = dashboards.GetChartRows(
            dashboard_id=call.params["id"],
            chart_id=call.params["chartId"],
            asked=self._request(await _body(call)),
        )
        return await call.run(request)

    async def _preview(self, call: Call) -> dashboards.PreviewChart:
        body = await call.json_map("previewRequest")
        return dashboards.PreviewChart(source=_source(body), asked=self._filtered(body))

    async def previews(self, call: Call) -> Response:
        """Answers in the order of the charts, each with its rows or with what is wrong with it."""
        body = await call.json_map("previewRequest")
        shown = None
        if body.get("page") is None:
            charts = _sent_charts(body)
        else:
            shown = await self._of_page(call, body)
            charts = _charts_of(shown, _number(body, "pageSize"))
        request = dashboards.PreviewCharts(charts=charts, asked=self._filtered(body))
        return json_answer(answers_view(await call.run(request), shown))

    async def _of_page(self, call: Call, body: dict[str, Json]) -> Dashboard:
        """The dashboard that a body names, or else the one that comes with the server."""
        if body.get("charts") is not None:
            raise Refused("invalid-mapping", "either [charts] or [page] must be given, not both")
        page = params.one_of("page", str(body["page"]), PageKind)
        wanted = body.get("dashboard")
        if wanted is not None:
            with contextlib.suppress(NotFound):
                return await call.run(dashboards.GetDashboard(dashboard_id=str(wanted)))
        return await call.run(dashboards.GetBuiltInDashboard(page=page))

    def _filtered(self, body: dict[str, Json]) -> ChartRequest:
        """What `globalFilter` asks for; without it the usual window."""
        wanted = body.get("globalFilter")
        if wanted is not None and not isinstance(wanted, dict):
            raise Refused("invalid-mapping", "[globalFilter] must be an object")
        return self._request(wanted or {})

    def _request(self, body: dict[str, Json]) -> ChartRequest:
        """The window and filters of a body, in the members of every generation."""
        now = self._clock.now()
        found, start, end = _filters(body, now)
        start = _date(body, "startDate") or start
        end = _date(body, "endDate") or end
        if body.get("namespace"):
            found.append(Filter("namespace", Operation.PREFIX, str(body["namespace"])))
        if body.get("labels"):
            pairs = {label.key: label.value for label in labels_of(body["labels"])}
            found.append(Filter("labels", Operation.EQUALS, pairs))
        query = ChartQuery(
            now,
            now,
            tuple(found),
            _number(body, "pageNumber"),
            _number(body, "pageSize"),
        )
        return ChartRequest(query, start, end)


def _filters(
    body: dict[str, Json], now: datetime
) -> tuple[list[Filter], datetime | None, datetime | None]:
    """Filters without dates, and the window that the dates among them give."""
    listed = body.get("filters") or []
    if not isinstance(listed, list):
        raise Refused("invalid-mapping", "[filters] must be a list")
    found: list[Filter] = []
    start: datetime | None = None
    end: datetime | None = None
    for entry in listed:
        if not isinstance(entry, dict) or not entry.get("field"):
            raise Refused("invalid-mapping", "[filters] must hold objects with a field")
        operation = str(entry.get("operation") or "EQUALS")
        item = filters.filter_of(str(entry["field"]), operation, entry.get("value"), CHARTS)
        if item.field == "timeRange":
            start, end = now - item.value, now
        elif item.field == "startDate":
            start = item.value
        elif item.field == "endDate":
            end = item.value
        else:
            found.append(item)
    return found, start, end


def _source(body: dict[str, Json]) -> str:
    source = body.get("chart")
    if not isinstance(source, str) or not source.strip():
        raise Refused("invalid-mapping", "[chart] must not be blank")
    return source


def _sent_charts(body: dict[str, Json]) -> tuple[PagedChart, ...]:
    listed = body.get("charts")
    if not isinstance(listed, list) or not 0 < len(listed) <= CHARTS_PER_CALL_MAX:
        raise Refused(
            "invalid-mapping",
            f"[charts] must be 1 to {CHARTS_PER_CALL_MAX} charts, or [page] must name a page",
        )
    return tuple(map(_paged_chart, listed))


def _charts_of(dashboard: Dashboard, size: int | None) -> tuple[PagedChart, ...]:
    """Its first charts; of those that are shown in pages the first one of that size."""
    return tuple(
        PagedChart(msgspec.json.encode(chart).decode(), *((1, size) if is_paged(chart) else ()))
        for chart in dashboard.charts[:CHARTS_PER_CALL_MAX]
    )


def _paged_chart(entry: Json) -> PagedChart:
    if not isinstance(entry, dict):
        raise Refused("invalid-mapping", "[charts] must hold objects with a chart")
    return PagedChart(_source(entry), _number(entry, "pageNumber"), _number(entry, "pageSize"))


async def _body(call: Call) -> dict[str, Json]:
    """The object of a request; none is an empty one."""
    return {} if await call.is_empty() else await call.json_map("globalFilter")


def _date(body: dict[str, Json], name: str) -> datetime | None:
    value = body.get(name)
    return None if not value else params.parse_date(name, str(value))


def _number(body: dict[str, Json], name: str) -> int | None:
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise Refused("invalid-mapping", f"[{name}] must be a number from 1")
    return min(value, WEB_PAGE_SIZE_MAX)
