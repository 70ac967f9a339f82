"""What a paused execution waits for: an answer, or a decision that only a review can give."""

from __future__ import annotations

from tiercel.model.errors import Conflict
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.shape import Hold
from tiercel.model.state import StateType


def paused_task_runs(execution: Execution) -> list[TaskRun]:
    """The task runs that wait for somebody, in the order in which they were created."""
    return [
        task_run
        for task_run in execution.task_run_list()
        if task_run.current is StateType.PAUSED and isinstance(task_run.shape, Hold)
    ]


def paused_task_run(execution: Execution) -> TaskRun | None:
    """The first of them: the one that is resumed."""
    return next(iter(paused_task_runs(execution)), None)


def is_approval(task_run: TaskRun) -> bool:
    """Whether the task run waits for a decision."""
    return isinstance(task_run.shape, Hold) and task_run.shape.kind == "approval"


def check_resumable(execution: Execution) -> None:
    """Raises: Conflict when the task run to resume waits for a decision."""
    _check_undecided(execution, paused_task_runs(execution)[:1])


def check_forcible(execution: Execution) -> None:
    """Raises: Conflict when any task run waits for a decision: to force it would be a yes."""
    _check_undecided(execution, paused_task_runs(execution))


def _check_undecided(execution: Execution, paused: list[TaskRun]) -> None:
    for task_run in paused:
        if is_approval(task_run):
            raise Conflict(
                f"Execution '{execution.id}' waits for a decision on task run '{task_run.id}':"
                " review it instead."
            )
