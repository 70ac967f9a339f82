"""Statistics as the API shows them (stats.md §0)."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache

from tiercel.model.durations import format_duration
from tiercel.model.json_types import Json
from tiercel.model.log import Level
from tiercel.service.statistics import Bucket

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


_MINUTE = 60_000  # Milliseconds.
_SECONDS = tuple(map(str, range(60)))
# What so many milliseconds are behind the seconds.
_FRACTIONS = ("S", *(f".{number:03d}".rstrip("0") + "S" for number in range(1, 1_000)))
_NO_COUNTS = dict.fromkeys(STATES, 0)


def executions_json(bucket: Bucket) -> dict[str, Json]:
    """A bucket of executions or task runs."""
    return {
        "startDate": bucket.start,
        "duration": _durations(bucket),
        "executionCounts": counts_json(bucket.counts),
        "groupBy": bucket.unit,
    }


def logs_json(bucket: Bucket) -> dict[str, Json]:
    """A bucket of log entries."""
    counts = bucket.counts
    return {
        "timestamp": bucket.start,
        "counts": {level.value: counts.get(level.value, 0) for level in Level},
        "groupBy": bucket.unit,
    }


def namespace_json(counts: dict[str, int]) -> dict[str, Json]:
    """The executions of a namespace."""
    return {"counts": counts_json(counts), "total": sum(counts.values())}


def counts_json(counts: dict[str, int]) -> dict[str, Json]:
    """Numbers by state."""
    return _NO_COUNTS | counts


def _durations(bucket: Bucket) -> dict[str, Json]:
    count = sum(bucket.counts.values())
    if not count:
        return {"count": 0}
    return {
        "min": _millis(bucket.shortest),
        "avg": _millis(bucket.total / count),
        "max": _millis(bucket.longest),
        "sum": _millis(bucket.total),
        "count": count,
    }


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
