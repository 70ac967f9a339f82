"""Why an execution that has not settled does nothing: a text for people, or that it is stuck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tiercel.model.events import ChildEnded
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.job import Job, Timer
from tiercel.model.shape import Batches, Hold, Subflow, Turns
from tiercel.model.state import StateType


def waiting_reason(
    execution: Execution, jobs: Sequence[Job], timers: Sequence[Timer]
) -> str | None:
    """What the execution waits for; None when nothing will ever move it: it is stuck."""
    if execution.is_settled:
        return "It has settled."
    if jobs:
        return _of_jobs(execution, jobs)
    if timers:
        first = min(timers, key=lambda timer: timer.due)
        return f"It waits until {first.due.isoformat()} ({first.key})."
    if execution.current is StateType.QUEUED:
        return "It is queued: the concurrency limit of its flow is reached."
    if execution.current is StateType.PAUSED:
        return "It is paused: somebody must resume it."
    if execution.current is StateType.BREAKPOINT:
        return "It stands at a breakpoint: somebody must let it go on."
    for task_run in _alive(execution):
        reason = _of_task_run(task_run)
        if reason is not None:
            return reason
    return None


def moves_of(execution: Execution) -> int:
    """How many changes of state the execution and its task runs had: it only grows."""
    own = len(execution.state.histories)
    return own + sum(len(run.state.histories) for run in execution.task_runs.values())


def children_waited_for(execution: Execution) -> list[ChildEnded]:
    """The end that each execution would have for which a task run waits, if it were gone."""
    found: list[ChildEnded] = []
    for task_run in _alive(execution):
        found.extend(
            ChildEnded(task_run.id, child_id, StateType.FAILED, index=index)
            for index, child_id in _children(task_run)
        )
    return found


def _alive(execution: Execution) -> list[TaskRun]:
    """Task runs that have not ended, in creation order: few, however many there were."""
    alive = [run for run in execution.task_runs.values() if not run.is_terminated]
    return sorted(alive, key=lambda run: run.seq)


def _children(task_run: TaskRun) -> Iterator[tuple[int | None, str]]:
    shape = task_run.shape
    if isinstance(shape, Subflow) and shape.child_id:
        yield None, shape.child_id
    elif isinstance(shape, Batches):
        yield from ((index, child) for index, child in enumerate(shape.children) if child)
    elif isinstance(shape, Turns):
        yield from ((int(index), child) for index, child in shape.children.items())


def _of_jobs(execution: Execution, jobs: Sequence[Job]) -> str:
    claimed = [job for job in jobs if job.worker_id is not None]
    job = claimed[0] if claimed else jobs[0]
    task_run = execution.task_runs.get(job.task_run_id)
    name = task_run.task_id if task_run is not None else job.task_run_id
    if not claimed:
        return f"Task '{name}' waits for a worker."
    return f"Task '{name}' runs on worker {job.worker_id}."


def _of_task_run(task_run: TaskRun) -> str | None:
    shape = task_run.shape
    if isinstance(shape, Subflow) and shape.child_id is not None:
        return f"Task '{task_run.task_id}' waits for execution {shape.child_id}."
    if isinstance(shape, Batches | Turns) and shape.children:
        return f"Task '{task_run.task_id}' waits for {len(shape.children)} executions."
    if isinstance(shape, Hold) and task_run.current is StateType.PAUSED:
        return f"Task '{task_run.task_id}' is paused: somebody must resume it."
    return None
