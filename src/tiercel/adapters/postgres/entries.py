"""Log entries and metric entries in PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile
from typing import TypeVar, cast

from tiercel.adapters.postgres.dialect import POSTGRES, numbered
from tiercel.adapters.postgres.kinds import WriteKind, append, delete
from tiercel.adapters.postgres.lists import ListTable
from tiercel.adapters.postgres.log_search import found_keys
from tiercel.adapters.postgres.reader import Reader, Row
from tiercel.adapters.postgres.unit import PostgresUnit
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
from tiercel.adapters.sql.filters import Clause, where
from tiercel.model.failure import ErrorPlace
from tiercel.model.lists.analysis import Source
from tiercel.model.lists.conditions import conditions
from tiercel.model.lists.paging import Filter, Page, Query
from tiercel.model.lists.resources import LOGS, METRICS
from tiercel.model.lists.windows import LogCounts, LogWindow
from tiercel.model.log import LEVEL_ORDER, LogEntry, MetricEntry
from tiercel.model.stored.codec import decode_json, encode_json
from tiercel.model.stored.limits import (
    POSTGRES_LOG_SETTLE_SECONDS,
    POSTGRES_LOG_SETTLES_MAX,
    STORE_INLINE_ROWS_MAX,
)

T = TypeVar("T")
_LOG_COLUMNS = ", ".join(LOG_COLUMNS)
_ADD_LOG = append("logs", LOG_COLUMNS)
# Whether every transaction that began before the row was written is over, so that no smaller row
# number can appear any more.
_IS_SURE = (
    "mod(pg_snapshot_xmin(pg_current_snapshot())::text::numeric, 4294967296) > xmin::text::numeric"
)
_SINCE = (
    f"SELECT seq, {_LOG_COLUMNS}, {_IS_SURE}"
    " FROM logs WHERE execution_id = $1 AND seq > $2 ORDER BY seq LIMIT $3"
)
_COUNT_LOGS = "SELECT count(*) FROM logs WHERE execution_id = $1"
# Severe entries are few. An execution may have any number of others: its index is kept out of it.
_LAST_ERRORS = (
    "SELECT r.nth, logs.* FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::text[])"
    " WITH ORDINALITY AS r(execution, since, until, run, nth)"
    f" CROSS JOIN LATERAL (SELECT {_LOG_COLUMNS} FROM logs WHERE level >= 3 AND level = 4"
    " AND timestamp BETWEEN r.since AND r.until AND execution_id || '' = r.execution"
    " AND (r.run IS NULL OR task_run_id = r.run)"
    " ORDER BY timestamp DESC, seq DESC LIMIT 1) AS logs"
)
_LOGS = ListTable("logs", _LOG_COLUMNS, LOGS, "seq", source=Source.LOGS, has_namespaces=True)

_METRIC_COLUMNS = ", ".join((*METRIC_COLUMNS, "tags"))
_ADD_METRIC = append(
    "metrics",
    (*METRIC_COLUMNS, "tags"),
    types="text text text text text text text float8 bigint text",
)
_COUNT_METRICS = "SELECT count(*) FROM metrics WHERE execution_id = $1"
_DELETE_METRICS = delete("metrics", ("execution_id",))
_METRICS = ListTable("metrics", _METRIC_COLUMNS, METRICS, "seq", has_namespaces=True)


class PostgresLogs:
    """See `ports.store.Logs`."""

    def __init__(self, unit: PostgresUnit, reader: Reader) -> None:
        self._unit = unit
        self._reader = reader

    async def find(self, query: Query) -> Page[LogEntry]:
        """A page of entries."""
        found = conditions(query.filters, LOGS.readers)
        async with self._reader.snapshot() as snapshot:
            searched = await found_keys(snapshot, found, query)
            if searched is None:
                rows, total = await _LOGS.page(snapshot, found, query)
            else:
                rows, total = await _LOGS.rows(snapshot, searched[0], query), searched[1]
        return Page(tuple(await _read(rows, log_entry)), total)

    async def of(self, execution_id: str, filters: Sequence[Filter] = ()) -> list[LogEntry]:
        """Entries of an execution, oldest first."""
        clause = _log_clause(filters)
        text = (
            f"SELECT {_LOG_COLUMNS} FROM logs WHERE execution_id = ?::text AND {clause.text}"
            " ORDER BY timestamp, seq"
        )
        async with self._reader.snapshot() as snapshot:
            rows = await snapshot.rows(text, execution_id, *clause.bindings)
        return await _read(rows, log_entry)

    async def count(self, execution_id: str) -> int:
        """How many entries of an execution there are."""
        return await _counted(self._reader, _COUNT_LOGS, execution_id)

    async def since(self, execution_id: str, after: int, limit: int) -> list[tuple[int, LogEntry]]:
        """Entries written after row `after`, with their row numbers.

        Waits a moment for writers that have numbers but no commit yet: whoever has seen row 7
        would never see row 6.
        """
        rows: list[Row] = []
        for _ in range(POSTGRES_LOG_SETTLES_MAX):
            rows = await self._reader.rows(_SINCE, execution_id, after, limit)
            if all(row[-1] for row in rows):
                break
            await asyncio.sleep(POSTGRES_LOG_SETTLE_SECONDS)
        return [(row[0], log_entry(row[1:-1])) for row in rows]

    async def counts(self, execution_id: str, filters: Sequence[Filter] = ()) -> LogCounts:
        """How many entries of each level each task run of an execution has."""
        clause = _log_clause(filters)
        text = (
            "SELECT task_run_id, task_id, level, count(*) FROM logs"
            f" WHERE execution_id = ?::text AND {clause.text} GROUP BY 1, 2, 3"
        )
        async with self._reader.snapshot() as snapshot:
            rows = await snapshot.rows(text, execution_id, *clause.bindings)
        return {(run, task, LEVEL_ORDER[rank]): n for run, task, rank, n in rows}

    async def window(self, window: LogWindow) -> list[tuple[int, LogEntry]]:
        """A part of the log of an execution with row numbers, up to the first that is not sure."""
        clause = _log_clause(window.filters)
        text = (
            f"SELECT seq, {_LOG_COLUMNS}, {_IS_SURE} FROM logs WHERE execution_id = ?::text"
            f" AND seq > ?::bigint AND {clause.text} ORDER BY seq"
            " LIMIT ?::bigint OFFSET ?::bigint"
        )
        bounds = (window.execution_id, window.after)
        async with self._reader.snapshot() as snapshot:
            rows = await snapshot.rows(text, *bounds, *clause.bindings, window.limit, window.offset)
        sure = list(takewhile(lambda row: row[-1], rows))
        return list(zip([row[0] for row in sure], await _read(sure, _windowed), strict=True))

    async def last_errors(self, places: Sequence[ErrorPlace]) -> list[LogEntry | None]:
        """The newest entry of level ERROR in each place."""
        if not places:
            return []
        columns = map(list, zip(*map(error_bindings, places), strict=True))
        async with self._reader.snapshot() as snapshot:
            found = {row[0]: row[1:] for row in await snapshot.rows(_LAST_ERRORS, *columns)}
        rows = [found.get(nth) for nth in range(1, len(places) + 1)]
        return [None if row is None else log_entry(row) for row in rows]

    def add(self, entries: Iterable[LogEntry]) -> None:
        for entry in entries:
            self._unit.put(_ADD_LOG, entry.execution_id or "", log_cells(entry))
            if entry.execution_id is not None:
                self._unit.notify(f"follow:{entry.execution_id}")

    def delete(self, filters: Sequence[Filter]) -> None:
        """Remove matching entries; no filter removes nothing."""
        if filters:
            clause = _log_clause(filters)
            text = numbered(f"DELETE FROM logs WHERE {clause.text}")
            self._unit.put(WriteKind("logs", text, is_alone=True), None, clause.bindings)

    async def delete_now(self, filters: Sequence[Filter], at_once: int | None = None) -> int:
        """Remove matching entries at once; how many. Others may write in between."""
        if not filters:
            return 0
        clause = _log_clause(filters)
        text = numbered(
            "WITH gone AS (DELETE FROM logs WHERE seq IN"
            f" (SELECT seq FROM logs WHERE {clause.text} LIMIT ?::bigint) RETURNING 1)"
            " SELECT count(*) FROM gone"
        )
        limit = delete_rows(at_once)
        total, removed = 0, limit
        while removed == limit:
            ((removed,),) = await self._reader.rows(text, *clause.bindings, limit)
            total += removed
        return total

    async def delete_exactly(self, filters: Sequence[Filter], count: int) -> bool:
        """Remove matching entries at once if there are exactly so many; whether there were.

        One statement sees one state: what is committed meanwhile is neither counted nor removed.
        """
        clause = _log_clause(filters)
        text = numbered(
            f"WITH found AS MATERIALIZED (SELECT seq FROM logs WHERE {clause.text}"
            " LIMIT ?::bigint), gone AS (DELETE FROM logs WHERE seq IN (SELECT seq FROM found)"
            " AND (SELECT count(*) FROM found) = ?::bigint RETURNING 1)"
            " SELECT count(*) FROM found"
        )
        ((found,),) = await self._reader.rows(text, *clause.bindings, count + 1, count)
        return bool(found == count)


class PostgresMetrics:
    """See `ports.store.Metrics`."""

    def __init__(self, unit: PostgresUnit, reader: Reader) -> None:
        self._unit = unit
        self._reader = reader

    async def count(self, execution_id: str) -> int:
        """How many entries of an execution there are."""
        return await _counted(self._reader, _COUNT_METRICS, execution_id)

    async def find(self, query: Query) -> Page[MetricEntry]:
        """A page of entries."""
        found = conditions(query.filters, METRICS.readers)
        async with self._reader.snapshot() as snapshot:
            rows, total = await _METRICS.page(snapshot, found, query)
        return Page(tuple(await _read(rows, _metric)), total)

    def add(self, entries: Iterable[MetricEntry]) -> None:
        for entry in entries:
            tags = encode_json(entry.tags).decode()
            self._unit.put(_ADD_METRIC, entry.execution_id, (*metric_cells(entry), tags))

    def delete(self, execution_id: str) -> None:
        """Remove the entries of an execution."""
        self._unit.put(_DELETE_METRICS, execution_id, (execution_id,))


async def _read(rows: Sequence[Row], entry: Callable[[Row], T]) -> list[T]:
    """The entries of rows; many are made in a thread."""
    if len(rows) <= STORE_INLINE_ROWS_MAX:
        return [entry(row) for row in rows]
    return await asyncio.to_thread(lambda: [entry(row) for row in rows])


async def _counted(reader: Reader, text: str, execution_id: str) -> int:
    row = await reader.row(text, execution_id)
    return 0 if row is None else int(row[0])


def _log_clause(filters: Sequence[Filter]) -> Clause:
    return where(conditions(filters, LOGS.readers), None, POSTGRES)


def _windowed(row: Row) -> LogEntry:
    return log_entry(row[1:-1])


def _metric(row: Row) -> MetricEntry:
    cells = dict(zip(METRIC_COLUMNS, row, strict=False))
    cells["timestamp"] = from_micros(cells["timestamp"])
    return MetricEntry(**cells, tags=cast("dict[str, str]", decode_json(row[-1])))
