"""What workers report: an attempt began, ended, or was lost with its worker."""

from __future__ import annotations

import msgspec

from tiercel.engine.draft import Draft
from tiercel.engine.groups.choice import group_of
from tiercel.engine.kill import finish_kill
from tiercel.engine.plan import TaskPlan
from tiercel.engine.result import ended_state, softened
from tiercel.engine.retry import directory_retried, retried
from tiercel.engine.siblings import interrupt
from tiercel.model.decisions import SendJob
from tiercel.model.events import JobEnded, JobLost, JobStarted
from tiercel.model.execution import Attempt, TaskRun
from tiercel.model.log import Level
from tiercel.model.shape import OneWorker
from tiercel.model.state import Change, State, StateType

replace = msgspec.structs.replace
LIVE = frozenset({StateType.RUNNING, StateType.KILLING})


def job_started(draft: Draft, event: JobStarted) -> None:
    """A worker began the attempt."""
    task_run = draft.run(event.task_run_id)
    if task_run is None or len(task_run.attempts) != event.attempt:
        return
    if task_run.is_terminated and not task_run.is_abandoned:
        return
    if not _has_job(draft, task_run) or _is_open(task_run):
        return
    opened = State(
        (
            Change(StateType.CREATED, task_run.state.last),
            Change(StateType.RUNNING, max(event.date, task_run.state.last)),
        )
    )
    attempt = Attempt(opened, event.worker_id)
    if task_run.is_abandoned:
        draft.change(task_run, attempts=(*task_run.attempts, attempt))
        return
    draft.enter_at(task_run, StateType.RUNNING, event.date, attempts=(*task_run.attempts, attempt))


def job_ended(draft: Draft, event: JobEnded) -> None:
    """The attempt is over: its result, then a retry, the end of the task run, or both."""
    task_run = draft.run(event.task_run_id)
    plan = draft.plan_of(task_run) if task_run is not None else None
    if task_run is None or plan is None or not _is_expected(task_run, event):
        return
    if not _has_job(draft, task_run):
        return
    task_run = _close(draft, task_run, event)
    if isinstance(task_run.shape, OneWorker):
        _working_directory_ended(draft, plan, task_run, event)
    elif draft.current is StateType.KILLING:
        draft.enter_at(task_run, _state_of(plan, task_run, event), event.ended)
        finish_kill(draft)
    else:
        _end(draft, plan, task_run, event)


def _has_job(draft: Draft, task_run: TaskRun) -> bool:
    """Whether a worker runs task runs of this kind."""
    plan = draft.plan_of(task_run)
    return plan is not None and (plan.is_runnable or isinstance(task_run.shape, OneWorker))


def _is_open(task_run: TaskRun) -> bool:
    """Whether its last attempt is still under way."""
    return bool(task_run.attempts) and task_run.attempts[-1].state.current in LIVE


def _is_expected(task_run: TaskRun, event: JobEnded) -> bool:
    """Whether the attempt is open, or was never reported as begun."""
    attempts = task_run.attempts
    if len(attempts) == event.attempt:
        is_awaited = task_run.is_abandoned or not task_run.is_terminated
        return is_awaited and not _is_open(task_run)
    return len(attempts) == event.attempt + 1 and _is_open(task_run)


def _close(draft: Draft, task_run: TaskRun, event: JobEnded) -> TaskRun:
    attempts = task_run.attempts
    if len(attempts) == event.attempt:
        histories: tuple[Change, ...] = (
            Change(StateType.CREATED, task_run.state.last),
            Change(StateType.RUNNING, max(event.started, task_run.state.last)),
        )
        opened = Attempt(State(histories), event.worker_id)
        if task_run.current is not StateType.RUNNING and not task_run.is_abandoned:
            task_run = draft.enter_at(task_run, StateType.RUNNING, event.started)
    else:
        opened, attempts = attempts[-1], attempts[:-1]
    state = opened.state.moved(event.state, max(event.ended, opened.state.last))
    closed = Attempt(state, opened.worker_id, event.log_file or opened.log_file)
    return draft.change(
        task_run,
        attempts=(*attempts, closed),
        outputs=event.outputs if event.outputs is not None else {},
    )


def _state_of(plan: TaskPlan, task_run: TaskRun, event: JobEnded) -> StateType:
    return ended_state(plan.task, event.state, earlier=len(task_run.attempts) - 1)


def _end(draft: Draft, plan: TaskPlan, task_run: TaskRun, event: JobEnded) -> None:
    may_retry = event.state is StateType.FAILED and not task_run.is_terminated
    if may_retry and retried(draft, plan, task_run):
        return
    was_terminated = task_run.is_terminated
    state = _state_of(plan, task_run, event)
    draft.enter_at(task_run, state, event.ended, is_abandoned=False)
    if not was_terminated:
        draft.mark(task_run.parent_id or draft.root)


def _working_directory_ended(
    draft: Draft, plan: TaskPlan, task_run: TaskRun, event: JobEnded
) -> None:
    """The job of a WorkingDirectory is over; its children have reported before."""
    for child in draft.children_of(task_run):
        if not child.is_terminated:
            interrupt(draft, child, StateType.KILLED)
    if draft.current is StateType.KILLING:
        draft.enter_at(task_run, softened(plan.task, event.state), event.ended)
        finish_kill(draft)
        return
    may_retry = event.state is StateType.FAILED and not task_run.is_terminated
    if may_retry and directory_retried(draft, plan, task_run):
        return
    body = draft.scope(task_run.id, "tasks")
    if event.state is StateType.FAILED and not body.failed:
        draft.change(task_run, is_broken=True)
    draft.mark(task_run.id)


def job_lost(draft: Draft, event: JobLost) -> None:
    """The worker is gone: the attempt is closed and the same task run is sent again."""
    task_run = draft.run(event.task_run_id)
    plan = draft.plan_of(task_run) if task_run is not None else None
    if task_run is None or plan is None or not _has_job(draft, task_run):
        return
    attempts = task_run.attempts
    if len(attempts) > event.attempt + 1:
        return
    if task_run.is_terminated:
        # It was given up before; nobody will report the end of its attempt any more.
        draft.close_attempt(task_run, StateType.RESUBMITTED)
        _cancel(draft, plan, event)
        return
    is_over = draft.execution.state.is_terminated and not task_run.force_execution
    if draft.current is StateType.KILLING or is_over:
        draft.close_attempt(task_run, StateType.KILLED)
        draft.enter(task_run, StateType.KILLED)
        _cancel(draft, plan, event)
        finish_kill(draft)
        return
    if len(attempts) == event.attempt + 1 and not _is_open(task_run):
        return
    draft.log(Level.WARN, "Re-emitting WorkerTask.", task_run)
    draft.close_attempt(task_run, StateType.RESUBMITTED)
    task_run = draft.enter(task_run, StateType.RESUBMITTED)
    group = group_of(draft, plan)
    handle = event.handle
    draft.decide(SendJob(task_run.id, len(task_run.attempts), worker_group=group, handle=handle))


def _cancel(draft: Draft, plan: TaskPlan, event: JobLost) -> None:
    """Nobody goes on with what a lost attempt began elsewhere: have it stopped."""
    if event.handle:
        group = group_of(draft, plan)
        draft.decide(
            SendJob(
                event.task_run_id,
                event.attempt,
                worker_group=group,
                handle=event.handle,
                is_cancel=True,
            )
        )
