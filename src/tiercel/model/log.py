"""Log entries and metric entries of executions and triggers."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from tiercel.model.json_types import Json


class Level(StrEnum):
    """Levels of log entries, least severe first."""

    TRACE = "TRACE"
    DEBUG = "DEBUG"
    INFO = "INFO"
    WARN = "WARN"
    ERROR = "ERROR"

    @property
    def rank(self) -> int:
        """0 for TRACE up to 4 for ERROR."""
        return LEVEL_ORDER.index(self)


LEVEL_ORDER = tuple(Level)


class LogEntry(msgspec.Struct, frozen=True, gc=False):
    """One line of the log of an execution or of a trigger."""

    namespace: str
    flow_id: str
    timestamp: datetime
    level: Level
    message: str
    execution_id: str | None = None
    task_id: str | None = None
    task_run_id: str | None = None
    attempt_number: int | None = None
    trigger_id: str | None = None
    thread: str | None = None
    kind: str | None = None


def log_map(entry: LogEntry) -> dict[str, Json]:
    """A log entry as expressions see it."""
    values: dict[str, Json] = {
        "namespace": entry.namespace,
        "flowId": entry.flow_id,
        "taskId": entry.task_id,
        "executionId": entry.execution_id,
        "taskRunId": entry.task_run_id,
        "attemptNumber": entry.attempt_number,
        "triggerId": entry.trigger_id,
        "timestamp": entry.timestamp,
        "level": entry.level.value,
        "thread": entry.thread,
        "message": entry.message,
    }
    return {name: value for name, value in values.items() if value is not None}


class MetricEntry(msgspec.Struct, frozen=True):
    """One value of a metric that a task published; timers are in milliseconds."""

    namespace: str
    flow_id: str
    execution_id: str
    task_id: str
    task_run_id: str
    type: str
    name: str
    value: float
    timestamp: datetime
    tags: dict[str, str] = {}
