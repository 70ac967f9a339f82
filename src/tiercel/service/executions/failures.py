"""Why executions failed, for lists: read for a page at once, never with all their task runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from tiercel.model.access import Permission, Resource
from tiercel.model.authorization.grants import Grants
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.failure import ErrorPlace, Failure
from tiercel.model.limits import (
    FAILURE_ERROR_CHARS_MAX,
    FAILURE_ERRORS_MAX,
    FAILURE_LOG_SLACK_SECONDS,
    FAILURE_REASON_CHARS_MAX,
    FAILURES_SHOWN_MAX,
)
from tiercel.model.lists.paging import Filter, Operation, Page, Query
from tiercel.model.log import Level
from tiercel.model.state import StateType
from tiercel.ports.store import Store
from tiercel.service.executions.executions import check_newest, checked, shown
from tiercel.service.observability.logs import level_at_least

_READ_LOGS = Permission(Resource.EXECUTION, "ACCESS_LOGS")
_FAILED = frozenset({StateType.FAILED, StateType.RETRIED})


class ExecutionRow(msgspec.Struct, frozen=True):
    """An execution without its task runs, and why it failed if it did."""

    execution: Execution
    failure: Failure | None = None


class ExecutionFailures:
    """Finds why executions failed: the first failed task run and the last error line of its log."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def rows(self, query: Query) -> Page[ExecutionRow]:
        """A page as of `ExecutionService.find`."""
        async with self._store.transaction() as tx:
            query = msgspec.structs.replace(query, filters=await checked(tx, query.filters))
            page = await tx.executions.find_heads(query)
        failures = await self.of(page.results)
        rows = (ExecutionRow(each, failures.get(each.id)) for each in page.results)
        return Page(tuple(rows), page.total)

    async def latest(self, flows: Sequence[tuple[str, str]], limit: int) -> list[ExecutionRow]:
        """The newest executions of each flow, so many of each.

        Raises: IllegalArgument for more than LATEST_ROWS_MAX in all.
        """
        check_newest(flows, limit)
        async with self._store.transaction() as tx:
            found = await tx.executions.newest(flows, shown(()), limit)
        failures = await self.of(found)
        return [ExecutionRow(each, failures.get(each.id)) for each in found]

    async def of(
        self, executions: Sequence[Execution], most: int = FAILURES_SHOWN_MAX
    ) -> dict[str, Failure]:
        """By execution id, of the first `most` that failed."""
        failed = [each for each in executions if each.current in _FAILED][:most]
        if not failed:
            return {}
        async with self._store.transaction() as tx:
            runs = await tx.executions.first_failed([each.id for each in failed])
            places = [_place(each, runs.get(each.id)) for each in failed]
            errors = await tx.logs.last_errors(places)
        return {
            each.id: Failure(
                each.id, runs.get(each.id), None if error is None else first_line(error.message)
            )
            for each, error in zip(failed, errors, strict=True)
        }

    async def one(self, execution: Execution, grants: Grants) -> Failure | None:
        """Why this one failed, None if it did not; for readers of its log with its last errors."""
        failure = (await self.of([execution])).get(execution.id)
        if failure is None or not grants.may(_READ_LOGS, execution.namespace):
            return failure
        return msgspec.structs.replace(failure, errors=await self._errors(failure))

    async def _errors(self, failure: Failure) -> tuple[str, ...]:
        run = failure.task_run
        place = [Filter("executionId", Operation.EQUALS, failure.execution_id)]
        if run is not None:
            place.append(Filter("taskRunId", Operation.EQUALS, run.id))
        query = Query((*place, level_at_least(Level.ERROR)), size=FAILURE_ERRORS_MAX)
        async with self._store.transaction() as tx:
            newest_first = (await tx.logs.find(query)).results
        # What an attempt before it logged is not why the last one failed.
        return tuple(
            entry.message.rstrip()[:FAILURE_ERROR_CHARS_MAX]
            for entry in reversed(newest_first)
            if entry.attempt_number == newest_first[0].attempt_number
        )


def first_line(message: str) -> str:
    """The first line with a text, as long as a row of a list shows it."""
    lines = message[: 4 * FAILURE_REASON_CHARS_MAX].strip().splitlines()
    return lines[0].strip()[:FAILURE_REASON_CHARS_MAX] if lines else ""


def _place(execution: Execution, task_run: TaskRun | None) -> ErrorPlace:
    state = execution.state if task_run is None else task_run.state
    slack = timedelta(seconds=FAILURE_LOG_SLACK_SECONDS)
    run_id = None if task_run is None else task_run.id
    return ErrorPlace(execution.id, run_id, state.start - slack, state.last + slack)
