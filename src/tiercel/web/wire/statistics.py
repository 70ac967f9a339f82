"""Statistics as the API shows them (stats.md §0)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

import msgspec

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
_NO_DURATIONS = {"count": 0}


class Durations(msgspec.Struct, gc=False):
    """How long those of a bucket took, as ISO texts."""

    min: str
    avg: str
    max: str
    sum: str
    count: int


class ExecutionBucket(msgspec.Struct, rename="camel", gc=False):
    """A bucket as JSON. An answer may have fifteen thousand of these."""

    start_date: datetime
    duration: Durations | dict[str, int]
    execution_counts: dict[str, int]
    group_by: str


def executions_json(bucket: Bucket) -> ExecutionBucket:
    """A bucket of executions or task runs."""
    return ExecutionBucket(
        bucket.start, _durations(bucket), counts_json(bucket.counts), bucket.unit
    )


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


def counts_json(counts: dict[str, int]) -> dict[str, int]:
    """Numbers by state."""
    return _NO_COUNTS | counts


def _durations(bucket: Bucket) -> Durations | dict[str, int]:
    count = sum(bucket.counts.values())
    if not count:
        return _NO_DURATIONS
    return Durations(
        _millis(bucket.shortest),
        _millis(bucket.total / count),
        _millis(bucket.longest),
        _millis(bucket.total),
        count,
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
