"""Two executions side by side, as the API shows them."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import UNSET, UnsetType

from tiercel.model.durations import format_duration
from tiercel.model.execution import Execution
from tiercel.model.log import Level
from tiercel.model.state import StateType
from tiercel.service.executions.reports.side_by_side import (
    ComparedTask,
    Differing,
    SideBySide,
    TaskSide,
    seconds_until,
)
from tiercel.web.views.execution_report import DifferenceView, difference_view
from tiercel.web.views.view import Date, View, given


class SideView(View, frozen=True, kw_only=True):
    """One of the two executions; what still runs has no end, and its duration until now."""

    id: str
    namespace: str
    flow_id: str
    flow_revision: int
    state: StateType
    start_date: Date
    end_date: Date | UnsetType = UNSET
    duration: str


class DifferingView(View, frozen=True):
    """Values that differ, `total` of them, by name: `before` left, `now` right.

    `equal` others are alike. Of very many that differ the first ones are shown.
    """

    results: list[DifferenceView]
    equal: int
    total: int


class TaskSideView(View, frozen=True):
    """The task runs of a task: how many are in each state, and their seconds together."""

    states: dict[StateType, int]
    attempts: int
    seconds: float


class ComparedTaskView(View, frozen=True):
    """A task; absent on the side where it did not run."""

    task_id: str
    left: TaskSideView | UnsetType = UNSET
    right: TaskSideView | UnsetType = UNSET


class ComparedLineView(View, frozen=True, kw_only=True):
    """Entries of a task that differ in dates, ids and numbers only; how many each side has."""

    level: Level
    task_id: str | UnsetType = UNSET
    message: str
    left: int
    right: int


class ComparedLogsView(View, frozen=True):
    """What one side logged more often; there is more unless `complete`."""

    results: list[ComparedLineView]
    left_total: int
    right_total: int
    complete: bool


class SideBySideView(View, frozen=True):
    """Two executions with what differs; `taskOutputs` of tasks that ran once, by task and name."""

    left: SideView
    right: SideView
    labels: DifferingView
    inputs: DifferingView
    outputs: DifferingView
    task_outputs: DifferingView
    tasks: list[ComparedTaskView]
    logs: ComparedLogsView


def side_by_side_view(found: SideBySide, now: datetime) -> SideBySideView:
    """What differs between two executions."""
    logs = found.logs
    return SideBySideView(
        _side_view(found.left, now),
        _side_view(found.right, now),
        _differing_view(found.labels),
        _differing_view(found.inputs),
        _differing_view(found.outputs),
        _differing_view(found.task_outputs),
        list(map(_task_view, found.tasks)),
        ComparedLogsView(
            [
                ComparedLineView(
                    level=line.level,
                    task_id=given(line.task_id),
                    message=line.message,
                    left=line.left,
                    right=line.right,
                )
                for line in logs.lines
            ],
            logs.left_total,
            logs.right_total,
            logs.is_complete,
        ),
    )


def _side_view(execution: Execution, now: datetime) -> SideView:
    state = execution.state
    return SideView(
        id=execution.id,
        namespace=execution.namespace,
        flow_id=execution.flow_id,
        flow_revision=execution.flow_revision,
        state=state.current,
        start_date=state.start,
        end_date=state.last if state.is_terminated else UNSET,
        duration=format_duration(timedelta(seconds=seconds_until(state, now))),
    )


def _differing_view(found: Differing) -> DifferingView:
    return DifferingView(list(map(difference_view, found.differences)), found.equal, found.total)


def _task_view(task: ComparedTask) -> ComparedTaskView:
    return ComparedTaskView(task.task_id, _task_side_view(task.left), _task_side_view(task.right))


def _task_side_view(side: TaskSide | None) -> TaskSideView | UnsetType:
    return UNSET if side is None else TaskSideView(side.states, side.attempts, side.seconds)
