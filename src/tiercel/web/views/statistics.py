"""Statistics as the API shows them (stats.md §0)."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache

from msgspec import UNSET, UnsetType

from tiercel.model.durations import format_duration
from tiercel.model.log import Level
from tiercel.service.observability.statistics import Bucket
from tiercel.web.views.view import Date, View

# States that are always listed, even when there are none.
STATES = (
    "CREATED",
    "RUNNING",
    "RESTARTED",
    "KILLING",
    "SUCCESS",
    "WARNING",
    "FAILED",
    "KILLED",
    "PAUSED",
    "QUEUED",
    "CANCELLED",
)


_MINUTE = 60_000  # Milliseconds.
_SECONDS = tuple(map(str, range(60)))
# What so many milliseconds are behind the seconds.
_FRACTIONS = ("S", *(f".{number:03d}".rstrip("0") + "S" for number in range(1, 1_000)))
_NO_COUNTS = dict.fromkeys(STATES, 0)


class DurationsView(View, frozen=True, kw_only=True, gc=False):
    """How long those of a bucket took, as ISO durations; of none there is a count alone."""

    min: str | UnsetType = UNSET
    avg: str | UnsetType = UNSET
    max: str | UnsetType = UNSET
    sum: str | UnsetType = UNSET
    count: int


_NO_DURATIONS = DurationsView(count=0)


class ExecutionStatisticsView(View, frozen=True, gc=False):
    """A bucket of executions or task runs. An answer may have fifteen thousand of these."""

    start_date: Date
    duration: DurationsView
    execution_counts: dict[str, int]
    group_by: str


class LogStatisticsView(View, frozen=True):
    """A bucket of log entries."""

    timestamp: Date
    counts: dict[str, int]
    group_by: str


class NamespaceStatisticsView(View, frozen=True):
    """The executions of a namespace, by state and in all."""

    counts: dict[str, int]
    total: int


class SummaryView(View, frozen=True):
    """How many flows and triggers there are."""

    flows: int
    triggers: int


def executions_view(bucket: Bucket) -> ExecutionStatisticsView:
    """A bucket of executions or task runs."""
    return ExecutionStatisticsView(
        bucket.start, _durations(bucket), counts_json(bucket.counts), bucket.unit
    )


def logs_view(bucket: Bucket) -> LogStatisticsView:
    """A bucket of log entries."""
    counts = {level.value: bucket.counts.get(level.value, 0) for level in Level}
    return LogStatisticsView(bucket.start, counts, bucket.unit)


def namespace_statistics_view(counts: dict[str, int]) -> NamespaceStatisticsView:
    """The executions of a namespace."""
    return NamespaceStatisticsView(counts_json(counts), sum(counts.values()))


def counts_json(counts: dict[str, int]) -> dict[str, int]:
    """Numbers by state."""
    return _NO_COUNTS | counts


def _durations(bucket: Bucket) -> DurationsView:
    count = sum(bucket.counts.values())
    if not count:
        return _NO_DURATIONS
    return DurationsView(
        min=_millis(bucket.shortest),
        avg=_millis(bucket.total / count),
        max=_millis(bucket.longest),
        sum=_millis(bucket.total),
        count=count,
    )


def _millis(seconds: float) -> str:
    """An ISO duration of whole milliseconds. An answer may have a hundred thousand of these."""
    millis = int(seconds * 1000)
    if 0 < millis < _MINUTE:
        return "PT" + _SECONDS[millis // 1000] + _FRACTIONS[millis % 1000]
    if millis <= 0:
        return format_duration(timedelta(milliseconds=millis))
    rest = millis % _MINUTE
    whole = _whole(millis // _MINUTE)
    return whole + _SECONDS[rest // 1000] + _FRACTIONS[rest % 1000] if rest else whole


@lru_cache(maxsize=4_096)
def _whole(minutes: int) -> str:
    return format_duration(timedelta(minutes=minutes))
