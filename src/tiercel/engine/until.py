"""Repeating a body until a condition holds (LoopUntil, spec/engine.md §6)."""

from __future__ import annotations

from datetime import datetime

from tiercel.engine.draft import Draft
from tiercel.engine.plan import TaskPlan
from tiercel.engine.task_scope import draft_source
from tiercel.expr import is_truthy
from tiercel.model.decisions import StartTimer
from tiercel.model.errors import TiercelError
from tiercel.model.execution import TaskRun
from tiercel.model.log import Level
from tiercel.model.shape import Until
from tiercel.model.state import StateType

COUNT = "iterationCount"


def is_over(draft: Draft, owner: str, plan: TaskPlan | None, shape: Until) -> bool:
    """After a finished turn: whether the loop ends now; otherwise the next turn is timed."""
    assert plan is not None
    task_run = draft.runs[owner]
    try:
        if _condition_holds(draft, plan, task_run, shape):
            return True
    except TiercelError as error:
        draft.log(
            Level.ERROR,
            f"Unable to resolve state from the Flowable task: {error.explained}",
            task_run,
        )
        draft.change(task_run, is_broken=True)
        return True
    reached = _maximum_reached(draft, task_run, shape)
    if reached is not None:
        draft.log(Level.WARN, f"Max {reached} reached", task_run)
        task_run = _count_turn(draft, task_run)
        if shape.fails_on_max:
            draft.change(task_run, is_broken=True)
        return True
    _wait(draft, task_run, shape)
    return False


def _condition_holds(draft: Draft, plan: TaskPlan, task_run: TaskRun, shape: Until) -> bool:
    if "{" not in shape.condition:
        return is_truthy(shape.condition)
    variables = draft_source(draft).for_task_run(plan, task_run)
    env = draft.env
    return is_truthy(env.renderer.render(shape.condition, variables, env.lookups))


def _maximum_reached(draft: Draft, task_run: TaskRun, shape: Until) -> str | None:
    count = (task_run.outputs or {}).get(COUNT, 1)
    if shape.iterations_max is not None and count >= shape.iterations_max:
        return "iterations"
    if shape.duration_max is not None and _begun(task_run) + shape.duration_max < draft.now:
        return "duration"
    return None


def _begun(task_run: TaskRun) -> datetime:
    created = [
        change.date for change in task_run.state.histories if change.state is StateType.CREATED
    ]
    return created[-1]


def _count_turn(draft: Draft, task_run: TaskRun) -> TaskRun:
    outputs = task_run.outputs or {}
    return draft.change(task_run, outputs={**outputs, COUNT: outputs.get(COUNT, 1) + 1})


def _wait(draft: Draft, task_run: TaskRun, shape: Until) -> None:
    draft.enter(_count_turn(draft, task_run), StateType.PAUSED)
    if draft.current is StateType.RUNNING:
        draft.move(StateType.PAUSED)
    draft.decide(StartTimer(f"run:{task_run.id}", draft.now + shape.every))


def next_turn(draft: Draft, task_run: TaskRun) -> None:
    """The interval is over: drop the last turn's task runs and begin the next one."""
    for child in draft.children_of(task_run):
        draft.remove(child)
    iteration = (task_run.iteration or 0) + 1
    draft.enter(task_run, StateType.RUNNING, iteration=iteration)
    draft.mark(task_run.id)
