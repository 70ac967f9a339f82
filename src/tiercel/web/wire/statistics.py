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


_HOUR = 3_600_000  # Milliseconds.
_NO_COUNTS = dict.fromkeys(STATES, 0)


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
        "counts": {level.value: counts.get(level.value, 0) for level in Level},
        "groupBy": bucket.unit,
    }


def namespace_json(counts: Mapping[str, int]) -> dict[str, Json]:
    """The executions of a namespace."""
    return {"counts": counts_json(counts), "total": sum(counts.values())}


def counts_json(counts: Mapping[str, int]) -> dict[str, Json]:
    """Numbers by state."""
    return {**_NO_COUNTS, **counts}


def _durations(bucket: Bucket) -> dict[str, Json]:
    parts = bucket.parts
    if not parts:
        return {"count": 0}
    first = parts[0]
    count, total, shortest, longest = first.count, first.total, first.shortest, first.longest
    for part in parts[1:]:
        count += part.count
        total += part.total
        shortest = min(shortest, part.shortest)
        longest = max(longest, part.longest)
    return {
        "min": _millis(shortest),
        "avg": _millis(total / count),
        "max": _millis(longest),
        "sum": _millis(total),
        "count": count,
    }


def _millis(seconds: float) -> str:
    """An ISO duration of whole milliseconds."""
    millis = int(seconds * 1000)
    if not 0 < millis < _HOUR:
        return format_duration(timedelta(milliseconds=millis))
    # An answer may have a hundred thousand of these.
    whole, fraction = divmod(millis, 1000)
    minutes = ""
    if whole >= 60:
        number, whole = divmod(whole, 60)
        minutes = f"{number}M"
    if fraction:
        return f"PT{minutes}{whole}.{fraction:03d}".rstrip("0") + "S"
    return f"PT{minutes}{whole}S" if whole else f"PT{minutes}"
