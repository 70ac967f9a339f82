"""Killing an execution: nothing new starts, jobs are interrupted, and it ends when they are gone.

The execution stays KILLING until every job and every waited child has reported its end, so that
KILLED means that nothing of it runs any more (spec/engine.md §14).
"""

from __future__ import annotations

from tiercel.engine.draft import Draft
from tiercel.engine.end import enter_end
from tiercel.engine.siblings import children_of_shape
from tiercel.model.decisions import KillChildren, StopJobs, StopTimer
from tiercel.model.execution import TaskRun
from tiercel.model.shape import Batches, OneWorker, Subflow, Turns
from tiercel.model.state import StateType

# States of a task run whose job a worker has, or may yet take.
WITH_JOB = frozenset(
    {StateType.SUBMITTED, StateType.RESUBMITTED, StateType.RUNNING, StateType.KILLING}
)


def begin_kill(draft: Draft, *, cascade: bool) -> None:
    """Start to kill: created and paused task runs end at once, jobs are asked to stop.

    Without `cascade` executions of other flows live on, and nobody waits for them any more; the
    iterations of a Loop belong to the execution and never do.
    """
    draft.move(StateType.KILLING)
    draft.set(kill_asked=True, kill_cascades=cascade)
    stopped: list[str] = []
    for task_run in draft.alive_runs():
        if has_open_job(draft, task_run):
            stopped.append(task_run.id)
        elif _waits_in_vain(draft, task_run, cascade=cascade):
            _end_at_once(draft, task_run)
    if stopped:
        draft.decide(StopJobs(tuple(stopped)))
    _kill_waited(draft, cascade=cascade)
    if cascade:
        draft.decide(KillChildren(is_all=True))
    finish_kill(draft)


_WAITING = (StateType.PAUSED, StateType.BREAKPOINT, StateType.RETRYING)


def _waits_in_vain(draft: Draft, task_run: TaskRun, *, cascade: bool) -> bool:
    """Whether nothing that runs, or is killed now, will end the task run."""
    shape = task_run.shape
    if isinstance(shape, Turns) and shape.children:
        return False
    if isinstance(shape, (Subflow, Batches)) and not cascade:
        return True
    return task_run.id in draft.created or task_run.current in _WAITING


def _end_at_once(draft: Draft, task_run: TaskRun) -> None:
    draft.decide(StopTimer(f"run:{task_run.id}"))
    draft.close_attempt(task_run, StateType.KILLED)
    draft.enter(task_run, StateType.KILLED)


def _kill_waited(draft: Draft, *, cascade: bool) -> None:
    children: list[str] = []
    for task_run in draft.running_runs():
        if waits_for_child(task_run):
            assert isinstance(task_run.shape, (Subflow, Batches, Turns))
            children.extend(children_of_shape(task_run.shape))
    if children:
        draft.decide(KillChildren(tuple(children), cascade=cascade))


def has_open_job(draft: Draft, task_run: TaskRun) -> bool:
    """Whether a worker has, or may yet take, the job of the task run."""
    plan = draft.plan_of(task_run)
    if plan is None or task_run.is_terminated:
        return False
    if plan.is_runnable:
        return task_run.current in WITH_JOB
    if not isinstance(task_run.shape, OneWorker):
        return False
    return not task_run.attempts or not task_run.attempts[-1].state.is_terminated


def waits_for_child(task_run: TaskRun) -> bool:
    """Whether the task run ends by the end of other executions."""
    shape = task_run.shape
    if task_run.is_terminated or not isinstance(shape, (Subflow, Batches, Turns)):
        return False
    return bool(shape.children) if isinstance(shape, Turns) else shape.wait


def finish_kill(draft: Draft) -> None:
    """End KILLED when no job and no waited child is left."""
    if draft.current is not StateType.KILLING:
        return
    if any(has_open_job(draft, run) or waits_for_child(run) for run in draft.each_alive()):
        return
    for task_run in draft.alive_runs():
        if task_run.force_execution:
            continue
        draft.close_attempt(task_run, StateType.KILLED)
        draft.enter(task_run, StateType.KILLED)
    enter_end(draft, StateType.KILLED)
