"""Task runs across executions: searched by their own state, date and place (taskruns.md)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from tiercel.model.execution import Execution, TaskRun
from tiercel.model.json_types import Json
from tiercel.model.limits import TASK_RUN_SEARCH_EXECUTIONS_MAX
from tiercel.model.lists.paging import Filter, Page, Query, Sort
from tiercel.model.lists.resources import TASK_RUNS
from tiercel.model.state import StateType
from tiercel.ports.store import Store

# What is asked of the executions that task runs are found in.
OWNER_FIELDS = frozenset(each.name for each in TASK_RUNS.inner)


class TaskRunQuery(msgspec.Struct, frozen=True):
    """What to look for: `filters` hold for the executions, the rest for the task runs."""

    filters: tuple[Filter, ...] = ()
    words: tuple[str, ...] = ()
    states: frozenset[StateType] = frozenset()
    start: datetime | None = None
    end: datetime | None = None
    sorts: tuple[Sort, ...] = ()
    page: int = 1
    size: int = 10


Found = tuple[Execution, TaskRun]


class TaskRunService:
    """Looks into the newest executions that match; older ones beyond the bound are not seen."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(self, query: TaskRunQuery) -> Page[Found]:
        """A page, newest first unless sorted."""
        limits = Query(query.filters, size=TASK_RUN_SEARCH_EXECUTIONS_MAX)
        async with self._store.transaction() as tx:
            executions = (await tx.executions.find(limits)).results
        found = [
            (execution, task_run)
            for execution in executions
            for task_run in execution.task_runs.values()
            if _matches(execution, task_run, query)
        ]
        found.sort(key=lambda pair: (pair[1].state.start, pair[1].seq), reverse=True)
        for sort in reversed(query.sorts):
            column = TASK_RUNS.sorts[sort.field]
            found.sort(key=_COLUMNS[column], reverse=sort.is_descending)
        shown = found[(query.page - 1) * query.size : query.page * query.size]
        return Page(tuple(shown), len(found))


def _matches(execution: Execution, task_run: TaskRun, query: TaskRunQuery) -> bool:
    started = task_run.state.start
    if query.start is not None and started < query.start:
        return False
    if query.end is not None and started > query.end:
        return False
    if query.states and task_run.current not in query.states:
        return False
    return _has_words(execution, task_run, query.words)


def _has_words(execution: Execution, task_run: TaskRun, words: Sequence[str]) -> bool:
    if not words:
        return True
    text = (
        f"{execution.namespace} {execution.flow_id} {task_run.task_id} {execution.id} {task_run.id}"
    ).lower()
    return all(word in text for word in words)


_COLUMNS: dict[str, Callable[[Found], Json]] = {
    "task_id": lambda pair: pair[1].task_id,
    "namespace": lambda pair: pair[0].namespace,
    "flow_id": lambda pair: pair[0].flow_id,
    "execution_id": lambda pair: pair[0].id,
    "state": lambda pair: pair[1].current,
    "started": lambda pair: pair[1].state.start,
    "ended": lambda pair: pair[1].state.last,
    "duration": lambda pair: pair[1].state.duration(pair[1].state.last),
}
