"""The metrics of one attempt."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from datetime import timedelta
from itertools import islice

from tiercel.engine.masking import Mask
from tiercel.model.limits import (
    ATTEMPT_METRICS_MAX,
    METRIC_NAME_CHARS_MAX,
    METRIC_TAG_CHARS_MAX,
    METRIC_TAGS_MAX,
)
from tiercel.model.log import MetricEntry
from tiercel.model.text import bounded
from tiercel.runtime.worker.attempt_log import AttemptLog, LogPlace


class MetricRecorder:
    """A MetricHandle. Secrets in tags are masked, values beyond ATTEMPT_METRICS_MAX dropped."""

    __slots__ = ("_count", "_entries", "_log", "_place")

    def __init__(self, place: LogPlace, log: AttemptLog) -> None:
        self._place = place
        self._log = log
        self._entries: deque[MetricEntry] = deque()
        self._count = 0

    def counter(self, name: str, value: float = 1, tags: Mapping[str, str] | None = None) -> None:
        """Add a counter value."""
        self._add("counter", name, value, tags)

    def gauge(self, name: str, value: float, tags: Mapping[str, str] | None = None) -> None:
        """Add a gauge value."""
        self._add("gauge", name, value, tags)

    def timer(self, name: str, duration: timedelta, tags: Mapping[str, str] | None = None) -> None:
        """Add a timer value; stored in milliseconds."""
        self._add("timer", name, duration / timedelta(milliseconds=1), tags)

    def take(self) -> list[MetricEntry]:
        """The values since the last call."""
        return [self._entries.popleft() for _ in range(len(self._entries))]

    def _add(self, kind: str, name: str, value: float, tags: Mapping[str, str] | None) -> None:
        self._count += 1
        if self._count > ATTEMPT_METRICS_MAX:
            return
        place = self._place
        self._entries.append(
            MetricEntry(
                namespace=place.namespace,
                flow_id=place.flow_id,
                execution_id=place.execution_id or "",
                task_id=place.task_id or "",
                task_run_id=place.task_run_id or "",
                type=kind,
                name=bounded(name, METRIC_NAME_CHARS_MAX),
                value=float(value),
                timestamp=self._log.now(),
                tags=_bounded(tags, self._log.mask) if tags else {},
            )
        )


def _bounded(tags: Mapping[str, str], mask: Mask) -> dict[str, str]:
    return {
        bounded(mask.apply(name), METRIC_NAME_CHARS_MAX): bounded(
            mask.apply(str(value)), METRIC_TAG_CHARS_MAX
        )
        for name, value in islice(tags.items(), METRIC_TAGS_MAX)
    }
