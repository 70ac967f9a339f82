"""Executions, task runs and states as the API shows them (executions.md §1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import UNSET, UnsetType
from msgspec.structs import asdict, replace

from tiercel.model.durations import format_duration
from tiercel.model.execution import (
    Attempt,
    Breakpoint,
    Execution,
    ExecutionTrigger,
    Metadata,
    TaskRun,
)
from tiercel.model.failure import Failure
from tiercel.model.flow import TENANT
from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.state import State, StateType
from tiercel.service.executions.task_runs import FoundTaskRun
from tiercel.web.views.view import Date, View, given


class ChangeView(View, frozen=True, gc=False):
    """One entry of a history: the state entered and when."""

    state: StateType
    date: Date


class StateView(View, frozen=True, gc=False):
    """The current state with the history that led to it; the duration is an ISO one."""

    current: StateType
    histories: list[ChangeView]
    duration: str
    start_date: Date
    end_date: Date | UnsetType = UNSET


class AttemptView(View, frozen=True, gc=False):
    """One try of a task run."""

    state: StateView
    worker_id: str | UnsetType = UNSET
    log_file: str | UnsetType = UNSET


class TaskRunView(View, frozen=True, kw_only=True):
    """A task in an execution; `outputs` is null until it has some."""

    tenant_id: str = TENANT
    id: str
    execution_id: str
    namespace: str
    flow_id: str
    task_id: str
    parent_task_run_id: str | UnsetType = UNSET
    value: str | UnsetType = UNSET
    attempts: list[AttemptView] | UnsetType = UNSET
    outputs: dict[str, Json] | None
    state: StateView
    iteration: int | UnsetType = UNSET
    dynamic: bool | UnsetType = UNSET
    force_execution: bool | UnsetType = UNSET


class ExecutionTriggerView(View, frozen=True):
    """What started an execution: a trigger or a calling task, with its variables."""

    id: str
    type: str
    variables: dict[str, Json]
    log_file: str | UnsetType = UNSET


class MetadataView(View, frozen=True, gc=False):
    """The number of the attempt from 1, the first date of all attempts, the depth of calls."""

    attempt_number: int
    original_created_date: Date
    execution_depth: int


class BreakpointView(View, frozen=True, gc=False):
    """A task, and perhaps one loop value of it, before which an execution stops."""

    id: str
    value: str | UnsetType = UNSET


class LoopTurnView(View, frozen=True, gc=False):
    """One turn of a loop."""

    index: int
    value: str
    key: str | UnsetType = UNSET


class LoopParentView(View, frozen=True, gc=False):
    """The execution that a loop belongs to."""

    id: str
    tenant_id: str
    namespace: str
    flow_id: str
    flow_revision: int


class LoopRunView(View, frozen=True):
    """Which turn of which loop an execution is; `parents` are the turns of the loops around it."""

    parent: LoopParentView
    task_id: str
    task_run_id: str
    index: int
    value: str
    key: str | UnsetType = UNSET
    parents: list[LoopTurnView] | UnsetType = UNSET


class FailureView(View, frozen=True, kw_only=True):
    """The task run that failed first, how often it was tried, and the last error of its log.

    Without a task run the execution failed as a whole. `errors` are the last of its attempt, oldest
    first: only where one execution is explained, for those who may read its log.
    """

    task_id: str | UnsetType = UNSET
    task_run_id: str | UnsetType = UNSET
    value: str | UnsetType = UNSET
    attempts: int | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    errors: list[str] | UnsetType = UNSET


class ExecutionView(View, frozen=True, kw_only=True):
    """One run of a flow. What is empty is absent; rows of a list may be short.

    `failure` is in slim rows, and where one is read or waited for.
    """

    tenant_id: str = TENANT
    id: str
    namespace: str
    flow_id: str
    flow_revision: int
    task_run_list: list[TaskRunView] | UnsetType = UNSET
    inputs: dict[str, Json] | UnsetType = UNSET
    outputs: dict[str, Json] | UnsetType = UNSET
    labels: tuple[Label, ...] | UnsetType = UNSET
    variables: dict[str, Json] | UnsetType = UNSET
    state: StateView
    parent_id: str | UnsetType = UNSET
    trace_parent: str | UnsetType = UNSET
    original_id: str
    trigger: ExecutionTriggerView | UnsetType = UNSET
    deleted: bool = False
    metadata: MetadataView | UnsetType = UNSET
    schedule_date: Date | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    breakpoints: list[BreakpointView] | UnsetType = UNSET
    loop_run: LoopRunView | UnsetType = UNSET
    url: str | UnsetType = UNSET
    waiting_for: str | UnsetType = UNSET
    failure: FailureView | UnsetType = UNSET


class ExecutionPage(View, frozen=True):
    """A page of executions."""

    results: list[ExecutionView]
    total: int


class FoundTaskRunView(TaskRunView, frozen=True, kw_only=True):
    """A task run of a search, with the type of its task as far as its flow still has it."""

    task_type: str | UnsetType = UNSET


class TaskRunPage(View, frozen=True):
    """A page of task runs; `total` of those in the newest `searched` executions that match."""

    results: list[FoundTaskRunView]
    total: int
    searched: int
    is_all: bool


class LatestView(View, frozen=True):
    """One of the newest executions of a flow; the duration is an ISO one, so far or in all."""

    id: str
    flow_id: str
    namespace: str
    start_date: Date
    status: StateType
    duration: str
    end_date: Date | UnsetType = UNSET
    failure: FailureView | UnsetType = UNSET


class AllowedView(View, frozen=True):
    """Whether the user may review a task run."""

    allowed: bool


class AverageDurationView(View, frozen=True):
    """How long executions of a flow took, of so many; of none there is no average."""

    count: int
    avg_duration_ms: int | UnsetType = UNSET


class ExecutionStatusView(View, frozen=True):
    """Where an execution is."""

    execution_id: str
    tenant_id: str
    namespace: str
    flow_id: str
    state: StateView


def execution_view(
    execution: Execution,
    now: datetime,
    *,
    url: str | UnsetType = UNSET,
    has_task_runs: bool = True,
) -> ExecutionView:
    """The superset of all generations: task runs with outputs, metadata, labels as a list.

    Without `has_task_runs` their list is there, but empty.
    """
    runs: list[TaskRunView] | UnsetType = UNSET
    # Compat: a replay from the start shows its empty list at once.
    if execution.task_runs or execution.parent_id is not None:
        shown = execution.task_run_list() if has_task_runs else ()
        runs = [task_run_view(task_run, execution, now) for task_run in shown]
    trigger, points = execution.trigger, execution.breakpoints
    return ExecutionView(
        id=execution.id,
        namespace=execution.namespace,
        flow_id=execution.flow_id,
        flow_revision=execution.flow_revision,
        task_run_list=runs,
        inputs=execution.inputs or UNSET,
        outputs=execution.outputs or UNSET,
        labels=execution.labels or UNSET,
        variables=execution.variables or UNSET,
        state=state_view(execution.state, now),
        parent_id=UNSET if execution.parent_id is None else execution.parent_id,
        trace_parent=UNSET if execution.trace_parent is None else execution.trace_parent,
        original_id=execution.original_id,
        trigger=UNSET if trigger is None else _trigger_view(trigger),
        metadata=execution_metadata_view(execution.metadata),
        schedule_date=UNSET if execution.schedule_date is None else execution.schedule_date,
        kind=UNSET if execution.kind is None else execution.kind,
        breakpoints=_breakpoint_views(points) if points else UNSET,
        loop_run=UNSET if execution.loop_run is None else _loop_run_view(execution),
        url=url,
    )


def latest_view(execution: Execution, failure: Failure | None, now: datetime) -> LatestView:
    """What a small bar shows of an execution."""
    state = execution.state
    return LatestView(
        execution.id,
        execution.flow_id,
        execution.namespace,
        state.start,
        state.current,
        format_duration((state.end or now) - state.start),
        given(state.end),
        UNSET if failure is None else failure_view(failure),
    )


def failure_view(failure: Failure) -> FailureView:
    """Why an execution failed."""
    run = failure.task_run
    return FailureView(
        task_id=UNSET if run is None else run.task_id,
        task_run_id=UNSET if run is None else run.id,
        value=UNSET if run is None else given(run.value),
        attempts=UNSET if run is None else len(run.attempts),
        reason=given(failure.reason),
        errors=list(failure.errors) or UNSET,
    )


def slim_execution_view(
    execution: Execution, failure: Failure | None, now: datetime
) -> ExecutionView:
    """A row of a list that is small, however large the execution is."""
    trigger = execution.trigger
    return replace(
        short_execution_view(execution, now),
        inputs=UNSET,
        outputs=UNSET,
        trigger=UNSET if trigger is None else _trigger_view(_slim_trigger(trigger)),
        metadata=execution_metadata_view(execution.metadata),
        loop_run=UNSET,
        failure=UNSET if failure is None else failure_view(failure),
    )


def short_execution_view(execution: Execution, now: datetime) -> ExecutionView:
    """What a list shows of an execution, as rows of the 2.0 line: no task runs."""
    return replace(
        execution_view(execution, now, has_task_runs=False),
        task_run_list=UNSET,
        variables=UNSET,
        metadata=UNSET,
        breakpoints=UNSET,
        trace_parent=UNSET,
    )


def task_run_view(task_run: TaskRun, execution: Execution, now: datetime) -> TaskRunView:
    """One task run, `outputs` always there."""
    attempts = task_run.attempts
    return TaskRunView(
        id=task_run.id,
        execution_id=execution.id,
        namespace=execution.namespace,
        flow_id=execution.flow_id,
        task_id=task_run.task_id,
        parent_task_run_id=UNSET if task_run.parent_id is None else task_run.parent_id,
        value=UNSET if task_run.value is None else task_run.value,
        attempts=[_attempt_view(each, now) for each in attempts] if attempts else UNSET,
        outputs=task_run.outputs,
        state=state_view(task_run.state, now),
        iteration=UNSET if task_run.iteration is None else task_run.iteration,
        dynamic=task_run.dynamic or UNSET,
        force_execution=task_run.force_execution or UNSET,
    )


def found_task_run_view(found: FoundTaskRun, now: datetime) -> FoundTaskRunView:
    """One task run of a search."""
    members = asdict(task_run_view(found.task_run, found.execution, now))
    return FoundTaskRunView(**members, task_type=given(found.type))


def state_view(state: State, now: datetime) -> StateView:
    """The current state, its history and its dates."""
    histories, end = state.histories, state.end
    return StateView(
        histories[-1].state,
        [ChangeView(change.state, change.date) for change in histories],
        format_duration(state.duration(now)),
        histories[0].date,
        UNSET if end is None else end,
    )


def _attempt_view(attempt: Attempt, now: datetime) -> AttemptView:
    return AttemptView(
        state_view(attempt.state, now), given(attempt.worker_id), given(attempt.log_file)
    )


def _breakpoint_views(points: Iterable[Breakpoint]) -> list[BreakpointView]:
    return [BreakpointView(point.id, given(point.value)) for point in points]


def execution_metadata_view(metadata: Metadata) -> MetadataView:
    """Attempt, first date and depth."""
    return MetadataView(metadata.attempt_number, metadata.original_created, metadata.depth)


# What a row needs to name the caller of an execution, or the date of a schedule.
_SLIM_VARIABLES = ("executionId", "namespace", "flowId", "flowRevision", "taskId", "date")


def _slim_trigger(trigger: ExecutionTrigger) -> ExecutionTrigger:
    variables = trigger.variables
    return ExecutionTrigger(
        trigger.id,
        trigger.type,
        {
            name: variables[name]
            for name in _SLIM_VARIABLES
            if isinstance(variables.get(name), str | int)
        },
    )


def _trigger_view(trigger: ExecutionTrigger) -> ExecutionTriggerView:
    return ExecutionTriggerView(
        trigger.id, trigger.type, trigger.variables, given(trigger.log_file)
    )


def _loop_run_view(execution: Execution) -> LoopRunView:
    run = execution.loop_run
    assert run is not None
    parent = LoopParentView(
        run.execution_id, TENANT, execution.namespace, execution.flow_id, execution.flow_revision
    )
    return LoopRunView(
        parent,
        run.task_id,
        run.task_run_id,
        run.item.index,
        run.item.value,
        given(run.item.key),
        [LoopTurnView(turn.index, turn.value, given(turn.key)) for turn in run.parents] or UNSET,
    )
