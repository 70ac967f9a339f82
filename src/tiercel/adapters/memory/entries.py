"""Log entries and metric entries in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from tiercel.adapters.memory.faults import FaultPlan
from tiercel.adapters.memory.tables import Tables
from tiercel.adapters.memory.unit import MemoryUnit
from tiercel.adapters.rows import LOG_COLUMNS, METRIC_COLUMNS, log_cells, metric_cells
from tiercel.model.failure import ErrorPlace
from tiercel.model.lists.matching import Row, matching, page_of
from tiercel.model.lists.paging import Filter, Page, Query
from tiercel.model.lists.resources import LOGS, METRICS
from tiercel.model.lists.windows import LogCounts, LogWindow
from tiercel.model.log import Level, LogEntry, MetricEntry
from tiercel.model.text import storable


class MemoryLogs:
    """See `ports.store.Logs`."""

    def __init__(self, tables: Tables, unit: MemoryUnit, faults: FaultPlan) -> None:
        self._tables = tables
        self._unit = unit
        self._faults = faults

    async def find(self, query: Query) -> Page[LogEntry]:
        """A page of entries."""
        return page_of(_log_rows(self._tables.logs), LOGS, query)

    async def of(self, execution_id: str, filters: Sequence[Filter] = ()) -> list[LogEntry]:
        """Entries of an execution, oldest first."""
        rows = _log_rows(self._tables.logs_of.get(execution_id, {}))
        found = matching(rows, LOGS, filters)
        found.sort(key=lambda pair: (pair[0]["timestamp"], pair[0]["seq"]))
        return [entry for _, entry in found]

    async def count(self, execution_id: str) -> int:
        """How many entries of an execution there are."""
        return len(self._tables.logs_of.get(execution_id, ()))

    async def since(self, execution_id: str, after: int, limit: int) -> list[tuple[int, LogEntry]]:
        """Entries written after row `after`, with their row numbers."""
        entries = self._tables.logs_of.get(execution_id, {})
        return [(seq, entries[seq]) for seq in sorted(entries) if seq > after][:limit]

    async def counts(self, execution_id: str, filters: Sequence[Filter] = ()) -> LogCounts:
        """How many entries of each level each task run of an execution has."""
        rows = _log_rows(self._tables.logs_of.get(execution_id, {}))
        found = (entry for _, entry in matching(rows, LOGS, filters))
        return dict(Counter((entry.task_run_id, entry.task_id, entry.level) for entry in found))

    async def window(self, window: LogWindow) -> list[tuple[int, LogEntry]]:
        """A part of the log of an execution with row numbers."""
        rows = _log_rows(self._tables.logs_of.get(window.execution_id, {}))
        found = [(row["seq"], entry) for row, entry in matching(rows, LOGS, window.filters)]
        later = sorted(pair for pair in found if pair[0] > window.after)
        return later[window.offset : window.offset + window.limit]

    async def last_errors(self, places: Sequence[ErrorPlace]) -> list[LogEntry | None]:
        """The newest entry of level ERROR in each place."""
        return [self._last_error(place) for place in places]

    def _last_error(self, place: ErrorPlace) -> LogEntry | None:
        errors = [
            (entry.timestamp, seq, entry)
            for seq, entry in self._tables.logs_of.get(place.execution_id, {}).items()
            if entry.level is Level.ERROR and place.since <= entry.timestamp <= place.until
            if place.task_run_id in (None, entry.task_run_id)
        ]
        return max(errors)[2] if errors else None

    def add(self, entries: Iterable[LogEntry]) -> None:
        tables = self._tables
        stored = [replace(entry, message=storable(entry.message)) for entry in entries]

        def apply() -> None:
            for entry in stored:
                seq = tables.next_seq()
                tables.logs[seq] = entry
                tables.logs_of.setdefault(entry.execution_id, {})[seq] = entry

        self._unit.write(apply, rows=stored)
        for execution_id in {e.execution_id: None for e in stored if e.execution_id is not None}:
            self._unit.notify(f"follow:{execution_id}")

    def delete(self, filters: Sequence[Filter]) -> None:
        """Remove matching entries; no filter removes nothing."""
        if filters:
            wanted = tuple(filters)
            self._unit.write(lambda: self._delete(self._found(wanted)))

    async def delete_now(self, filters: Sequence[Filter], at_once: int | None = None) -> int:
        """Remove matching entries at once; how many."""
        if not filters:
            return 0
        self._faults.before_commit(1)
        seqs = self._found(filters)
        self._delete(seqs)
        self._faults.after_commit(1)
        return len(seqs)

    async def delete_exactly(self, filters: Sequence[Filter], count: int) -> bool:
        """Remove matching entries at once if there are exactly so many; whether there were."""
        if len(self._found(filters)) != count:
            return False
        await self.delete_now(filters)
        return True

    def _found(self, filters: Sequence[Filter]) -> list[int]:
        found = matching(_log_rows(self._tables.logs), LOGS, filters)
        return [row["seq"] for row, _ in found]

    def _delete(self, seqs: Iterable[int]) -> None:
        for seq in seqs:
            entry = self._tables.logs.pop(seq)
            of_execution = self._tables.logs_of[entry.execution_id]
            del of_execution[seq]
            if not of_execution:
                del self._tables.logs_of[entry.execution_id]


class MemoryMetrics:
    """See `ports.store.Metrics`."""

    def __init__(self, tables: Tables, unit: MemoryUnit) -> None:
        self._tables = tables
        self._unit = unit

    async def count(self, execution_id: str) -> int:
        """How many entries of an execution there are."""
        return sum(entry.execution_id == execution_id for entry in self._tables.metrics.values())

    async def find(self, query: Query) -> Page[MetricEntry]:
        """A page of entries."""
        rows = ((metric_row(seq, entry), entry) for seq, entry in self._tables.metrics.items())
        return page_of(rows, METRICS, query)

    def add(self, entries: Iterable[MetricEntry]) -> None:
        tables, stored = self._tables, list(entries)

        def apply() -> None:
            for entry in stored:
                tables.metrics[tables.next_seq()] = entry

        self._unit.write(apply, rows=stored)

    def delete(self, execution_id: str) -> None:
        """Remove the entries of an execution."""
        metrics = self._tables.metrics

        def apply() -> None:
            for seq in [s for s, entry in metrics.items() if entry.execution_id == execution_id]:
                del metrics[seq]

        self._unit.write(apply)


def log_row(seq: int, entry: LogEntry) -> dict[str, Any]:
    """The columns that lists filter and sort by."""
    return dict(zip(LOG_COLUMNS, log_cells(entry), strict=True)) | {"seq": seq}


def metric_row(seq: int, entry: MetricEntry) -> dict[str, Any]:
    """The columns that lists filter and sort by."""
    return dict(zip(METRIC_COLUMNS, metric_cells(entry), strict=True)) | {"seq": seq}


def _log_rows(entries: dict[int, LogEntry]) -> list[tuple[Row, LogEntry]]:
    return [(log_row(seq, entry), entry) for seq, entry in entries.items()]
