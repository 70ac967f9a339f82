"""Tasks that change their own execution: labels, variables, and its end (Exit)."""

from __future__ import annotations

from tiercel.engine.draft import Draft
from tiercel.engine.end import enter_end, finish_task_run
from tiercel.engine.kill import begin_kill
from tiercel.engine.plan import TaskPlan
from tiercel.engine.siblings import abandon_children
from tiercel.model.execution import TaskRun
from tiercel.model.label import Label, merged
from tiercel.model.shape import Patch
from tiercel.model.state import StateType


def apply_patch(draft: Draft, plan: TaskPlan, task_run: TaskRun, shape: Patch) -> None:
    """Change the execution and end the task run."""
    if shape.labels:
        labels = (Label(key, value) for key, value in shape.labels)
        draft.set(labels=merged(draft.execution.labels, *labels))
    if shape.variables is not None:
        draft.set(variables=shape.variables)
    if shape.exit_state is None:
        finish_task_run(draft, plan, task_run, StateType.SUCCESS)
        return
    exit_execution(draft, task_run, StateType(shape.exit_state))


def exit_execution(draft: Draft, task_run: TaskRun, state: StateType) -> None:
    """End the execution from within: the task run and those above take the state."""
    draft.close_attempt(task_run, state)
    draft.enter(task_run, state)
    if draft.execution.state.is_terminated:
        draft.mark(task_run.parent_id or draft.root)
        return
    if state is StateType.KILLED:
        begin_kill(draft, cascade=False)
        return
    above = draft.parent(task_run)
    while above is not None:
        abandon_children(draft, above, state)
        draft.close_attempt(above, state)
        draft.enter(above, state)
        above = draft.parent(above)
    enter_end(draft, state)
