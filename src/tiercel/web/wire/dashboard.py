"""Dashboards and rows of charts as the API shows them (dashboards.md)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tiercel.model.flow import TENANT
from tiercel.model.json_types import Json
from tiercel.service.chart_data import ChartRows
from tiercel.service.dashboard_source import Dashboard


def dashboard_json(dashboard: Dashboard) -> dict[str, Json]:
    """A dashboard with its charts and its source."""
    body: dict[str, Json] = {
        "tenantId": TENANT,
        "id": dashboard.id,
        "title": dashboard.title,
        "timeWindow": {
            "default": hours(dashboard.window.default),
            "max": hours(dashboard.window.max),
        },
        "charts": list(dashboard.charts),
        "deleted": False,
        "created": dashboard.created,
        "updated": dashboard.updated,
        "sourceCode": dashboard.source,
    }
    if dashboard.description is not None:
        body["description"] = dashboard.description
    return body


def hours(span: timedelta) -> str:
    """An ISO duration without days: P30D is PT720H."""
    seconds = int(span.total_seconds())
    parts = (("H", seconds // 3600), ("M", seconds // 60 % 60), ("S", seconds % 60))
    return "PT" + ("".join(f"{number}{unit}" for unit, number in parts if number) or "0S")


def rows_json(rows: ChartRows) -> dict[str, Json]:
    """Rows of a chart."""
    return {
        "results": [{key: _cell(value) for key, value in row.items()} for row in rows.rows],
        "total": rows.total,
    }


def report_json(problems: str | None) -> dict[str, Json]:
    """The report on a source; without `constraints` it is valid."""
    body: dict[str, Json] = {"index": 0, "outdated": False}
    if problems is not None:
        body["constraints"] = problems
    return body


def _cell(value: Json) -> Json:
    """Compat: dates of charts have milliseconds and a numeric offset."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds")
    return value
