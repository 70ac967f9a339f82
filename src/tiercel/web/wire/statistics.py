"""Statistics as the API shows them (stats.md §0)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from tiercel.model.durations import format_duration
from tiercel.model.json_types import Json
from tiercel.model.log import Level
from tiercel.service.statistics import Bucket, counts_of

# States that are always told, even when there are none.
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


def executions_json(bucket: Bucket) -> dict[str, Json]:
    """A bucket of executions or task runs."""
    return {
        "startDate": bucket.start,
        "duration": _durations(bucket),
        "executionCounts": counts_json(counts_of(bucket)),
        "groupBy": bucket.unit,
    }


def logs_json(bucket: Bucket) -> dict[str, Json]:
    """A bucket of log entries."""
    counts = counts_of(bucket)
    return {
        "timestamp": bucket.start,
        "counts": {level.value: counts[level.value] for level in Level},
        "groupBy": bucket.unit,
    }


def namespace_json(counts: Mapping[str, int]) -> dict[str, Json]:
    """The executions of a namespace."""
    return {"counts": counts_json(counts), "total": sum(counts.values())}


def counts_json(counts: Mapping[str, int]) -> dict[str, Json]:
    """Numbers by state."""
    return {**dict.fromkeys(STATES, 0), **counts}


def _durations(bucket: Bucket) -> dict[str, Json]:
    count = sum(part.count for part in bucket.parts)
    if not count:
        return {"count": 0}
    total = sum(part.total for part in bucket.parts)
    return {
        "min": _millis(min(part.shortest for part in bucket.parts)),
        "avg": _millis(total / count),
        "max": _millis(max(part.longest for part in bucket.parts)),
        "sum": _millis(total),
        "count": count,
    }


def _millis(seconds: float) -> str:
    """An ISO duration of whole milliseconds."""
    return format_duration(timedelta(milliseconds=int(seconds * 1000)))
