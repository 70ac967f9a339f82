"""What pages of executions show beside them."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Page
from tiercel.model.state import StateType
from tiercel.service.executions.error_groups import ErrorGroup, ErrorGroups
from tiercel.service.executions.iterations import Iteration
from tiercel.web.views.execution import FailureView, failure_view
from tiercel.web.views.log import LogEntryView, log_view
from tiercel.web.views.view import Date, View, given


class ErrorGroupView(View, frozen=True, kw_only=True):
    """Executions of a flow that failed alike; `reason` is the error of the newest of them.

    Without a task they failed as a whole; without a signature nothing was logged.
    """

    namespace: str
    flow_id: str
    task_id: str | UnsetType = UNSET
    signature: str | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    count: int
    first_date: Date
    last_date: Date
    execution_ids: tuple[str, ...]


class ErrorGroupsView(View, frozen=True):
    """The largest groups first; `read` of `total` failed executions were looked at."""

    results: list[ErrorGroupView]
    read: int
    total: int


class IterationView(View, frozen=True, kw_only=True):
    """One iteration of a Loop, which is an execution; `logs` when they are asked for."""

    id: str
    task_id: str
    task_run_id: str
    index: int
    value: str
    key: str | UnsetType = UNSET
    state: StateType
    start_date: Date
    end_date: Date | UnsetType = UNSET
    outputs: dict[str, Json] | UnsetType = UNSET
    failure: FailureView | UnsetType = UNSET
    logs: list[LogEntryView] | UnsetType = UNSET


class IterationPage(View, frozen=True):
    """A page of iterations, failed ones first."""

    results: list[IterationView]
    total: int


def error_groups_view(found: ErrorGroups) -> ErrorGroupsView:
    """All groups."""
    return ErrorGroupsView(list(map(_group_view, found.groups)), found.read, found.total)


def iteration_page(page: Page[Iteration], *, has_logs: bool) -> IterationPage:
    """A page."""
    shown = [_iteration_view(each, has_logs=has_logs) for each in page.results]
    return IterationPage(shown, page.total)


def _group_view(group: ErrorGroup) -> ErrorGroupView:
    return ErrorGroupView(
        namespace=group.namespace,
        flow_id=group.flow_id,
        task_id=given(group.task_id),
        signature=given(group.signature),
        reason=given(group.reason),
        count=group.count,
        first_date=group.first,
        last_date=group.last,
        execution_ids=group.execution_ids,
    )


def _iteration_view(iteration: Iteration, *, has_logs: bool) -> IterationView:
    execution = iteration.execution
    run, state = execution.loop_run, execution.state
    assert run is not None
    return IterationView(
        id=execution.id,
        task_id=run.task_id,
        task_run_id=run.task_run_id,
        index=run.item.index,
        value=run.item.value,
        key=given(run.item.key),
        state=state.current,
        start_date=state.start,
        end_date=given(state.end),
        outputs=execution.outputs or UNSET,
        failure=UNSET if iteration.failure is None else failure_view(iteration.failure),
        logs=[log_view(entry) for entry in iteration.logs] if has_logs else UNSET,
    )
