"""Log entries and metric entries of executions and triggers."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


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
