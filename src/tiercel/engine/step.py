"""The one switch over events: `step(execution, event, env)` is the engine."""

from __future__ import annotations

from typing import assert_never

import msgspec

from tiercel.engine import sla
from tiercel.engine.children import child_ended, child_refused, child_started
from tiercel.engine.draft import Draft
from tiercel.engine.env import Env
from tiercel.engine.index import indexed
from tiercel.engine.kill import finish_kill
from tiercel.engine.on.again import restart_asked, state_change_asked
from tiercel.engine.on.asked import (
    breakpoint_resume_asked,
    force_run_asked,
    kill_asked,
    labels_asked,
    pause_asked,
    resume_execution,
)
from tiercel.engine.on.jobs import job_ended, job_lost, job_started
from tiercel.engine.on.slots import flow_changed, slot_granted, slot_refused
from tiercel.engine.on.steps import step_ended
from tiercel.engine.on.stuck import stuck
from tiercel.engine.on.submitted import look_at_everything, submitted
from tiercel.engine.on.switches import switch_applied
from tiercel.engine.on.waits import wait_over
from tiercel.engine.settle import settle
from tiercel.engine.turns import turn_changed, turn_ended
from tiercel.model import events
from tiercel.model.decisions import Decision, NotifyParent
from tiercel.model.execution import Execution
from tiercel.model.shape import Hold, Turns
from tiercel.model.state import StateType


class Step(msgspec.Struct, frozen=True):
    """What one event made of an execution.

    Shapes: `touched` and `removed` are ids of task runs that were written or taken out.
    """

    execution: Execution
    touched: frozenset[str]
    removed: frozenset[str]
    decisions: tuple[Decision, ...]


_OF_CHILDREN = (events.ChildChanged, events.ChildEnded)


def _runs(draft: Draft) -> bool:
    return draft.current is StateType.RUNNING


def step(execution: Execution, event: events.Event, env: Env) -> Step:
    """Fold one event into an execution.

    Total: an event that no longer applies changes nothing. The same arguments always give the
    same result. Raises: LookupMissing, when a value from outside must be fetched first; then the
    step is to be run again as a whole.
    """
    if execution.index is None:
        execution = indexed(execution, env.plan.last_tasks)
    draft = Draft(execution, env)
    before = execution.current
    _dispatch(draft, event)
    if isinstance(event, _OF_CHILDREN) and before is StateType.PAUSED and _runs(draft):
        # What ended or came due during the pause was not looked at.
        look_at_everything(draft)
    is_done = settle(draft)
    if draft.plan.flow.sla:
        sla.check_assertions(draft)
        is_done = settle(draft) and is_done
    _report_pause(draft, before)
    if not is_done:
        draft.decide(NotifyParent(execution.id, events.Submitted()))
    return Step(
        draft.finish(),
        frozenset(draft.touched),
        frozenset(draft.removed),
        tuple(draft.decisions),
    )


def _dispatch(draft: Draft, event: events.Event) -> None:  # noqa: C901
    # Flat, with the frequent events first: the type checker proves that none is missing.
    match event:
        case events.Submitted():
            submitted(draft)
        case events.JobStarted():
            job_started(draft, event)
        case events.JobEnded():
            job_ended(draft, event)
        case events.JobLost():
            job_lost(draft, event)
        case events.StepEnded():
            step_ended(draft, event)
        case events.WaitOver():
            wait_over(draft, event.key)
        case events.SlotGranted():
            slot_granted(draft)
        case events.SlotRefused():
            slot_refused(draft, event)
        case events.FlowChanged():
            flow_changed(draft)
        case events.ChildStarted():
            child_started(draft, event)
        case events.ChildRefused():
            child_refused(draft, event)
            finish_kill(draft)
        case events.ChildChanged():
            turn_changed(draft, event)
        case events.ChildEnded():
            child_ended(draft, event)
            turn_ended(draft, event)
            finish_kill(draft)
        case events.Stuck():
            stuck(draft, event)
        case events.KillAsked():
            kill_asked(draft, event)
        case events.PauseAsked():
            pause_asked(draft)
        case events.ResumeAsked():
            resume_execution(draft, event)
        case events.BreakpointResumeAsked():
            breakpoint_resume_asked(draft, event)
        case events.RestartAsked():
            restart_asked(draft)
        case events.StateChangeAsked():
            state_change_asked(draft, event)
        case events.LabelsAsked():
            labels_asked(draft, event)
        case events.ForceRunAsked():
            force_run_asked(draft, event)
        case events.SwitchApplied():
            switch_applied(draft, event)
        case _:
            assert_never(event)


def _report_pause(draft: Draft, before: StateType) -> None:
    """A loop shows that one of its iterations is paused; it must hear of it, and of its end."""
    execution = draft.execution
    if execution.loop_run is None or execution.caller is None or execution.current is before:
        return
    is_paused = execution.current is StateType.PAUSED and _awaits_resume(draft)
    was_paused = before is StateType.PAUSED and not execution.state.is_terminated
    if is_paused or was_paused:
        event = events.ChildChanged(
            task_run_id=execution.caller.task_run_id,
            child_id=execution.id,
            state=execution.current,
            index=execution.caller.index,
        )
        draft.decide(NotifyParent(execution.caller.execution_id, event))


def _awaits_resume(draft: Draft) -> bool:
    """Whether somebody must resume it; a LoopUntil that waits goes on by itself."""
    return any(
        run.current is StateType.PAUSED and isinstance(run.shape, (Hold, Turns))
        for run in draft.each_alive()
    )
