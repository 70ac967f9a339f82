"""Requests about log entries and metrics."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tiercel.model.lists.paging import Filter, Page, Query
from tiercel.model.log import Level, LogEntry
from tiercel.model.request import Request


class FetchLogs(Request[tuple[LogEntry, ...]], frozen=True, kw_only=True):
    """Entries of an execution, oldest first; by task in the order of `task_ids`.

    Without an id those of the task's own execution.
    """

    execution_id: str | None = None
    task_ids: tuple[str, ...] = ()
    min_level: Level | None = None


class FindLogs(Request[Page[LogEntry]], frozen=True, kw_only=True):
    """A page of entries."""

    query: Query


class DeleteLogs(Request[int], frozen=True, kw_only=True):
    """Remove the entries that match all filters; how many.

    With `exactly` only when so many match: none is removed that nobody has counted.
    """

    filters: tuple[Filter, ...]
    exactly: int | None = None


class PurgedLogs(msgspec.Struct, frozen=True):
    """How many entries went: those of executions, and the others."""

    of_executions: int
    others: int


class PurgeLogs(Request[PurgedLogs], frozen=True, kw_only=True):
    """Remove entries that match. At least one condition is needed."""

    namespace: str | None = None
    flow_id: str | None = None
    execution_id: str | None = None
    levels: tuple[Level, ...] = ()
    start_date: datetime | None = None
    end_date: datetime | None = None
    of_executions: bool = True
    others: bool = True
    batch_size: int | None = None


class PurgeMetrics(Request[int], frozen=True, kw_only=True):
    """Remove the metrics of the executions that match; how many."""

    namespace: str | None = None
    flow_id: str | None = None
    start_date: datetime | None = None
    end_date: datetime | None = None
