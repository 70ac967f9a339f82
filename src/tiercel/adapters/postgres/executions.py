"""Executions with their task runs in PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime

from tiercel.adapters.failed_runs import first_failed_of
from tiercel.adapters.last_ended import FlowKey, by_flow, chosen
from tiercel.adapters.postgres.dialect import POSTGRES
from tiercel.adapters.postgres.kinds import WriteKind, delete, insert, update, upsert
from tiercel.adapters.postgres.lists import Labelled, ListTable
from tiercel.adapters.postgres.reader import Reader, Row, Snapshot
from tiercel.adapters.postgres.unit import PostgresUnit
from tiercel.adapters.rows import (
    EXECUTION_FIXED,
    EXECUTION_MOVING,
    LAST_CHARACTER,
    execution_fixed,
    execution_moving,
)
from tiercel.adapters.sql.filters import LabelTable, order_by
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.limits import FAILED_RUNS_READ_MAX
from tiercel.model.lists.analysis import Source
from tiercel.model.lists.conditions import conditions, micros
from tiercel.model.lists.paging import Filter, Page, Query
from tiercel.model.lists.resources import EXECUTIONS
from tiercel.model.state import TERMINATED
from tiercel.model.stored.codec import decode_execution, encode_execution_parts, encode_task_run
from tiercel.model.stored.limits import STORE_INLINE_BYTES_MAX, STORE_INLINE_ROWS_MAX

# What a save never changes is written once: with a webhook, that may be most of the document.
_INSERT = insert("executions", (*EXECUTION_FIXED, *EXECUTION_MOVING, "origin", "body"), key=1)
_SAVE = update("executions", ("id",), "version", (*EXECUTION_MOVING, "body"))
_PUT_RUN = upsert("task_runs", ("execution_id", "id", "body"), key=2)
_DELETE_RUN = delete("task_runs", ("execution_id", "id"))
_PUT_LABEL = WriteKind(
    "execution_labels",
    "INSERT INTO execution_labels (key, value, execution_id, started)"
    " SELECT key, value, id, started"
    " FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) AS r(key, value, id, started)"
    " ON CONFLICT DO NOTHING",
    key=3,
    is_last=True,
    is_sorted=True,
)
_DELETES = (
    delete("executions", ("id",)),
    delete("execution_labels", ("execution_id",)),
    delete("task_runs", ("execution_id",)),
    delete("inbox", ("execution_id",)),
    delete("jobs", ("execution_id",)),
    delete("timers", ("execution_id",)),
)
# One statement, so that the execution and its task runs are of the same moment.
_GET = (
    "SELECT 0 AS part, origin || body FROM executions WHERE id = $1"
    " UNION ALL SELECT 1, body FROM task_runs WHERE execution_id = $1 ORDER BY part"
)
_BY_PREFIX = "SELECT origin || body FROM executions WHERE id >= $1 AND id < $2 ORDER BY id LIMIT $3"
_HEAD = "SELECT origin || body FROM executions WHERE id = $1"
_SLOTS = (
    "SELECT count(*) FROM executions"
    " WHERE has_slot = 1 AND is_settled = 0 AND namespace = $1 AND flow_id = $2"
)
_HOLDERS = (
    "SELECT id FROM executions WHERE has_slot = 1 AND is_settled = 0 AND namespace = $1"
    " AND flow_id = $2 ORDER BY started, id LIMIT $3"
)
_QUEUED = (
    "SELECT id FROM executions WHERE state = 'QUEUED' AND namespace = $1 AND flow_id = $2"
    " ORDER BY started, id LIMIT $3"
)
_CHILDREN = (
    "SELECT id FROM executions WHERE owner_id = $1"
    " UNION SELECT id FROM executions WHERE trigger_execution_id = $1 ORDER BY id"
)
_UNSETTLED = "SELECT id FROM executions WHERE is_settled = 0 AND id > $1 ORDER BY id LIMIT $2"
# What ended before a date has begun before it, which an index knows.
_ENDED_BEFORE = (
    "SELECT id FROM executions WHERE started <= $1 AND ended <= $1 AND namespace = $2"
    " AND state = ANY($3::text[]) ORDER BY started, id LIMIT $4"
)
_VERSIONS = "SELECT id, version FROM executions WHERE id = ANY($1::text[])"
PAIR = "pair = md5(?::text || chr(1) || ?::text)::uuid"
_OF_ROW = (
    "FROM execution_labels l"
    " WHERE l.execution_id = executions.id AND l.started = executions.started AND {}"
)
LABELS = LabelTable(f"EXISTS (SELECT 1 {_OF_ROW})", "l.key", "l.value", f"l.{PAIR}")
# The planner can't turn it into a join, of which it would expect one row.
_PROBE = LabelTable(f"(SELECT true {_OF_ROW} LIMIT 1) IS TRUE", "l.key", "l.value", f"l.{PAIR}")
_WIDE_COLUMNS = (
    "id",
    "started",
    "namespace",
    "flow_id",
    "state",
    "kind",
    "ended",
    "duration",
)
# Each half is read by an index that has all its columns, or few rows.
_WIDE = (
    f"(SELECT {', '.join(_WIDE_COLUMNS)} FROM executions WHERE is_settled = 1"
    f" UNION ALL SELECT {', '.join(_WIDE_COLUMNS)} FROM executions WHERE is_settled = 0)"
    " AS executions"
)
LIST = ListTable(
    "executions",
    "id, origin || body",
    EXECUTIONS,
    "id",
    labels=LABELS,
    labelled=Labelled("execution_labels", "execution_id", PAIR, _PROBE),
    source=Source.EXECUTIONS,
    wide=_WIDE,
    wide_columns=frozenset(_WIDE_COLUMNS),
    narrow_columns=frozenset({"namespace", "flow_id", "started", "id"}),
    sorted_by=frozenset({"started", "id"}),
    sparse=frozenset({"trigger_execution_id"}),
    has_kinds=True,
    has_namespaces=True,
)
_NEWEST = order_by(EXECUTIONS.orders(()), POSTGRES)
_NEWEST_OF_FLOWS = (
    "SELECT {columns}"
    " FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS asked (namespace, flow_id, place)"
    " CROSS JOIN LATERAL (SELECT {inner} FROM executions"
    " WHERE namespace = asked.namespace AND flow_id = asked.flow_id AND {conditions}"
    " ORDER BY {order} LIMIT ?::bigint) e"
    " ORDER BY asked.place, e.started DESC, e.id DESC"
)
_BY_ID = "SELECT id, origin || body FROM executions WHERE id = ANY(?::text[])"
_RUNS_OF = "SELECT execution_id, body FROM task_runs WHERE execution_id = ANY(?::text[])"

# A history names each state between quotes; what is found is looked at once more.
_FAILED_RUNS_OF = (
    "SELECT execution_id, body FROM task_runs WHERE execution_id = ANY($1::text[])"
    " AND position('\"FAILED\"'::bytea IN body) > 0 LIMIT $2"
)


class PostgresExecutions:
    """See `ports.store.Executions`.

    The columns of EXECUTION_FIXED are written once: a save never changes them.
    """

    def __init__(self, unit: PostgresUnit, reader: Reader) -> None:
        self._unit = unit
        self._reader = reader

    async def get(self, execution_id: str) -> Execution | None:
        """The execution with all its task runs."""
        rows = await self._reader.rows(_GET, execution_id)
        if not rows or rows[0][0] != 0:
            return None
        return await _decoded(rows)

    async def head(self, execution_id: str) -> Execution | None:
        """The execution without its task runs."""
        row = await self._reader.row(_HEAD, execution_id)
        return None if row is None else decode_execution(row[0], [])

    async def find(self, query: Query) -> Page[Execution]:
        """A page of executions with their task runs."""
        found = conditions(query.filters, EXECUTIONS.readers)
        async with self._reader.snapshot() as snapshot:
            rows, total = await LIST.page(snapshot, found, query)
            return Page(tuple(await _with_runs(snapshot, rows)), total)

    async def find_heads(self, query: Query) -> Page[Execution]:
        """As `find`, without task runs."""
        found = conditions(query.filters, EXECUTIONS.readers)
        async with self._reader.snapshot() as snapshot:
            rows, total = await LIST.page(snapshot, found, query)
        return Page(tuple(await _heads(rows)), total)

    async def first_failed(self, execution_ids: Sequence[str]) -> dict[str, TaskRun]:
        """The task run of each execution that failed first."""
        rows = await self._reader.rows(_FAILED_RUNS_OF, list(execution_ids), FAILED_RUNS_READ_MAX)
        return await asyncio.to_thread(first_failed_of, rows)

    async def by_prefix(self, prefix: str, limit: int) -> list[Execution]:
        """Executions whose id begins so, without task runs."""
        rows = await self._reader.rows(_BY_PREFIX, prefix, prefix + LAST_CHARACTER, limit)
        return [decode_execution(body) for (body,) in rows]

    async def newest(
        self, flows: Sequence[FlowKey], filters: Sequence[Filter], among: int
    ) -> list[Execution]:
        """The newest executions of each flow that match, without task runs."""
        clause = LIST.clause(conditions(filters, EXECUTIONS.readers))
        text = _NEWEST_OF_FLOWS.format(
            columns="e.id, e.body",
            inner="id, origin || body AS body, started",
            conditions=clause.text,
            order=_NEWEST,
        )
        asked = list(dict.fromkeys(flows))
        names = ([key[0] for key in asked], [key[1] for key in asked])
        async with self._reader.snapshot() as snapshot:
            rows = await snapshot.rows(text, *names, *clause.bindings, among)
        return await _heads(rows)

    async def find_ids(self, filters: Sequence[Filter], limit: int) -> list[str]:
        """Ids of matching executions, newest first."""
        clause = LIST.clause(conditions(filters, EXECUTIONS.readers))
        text = f"SELECT id FROM executions WHERE {clause.text} ORDER BY {_NEWEST} LIMIT ?::bigint"
        async with self._reader.snapshot() as snapshot:
            return [row[0] for row in await snapshot.rows(text, *clause.bindings, limit)]

    async def ended_before(self, namespace: str, before: datetime, limit: int) -> list[str]:
        """Ids of executions of a namespace that ended then or before, oldest first."""
        states = [state.value for state in TERMINATED]
        rows = await self._reader.rows(_ENDED_BEFORE, micros(before), namespace, states, limit)
        return [row[0] for row in rows]

    async def batch(
        self, filters: Sequence[Filter], after: tuple[int, str] | None, limit: int
    ) -> list[tuple[int, Execution]]:
        """The next matching executions in the order newest first, with their start.

        Shapes: `after` is start and id of the last execution seen.
        """
        clause = LIST.clause(conditions(filters, EXECUTIONS.readers))
        text = f"SELECT id, origin || body, started FROM executions WHERE {clause.text}"
        bounds: tuple[int | str, ...] = ()
        if after is not None:
            # All columns of the order are descending.
            text, bounds = f"{text} AND (started, id) < (?::bigint, ?::text)", after
        text = f"{text} ORDER BY {_NEWEST} LIMIT ?::bigint"
        async with self._reader.snapshot() as snapshot:
            rows = await snapshot.rows(text, *clause.bindings, *bounds, limit)
            found = await _with_runs(snapshot, rows)
        return list(zip([row[2] for row in rows], found, strict=True))

    async def last_ended(
        self, flows: Sequence[FlowKey], filters: Sequence[Filter], among: int
    ) -> dict[FlowKey, Execution | None]:
        """The execution of each flow that ended last, among its newest ones that match."""
        clause = LIST.clause(conditions(filters, EXECUTIONS.readers))
        text = _NEWEST_OF_FLOWS.format(
            columns="asked.place, e.id, e.state, e.ended",
            inner="id, state, ended, started",
            conditions=clause.text,
            order=_NEWEST,
        )
        asked = list(dict.fromkeys(flows))
        namespaces, ids = [key[0] for key in asked], [key[1] for key in asked]
        async with self._reader.snapshot() as snapshot:
            newest = await snapshot.rows(text, namespaces, ids, *clause.bindings, among)
            # Ordinal numbers begin with one.
            keys: dict[int, str | None] = chosen([(row[0] - 1, *row[1:]) for row in newest], among)
            wanted = [each for each in keys.values() if each is not None]
            found = await _with_runs(snapshot, await snapshot.rows(_BY_ID, wanted))
        return by_flow(asked, keys, {execution.id: execution for execution in found})

    async def versions(self, execution_ids: Sequence[str]) -> dict[str, int]:
        """The stored versions of those executions that exist."""
        return dict(await self._reader.rows(_VERSIONS, list(execution_ids)))

    async def count_slots(self, namespace: str, flow_id: str) -> int:
        """How many executions of the flow hold a slot and have not settled."""
        ((count,),) = await self._reader.rows(_SLOTS, namespace, flow_id)
        return int(count)

    async def slot_holders(self, namespace: str, flow_id: str, limit: int) -> list[str]:
        """Ids of executions of the flow that hold a slot and have not settled, oldest first."""
        return [row[0] for row in await self._reader.rows(_HOLDERS, namespace, flow_id, limit)]

    async def oldest_queued(self, namespace: str, flow_id: str, limit: int) -> list[str]:
        """Ids of QUEUED executions of the flow, oldest first."""
        return [row[0] for row in await self._reader.rows(_QUEUED, namespace, flow_id, limit)]

    async def children(self, execution_id: str) -> list[str]:
        """Ids of executions that name this one as their owner, in id order."""
        return [row[0] for row in await self._reader.rows(_CHILDREN, execution_id)]

    async def unsettled(self, after_id: str, limit: int) -> list[str]:
        """Ids of executions that have not settled, in id order, after `after_id`."""
        return [row[0] for row in await self._reader.rows(_UNSETTLED, after_id, limit)]

    def insert(self, execution: Execution) -> None:
        """A new execution with its task runs. Guard: the id is new."""
        cells = execution_fixed(execution) + execution_moving(execution)
        self._unit.put(_INSERT, execution.id, (*cells, *encode_execution_parts(execution)))
        started = cells[EXECUTION_FIXED.index("started")]
        for label in execution.labels:
            self._unit.put(
                _PUT_LABEL, execution.id, (label.key, label.value, execution.id, started)
            )
        self._put_runs(execution, execution.task_runs)
        self._unit.notify(f"follow:{execution.id}")

    def save(self, execution: Execution, touched: Iterable[str], removed: Iterable[str]) -> None:
        """The execution with its touched and its removed task runs. Guard: the version."""
        cells = execution_moving(execution)
        self._unit.put(
            _SAVE,
            execution.id,
            (execution.id, execution.version - 1, *cells, encode_execution_parts(execution)[1]),
        )
        self._put_runs(execution, touched)
        for run_id in removed:
            self._unit.put(_DELETE_RUN, execution.id, (execution.id, run_id))
        self._unit.notify(f"follow:{execution.id}")

    def delete(self, execution_id: str) -> None:
        """The execution, its labels, task runs, inbox, jobs and timers."""
        for kind in _DELETES:
            self._unit.put(kind, execution_id, (execution_id,))
        self._unit.notify(f"follow:{execution_id}")

    def _put_runs(self, execution: Execution, run_ids: Iterable[str]) -> None:
        for run_id in run_ids:
            body = encode_task_run(execution.task_runs[run_id])
            self._unit.put(_PUT_RUN, execution.id, (execution.id, run_id, body))


async def _decoded(rows: list[Row]) -> Execution:
    """The execution of the rows of _GET; a large one is decoded in a thread."""
    body, runs = rows[0][1], [row[1] for row in rows[1:]]
    if len(rows) <= STORE_INLINE_ROWS_MAX and sum(map(len, runs)) <= STORE_INLINE_BYTES_MAX:
        return decode_execution(body, runs)
    return await asyncio.to_thread(decode_execution, body, runs)


async def _heads(rows: list[Row]) -> list[Execution]:
    """The executions of rows that begin with id and body, without task runs."""
    if len(rows) <= STORE_INLINE_ROWS_MAX:
        return [decode_execution(row[1]) for row in rows]
    return await asyncio.to_thread(lambda: [decode_execution(row[1]) for row in rows])


async def _with_runs(snapshot: Snapshot, rows: list[Row]) -> list[Execution]:
    """The executions of rows that begin with id and body."""
    runs: dict[str, list[bytes]] = {row[0]: [] for row in rows}
    if runs:
        for execution_id, body in await snapshot.rows(_RUNS_OF, list(runs)):
            runs[execution_id].append(body)

    def decode() -> list[Execution]:
        return [decode_execution(row[1], runs[row[0]]) for row in rows]

    if sum(map(len, runs.values())) <= STORE_INLINE_ROWS_MAX:
        return decode()
    return await asyncio.to_thread(decode)
