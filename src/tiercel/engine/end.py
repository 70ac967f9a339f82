"""Ends: of a task run, of a flowable, of the execution, and what others are notified of."""

from __future__ import annotations

from tiercel.engine.draft import Draft
from tiercel.engine.plan import TaskPlan
from tiercel.engine.result import guess, softened
from tiercel.engine.siblings import abandon_children, close_alive, interrupt
from tiercel.engine.task_scope import draft_source
from tiercel.engine.triggers.listeners import conditions_hold
from tiercel.engine.values.flow_outputs import loop_outputs, outputs_of
from tiercel.model.decisions import FreeSlot, NotifyParent, ServerLog, StopTimer
from tiercel.model.durations import clock_duration
from tiercel.model.errors import TiercelError
from tiercel.model.events import ChildEnded
from tiercel.model.execution import TaskRun
from tiercel.model.json_types import Json
from tiercel.model.log import Level
from tiercel.model.shape import Hold, Sequence
from tiercel.model.state import StateType

# States that an execution ends in as a whole after an Approval, by behavior.
ENDING_BEHAVIORS = {
    "SUCCEED": StateType.SUCCESS,
    "CANCEL": StateType.CANCELLED,
    "KILL": StateType.KILLED,
}


def finish_task_run(draft: Draft, plan: TaskPlan, task_run: TaskRun, state: StateType) -> None:
    """A task run that the engine ran itself ends; its owner is looked at next."""
    state = softened(plan.task, state)
    if plan.branches:
        abandon_children(draft, task_run, state)
    draft.close_attempt(task_run, state)
    draft.enter(task_run, state)
    draft.mark(task_run.parent_id or draft.root)
    if state is StateType.CANCELLED and isinstance(task_run.shape, Hold):
        cancel_execution(draft, StateType.CANCELLED)


def end_flowable(
    draft: Draft, plan: TaskPlan, task_run: TaskRun, state: StateType | None = None
) -> None:
    """A flowable has nothing left to do: its state follows from its children."""
    shape = task_run.shape
    task_run = draft.runs[task_run.id]
    if state is None:
        state = StateType.FAILED if task_run.is_broken else _state_of_body(draft, task_run)
    if isinstance(shape, Sequence) and shape.forgives and state is StateType.FAILED:
        state = StateType.WARNING
    ending = None
    if isinstance(shape, Hold) and state not in (StateType.FAILED, StateType.KILLED):
        behavior = _behavior_of(shape)
        ending = ENDING_BEHAVIORS.get(behavior)
        named = {"WARN": StateType.WARNING, "FAIL": StateType.FAILED}
        state = ending or named.get(behavior, state)
    finish_task_run(draft, plan, task_run, state)
    if ending is not None and not draft.execution.state.is_terminated:
        cancel_execution(draft, ending)


def _behavior_of(shape: Hold) -> str:
    """What follows the decision of an approval."""
    if shape.kind != "approval":
        return "CONTINUE"
    return shape.behaviors.get(shape.decision, "CONTINUE")


def _state_of_body(draft: Draft, task_run: TaskRun) -> StateType:
    branch = getattr(task_run.shape, "branch", None)
    if isinstance(task_run.shape, Hold):
        branch = task_run.shape.after
    return guess(draft.scope(task_run.id, branch or ""))


def cancel_execution(draft: Draft, state: StateType) -> None:
    """The execution ends in `state` at once.

    Killed: everything alive is interrupted. Otherwise jobs that run go on to their end, whose
    result is still joined, and everything else takes the state.
    """
    if draft.execution.state.is_terminated:
        return
    enter_end(draft, state)


def end_execution(draft: Draft) -> None:
    """The normal end: the state of the tasks, then the outputs of the flow."""
    state = guess(draft.scope(draft.root, "tasks"))
    loop = draft.root_plan
    if state is not StateType.KILLED and not _render_outputs(draft, loop):
        if loop is None:
            draft.move(state)
        state = StateType.FAILED
    enter_end(draft, state)


def _render_outputs(draft: Draft, loop: TaskPlan | None) -> bool:
    outputs = draft.plan.flow.outputs if loop is None else loop_outputs(loop.task)
    if not outputs:
        return True
    try:
        rendered = outputs_of(draft, outputs)
    except TiercelError as error:
        draft.log(Level.ERROR, f"Failed to render output values: {error.explained}")
        return False
    draft.set(outputs=rendered)
    return True


def enter_end(draft: Draft, state: StateType) -> None:
    """The execution is in its terminal state; tasks for after the end may still run."""
    close_alive(draft, state)
    draft.move(state)
    for sla in draft.plan.flow.sla:
        draft.decide(StopTimer(f"sla:{sla.id}"))
    if draft.execution.schedule_date is not None:
        draft.decide(StopTimer("schedule"))
    duration = draft.execution.state.duration(draft.now)
    draft.decide(
        ServerLog(f"Flow completed with state {state.value} in {clock_duration(duration)}")
    )
    draft.mark(draft.root)


def end_everything(draft: Draft, state: StateType) -> None:
    """Every task run that is alive is interrupted, and the execution ends in the state."""
    for task_run in draft.alive_runs():
        if not draft.runs[task_run.id].is_terminated:
            interrupt(draft, draft.runs[task_run.id], state)
    if not draft.execution.state.is_terminated:
        enter_end(draft, state)


def end_unreplaced(draft: Draft, state: StateType) -> None:
    """One that was to be replaced stays what it is, ended in another state."""
    draft.decide(StopTimer("replace"))
    draft.set(is_replaced=True)
    draft.move(state)


def close_execution(draft: Draft) -> None:
    """Nothing follows any more: give the slot back and notify the caller."""
    execution = draft.execution
    draft.set(is_settled=True)
    if execution.has_slot:
        draft.set(has_slot=False)
        draft.decide(FreeSlot())
    elif any(change.state is StateType.QUEUED for change in execution.state.histories):
        draft.decide(FreeSlot(had_slot=False))
    notify_caller(draft)


def notify_caller(draft: Draft) -> None:
    """Deliver the end of the execution to the one that waits for it, if there is one."""
    execution = draft.execution
    caller = execution.caller
    if caller is None or not caller.waits or execution.current is StateType.RETRIED:
        return
    outputs, error = _outputs_for_caller(draft)
    event = ChildEnded(
        task_run_id=caller.task_run_id,
        child_id=execution.id,
        state=execution.current,
        outputs=outputs,
        index=caller.index,
        has_outputs=bool(draft.plan.flow.outputs),
        error=error,
        original_id=execution.original_id,
    )
    draft.decide(NotifyParent(caller.execution_id, event))


def _outputs_for_caller(draft: Draft) -> tuple[dict[str, Json], str]:
    execution = draft.execution
    caller = execution.caller
    if caller is None or not caller.outputs or draft.plan.flow.outputs:
        return execution.outputs, ""
    env = draft.env
    try:
        variables = draft_source(draft).base()
        rendered: dict[str, Json] = env.renderer.render_deep(caller.outputs, variables, env.lookups)
    except TiercelError as error:
        return {}, error.explained
    return rendered, ""


def listener_tasks(draft: Draft) -> tuple[TaskPlan, ...]:
    """Tasks of all listeners whose conditions hold for the ended execution, in order."""
    listeners = draft.plan.flow.listeners
    if not listeners:
        return ()
    wanted = {
        task.id
        for listener in listeners
        if conditions_hold(draft, listener.conditions)
        for task in listener.tasks
    }
    return tuple(plan for plan in draft.plan.lists["listeners"] if plan.task.id in wanted)
