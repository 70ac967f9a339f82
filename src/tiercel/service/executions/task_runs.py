"""Task runs across executions: searched by their own state, date, type and place (taskruns.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from tiercel.model.execution import Execution, TaskRun
from tiercel.model.json_types import Json
from tiercel.model.limits import TASK_RUN_SEARCH_EXECUTIONS_MAX, TASK_RUNS_SEARCHED_MAX
from tiercel.model.lists.paging import Filter, Operation, Query, Sort
from tiercel.model.lists.resources import TASK_RUNS
from tiercel.model.state import StateType
from tiercel.ports.ports import Ports
from tiercel.service.flows.cache import FlowCache, Revision
from tiercel.service.off_loop import in_thread

# What is asked of the executions that task runs are found in.
OWNER_FIELDS = frozenset(each.name for each in TASK_RUNS.inner)
_NOT_SUCCESS = Filter("state", Operation.NOT_EQUALS, StateType.SUCCESS)
# Executions that are read first, and how many times as many are read at once after them.
_FIRST, _GROWTH = 5, 10


class TaskRunQuery(msgspec.Struct, frozen=True):
    """What to look for: `filters` hold for the executions, the rest for the task runs.

    Shapes: `type` is a plugin type or an alias of one; `least` is how long a task run must have
    taken, so far when it has not ended.
    """

    filters: tuple[Filter, ...] = ()
    words: tuple[str, ...] = ()
    states: frozenset[StateType] = frozenset()
    start: datetime | None = None
    end: datetime | None = None
    type: str | None = None
    least: timedelta = timedelta()
    sorts: tuple[Sort, ...] = ()
    page: int = 1
    size: int = 10


class FoundTaskRun(msgspec.Struct, frozen=True):
    """A task run with its execution; `type` is None when its flow has no such task (any more)."""

    execution: Execution
    task_run: TaskRun
    type: str | None = None


class FoundTaskRuns(msgspec.Struct, frozen=True):
    """A page of task runs of the `searched` newest executions; `is_all` when there are no more."""

    results: tuple[FoundTaskRun, ...]
    total: int
    searched: int
    is_all: bool


class TaskRunService:
    """Looks into the newest executions that match; older ones beyond the bounds are not seen."""

    def __init__(self, ports: Ports, flow_cache: FlowCache) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._catalog = ports.catalog
        self._flow_cache = flow_cache

    async def find(self, query: TaskRunQuery) -> FoundTaskRuns:
        """A page, newest first unless sorted."""
        now = self._clock.now()
        executions, is_all = await self._executions(query)
        types = {} if query.type is None else await self._types(executions)
        wanted = None if query.type is None else self._canonical(query.type)

        def matching() -> list[FoundTaskRun]:
            found = [
                FoundTaskRun(execution, run)
                for execution in executions
                for run in execution.task_runs.values()
                if _matches(execution, run, query, now)
                and (wanted is None or _type_of(execution, run, types) == wanted)
            ]
            return _sorted(found, query.sorts, now)

        found = await in_thread(matching)
        shown = found[(query.page - 1) * query.size : query.page * query.size]
        return FoundTaskRuns(tuple(shown), len(found), len(executions), is_all)

    async def with_types(self, found: FoundTaskRuns) -> FoundTaskRuns:
        """The same page, each task run with the type of its task."""
        types = await self._types([each.execution for each in found.results])
        rows = tuple(
            msgspec.structs.replace(each, type=_type_of(each.execution, each.task_run, types))
            for each in found.results
        )
        return msgspec.structs.replace(found, results=rows)

    async def _executions(self, query: TaskRunQuery) -> tuple[list[Execution], bool]:
        """Those to look into, and whether they are all that match.

        Few executions do not succeed, and nearly all task runs that fail are in them: they are
        looked for by themselves as well, since the newest ones may all have succeeded.
        """
        filters = query.filters
        if query.end is not None:
            # A task run starts after its execution.
            filters += (Filter("endDate", Operation.LESS_THAN_OR_EQUAL_TO, query.end),)
        windows = [Query(filters, size=TASK_RUN_SEARCH_EXECUTIONS_MAX)]
        if query.states and StateType.SUCCESS not in query.states:
            windows.append(msgspec.structs.replace(windows[0], filters=(*filters, _NOT_SUCCESS)))
        found: dict[str, Execution] = {}
        is_all = True
        for window in windows:
            async with self._store.transaction() as tx:
                page = await tx.executions.find_heads(window)
            ids = [each.id for each in page.results if each.id not in found]
            read, reached = await self._read(ids)
            found |= read
            is_all = is_all and page.total <= len(page.results) and reached == len(ids)
        return list(found.values()), is_all

    async def _read(self, ids: Sequence[str]) -> tuple[dict[str, Execution], int]:
        """The first of them with their task runs, and how many they are.

        None is read once TASK_RUNS_SEARCHED_MAX task runs are there. How many an execution has is
        not known before: a few tell how many to read next.
        """
        found: dict[str, Execution] = {}
        reached, runs, size = 0, 0, _FIRST
        while reached < len(ids) and runs < TASK_RUNS_SEARCHED_MAX:
            some = list(ids[reached : reached + size])
            chosen = Query((Filter("id", Operation.IN, some),), size=size)
            async with self._store.transaction() as tx:
                page = await tx.executions.find(chosen)
            found |= {each.id: each for each in page.results}
            reached += len(some)
            runs += sum(len(each.task_runs) for each in page.results)
            fitting = (TASK_RUNS_SEARCHED_MAX - runs) * reached // max(runs, 1)
            size = max(1, min(size * _GROWTH, fitting))
        return found, reached

    async def _types(self, executions: Sequence[Execution]) -> Mapping[Revision, Mapping[str, str]]:
        """The types of tasks by task id, for each revision that the executions run."""
        revisions = {_revision(each): None for each in executions}
        async with self._store.transaction() as tx:
            plans = await self._flow_cache.plans_at(tx, list(revisions))
        return {
            revision: {name: self._canonical(task.task.type) for name, task in plan.tasks.items()}
            for revision, plan in plans.items()
        }

    def _canonical(self, type_name: str) -> str:
        return self._catalog.canonical(type_name) or type_name


def _revision(execution: Execution) -> Revision:
    return (execution.namespace, execution.flow_id, execution.flow_revision)


def _type_of(
    execution: Execution, run: TaskRun, types: Mapping[Revision, Mapping[str, str]]
) -> str | None:
    return types.get(_revision(execution), {}).get(run.task_id)


def _matches(execution: Execution, run: TaskRun, query: TaskRunQuery, now: datetime) -> bool:
    started = run.state.start
    if query.start is not None and started < query.start:
        return False
    if query.end is not None and started > query.end:
        return False
    if query.states and run.current not in query.states:
        return False
    if query.least and _duration(run, now) < query.least:
        return False
    return _has_words(execution, run, query.words)


def _duration(run: TaskRun, now: datetime) -> timedelta:
    """So far when it has not ended."""
    return (run.state.end or now) - run.state.start


def _has_words(execution: Execution, run: TaskRun, words: Sequence[str]) -> bool:
    if not words:
        return True
    text = f"{execution.namespace} {execution.flow_id} {run.task_id} {execution.id} {run.id}"
    return all(word in text.lower() for word in words)


def _sorted(found: list[FoundTaskRun], sorts: Sequence[Sort], now: datetime) -> list[FoundTaskRun]:
    found.sort(key=lambda each: (each.task_run.state.start, each.task_run.seq), reverse=True)
    for sort in reversed(sorts):
        key = _KEYS[TASK_RUNS.sorts[sort.field]]
        found.sort(key=lambda each: key(each, now), reverse=sort.is_descending)
    return found


_KEYS: dict[str, Callable[[FoundTaskRun, datetime], Json]] = {
    "task_id": lambda each, now: each.task_run.task_id,
    "namespace": lambda each, now: each.execution.namespace,
    "flow_id": lambda each, now: each.execution.flow_id,
    "execution_id": lambda each, now: each.execution.id,
    "state": lambda each, now: each.task_run.current,
    "started": lambda each, now: each.task_run.state.start,
    "ended": lambda each, now: each.task_run.state.last,
    "duration": lambda each, now: _duration(each.task_run, now),
}
