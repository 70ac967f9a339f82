"""What a failed child does to its running siblings, and an ended flowable to its children."""

from __future__ import annotations

from tiercel.engine.draft import Draft
from tiercel.engine.index import Scope
from tiercel.model.decisions import KillChildren, StopJobs, StopTimer
from tiercel.model.execution import TaskRun
from tiercel.model.shape import Batches, Graph, OneWorker, Parallel, Shape, Subflow, Turns
from tiercel.model.state import StateType

INTERRUPTING = {
    "CANCEL": StateType.CANCELLED,
    "CANCELLED": StateType.CANCELLED,
    "FAIL": StateType.FAILED,
    "FAILED": StateType.FAILED,
    "KILLED": StateType.KILLED,
}


def react_to_child_failure(draft: Draft, owner: str, shape: Shape, body: Scope) -> None:
    """Interrupt running siblings when the flowable says so (`onChildFailure`)."""
    if not isinstance(shape, (Parallel, Graph)) or body.alive == 0:
        return
    state = INTERRUPTING.get(shape.on_child_failure.upper())
    if state is None:
        return
    for task_run_id in list(body.runs.values()):
        task_run = draft.runs[task_run_id]
        if not task_run.is_terminated:
            interrupt(draft, task_run, state)


def interrupt(draft: Draft, task_run: TaskRun, state: StateType) -> None:
    """End a task run and everything alive below it, stopping jobs and children for real."""
    stopped: list[str] = []
    _interrupt(draft, task_run, state, stopped)
    if stopped:
        draft.decide(StopJobs(tuple(stopped)))


def _interrupt(draft: Draft, task_run: TaskRun, state: StateType, stopped: list[str]) -> None:
    for child in draft.living_children_of(task_run):
        _interrupt(draft, child, state, stopped)
    stop_waiting(draft, task_run)
    stopped.append(task_run.id)
    draft.close_attempt(task_run, state)
    draft.enter(task_run, state)


def stop_waiting(draft: Draft, task_run: TaskRun) -> None:
    """Forget timers of a task run, and kill the executions that it waits for."""
    if task_run.current in (StateType.PAUSED, StateType.RETRYING):
        draft.decide(StopTimer(f"run:{task_run.id}"))
    if task_run.is_terminated:
        return
    if isinstance(task_run.shape, (Subflow, Batches, Turns)):
        draft.decide(KillChildren(children_of_shape(task_run.shape)))


def children_of_shape(shape: Subflow | Batches | Turns) -> tuple[str, ...]:
    """Ids of the child executions that a shape waits for."""
    if isinstance(shape, Subflow):
        return (shape.child_id,) if shape.child_id else ()
    if isinstance(shape, Batches):
        return tuple(child for child in shape.children if child)
    return tuple(shape.children.values())


def close_alive(draft: Draft, state: StateType) -> None:
    """The execution has ended: what is still alive takes the state; only KILLED stops jobs."""
    if not len(draft.running) and not len(draft.created):
        return
    for task_run in draft.alive_runs():
        task_run = draft.runs[task_run.id]
        if task_run.is_terminated or task_run.force_execution:
            continue
        if state is StateType.KILLED:
            interrupt(draft, task_run, state)
        else:
            end_below(draft, task_run, state)
            _leave(draft, task_run, state)


def end_below(draft: Draft, task_run: TaskRun, state: StateType) -> None:
    """The waits of an ending task run are over, and what is alive below takes its state."""
    stop_waiting(draft, task_run)
    abandon_children(draft, task_run, state)


def abandon_children(draft: Draft, task_run: TaskRun, state: StateType) -> None:
    """Give what is still alive below an ended flowable its state; jobs go on to their end.

    A late result of such a job is still joined: its attempt stays open.
    """
    for child in draft.living_children_of(task_run):
        end_below(draft, child, state)
        _leave(draft, child, state)


def _leave(draft: Draft, task_run: TaskRun, state: StateType) -> None:
    """A task run takes a state from above; the attempt of a running job stays open."""
    plan = draft.plan_of(task_run)
    has_job = plan is not None and (plan.is_runnable or isinstance(task_run.shape, OneWorker))
    if not has_job:
        draft.close_attempt(task_run, state)
    has_begun = has_job and task_run.current is not StateType.CREATED
    draft.enter(task_run, state, is_abandoned=has_begun)
