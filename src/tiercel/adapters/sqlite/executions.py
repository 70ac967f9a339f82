"""Executions with their task runs in SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import apsw

from tiercel.adapters.failed_runs import first_failed_of
from tiercel.adapters.last_ended import FlowKey, by_flow, chosen
from tiercel.adapters.rows import (
    EXECUTION_FIXED,
    EXECUTION_MOVING,
    LAST_CHARACTER,
    execution_fixed,
    execution_moving,
)
from tiercel.adapters.sql.filters import Clause, LabelTable, order_by, where
from tiercel.adapters.sql.hours import TABLES
from tiercel.adapters.sqlite.lists import Index, ListTable
from tiercel.adapters.sqlite.mirrors import Mirrors
from tiercel.adapters.sqlite.reader import ListReader, PointReader, Row, fetch
from tiercel.adapters.sqlite.unit import SqliteUnit
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.limits import FAILED_RUNS_READ_MAX
from tiercel.model.lists.analysis import Source
from tiercel.model.lists.conditions import conditions, micros
from tiercel.model.lists.paging import Filter, Page, Query
from tiercel.model.lists.resources import EXECUTIONS
from tiercel.model.state import TERMINATED
from tiercel.model.stored.codec import (
    decode_execution,
    encode_execution,
    encode_json,
    encode_task_run,
)
from tiercel.model.stored.limits import STORE_PART_BYTES

_COLUMNS = (*EXECUTION_FIXED, *EXECUTION_MOVING, "body")
_INSERT = (
    f"INSERT INTO executions ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
    " ON CONFLICT (id) DO NOTHING"
)
_SAVE = (
    f"UPDATE executions SET {', '.join(f'{c} = ?' for c in EXECUTION_MOVING)}, body = ?"
    " WHERE id = ? AND version = ?"
)
_PUT_RUN = (
    "INSERT INTO task_runs (execution_id, id, body) VALUES (?, ?, ?)"
    " ON CONFLICT (execution_id, id) DO UPDATE SET body = excluded.body"
)
_DELETE_RUN = "DELETE FROM task_runs WHERE execution_id = ? AND id = ?"
_DELETES = (
    "DELETE FROM executions WHERE id = ?",
    "DELETE FROM task_runs WHERE execution_id = ?",
    "DELETE FROM inbox WHERE execution_id = ?",
    "DELETE FROM jobs WHERE execution_id = ?",
    "DELETE FROM timers WHERE execution_id = ?",
)
# One statement, so that the execution and its task runs are of the same moment.
_GET = (
    "SELECT 0, body FROM executions WHERE id = ?1"
    " UNION ALL SELECT 1, body FROM task_runs WHERE execution_id = ?1"
)
# A thread waits for its turn at each row: it takes many of them as one, a document a line.
_RUNS_IN_PARTS = (
    "SELECT CAST(group_concat(CAST(body AS TEXT), char(10)) AS BLOB) FROM"
    " (SELECT body, sum(length(body) + 1) OVER (ROWS UNBOUNDED PRECEDING) / ?2 AS part"
    " FROM task_runs WHERE execution_id = ?1) GROUP BY part"
)
_BY_PREFIX = "SELECT body FROM executions WHERE id >= ? AND id < ? ORDER BY id LIMIT ?"
_HEAD = "SELECT body FROM executions WHERE id = ?"
_SLOTS = (
    "SELECT count(*) FROM executions"
    " WHERE has_slot = 1 AND is_settled = 0 AND namespace = ? AND flow_id = ?"
)
_HOLDERS = (
    "SELECT id FROM executions WHERE has_slot = 1 AND is_settled = 0 AND namespace = ?"
    " AND flow_id = ? ORDER BY started, id LIMIT ?"
)
_QUEUED = (
    "SELECT id FROM executions WHERE state = 'QUEUED' AND namespace = ? AND flow_id = ?"
    " ORDER BY started, id LIMIT ?"
)
_CHILDREN = (
    "SELECT id FROM executions WHERE owner_id = ?1"
    " UNION SELECT id FROM executions WHERE trigger_execution_id = ?1 ORDER BY id"
)
_UNSETTLED = "SELECT id FROM executions WHERE is_settled = 0 AND id > ? ORDER BY id LIMIT ?"
_TERMINATED = ", ".join(f"'{state.value}'" for state in sorted(TERMINATED))
_ENDED_BEFORE = (
    "SELECT id FROM executions INDEXED BY executions_by_end WHERE ended <= ?1 AND namespace = ?2"
    f" AND state IN ({_TERMINATED}) ORDER BY ended, id LIMIT ?3"
)
_VERSIONS = "SELECT id, version FROM executions WHERE id IN (SELECT value FROM json_each(?))"
# Whether one execution has a label, and the set of all that have it.
LABELS = LabelTable(
    having="EXISTS (SELECT 1 FROM execution_labels l WHERE l.execution = executions.seq AND {})",
    key="l.key",
    value="l.value",
)
_LABEL_SETS = LabelTable(
    having="seq IN (SELECT execution FROM execution_labels l WHERE {})",
    key="l.key",
    value="l.value",
)
_LIST = ListTable(
    "executions",
    "id, body",
    EXECUTIONS,
    key="seq",
    labels=LABELS,
    label_sets=_LABEL_SETS,
    labelled="execution_labels",
    wide=Index(
        "executions_by_start",
        (
            "started",
            "id",
            "namespace",
            "flow_id",
            "state",
            "kind",
            "trigger_id",
            "trigger_execution_id",
            "ended",
            "duration",
        ),
    ),
    narrow=Index("executions_by_flow", ("namespace", "flow_id", "started", "id", "kind")),
    points=frozenset({"id", "parent_id", "owner_id", "trigger_execution_id"}),
    sorted_by=(
        Index(
            "executions_by_end",
            ("ended", "id", "namespace", "flow_id", "state", "kind"),
            is_partial=True,
        ),
        Index("executions_by_flow", ("namespace", "flow_id", "started", "id", "kind")),
        Index("sqlite_autoindex_executions_1", ("id",)),
    ),
    hours=TABLES[Source.EXECUTIONS],
    has_kinds=True,
    has_namespaces=True,
)
_NEWEST = order_by(EXECUTIONS.orders(()))
_NEWEST_OF_FLOWS = (
    "SELECT {columns} FROM json_each(?) asked CROSS JOIN executions e"
    " ON e.seq IN (SELECT seq FROM executions INDEXED BY executions_by_flow"
    " WHERE namespace = asked.value ->> 0 AND flow_id = asked.value ->> 1 AND {conditions}"
    " ORDER BY {order} LIMIT ?)"
    " ORDER BY asked.key, e.started DESC, e.id DESC"
)
_BY_NUMBER = "SELECT id, body, seq FROM executions WHERE seq IN (SELECT value FROM json_each(?))"
_RUNS_OF = (
    "SELECT execution_id, body FROM task_runs"
    " WHERE execution_id IN (SELECT value FROM json_each(?))"
)


# A history names each state between quotes; what is found is looked at once more.
_FAILED_RUNS_OF = (
    "SELECT execution_id, body FROM task_runs"
    " WHERE execution_id IN (SELECT value FROM json_each(?))"
    " AND instr(body, CAST('\"FAILED\"' AS BLOB)) > 0 LIMIT ?"
)


class SqliteExecutions:
    """See `ports.store.Executions`.

    The columns of EXECUTION_FIXED are written once: a save never changes them.
    """

    def __init__(
        self, unit: SqliteUnit, points: PointReader, lists: ListReader, mirrors: Mirrors
    ) -> None:
        self._unit = unit
        self._points = points
        self._lists = lists
        self._mirrors = mirrors

    async def get(self, execution_id: str) -> Execution | None:
        """The execution with all its task runs."""
        rows = self._points.few_rows(_GET, (execution_id,))
        if rows is None:
            return await self._lists.run(lambda connection: _large(connection, execution_id))
        if not rows or rows[0][0] != 0:
            return None
        return decode_execution(rows[0][1], [body for _, body in rows[1:]])

    async def head(self, execution_id: str) -> Execution | None:
        """The execution without its task runs."""
        rows = self._points.rows(_HEAD, (execution_id,))
        return decode_execution(rows[0][0], []) if rows else None

    async def find(self, query: Query) -> Page[Execution]:
        """A page of executions with their task runs."""
        found = conditions(query.filters, EXECUTIONS.readers)

        def work(connection: apsw.Connection) -> Page[Execution]:
            rows, total = _LIST.page(connection, found, query)
            return Page(tuple(_with_runs(connection, rows)), total)

        return await self._lists.run(work)

    async def find_heads(self, query: Query) -> Page[Execution]:
        """As `find`, without task runs."""
        found = conditions(query.filters, EXECUTIONS.readers)

        def work(connection: apsw.Connection) -> Page[Execution]:
            rows, total = _LIST.page(connection, found, query)
            return Page(tuple(decode_execution(row[1]) for row in rows), total)

        return await self._lists.run(work)

    async def first_failed(self, execution_ids: Sequence[str]) -> dict[str, TaskRun]:
        """The task run of each execution that failed first."""
        bindings = (encode_json(list(execution_ids)).decode(), FAILED_RUNS_READ_MAX)
        return await self._lists.run(
            lambda connection: first_failed_of(fetch(connection, _FAILED_RUNS_OF, bindings))
        )

    async def by_prefix(self, prefix: str, limit: int) -> list[Execution]:
        """Executions whose id begins so, without task runs."""
        rows = self._points.rows(_BY_PREFIX, (prefix, prefix + LAST_CHARACTER, limit))
        return [decode_execution(body) for (body,) in rows]

    async def newest(
        self, flows: Sequence[FlowKey], filters: Sequence[Filter], among: int
    ) -> list[Execution]:
        """The newest executions of each flow that match, without task runs."""
        clause = _clause(filters)
        text = _NEWEST_OF_FLOWS.format(columns="e.body", conditions=clause.text, order=_NEWEST)
        asked = encode_json(list(dict.fromkeys(flows))).decode()
        bindings = (asked, *clause.bindings, among)
        return await self._lists.run(
            lambda connection: [
                decode_execution(body) for (body,) in fetch(connection, text, bindings)
            ]
        )

    async def find_ids(self, filters: Sequence[Filter], limit: int) -> list[str]:
        """Ids of matching executions, newest first."""
        clause = _clause(filters)
        text = f"SELECT id FROM executions WHERE {clause.text} ORDER BY {_NEWEST} LIMIT ?"

        def work(connection: apsw.Connection) -> list[str]:
            return [row[0] for row in connection.execute(text, (*clause.bindings, limit))]

        return await self._lists.run(work)

    async def ended_before(self, namespace: str, before: datetime, limit: int) -> list[str]:
        """Ids of executions of a namespace that ended then or before, oldest first."""
        bindings = (micros(before), namespace, limit)

        def work(connection: apsw.Connection) -> list[str]:
            return [row[0] for row in connection.execute(_ENDED_BEFORE, bindings)]

        return await self._lists.run(work)

    async def batch(
        self, filters: Sequence[Filter], after: tuple[int, str] | None, limit: int
    ) -> list[tuple[int, Execution]]:
        """The next matching executions in the order newest first, with their start.

        Shapes: `after` is start and id of the last execution seen.
        """
        clause = _clause(filters)
        text, bindings = clause.text, clause.bindings
        if after is not None:
            text, bindings = f"(started, id) < (?, ?) AND {text}", (*after, *bindings)
        text = f"SELECT id, body, started FROM executions WHERE {text} ORDER BY {_NEWEST} LIMIT ?"

        def work(connection: apsw.Connection) -> list[tuple[int, Execution]]:
            rows = fetch(connection, text, (*bindings, limit))
            return list(zip([row[2] for row in rows], _with_runs(connection, rows), strict=True))

        return await self._lists.run(work)

    async def last_ended(
        self, flows: Sequence[FlowKey], filters: Sequence[Filter], among: int
    ) -> dict[FlowKey, Execution | None]:
        """The execution of each flow that ended last, among its newest ones that match."""
        clause = _clause(filters)
        text = _NEWEST_OF_FLOWS.format(
            columns="asked.key, e.seq, e.state, e.ended", conditions=clause.text, order=_NEWEST
        )
        asked = list(dict.fromkeys(flows))

        def work(connection: apsw.Connection) -> dict[FlowKey, Execution | None]:
            bindings = (encode_json(asked).decode(), *clause.bindings, among)
            numbers: dict[int, int | None] = chosen(fetch(connection, text, bindings), among)
            listed = encode_json([each for each in numbers.values() if each is not None]).decode()
            rows = fetch(connection, _BY_NUMBER, (listed,))
            found = _with_runs(connection, rows)
            return by_flow(asked, numbers, dict(zip([row[2] for row in rows], found, strict=True)))

        return await self._lists.run(work)

    async def count_slots(self, namespace: str, flow_id: str) -> int:
        """How many executions of the flow hold a slot and have not settled."""
        count: int = self._points.rows(_SLOTS, (namespace, flow_id))[0][0]
        return count

    async def slot_holders(self, namespace: str, flow_id: str, limit: int) -> list[str]:
        """Ids of executions of the flow that hold a slot and have not settled, oldest first."""
        return [row[0] for row in self._points.rows(_HOLDERS, (namespace, flow_id, limit))]

    async def oldest_queued(self, namespace: str, flow_id: str, limit: int) -> list[str]:
        """Ids of QUEUED executions of the flow, oldest first."""
        return [row[0] for row in self._points.rows(_QUEUED, (namespace, flow_id, limit))]

    async def versions(self, execution_ids: Sequence[str]) -> dict[str, int]:
        """The stored versions of those executions that exist."""
        ids = encode_json(list(execution_ids)).decode()
        return dict(self._points.rows(_VERSIONS, (ids,)))

    async def children(self, execution_id: str) -> list[str]:
        """Ids of executions that name this one as their owner, in id order."""
        return [row[0] for row in self._points.rows(_CHILDREN, (execution_id,))]

    async def unsettled(self, after_id: str, limit: int) -> list[str]:
        """Ids of executions that have not settled, in id order, after `after_id`."""
        return [row[0] for row in self._points.rows(_UNSETTLED, (after_id, limit))]

    def insert(self, execution: Execution) -> None:
        """A new execution with its task runs. Guard: the id is new."""
        cells = execution_fixed(execution) + execution_moving(execution)
        self._unit.run(_INSERT, (*cells, encode_execution(execution)), 1)
        self._put_runs(execution, execution.task_runs)
        self._unit.notify(f"follow:{execution.id}")

    def save(self, execution: Execution, touched: Iterable[str], removed: Iterable[str]) -> None:
        """The execution with its touched and its removed task runs. Guard: the version."""
        self._unit.run(
            _SAVE,
            (
                *execution_moving(execution),
                encode_execution(execution),
                execution.id,
                execution.version - 1,
            ),
            1,
        )
        self._put_runs(execution, touched)
        for run_id in removed:
            self._unit.run(_DELETE_RUN, (execution.id, run_id))
        self._unit.notify(f"follow:{execution.id}")

    def delete(self, execution_id: str) -> None:
        """The execution, its task runs, inbox, jobs and timers."""
        for text in _DELETES:
            self._unit.run(text, (execution_id,))
        mirrors = self._mirrors

        def forget() -> None:
            mirrors.inbox.remove_execution(execution_id)
            mirrors.jobs.remove_execution(execution_id)

        self._unit.then(forget)
        self._unit.notify(f"follow:{execution_id}")

    def _put_runs(self, execution: Execution, run_ids: Iterable[str]) -> None:
        for run_id in run_ids:
            body = encode_task_run(execution.task_runs[run_id])
            self._unit.run(_PUT_RUN, (execution.id, run_id, body))


def _clause(filters: Sequence[Filter]) -> Clause:
    return where(conditions(filters, EXECUTIONS.readers), LABELS)


def _large(connection: apsw.Connection, execution_id: str) -> Execution | None:
    """The execution, read in a thread."""
    head = fetch(connection, _HEAD, (execution_id,))
    if not head:
        return None
    parts = fetch(connection, _RUNS_IN_PARTS, (execution_id, STORE_PART_BYTES))
    return decode_execution(head[0][0], (body for (part,) in parts for body in part.split(b"\n")))


def _with_runs(connection: apsw.Connection, rows: list[Row]) -> list[Execution]:
    """The executions of rows that begin with id and body."""
    runs: dict[str, list[bytes]] = {row[0]: [] for row in rows}
    ids = encode_json(list(runs)).decode()
    for execution_id, body in connection.execute(_RUNS_OF, (ids,)):
        runs[execution_id].append(body)
    return [decode_execution(row[1], runs[row[0]]) for row in rows]
