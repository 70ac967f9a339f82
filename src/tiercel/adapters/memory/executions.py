"""Executions with their task runs, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from tiercel.adapters.last_ended import Candidate, FlowKey, by_flow, chosen
from tiercel.adapters.memory.tables import Tables
from tiercel.adapters.memory.unit import MemoryUnit
from tiercel.adapters.rows import (
    EXECUTION_FIXED,
    EXECUTION_MOVING,
    execution_fixed,
    execution_moving,
    maybe_micros,
)
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.failure import first_failed
from tiercel.model.lists.matching import Row, matching, page_of
from tiercel.model.lists.paging import Filter, Page, Query
from tiercel.model.lists.resources import EXECUTIONS
from tiercel.model.maps import Map
from tiercel.model.state import TERMINATED, StateType
from tiercel.model.stored.codec import (
    decode_execution,
    decode_task_run,
    encode_execution,
    encode_task_run,
)

_COLUMNS = EXECUTION_FIXED + EXECUTION_MOVING


class MemoryExecutions:
    """See `ports.store.Executions`. Values pass through the codec, as in a database."""

    def __init__(self, tables: Tables, unit: MemoryUnit) -> None:
        self._tables = tables
        self._unit = unit

    async def get(self, execution_id: str) -> Execution | None:
        """The execution with all its task runs."""
        return self._whole(execution_id)

    async def head(self, execution_id: str) -> Execution | None:
        """The execution without its task runs."""
        row = self._tables.executions.get(execution_id)
        return None if row is None else replace(row, task_runs=Map())

    async def find(self, query: Query) -> Page[Execution]:
        """A page of executions with their task runs."""
        page = page_of(self._rows(), EXECUTIONS, query)
        return Page(tuple(map(self._with_runs, page.results)), page.total)

    async def find_heads(self, query: Query) -> Page[Execution]:
        """As `find`, without task runs."""
        page = page_of(self._rows(), EXECUTIONS, query)
        return Page(tuple(replace(each, task_runs=Map()) for each in page.results), page.total)

    async def first_failed(self, execution_ids: Sequence[str]) -> dict[str, TaskRun]:
        """The task run of each execution that failed first."""
        stored = self._tables.task_runs
        failed = {each: first_failed(stored.get(each, Map()).values()) for each in execution_ids}
        return {each: run for each, run in failed.items() if run is not None}

    async def by_prefix(self, prefix: str, limit: int) -> list[Execution]:
        """Executions whose id begins so, without task runs."""
        stored = self._tables.executions
        ids = sorted(each for each in stored if each.startswith(prefix))
        return [replace(stored[each], task_runs=Map()) for each in ids[:limit]]

    async def newest(
        self, flows: Sequence[FlowKey], filters: Sequence[Filter], among: int
    ) -> list[Execution]:
        """The newest executions of each flow that match, without task runs."""
        of_flow: dict[FlowKey, list[Execution]] = {}
        for execution_id in await self.find_ids(filters, len(self._tables.executions)):
            head = replace(self._tables.executions[execution_id], task_runs=Map())
            of_flow.setdefault((head.namespace, head.flow_id), []).append(head)
        return [each for key in dict.fromkeys(flows) for each in of_flow.get(key, ())[:among]]

    async def find_ids(self, filters: Sequence[Filter], limit: int) -> list[str]:
        """Ids of matching executions, newest first."""
        found = matching(self._rows(), EXECUTIONS, filters)
        found.sort(key=lambda pair: (pair[0]["started"], pair[0]["id"]), reverse=True)
        return [execution.id for _, execution in found[:limit]]

    async def ended_before(self, namespace: str, before: datetime, limit: int) -> list[str]:
        """Ids of executions of a namespace that ended then or before, oldest first."""
        found = [
            (e.state.start, e.id)
            for e in self._tables.executions.values()
            if e.namespace == namespace and e.current in TERMINATED
            if e.state.end is not None and e.state.end <= before
        ]
        return [execution_id for _, execution_id in sorted(found)[:limit]]

    async def last_ended(
        self, flows: Sequence[FlowKey], filters: Sequence[Filter], among: int
    ) -> dict[FlowKey, Execution | None]:
        """The execution of each flow that ended last, among its newest ones that match."""
        asked = list(dict.fromkeys(flows))
        newest: dict[FlowKey, list[Execution]] = {}
        for execution_id in await self.find_ids(filters, len(self._tables.executions)):
            execution = self._tables.executions[execution_id]
            newest.setdefault((execution.namespace, execution.flow_id), []).append(execution)
        candidates: list[Candidate[str]] = [
            (place, e.id, e.current, maybe_micros(e.state.end))
            for place, key in enumerate(asked)
            for e in newest.get(key, ())[:among]
        ]
        keys = chosen(candidates, among)
        values = {
            each: self._with_runs(self._tables.executions[each]) for each in keys.values() if each
        }
        return by_flow(asked, keys, values)

    async def count_slots(self, namespace: str, flow_id: str) -> int:
        """How many executions of the flow hold a slot and have not settled."""
        return sum(1 for e in self._of_flow(namespace, flow_id) if e.has_slot and not e.is_settled)

    async def slot_holders(self, namespace: str, flow_id: str, limit: int) -> list[str]:
        """Ids of executions of the flow that hold a slot and have not settled, oldest first."""
        occupants = [
            (e.state.start, e.id)
            for e in self._of_flow(namespace, flow_id)
            if e.has_slot and not e.is_settled
        ]
        return [execution_id for _, execution_id in sorted(occupants)[:limit]]

    async def oldest_queued(self, namespace: str, flow_id: str, limit: int) -> list[str]:
        """Ids of QUEUED executions of the flow, oldest first."""
        queued = [
            (e.state.start, e.id)
            for e in self._of_flow(namespace, flow_id)
            if e.current is StateType.QUEUED
        ]
        return [execution_id for _, execution_id in sorted(queued)[:limit]]

    async def versions(self, execution_ids: Sequence[str]) -> dict[str, int]:
        """The stored versions of those executions that exist."""
        stored = self._tables.executions
        return {each: stored[each].version for each in execution_ids if each in stored}

    async def children(self, execution_id: str) -> list[str]:
        """Ids of executions that name this one as their owner, in id order."""
        return sorted(
            row["id"]
            for row, _ in self._rows()
            if execution_id in (row["owner_id"], row["trigger_execution_id"])
        )

    async def unsettled(self, after_id: str, limit: int) -> list[str]:
        """Ids of executions that have not settled, in id order, after `after_id`."""
        ids = (e.id for e in self._tables.executions.values() if not e.is_settled)
        return sorted(i for i in ids if i > after_id)[:limit]

    def insert(self, execution: Execution) -> None:
        """A new execution with its task runs. Guard: the id is new."""
        tables, key = self._tables, ("execution", execution.id)
        row = _stored(execution)
        runs = Map((run.id, _stored_run(run)) for run in execution.task_runs.values())

        def apply() -> None:
            tables.executions[row.id] = row
            tables.task_runs[row.id] = runs

        self._unit.write(
            apply,
            lambda view: view.moves(key, self._version(execution.id), None, execution.version),
            [row, *runs.values()],
        )
        self._unit.notify(f"follow:{execution.id}")

    def save(self, execution: Execution, touched: Iterable[str], removed: Iterable[str]) -> None:
        """The execution with its touched and its removed task runs. Guard: the version."""
        tables, key = self._tables, ("execution", execution.id)
        row = _stored(execution)
        changed = [_stored_run(execution.task_runs[run_id]) for run_id in touched]
        gone = list(removed)

        def apply() -> None:
            tables.executions[row.id] = row
            with tables.task_runs[row.id].mutate() as runs:
                for run in changed:
                    runs[run.id] = run
                for run_id in gone:
                    runs.pop(run_id, None)
                tables.task_runs[row.id] = runs.finish()

        new = execution.version
        self._unit.write(
            apply,
            lambda view: view.moves(key, self._version(execution.id), new - 1, new),
            [row, *changed],
        )
        self._unit.notify(f"follow:{execution.id}")

    def delete(self, execution_id: str) -> None:
        """The execution, its task runs, inbox, jobs and timers."""
        tables = self._tables

        def apply() -> None:
            tables.executions.pop(execution_id, None)
            tables.task_runs.pop(execution_id, None)
            tables.inbox.remove_execution(execution_id)
            tables.jobs.remove_execution(execution_id)
            for key in [key for key in tables.timers if key[0] == execution_id]:
                del tables.timers[key]

        self._unit.write(apply, lambda view: view.becomes(("execution", execution_id), None))
        self._unit.notify(f"follow:{execution_id}")

    def _version(self, execution_id: str) -> int | None:
        row = self._tables.executions.get(execution_id)
        return None if row is None else row.version

    def _whole(self, execution_id: str) -> Execution | None:
        row = self._tables.executions.get(execution_id)
        return None if row is None else self._with_runs(row)

    def _with_runs(self, row: Execution) -> Execution:
        return replace(row, task_runs=self._tables.task_runs[row.id])

    def _of_flow(self, namespace: str, flow_id: str) -> list[Execution]:
        return [
            e
            for e in self._tables.executions.values()
            if e.flow_id == flow_id and e.namespace == namespace
        ]

    def _rows(self) -> list[tuple[Row, Execution]]:
        runs = self._tables.task_runs
        return [(execution_row(e, runs[e.id]), e) for e in self._tables.executions.values()]


def execution_row(execution: Execution, runs: Mapping[str, TaskRun]) -> Row:
    """The columns that lists filter and sort by, and what filters look for inside."""
    cells = execution_fixed(execution) + execution_moving(execution)
    inside = {"labels": execution.labels, "inputs": execution.inputs, "runs": runs}
    return dict(zip(_COLUMNS, cells, strict=True)) | inside


def _stored(execution: Execution) -> Execution:
    return decode_execution(encode_execution(execution))


def _stored_run(run: TaskRun) -> TaskRun:
    return decode_task_run(encode_task_run(run))
