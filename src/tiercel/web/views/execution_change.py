"""What a stream of changes of an execution contains."""

from __future__ import annotations

from datetime import datetime

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from tiercel.model.execution import Attempt, TaskRun
from tiercel.model.state import RUNNING_STATES, State, StateType
from tiercel.service.executions.changes import Change, ChangeKind
from tiercel.web.views.execution import ExecutionView, execution_view, slim_execution_view
from tiercel.web.views.view import Date, View, given


class PhaseView(View, frozen=True, gc=False):
    """A state with the dates that a bar on a time line needs: created, first running, ended."""

    current: StateType
    start_date: Date
    running_date: Date | UnsetType = UNSET
    end_date: Date | UnsetType = UNSET


class TaskRunRowView(View, frozen=True, kw_only=True):
    """A task run without its outputs: `hasOutputs` says whether it has some to ask for."""

    id: str
    task_id: str
    parent_task_run_id: str | UnsetType = UNSET
    value: str | UnsetType = UNSET
    iteration: int | UnsetType = UNSET
    seq: int
    state: PhaseView
    attempts: list[PhaseView] | UnsetType = UNSET
    has_outputs: bool = False


class ExecutionChangeView(View, frozen=True, kw_only=True):
    """News of an execution.

    `snapshot` begins anew: the execution without task runs, and the first of these; `taskRuns`
    has more of them. `progress` and `end` have the task runs that changed and the ids of those
    that are gone. The execution in a `progress` is a slim row: inputs, outputs, variables and
    trigger stay as they were sent last. `taskRunCount` is how many there are in all.
    """

    version: int
    execution: ExecutionView | UnsetType = UNSET
    task_runs: list[TaskRunRowView]
    removed: tuple[str, ...] = ()
    task_run_count: int


def change_view(change: Change, now: datetime) -> ExecutionChangeView:
    """The data of one event."""
    execution = change.execution
    shown: ExecutionView | UnsetType = UNSET
    if change.kind is ChangeKind.PROGRESS:
        shown = slim_execution_view(execution, None, now)
    elif change.kind is not ChangeKind.TASK_RUNS:
        whole = execution_view(execution, now, has_task_runs=False)
        shown = replace(whole, task_run_list=UNSET)
    return ExecutionChangeView(
        version=execution.version,
        execution=shown,
        task_runs=[task_run_row_view(run) for run in change.task_runs],
        removed=change.removed,
        task_run_count=len(execution.task_runs),
    )


def task_run_row_view(run: TaskRun) -> TaskRunRowView:
    """What a time line shows of a task run."""
    return TaskRunRowView(
        id=run.id,
        task_id=run.task_id,
        parent_task_run_id=given(run.parent_id),
        value=given(run.value),
        iteration=given(run.iteration),
        seq=run.seq,
        state=phase_view(run.state),
        attempts=[_attempt_view(each) for each in run.attempts] or UNSET,
        has_outputs=bool(run.outputs),
    )


def phase_view(state: State) -> PhaseView:
    """The state with its dates."""
    running = (each.date for each in state.histories if each.state in RUNNING_STATES)
    return PhaseView(state.current, state.start, given(next(running, None)), given(state.end))


def _attempt_view(attempt: Attempt) -> PhaseView:
    return phase_view(attempt.state)
