"""Children of a WorkingDirectory: their task runs follow what the worker reports."""

from __future__ import annotations

from tiercel.engine.draft import Draft
from tiercel.engine.plan import TaskPlan
from tiercel.engine.result import ended_state
from tiercel.engine.worker_children import attempts_over, child_run_id
from tiercel.model.events import StepEnded
from tiercel.model.execution import Attempt, TaskRun
from tiercel.model.shape import OneWorker
from tiercel.model.state import Change, State, StateType


def step_ended(draft: Draft, event: StepEnded) -> None:
    """A child began (RUNNING) or ended on the worker."""
    owner = draft.run(event.parent_id)
    plan = draft.plan.tasks.get(event.task_id)
    if owner is None or plan is None or owner.is_terminated:
        return
    if not isinstance(owner.shape, OneWorker) or plan.owner is not draft.plan_of(owner):
        return
    scope = draft.scope(owner.id, plan.branch)
    task_run_id = scope.runs.get(event.task_id)
    task_run = draft.run(task_run_id) if task_run_id is not None else None
    if task_run is None:
        child_id = child_run_id(owner.id, event.task_id)
        task_run = draft.create_named(plan, owner.id, child_id)
    # The end of an attempt was reported twice.
    if task_run.is_terminated or event.attempt < len(attempts_over(task_run)):
        return
    if event.state is StateType.RUNNING:
        _begin(draft, task_run, event)
    elif event.state is StateType.SKIPPED:
        _skip(draft, task_run, event)
    else:
        _end(draft, plan, task_run, event)


def _begin(draft: Draft, task_run: TaskRun, event: StepEnded) -> None:
    if task_run.current is StateType.RUNNING:
        return
    opened = State(
        (Change(StateType.CREATED, event.started), Change(StateType.RUNNING, event.started))
    )
    draft.enter_at(
        task_run,
        StateType.RUNNING,
        event.started,
        attempts=(*task_run.attempts, Attempt(opened, event.worker_id)),
    )


def _skip(draft: Draft, task_run: TaskRun, event: StepEnded) -> None:
    draft.begin_attempt(task_run)
    draft.close_attempt(task_run, StateType.SKIPPED)
    draft.enter_at(task_run, StateType.SKIPPED, event.ended)


def _end(draft: Draft, plan: TaskPlan, task_run: TaskRun, event: StepEnded) -> None:
    _begin(draft, task_run, event)
    task_run = draft.runs[task_run.id]
    last, is_retried = task_run.attempts[-1], event.state is StateType.RETRYING
    ended = StateType.FAILED if is_retried else event.state
    moved = last.state.moved(ended, max(event.ended, last.state.last))
    closed = Attempt(moved, last.worker_id, event.log_file)
    state = ended_state(plan.task, ended, earlier=len(task_run.attempts) - 1)
    task_run = draft.enter_at(
        task_run,
        ended if is_retried else state,
        event.ended,
        attempts=(*task_run.attempts[:-1], closed),
        outputs=event.outputs if event.outputs is not None else {},
    )
    if is_retried:
        draft.enter_at(task_run, StateType.RETRYING, event.ended)
