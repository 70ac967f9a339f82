"""Holding an execution until somebody or a date lets it go on (Pause, Approval)."""

from __future__ import annotations

import msgspec

from tiercel.engine.draft import Draft
from tiercel.engine.end import finish_task_run
from tiercel.engine.plan import TaskPlan
from tiercel.model.decisions import StartTimer, StopTimer
from tiercel.model.events import ResumeAsked
from tiercel.model.execution import TaskRun
from tiercel.model.json_types import Json
from tiercel.model.log import Level
from tiercel.model.shape import Hold
from tiercel.model.state import StateType

# What the end of a Pause by its duration or timeout does to the task run.
DUE_STATES = {
    "RESUME": StateType.RUNNING,
    "WARN": StateType.WARNING,
    "FAIL": StateType.FAILED,
    "CANCEL": StateType.CANCELLED,
    "SUCCEED": StateType.SUCCESS,
}


def begin_hold(draft: Draft, plan: TaskPlan, task_run: TaskRun, shape: Hold) -> None:
    """Start what runs before the pause, then pause; an automatic decision does not pause."""
    if shape.decision or (
        shape.before and shape.is_before_awaited and plan.branches.get(shape.before)
    ):
        draft.mark(task_run.id)
    else:
        pause(draft, task_run, shape)


def started_before(plan: TaskPlan, shape: Hold) -> tuple[TaskPlan, ...]:
    """Tasks that start just before the pause and do not hold it up (`onPause`)."""
    if shape.decision or shape.is_before_awaited or not shape.before:
        return ()
    return plan.branches.get(shape.before, ())


def is_before(task_run: TaskRun, shape: Hold) -> bool:
    """Whether the pause is still to come."""
    return not shape.decision and not has_paused(task_run)


def has_paused(task_run: TaskRun) -> bool:
    """Whether it was paused since it was last created."""
    for change in reversed(task_run.state.histories):
        if change.state is StateType.PAUSED:
            return True
        if change.state in (StateType.CREATED, StateType.RESTARTED):
            return False
    return False


def pause(draft: Draft, task_run: TaskRun, shape: Hold) -> None:
    """The task run and the execution are PAUSED from now on.

    After the end of the execution nobody could resume it, so there it does not hold.
    """
    if draft.execution.state.is_terminated:
        plan = draft.plan_of(task_run)
        assert plan is not None
        draft.log(Level.WARN, "An execution that has ended can't be paused", task_run)
        finish_task_run(draft, plan, task_run, StateType.SUCCESS)
        return
    due = shape.due if shape.delay is None else draft.now + shape.delay
    draft.enter(task_run, StateType.PAUSED)
    if due is not None:
        draft.decide(StartTimer(f"run:{task_run.id}", due))
    draft.move(StateType.PAUSED)


def resume(draft: Draft, plan: TaskPlan, task_run: TaskRun, event: ResumeAsked) -> None:
    """Let a paused task run go on, with the state, decision and outputs of the event."""
    shape = task_run.shape
    assert isinstance(shape, Hold)
    draft.decide(StopTimer(f"run:{task_run.id}"))
    if shape.kind == "approval":
        _decide(draft, plan, task_run, event)
        return
    state = event.state
    has_children = bool(plan.branches.get(shape.after))
    shown = StateType.SUCCESS if state is StateType.RUNNING else state
    outputs = {
        **(task_run.outputs or {}),
        **event.outputs,
        "resumed": _resumed(draft, shown, event.user),
    }
    if state is StateType.RUNNING and has_children:
        draft.enter(task_run, StateType.RUNNING, outputs=outputs)
        draft.mark(task_run.id)
        return
    draft.change(task_run, outputs=outputs)
    finish_task_run(draft, plan, draft.runs[task_run.id], shown)


def _resumed(draft: Draft, state: StateType, user: str | None) -> dict[str, Json]:
    resumed: dict[str, Json] = {} if user is None else {"by": user}
    resumed["on"] = draft.now.replace(tzinfo=None).isoformat()
    resumed["to"] = state.value
    return resumed


def _decide(draft: Draft, plan: TaskPlan, task_run: TaskRun, event: ResumeAsked) -> None:
    shape = task_run.shape
    assert isinstance(shape, Hold)
    decision = event.decision or "APPROVED"
    after = {"APPROVED": "onApprove", "DENIED": "onDeny"}.get(decision, "")
    outputs: dict[str, Json] = {
        **(task_run.outputs or {}),
        **event.outputs,
        "decision": decision,
        "auto": False,
        "on": draft.now.isoformat().replace("+00:00", "Z"),
    }
    if event.user is not None:
        outputs["by"] = event.user
    decided = msgspec.structs.replace(
        shape, decision=decision, after=after if plan.branches.get(after) else ""
    )
    draft.enter(task_run, StateType.RUNNING, shape=decided, outputs=outputs)
    draft.mark(task_run.id)
