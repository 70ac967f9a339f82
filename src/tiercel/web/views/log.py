"""Log and metric entries as the API shows them (logs.md §1, metrics.md)."""

from __future__ import annotations

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from tiercel.model.flow import TENANT
from tiercel.model.log import Level, LogEntry, MetricEntry
from tiercel.service.observability.logs import LogStats
from tiercel.web.views.view import Date, Document, View, given

START_STUB: Document = {"attemptNumber": None, "deleted": False}


class LogEntryView(View, frozen=True, kw_only=True, gc=False):
    """One entry; `attemptNumber` is there even when it is null.

    `number` is there in windows of a log: `after` takes the one of the last entry.
    """

    tenant_id: str = TENANT
    namespace: str
    flow_id: str
    task_id: str | UnsetType = UNSET
    execution_id: str | UnsetType = UNSET
    task_run_id: str | UnsetType = UNSET
    attempt_number: int | None
    trigger_id: str | UnsetType = UNSET
    timestamp: Date
    level: Level
    thread: str | UnsetType = UNSET
    message: str
    execution_kind: str | UnsetType = UNSET
    deleted: bool = False
    number: int | UnsetType = UNSET


class LogPage(View, frozen=True):
    """A page of entries."""

    results: list[LogEntryView]
    total: int
    type: str


class LogCountsView(View, frozen=True, kw_only=True):
    """Entries of a task run, or of the execution itself where no task run is named."""

    task_run_id: str | UnsetType = UNSET
    task_id: str | UnsetType = UNSET
    total: int
    levels: dict[Level, int]


class LogStatsView(View, frozen=True):
    """How many entries there are, by level and by task run; levels without any are left out."""

    total: int
    levels: dict[Level, int]
    task_runs: list[LogCountsView]


class MetricView(View, frozen=True, kw_only=True):
    """One value of a metric."""

    namespace: str
    flow_id: str
    task_id: str
    execution_id: str
    task_run_id: str
    type: str
    name: str
    value: float
    timestamp: Date
    tags: dict[str, str] | UnsetType = UNSET
    deleted: bool = False


class MetricPage(View, frozen=True):
    """A page of values."""

    results: list[MetricView]
    total: int


class MetricAggregationView(View, frozen=True, kw_only=True):
    """The value of a metric in one bucket; an empty bucket does not name it."""

    name: str | UnsetType = UNSET
    value: float | None
    date: Date


class MetricAggregationsView(View, frozen=True):
    """The values of a metric over time."""

    group_by: str
    aggregations: list[MetricAggregationView]


def log_view(entry: LogEntry) -> LogEntryView:
    return LogEntryView(
        namespace=entry.namespace,
        flow_id=entry.flow_id,
        task_id=UNSET if entry.task_id is None else entry.task_id,
        execution_id=UNSET if entry.execution_id is None else entry.execution_id,
        task_run_id=UNSET if entry.task_run_id is None else entry.task_run_id,
        attempt_number=entry.attempt_number,
        trigger_id=UNSET if entry.trigger_id is None else entry.trigger_id,
        timestamp=entry.timestamp,
        level=entry.level,
        thread=UNSET if entry.thread is None else entry.thread,
        message=entry.message,
        execution_kind=UNSET if entry.kind is None else entry.kind,
    )


def metric_view(entry: MetricEntry) -> MetricView:
    """One value of a metric."""
    return MetricView(
        namespace=entry.namespace,
        flow_id=entry.flow_id,
        task_id=entry.task_id,
        execution_id=entry.execution_id,
        task_run_id=entry.task_run_id,
        type=entry.type,
        name=entry.name,
        value=float(entry.value),
        timestamp=entry.timestamp,
        tags=entry.tags or UNSET,
    )


def numbered_log_view(number: int, entry: LogEntry) -> LogEntryView:
    """An entry with its row number."""
    return replace(log_view(entry), number=number)


def log_stats_view(stats: LogStats) -> LogStatsView:
    """Numbers of entries."""
    return LogStatsView(
        sum(stats.levels.values()),
        stats.levels,
        [
            LogCountsView(
                task_run_id=given(run_id),
                task_id=given(task_id),
                total=sum(levels.values()),
                levels=levels,
            )
            for (run_id, task_id), levels in stats.task_runs.items()
        ],
    )
