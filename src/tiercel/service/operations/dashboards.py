"""Operations on dashboards and their charts."""

from __future__ import annotations

from tiercel.model.access import SIGNED_IN, TENANT, Actor, Permission, Resource, what_matches
from tiercel.model.lists.paging import Page, Query
from tiercel.model.request import Request
from tiercel.model.stored.limits import STORE_PAGE_ROWS_MAX
from tiercel.plugin.server import (
    DashboardSource,
    DeleteDashboard,
    ListDashboardSources,
    SaveDashboard,
)
from tiercel.service.dashboards.chart_data import ChartRows
from tiercel.service.dashboards.dashboards import (
    ChartAnswer,
    ChartRequest,
    PagedChart,
    PageKind,
)
from tiercel.service.dashboards.source import Dashboard
from tiercel.service.flows.blueprint_files import DASHBOARD
from tiercel.service.operations.made import A_DASHBOARD
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

_VIEW = Permission(Resource.DASHBOARD, "VIEW")
_LIST = Permission(Resource.DASHBOARD, "LIST")
_CREATE = Permission(Resource.DASHBOARD, "CREATE")
_UPDATE = Permission(Resource.DASHBOARD, "UPDATE")
# Charts show numbers of executions.
_CHART = (_VIEW, Permission(Resource.EXECUTION, "LIST"))


class FindDashboards(Request[Page[Dashboard]], frozen=True, kw_only=True):
    """A page of dashboards, by title unless sorted."""

    query: Query


class GetDashboard(Request[Dashboard], frozen=True, kw_only=True):
    """The dashboard with that id, with its source and its charts."""

    dashboard_id: str


class GetDefaultDashboards(Request[dict[str, str]], frozen=True, kw_only=True):
    """Ids of dashboards that are shown in place of the built-in ones, by page."""


class GetBuiltInDashboard(Request[Dashboard], frozen=True, kw_only=True):
    """The dashboard that comes with the server for a page."""

    page: PageKind


class CreateDashboard(Request[Dashboard], frozen=True, kw_only=True):
    """A new dashboard of its source."""

    source: str


class UpdateDashboard(Request[Dashboard], frozen=True, kw_only=True):
    """Another source for a dashboard."""

    dashboard_id: str
    source: str


class CheckDashboard(Request[str | None], frozen=True, kw_only=True):
    """What is wrong with the source of a dashboard, as text."""

    source: str


class CheckChart(Request[str | None], frozen=True, kw_only=True):
    """What is wrong with the source of a chart, as text."""

    source: str


class GetChartRows(Request[ChartRows], frozen=True, kw_only=True):
    """The rows of a chart of a dashboard."""

    dashboard_id: str
    chart_id: str
    asked: ChartRequest


class PreviewChart(Request[ChartRows], frozen=True, kw_only=True):
    """The rows of a chart that is stored nowhere."""

    source: str
    asked: ChartRequest


class PreviewCharts(Request[tuple[ChartAnswer, ...]], frozen=True, kw_only=True):
    """The rows of several charts that are stored nowhere, all asked with the same."""

    charts: tuple[PagedChart, ...]
    asked: ChartRequest


@operation("dashboard.search", allows=_LIST, scope=TENANT)
async def search(deps: Services, actor: Actor, ask: FindDashboards) -> Page[Dashboard]:
    """As the filters say."""
    return await deps.dashboards.find(ask.query)


@operation("dashboard.get", allows=_VIEW, scope=TENANT)
async def get(deps: Services, actor: Actor, ask: GetDashboard) -> Dashboard:
    """The dashboard as it is stored. Raises: NotFound."""
    return await deps.dashboards.get(ask.dashboard_id)


@operation("dashboard.defaults", allows=_LIST, scope=TENANT)
async def defaults(deps: Services, actor: Actor, ask: GetDefaultDashboards) -> dict[str, str]:
    """None: nobody can choose any so far."""
    return {}


@operation("dashboard.built_in", allows=_VIEW, scope=TENANT)
async def built_in(deps: Services, actor: Actor, ask: GetBuiltInDashboard) -> Dashboard:
    """The dashboard of a page; its id is that of the blueprint that it is made of."""
    return deps.dashboards.built_in(deps.blueprints.get(DASHBOARD, f"{ask.page}-overview"))


@makes(A_DASHBOARD)
@operation("dashboard.create", allows=_CREATE, scope=TENANT)
async def create(deps: Services, actor: Actor, ask: CreateDashboard) -> Dashboard:
    """The new dashboard. Raises: InvalidSource, Conflict when its id is taken."""
    return await deps.dashboards.create(ask.source)


@operation("dashboard.update", allows=_UPDATE, scope=TENANT)
async def update(deps: Services, actor: Actor, ask: UpdateDashboard) -> Dashboard:
    """The dashboard with its new source. Raises: NotFound, InvalidSource."""
    return await deps.dashboards.update(ask.dashboard_id, ask.source)


@operation("dashboard.delete", allows=Permission(Resource.DASHBOARD, "DELETE"), scope=TENANT)
async def delete(deps: Services, actor: Actor, ask: DeleteDashboard) -> None:
    """It is found no more; another may have its id. Raises: NotFound."""
    await deps.dashboards.delete(ask.dashboard_id)


@operation("dashboard.sources", allows=_LIST, scope=TENANT)
async def sources(
    deps: Services, actor: Actor, ask: ListDashboardSources
) -> tuple[DashboardSource, ...]:
    """With the source of each."""
    found: list[DashboardSource] = []
    while True:
        page = await deps.dashboards.find(
            Query(page=len(found) // STORE_PAGE_ROWS_MAX + 1, size=STORE_PAGE_ROWS_MAX)
        )
        found += [DashboardSource(each.id, each.source) for each in page.results]
        if len(page.results) < STORE_PAGE_ROWS_MAX:
            return tuple(found)


@operation("dashboard.save", allows=(_CREATE, _UPDATE), scope=TENANT)
async def save(deps: Services, actor: Actor, ask: SaveDashboard) -> DashboardSource:
    """The dashboard as it is stored now. Raises: InvalidSource."""
    saved = await deps.dashboards.save(ask.source)
    return DashboardSource(saved.id, saved.source)


@operation("dashboard.check", allows=SIGNED_IN, scope=TENANT)
async def check(deps: Services, actor: Actor, ask: CheckDashboard) -> str | None:
    """What is wrong with a source, in one text; None when nothing is. Stores nothing."""
    return await deps.dashboards.problems(ask.source)


@operation("dashboard.check_chart", allows=SIGNED_IN, scope=TENANT)
async def check_chart(deps: Services, actor: Actor, ask: CheckChart) -> str | None:
    """What is wrong with the source of a chart, in one text; None when nothing is.

    Stores nothing.
    """
    return await deps.dashboards.chart_problems(ask.source)


@operation("dashboard.chart_rows", allows=_CHART, scope=what_matches("asked"))
async def chart_rows(deps: Services, actor: Actor, ask: GetChartRows) -> ChartRows:
    """Rows of one chart under the filters of the page. Raises: NotFound, IllegalArgument."""
    return await deps.dashboards.data(ask.dashboard_id, ask.chart_id, ask.asked)


@operation("dashboard.preview_chart", allows=_CHART, scope=what_matches("asked"))
async def preview_chart(deps: Services, actor: Actor, ask: PreviewChart) -> ChartRows:
    """Rows of a chart that is not stored. Raises: InvalidSource, IllegalArgument."""
    return await deps.dashboards.preview(ask.source, ask.asked)


@operation("dashboard.preview_charts", allows=_CHART, scope=what_matches("asked"))
async def preview_charts(
    deps: Services, actor: Actor, ask: PreviewCharts
) -> tuple[ChartAnswer, ...]:
    """Rows of each chart, in the order asked for; what is wrong with one is told in its place."""
    return await deps.dashboards.previews(ask.charts, ask.asked)
