"""The rows of the memory store."""

from __future__ import annotations

from typing import Any

from tiercel.adapters.inbox_mirror import InboxMirror
from tiercel.adapters.job_mirror import JobMirror
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.job import Timer
from tiercel.model.json_types import Json
from tiercel.model.kv import KvEntry
from tiercel.model.log import LogEntry, MetricEntry
from tiercel.model.maps import Map
from tiercel.model.stored.flow import StoredFlow
from tiercel.model.stored.record import Key
from tiercel.model.stored.records import RECORDS
from tiercel.model.trigger import TriggerState


class Tables:
    """All rows; executions are kept without their task runs, which have rows of their own."""

    def __init__(self) -> None:
        self.executions: dict[str, Execution] = {}
        self.task_runs: dict[str, Map[str, TaskRun]] = {}
        self.flows: dict[tuple[str, str], dict[int, StoredFlow]] = {}
        self.flows_version = 0
        self.inbox = InboxMirror()
        self.timers: dict[tuple[str, str], Timer] = {}
        self.jobs = JobMirror()
        self.triggers: dict[tuple[str, str, str], TriggerState] = {}
        self.logs: dict[int, LogEntry] = {}
        self.logs_of: dict[str | None, dict[int, LogEntry]] = {}
        self.metrics: dict[int, MetricEntry] = {}
        self.kv: dict[tuple[str, str], KvEntry] = {}
        self.settings: dict[str, Json] = {}
        self.records: dict[str, dict[Key, tuple[Any, ...]]] = {table.name: {} for table in RECORDS}
        self.announcements: dict[int, tuple[str, str]] = {}
        self.slots: set[tuple[str, str]] = set()
        self._last_seq = 0

    def counts(self) -> dict[str, int]:
        """How many rows each table has, by the names that they have in a database."""
        return {
            "executions": len(self.executions),
            "task_runs": sum(map(len, self.task_runs.values())),
            "flows": sum(map(len, self.flows.values())),
            "inbox": len(self.inbox),
            "timers": len(self.timers),
            "jobs": sum(self.jobs.count()),
            "triggers": len(self.triggers),
            "logs": len(self.logs),
            "metrics": len(self.metrics),
            "kv": len(self.kv),
            "settings": len(self.settings),
            "announcements": len(self.announcements),
            **{name: len(rows) for name, rows in self.records.items()},
        }

    def next_seq(self) -> int:
        """A number larger than all before."""
        self._last_seq += 1
        return self._last_seq
