"""The iterations of a Loop, as its parent shows them: failed ones first, a page at a time."""

from __future__ import annotations

import msgspec

from tiercel.model.errors import NotFound
from tiercel.model.execution import Execution
from tiercel.model.failure import Failure
from tiercel.model.lists.paging import Filter, Operation, Page, Query, Sort
from tiercel.model.lists.windows import LogWindow
from tiercel.model.log import LogEntry
from tiercel.model.state import StateType
from tiercel.ports.store import Store
from tiercel.service.executions.failures import ExecutionFailures

_OLDEST_FIRST = (Sort("state.startDate"),)


class Iteration(msgspec.Struct, frozen=True):
    """One iteration: an execution of its own, why it failed, and the beginning of its log."""

    execution: Execution
    failure: Failure | None = None
    logs: tuple[LogEntry, ...] = ()


class IterationQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which iterations, and which log entries of each: `logs` at most that match the filters."""

    execution_id: str
    states: tuple[StateType, ...] = ()
    page: int = 1
    size: int = 25
    logs: int = 0
    log_filters: tuple[Filter, ...] = ()


class Iterations:
    """Reads iterations without their task runs."""

    def __init__(self, store: Store, failures: ExecutionFailures) -> None:
        self._store = store
        self._failures = failures

    async def find(self, query: IterationQuery) -> Page[Iteration]:
        """A page. Raises: NotFound without such an execution."""
        async with self._store.transaction() as tx:
            if await tx.executions.head(query.execution_id) is None:
                raise NotFound.of("Execution", query.execution_id)
        page = await self._page(query)
        failures = await self._failures.of(page.results)
        logs = [await self._logs(each, query) for each in page.results]
        found = (
            Iteration(each, failures.get(each.id), entries)
            for each, entries in zip(page.results, logs, strict=True)
        )
        return Page(tuple(found), page.total)

    async def _page(self, query: IterationQuery) -> Page[Execution]:
        """Those that failed, then all others, each in the order of their start."""
        owned: tuple[Filter, ...] = (
            Filter("ownerId", Operation.EQUALS, query.execution_id),
            Filter("kind", Operation.IN, ["LOOP"]),
        )
        if query.states:
            owned = (*owned, Filter("state", Operation.IN, list(query.states)))
        failed, others = (
            (*owned, Filter("state", how, [StateType.FAILED]))
            for how in (Operation.IN, Operation.NOT_IN)
        )
        page, size = query.page, query.size
        async with self._store.transaction() as tx:
            first = await tx.executions.find_heads(Query(failed, _OLDEST_FIRST, page, size))
            # Where the others begin on this page, and how many of them fit.
            start = max((page - 1) * size - first.total, 0)
            places_left = size - len(first.results)
            number = start // size + 1
            rest = await tx.executions.find_heads(Query(others, _OLDEST_FIRST, number, size))
            found = list(rest.results[start % size :])
            if len(found) < places_left and rest.total > number * size:
                more = Query(others, _OLDEST_FIRST, number + 1, size)
                found.extend((await tx.executions.find_heads(more)).results)
        return Page((*first.results, *found[:places_left]), first.total + rest.total)

    async def _logs(self, execution: Execution, query: IterationQuery) -> tuple[LogEntry, ...]:
        if not query.logs:
            return ()
        window = LogWindow(execution_id=execution.id, filters=query.log_filters, limit=query.logs)
        async with self._store.transaction() as tx:
            return tuple(entry for _, entry in await tx.logs.window(window))
