"""Log entries and metric entries in SQLite."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import cast

import apsw

from tiercel.adapters.rows import (
    LOG_COLUMNS,
    METRIC_COLUMNS,
    delete_rows,
    error_bindings,
    from_micros,
    log_cells,
    log_entry,
    metric_cells,
)
from tiercel.adapters.sql.filters import Binding, Clause, where
from tiercel.adapters.sql.hours import TABLES
from tiercel.adapters.sqlite.lists import Index, ListTable
from tiercel.adapters.sqlite.log_search import found_keys
from tiercel.adapters.sqlite.reader import ListReader, PointReader, Row, counted, fetch
from tiercel.adapters.sqlite.unit import SqliteUnit
from tiercel.adapters.sqlite.writer import COUNTED
from tiercel.model.errors import Stale
from tiercel.model.failure import ErrorPlace
from tiercel.model.lists.analysis import Source
from tiercel.model.lists.conditions import conditions
from tiercel.model.lists.paging import Filter, Page, Query
from tiercel.model.lists.resources import LOGS, METRICS
from tiercel.model.lists.windows import LogCounts, LogWindow
from tiercel.model.log import LEVEL_ORDER, Level, LogEntry, MetricEntry
from tiercel.model.stored.codec import decode_json, encode_json

_LOG_COLUMNS = ", ".join(LOG_COLUMNS)
_ADD_LOG = f"INSERT INTO logs (seq, {_LOG_COLUMNS}) VALUES (?, {', '.join('?' * len(LOG_COLUMNS))})"
_SINCE = (
    f"SELECT seq, {_LOG_COLUMNS} FROM logs WHERE execution_id = ? AND seq > ? ORDER BY seq LIMIT ?"
)
_COUNT_LOGS = "SELECT count(*) FROM logs WHERE execution_id = ?"
# Many rows as one text, a line each: SQLite would sort them all to group them, and a thread waits
# for its turn at each row.
_PART_ROWS = 20_000
_KEYS_IN_PARTS = (
    "SELECT group_concat(key, char(10)), max(seq) FROM ("
    "SELECT seq, level || ' ' || ifnull(task_run_id, '') || ' ' || ifnull(task_id, '') AS key"
    " FROM logs INDEXED BY logs_by_execution WHERE execution_id = ? AND seq > ? AND {}"
    " ORDER BY seq LIMIT ?)"
)
# The index has the text, and severe entries are few.
_LAST_ERROR = (
    f"SELECT {_LOG_COLUMNS} FROM logs WHERE seq = (SELECT seq FROM logs INDEXED BY logs_severe"
    " WHERE level >= 3 AND level = 4 AND timestamp BETWEEN ?2 AND ?3 AND execution_id = ?1"
    " AND (?4 IS NULL OR task_run_id = ?4) ORDER BY timestamp DESC, seq DESC LIMIT 1)"
)
_LOGS = ListTable(
    "logs",
    _LOG_COLUMNS,
    LOGS,
    key="seq",
    wide=Index("logs_by_time", ("timestamp", "level", "namespace", "flow_id", "seq")),
    narrow=Index("logs_by_flow", ("namespace", "flow_id", "timestamp", "level", "seq")),
    points=frozenset({"execution_id"}),
    hours=TABLES[Source.LOGS],
    has_namespaces=True,
)

_METRIC_COLUMNS = ", ".join((*METRIC_COLUMNS, "tags"))
_ADD_METRIC = (
    f"INSERT INTO metrics (seq, {_METRIC_COLUMNS})"
    f" VALUES (?, {', '.join('?' * (len(METRIC_COLUMNS) + 1))})"
)
_COUNT_METRICS = "SELECT count(*) FROM metrics WHERE execution_id = ?"
_DELETE_METRICS = "DELETE FROM metrics WHERE execution_id = ?"
_METRICS = ListTable("metrics", _METRIC_COLUMNS, METRICS, key="seq", has_namespaces=True)


class SqliteLogs:
    """See `ports.store.Logs`. `new_unit` makes the small transactions of `delete_now`."""

    def __init__(
        self,
        unit: SqliteUnit,
        points: PointReader,
        lists: ListReader,
        new_unit: Callable[[], SqliteUnit],
    ) -> None:
        self._unit = unit
        self._points = points
        self._lists = lists
        self._new_unit = new_unit

    async def find(self, query: Query) -> Page[LogEntry]:
        """A page of entries."""
        found = conditions(query.filters, LOGS.readers)

        def work(connection: apsw.Connection) -> Page[LogEntry]:
            searched = found_keys(connection, found, query)
            if searched is None:
                rows, total = _LOGS.page(connection, found, query)
            else:
                keys, total = searched
                rows = _LOGS.rows(connection, keys)
            return Page(tuple(map(log_entry, rows)), total)

        return await self._lists.run(work)

    async def of(self, execution_id: str, filters: Sequence[Filter] = ()) -> list[LogEntry]:
        """Entries of an execution, oldest first."""
        clause = _log_clause(filters)
        text = (
            f"SELECT {_LOG_COLUMNS} FROM logs WHERE execution_id = ? AND {clause.text}"
            " ORDER BY +timestamp, seq"
        )

        def work(connection: apsw.Connection) -> list[LogEntry]:
            return [log_entry(row) for row in fetch(connection, text, bindings)]

        bindings = (execution_id, *clause.bindings)
        return await self._lists.run(work)

    async def count(self, execution_id: str) -> int:
        """How many entries of an execution there are."""
        return await self._lists.run(lambda c: counted(c, _COUNT_LOGS, execution_id))

    async def since(self, execution_id: str, after: int, limit: int) -> list[tuple[int, LogEntry]]:
        """Entries written after row `after`, with their row numbers."""
        rows = self._points.rows(_SINCE, (execution_id, after, limit))
        return [(row[0], log_entry(row[1:])) for row in rows]

    async def counts(self, execution_id: str, filters: Sequence[Filter] = ()) -> LogCounts:
        """How many entries of each level each task run of an execution has."""
        clause = _log_clause(filters)
        text = _KEYS_IN_PARTS.format(clause.text)

        def work(connection: apsw.Connection) -> LogCounts:
            counts: Counter[str] = Counter()
            last: int | None = 0
            while last is not None:
                bindings = (execution_id, last, *clause.bindings, _PART_ROWS)
                ((keys, last),) = fetch(connection, text, bindings)
                counts.update((keys or "").splitlines())
            return {_log_key(key): count for key, count in counts.items()}

        return await self._lists.run(work)

    async def window(self, window: LogWindow) -> list[tuple[int, LogEntry]]:
        """A part of the log of an execution with row numbers."""
        clause = _log_clause(window.filters)
        # Row numbers first: an offset then reads the index only, unless there are conditions.
        text = (
            f"SELECT seq, {_LOG_COLUMNS} FROM logs WHERE seq IN (SELECT seq FROM logs"
            f" INDEXED BY logs_by_execution WHERE execution_id = ? AND seq > ? AND {clause.text}"
            " ORDER BY seq LIMIT ? OFFSET ?) ORDER BY seq"
        )
        bounds = (window.execution_id, window.after)
        bindings = (*bounds, *clause.bindings, window.limit, window.offset)

        def work(connection: apsw.Connection) -> list[tuple[int, LogEntry]]:
            return [(row[0], log_entry(row[1:])) for row in fetch(connection, text, bindings)]

        return await self._lists.run(work)

    async def last_errors(self, places: Sequence[ErrorPlace]) -> list[LogEntry | None]:
        """The newest entry of level ERROR in each place."""

        def work(connection: apsw.Connection) -> list[LogEntry | None]:
            found = (fetch(connection, _LAST_ERROR, error_bindings(place)) for place in places)
            return [log_entry(rows[0]) if rows else None for rows in found]

        return await self._lists.run(work)

    def add(self, entries: Iterable[LogEntry]) -> None:
        for entry in entries:
            row: list[Binding] = [0, *log_cells(entry)]
            self._unit.run_numbered(_ADD_LOG, row)
            if entry.execution_id is not None:
                self._unit.notify(f"follow:{entry.execution_id}")

    def delete(self, filters: Sequence[Filter]) -> None:
        """Remove matching entries; no filter removes nothing."""
        if filters:
            clause = _log_clause(filters)
            self._unit.run(f"DELETE FROM logs WHERE {clause.text}", clause.bindings)

    async def delete_now(self, filters: Sequence[Filter], at_once: int | None = None) -> int:
        """Remove matching entries at once; how many. Others may write in between."""
        if not filters:
            return 0
        clause = _log_clause(filters)
        text = f"DELETE FROM logs WHERE seq IN (SELECT seq FROM logs WHERE {clause.text} LIMIT ?)"
        limit = delete_rows(at_once)
        total, removed = 0, limit
        while removed == limit:
            unit = self._new_unit()
            unit.run(text, (*clause.bindings, limit), COUNTED)
            (removed,) = await unit.commit()
            total += removed
        return total

    async def delete_exactly(self, filters: Sequence[Filter], count: int) -> bool:
        """Remove matching entries at once if there are exactly so many; whether there were."""
        clause, unit = _log_clause(filters), self._new_unit()
        text = f"DELETE FROM logs WHERE seq IN (SELECT seq FROM logs WHERE {clause.text} LIMIT ?)"
        unit.run(text, (*clause.bindings, count + 1), count)
        try:
            await unit.commit()
        except Stale:
            return False
        return True


class SqliteMetrics:
    """See `ports.store.Metrics`."""

    def __init__(self, unit: SqliteUnit, lists: ListReader) -> None:
        self._unit = unit
        self._lists = lists

    async def count(self, execution_id: str) -> int:
        """How many entries of an execution there are."""
        return await self._lists.run(lambda c: counted(c, _COUNT_METRICS, execution_id))

    async def find(self, query: Query) -> Page[MetricEntry]:
        """A page of entries."""
        found = conditions(query.filters, METRICS.readers)

        def work(connection: apsw.Connection) -> Page[MetricEntry]:
            rows, total = _METRICS.page(connection, found, query)
            return Page(tuple(map(_metric, rows)), total)

        return await self._lists.run(work)

    def add(self, entries: Iterable[MetricEntry]) -> None:
        for entry in entries:
            tags = encode_json(entry.tags).decode()
            self._unit.run_numbered(_ADD_METRIC, [0, *metric_cells(entry), tags])

    def delete(self, execution_id: str) -> None:
        """Remove the entries of an execution."""
        self._unit.run(_DELETE_METRICS, (execution_id,))


def _log_key(line: str) -> tuple[str | None, str | None, Level]:
    rank, run_id, task_id = line.split(" ", 2)
    return run_id or None, task_id or None, LEVEL_ORDER[int(rank)]


def _log_clause(filters: Sequence[Filter]) -> Clause:
    return where(conditions(filters, LOGS.readers))


def _metric(row: Row) -> MetricEntry:
    cells = dict(zip(METRIC_COLUMNS, row, strict=False))
    cells["timestamp"] = from_micros(cells["timestamp"])
    return MetricEntry(**cells, tags=cast("dict[str, str]", decode_json(row[-1])))
