"""Calls of the API about dashboards: see `make calls`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from msgspec import UNSET, UnsetType

from tiercel.cli.api.call import ApiCall, ApiRoute, Form
from tiercel.model.json_types import Json


class TimeWindowView(Form, frozen=True, kw_only=True):
    """The default and the longest span of a dashboard, as ISO durations."""

    default: str
    max: str


class DashboardView(Form, frozen=True, kw_only=True):
    """A dashboard with its charts and its source."""

    tenant_id: str = "main"
    id: str
    title: str
    time_window: TimeWindowView
    charts: list[dict[str, Json]]
    deleted: bool = False
    created: datetime | None
    updated: datetime | None
    source_code: str
    description: str | UnsetType = UNSET


class DashboardPage(Form, frozen=True, kw_only=True):
    """A page of dashboards."""

    results: list[DashboardView]
    total: int


class FindDashboards(ApiCall[DashboardPage], frozen=True, kw_only=True):
    """Search dashboards."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/dashboards")

    page: int | None = None
    size: int | None = None
    sort: Sequence[str] = ()
    q: str | None = None


class GetDashboard(ApiCall[DashboardView], frozen=True, kw_only=True):
    """A dashboard."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/dashboards/{id}")

    id: str


class CreateDashboard(ApiCall[DashboardView], frozen=True, kw_only=True):
    """Create a dashboard."""

    route: ClassVar[ApiRoute] = ApiRoute("POST", "/dashboards", sends="application/x-yaml")

    body: bytes


class UpdateDashboard(ApiCall[DashboardView], frozen=True, kw_only=True):
    """Update a dashboard."""

    route: ClassVar[ApiRoute] = ApiRoute("PUT", "/dashboards/{id}", sends="application/x-yaml")

    id: str
    body: bytes


class DeleteDashboard(ApiCall[None], frozen=True, kw_only=True):
    """Delete a dashboard."""

    route: ClassVar[ApiRoute] = ApiRoute("DELETE", "/dashboards/{id}")

    id: str


class ChartFilter(Form, frozen=True, kw_only=True):
    """A condition of all charts."""

    field: str
    operation: str
    value: Json = UNSET


class ChartQueryInput(Form, frozen=True, kw_only=True):
    """What a chart is asked with."""

    start_date: str | UnsetType = UNSET
    end_date: str | UnsetType = UNSET
    page_number: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET
    namespace: str | UnsetType = UNSET
    labels: dict[str, Json] | list[Json] | UnsetType = UNSET
    filters: list[ChartFilter] | UnsetType = UNSET


class ExportChart(ApiCall[bytes], frozen=True, kw_only=True):
    """The rows of a chart as CSV."""

    route: ClassVar[ApiRoute] = ApiRoute(
        "POST", "/dashboards/{id}/charts/{chartId}/export/to-csv", sends="application/json"
    )

    id: str
    chart_id: str
    body: ChartQueryInput | None = None
