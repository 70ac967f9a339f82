"""Dashboards as code: reads a YAML source and says what is wrong with it (dashboards.md §11)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import msgspec

from tiercel.flowlang.coerce import as_duration, as_text, is_map, maps
from tiercel.flowlang.source import Document, parse
from tiercel.model.errors import Violation
from tiercel.model.json_types import Json
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.chart import ChartPlugin
from tiercel.service.dashboards.chart_checks import chart_violations, short_name, typed_value
from tiercel.service.flows.sources import InvalidSource

ID_PATTERN = r"^[a-zA-Z0-9][a-zA-Z0-9_-]*"
WINDOW_DAYS_MAX = 366
DEFAULT_WINDOW = timedelta(days=30)
_KEYS = frozenset(("id", "title", "description", "timeWindow", "charts"))
# What answers of the API have besides: sending one back is fine.
_ANSWER_KEYS = frozenset(("deleted", "created", "updated", "sourceCode", "tenantId"))
_WINDOW_KEYS = frozenset(("default", "max"))


class TimeWindow(msgspec.Struct, frozen=True):
    """How long a query reaches back unless said, and at most."""

    default: timedelta = DEFAULT_WINDOW
    max: timedelta = timedelta(days=WINDOW_DAYS_MAX)


class Dashboard(msgspec.Struct, frozen=True):
    """A dashboard; charts are objects as their author wrote them, with defaults of options."""

    id: str
    title: str
    source: str
    description: str | None = None
    window: TimeWindow = TimeWindow()
    charts: tuple[dict[str, Json], ...] = ()
    created: datetime | None = None
    updated: datetime | None = None

    def chart(self, chart_id: str) -> dict[str, Json] | None:
        """The chart with that id, or None."""
        return next((chart for chart in self.charts if chart.get("id") == chart_id), None)


def is_paged(chart: Mapping[str, Json]) -> bool:
    """Whether its rows are shown in pages: those of a table, unless its author wants them whole."""
    options = chart.get("chartOptions")
    pagination = options.get("pagination") if is_map(options) else None
    is_whole = is_map(pagination) and pagination.get("enabled") is False
    return short_name(chart) == "Table" and not is_whole


def read_dashboard(source: str, catalog: Catalog) -> Dashboard:
    """The dashboard of a source; its id is empty when the source names none.

    Raises: InvalidSource.
    """
    document = parse(source, kind="dashboard")
    violations = dashboard_violations(document, catalog)
    if violations:
        raise InvalidSource(violations, source)
    plain: dict[str, Json] = document.value
    window = plain.get("timeWindow") or {}
    return Dashboard(
        id=as_text(plain.get("id")) or "",
        title=as_text(plain["title"]) or "",
        description=as_text(plain.get("description")),
        window=TimeWindow(
            as_duration(window.get("default")) or TimeWindow().default,
            as_duration(window.get("max")) or TimeWindow().max,
        ),
        charts=tuple(whole_chart(chart, catalog) for _, chart in maps(plain.get("charts"))),
        source=source,
    )


def read_chart(source: str, catalog: Catalog) -> dict[str, Json]:
    """The chart of a source. Raises: InvalidSource."""
    document = parse(source, kind="chart")
    violations = [*document.problems] or list(_chart_violations(document, catalog))
    if violations:
        raise InvalidSource(violations, source)
    return whole_chart(document.value, catalog)


def dashboard_violations(document: Document, catalog: Catalog) -> list[Violation]:
    """Everything that is wrong with a dashboard."""
    if document.problems:
        return list(document.problems)
    if not is_map(document.value):
        return [Violation("yaml", "Illegal dashboard yaml: a dashboard must be a map")]
    plain = document.value
    found = list(_head_violations(plain))
    charts = plain.get("charts")
    if charts is not None and (not isinstance(charts, list) or len(maps(charts)) < len(charts)):
        found.append(Violation("charts", "must be a list of charts"))
        charts = []
    ids: set[str] = set()
    for index, chart in maps(charts):
        found.extend(chart_violations(chart, f"charts[{index}]", catalog))
        chart_id = as_text(chart.get("id")) or ""
        if chart_id and chart_id in ids:
            found.append(Violation("charts", f"Duplicate chart id with name [{chart_id}]"))
        ids.add(chart_id)
    return [
        msgspec.structs.replace(each, line=place.line, column=place.column)
        for each in found
        for place in (document.place(each.path),)
    ]


def _chart_violations(document: Document, catalog: Catalog) -> Iterator[Violation]:
    if not is_map(document.value):
        yield Violation("yaml", "Illegal chart yaml: a chart must be a map")
    else:
        yield from chart_violations(document.value, "", catalog)


def _head_violations(plain: Mapping[str, Json]) -> Iterator[Violation]:
    for name in plain:
        if name not in _KEYS | _ANSWER_KEYS:
            yield Violation(name, f'Unrecognized field "{name}"')
    dashboard_id = plain.get("id")
    if dashboard_id is not None and not re.fullmatch(ID_PATTERN, as_text(dashboard_id) or ""):
        yield Violation("id", f'must match "{ID_PATTERN}"')
    title = as_text(plain.get("title"))
    if title is None or not title.strip():
        yield Violation("title", "must not be blank")
    if title is None:
        yield Violation("title", "must not be null")
    yield from _window_violations(plain.get("timeWindow"))


def _window_violations(window: Json) -> Iterator[Violation]:
    if window is None:
        return
    if not is_map(window):
        yield Violation("timeWindow", "must be a map")
        return
    spans: dict[str, timedelta] = {"default": TimeWindow().default, "max": TimeWindow().max}
    for name, value in window.items():
        path = f"timeWindow.{name}"
        span = as_duration(value)
        if name not in _WINDOW_KEYS:
            yield Violation(path, f'Unrecognized field "{name}"')
        elif value is not None and span is None:
            yield Violation(path, f"Text '{value}' cannot be parsed to a Duration")
        elif span is not None:
            spans[name] = span
            if span > timedelta(days=WINDOW_DAYS_MAX):
                yield Violation(path, "Time window can't be more than 1 year (366 days).")
    if spans["default"] > spans["max"]:
        yield Violation(
            "timeWindow", "Invalid data chart: Default duration can't exceed max duration"
        )


def whole_chart(chart: dict[str, Json], catalog: Catalog) -> dict[str, Json]:
    """A valid chart with the defaults of its options filled in."""
    plugin = catalog.class_of(str(chart["type"]))
    assert plugin is not None
    assert issubclass(plugin, ChartPlugin)
    options = chart.get("chartOptions")
    if not is_map(options):
        return chart
    whole = typed_value(plugin, "chartOptions", options)
    return {**chart, "chartOptions": whole.model_dump(by_alias=True, exclude_none=True)}
