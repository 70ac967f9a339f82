"""What an execution that has not settled waits for, as far as its own rows say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from tiercel.engine.plan import FlowPlan
from tiercel.model.events import ChildEnded
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.job import Job, Timer
from tiercel.model.shape import Batches, Hold, Subflow, Turns, Until
from tiercel.model.state import StateType
from tiercel.model.waiting import (
    AttemptNumber,
    AwaitedExecution,
    Cause,
    ClaimingWorker,
    WaitingReason,
)


def waiting_reasons(
    execution: Execution,
    jobs: Sequence[Job],
    timers: Sequence[Timer],
    plan: FlowPlan | None = None,
) -> list[WaitingReason]:
    """Everything that will move it; nothing when it has settled or is stuck.

    Of jobs only whether a worker has claimed them is known here: those that wait are of the
    cause PLACE, claimed ones ATTEMPT. Without the plan attempts are not counted.
    """
    due = {timer.key: timer.due for timer in timers}
    if execution.is_settled and "replace" not in due:
        return []
    alive = _alive(execution)
    found = list(_of_whole(execution, due, plan))
    found += _of_jobs(execution, jobs)
    for task_run in alive:
        found += _of_task_run(task_run, due.get(f"run:{task_run.id}"), plan)
    causes = {reason.cause for reason in found}
    has_paused = any(isinstance(run.shape, Turns) and run.shape.paused for run in alive)
    if execution.current is StateType.PAUSED and not has_paused and not causes & _PAUSES:
        found.insert(0, WaitingReason(cause=Cause.RESUME))
    if execution.current is StateType.BREAKPOINT and Cause.BREAKPOINT not in causes:
        found.insert(0, WaitingReason(cause=Cause.BREAKPOINT))
    return found


# What explains that an execution is PAUSED; otherwise somebody has asked for it.
_PAUSES = frozenset({Cause.RESUME, Cause.DECISION, Cause.CHECK})


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


def _of_whole(
    execution: Execution, due: Mapping[str, datetime], plan: FlowPlan | None
) -> Iterator[WaitingReason]:
    if execution.current is StateType.QUEUED:
        yield WaitingReason(cause=Cause.CONCURRENCY)
    if "schedule" in due:
        yield WaitingReason(cause=Cause.SCHEDULE_DATE, until=due["schedule"])
    if "replace" in due:
        retry = None if plan is None else plan.flow.retry
        limit = None if retry is None else retry.max_attempts
        attempt = AttemptNumber(execution.metadata.attempt_number + 1, limit)
        yield WaitingReason(cause=Cause.REPLACEMENT, until=due["replace"], attempt=attempt)


def _of_jobs(execution: Execution, jobs: Sequence[Job]) -> list[WaitingReason]:
    """Those that run come first."""
    found = []
    for job in sorted(jobs, key=lambda job: job.worker_id is None):
        task_run = execution.task_runs.get(job.task_run_id)
        worker = None
        if job.worker_id is not None:
            worker = ClaimingWorker(job.worker_id, None, None, job.lease_until)
        reason = WaitingReason(
            cause=Cause.PLACE if worker is None else Cause.ATTEMPT,
            task_id=job.task_run_id if task_run is None else task_run.task_id,
            task_run_id=job.task_run_id,
            worker=worker,
        )
        found.append(reason)
    return found


def _of_task_run(
    task_run: TaskRun, due: datetime | None, plan: FlowPlan | None
) -> Iterator[WaitingReason]:
    shape, task_id, run_id = task_run.shape, task_run.task_id, task_run.id
    if task_run.current is StateType.BREAKPOINT:
        yield WaitingReason(cause=Cause.BREAKPOINT, task_id=task_id, task_run_id=run_id)
    elif isinstance(shape, Hold) and task_run.current is StateType.PAUSED:
        cause = Cause.DECISION if shape.kind == "approval" else Cause.RESUME
        yield WaitingReason(cause=cause, task_id=task_id, task_run_id=run_id, until=due)
    elif isinstance(shape, Until) and due is not None:
        yield WaitingReason(cause=Cause.CHECK, task_id=task_id, task_run_id=run_id, until=due)
    elif due is not None:
        attempt = AttemptNumber(len(task_run.attempts) + 1, _attempts_max(task_run, plan))
        yield WaitingReason(
            cause=Cause.RETRY, task_id=task_id, task_run_id=run_id, until=due, attempt=attempt
        )
    children = tuple(AwaitedExecution(child_id) for _, child_id in _children(task_run))
    if children:
        yield WaitingReason(
            cause=Cause.EXECUTIONS,
            task_id=task_id,
            task_run_id=run_id,
            executions=children,
            total=len(children),
        )


def _attempts_max(task_run: TaskRun, plan: FlowPlan | None) -> int | None:
    task = None if plan is None else plan.tasks.get(task_run.task_id)
    retry = None if task is None or plan is None else task.effective_retry(plan.flow)
    return None if retry is None else retry.max_attempts
