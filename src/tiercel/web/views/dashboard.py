"""Dashboards and rows of charts as the API shows them (dashboards.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from msgspec import UNSET, UnsetType

from tiercel.model.flow import TENANT
from tiercel.model.json_types import Json
from tiercel.service.dashboards.chart_data import ChartRows
from tiercel.service.dashboards.dashboards import ChartAnswer
from tiercel.service.dashboards.source import Dashboard
from tiercel.web.views.report import ValidationReportView
from tiercel.web.views.view import Date, Document, View, given


class TimeWindowView(View, frozen=True):
    """The default and the longest span of a dashboard, as ISO durations."""

    default: str
    max: str


class DashboardView(View, frozen=True, kw_only=True):
    """A dashboard with its charts and its source."""

    tenant_id: str = TENANT
    id: str
    title: str
    time_window: TimeWindowView
    charts: list[Document]
    deleted: bool = False
    created: Date | None
    updated: Date | None
    source_code: str
    description: str | UnsetType = UNSET


class DashboardPage(View, frozen=True):
    """A page of dashboards."""

    results: list[DashboardView]
    total: int


class ChartRowsView(View, frozen=True):
    """Rows of a chart: its columns are those that it declares."""

    results: list[Document]
    total: int


class ChartAnswerView(ChartRowsView, frozen=True):
    """Rows of one chart among several, or why there are none."""

    message: str | UnsetType = UNSET


class ChartAnswersView(View, frozen=True):
    """An answer for each chart, in the order in which they were asked for.

    `dashboard` is the one that they are of, where a page was named: of its first charts.
    """

    results: list[ChartAnswerView]
    dashboard: DashboardView | UnsetType = UNSET


class DefaultDashboardsView(View, frozen=True):
    """Which dashboards are shown where none was chosen."""


def dashboard_view(dashboard: Dashboard) -> DashboardView:
    """A dashboard with its charts and its source."""
    window = dashboard.window
    return DashboardView(
        id=dashboard.id,
        title=dashboard.title,
        time_window=TimeWindowView(hours(window.default), hours(window.max)),
        charts=list(dashboard.charts),
        created=dashboard.created,
        updated=dashboard.updated,
        source_code=dashboard.source,
        description=given(dashboard.description),
    )


def hours(span: timedelta) -> str:
    """An ISO duration without days: P30D is PT720H."""
    seconds = int(span.total_seconds())
    parts = (("H", seconds // 3600), ("M", seconds // 60 % 60), ("S", seconds % 60))
    return "PT" + ("".join(f"{number}{unit}" for unit, number in parts if number) or "0S")


def rows_view(rows: ChartRows) -> ChartRowsView:
    """Rows of a chart."""
    shown = [{key: _cell(value) for key, value in row.items()} for row in rows.rows]
    return ChartRowsView(shown, rows.total)


def answers_view(
    answers: Sequence[ChartAnswer], dashboard: Dashboard | None = None
) -> ChartAnswersView:
    """Rows of several charts, and the dashboard that they are of."""
    return ChartAnswersView(
        [
            ChartAnswerView(shown.results, shown.total, each.problem or UNSET)
            for each in answers
            for shown in (rows_view(each.rows),)
        ],
        UNSET if dashboard is None else dashboard_view(dashboard),
    )


def dashboard_report_view(problems: str | None) -> ValidationReportView:
    """The report on a source; without `constraints` it is valid."""
    return ValidationReportView(index=0, outdated=False, constraints=given(problems))


def _cell(value: Json) -> Json:
    """Compat: dates of charts have milliseconds and a numeric offset."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds")
    return value
