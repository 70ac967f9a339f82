"""What users ask of an execution: kill, pause, resume, labels, states, running at once."""

from __future__ import annotations

from tiercel.engine import hold, turns
from tiercel.engine.draft import Draft
from tiercel.engine.end import end_unreplaced, enter_end, notify_caller
from tiercel.engine.kill import begin_kill
from tiercel.engine.on.submitted import look_at_everything, run
from tiercel.model.decisions import KillChildren, StopTimer
from tiercel.model.events import (
    BreakpointResumeAsked,
    ForceRunAsked,
    KillAsked,
    LabelsAsked,
    ResumeAsked,
)
from tiercel.model.execution import TaskRun
from tiercel.model.shape import Hold, Turns
from tiercel.model.state import TERMINATED, StateType


def kill_asked(draft: Draft, event: KillAsked) -> None:
    """Kill what runs; of an ended execution only the children, when asked to cascade."""
    execution = draft.execution
    if execution.awaits_replacement:
        end_unreplaced(draft, StateType.KILLED)
    if execution.state.is_terminated:
        if event.cascade:
            draft.set(kill_cascades=True)
            draft.decide(KillChildren(is_all=True))
        if execution.is_settled:
            # A caller that is killed waits for the end, whose notice may have been in vain.
            notify_caller(draft)
        return
    if draft.current is StateType.KILLING:
        if event.cascade and not execution.kill_cascades:
            draft.set(kill_cascades=True)
            draft.decide(KillChildren(is_all=True))
        return
    if draft.current in (StateType.CREATED, StateType.QUEUED) and not execution.task_runs:
        draft.move(StateType.KILLING)
        draft.set(kill_cascades=event.cascade)
        enter_end(draft, StateType.KILLED)
        return
    if draft.current is StateType.PAUSED and _first_paused(draft) is not None:
        draft.move(StateType.RESTARTED)
    begin_kill(draft, cascade=event.cascade)


def pause_asked(draft: Draft) -> None:
    """Start nothing new; what runs goes on to its end."""
    if draft.current is StateType.RUNNING:
        draft.move(StateType.PAUSED)


def resume_execution(draft: Draft, event: ResumeAsked) -> None:
    """Let the named, or first, paused task run go on; or the execution, when it alone paused."""
    if draft.current is not StateType.PAUSED:
        return
    task_run = draft.run(event.task_run_id) if event.task_run_id else _first_paused(draft)
    if task_run is None:
        draft.move(StateType.RUNNING)
        look_at_everything(draft)
        return
    if isinstance(task_run.shape, Turns):
        turns.resume_turns(draft, task_run)
        return
    plan = draft.plan_of(task_run)
    if plan is None or task_run.current is not StateType.PAUSED:
        return
    if not isinstance(task_run.shape, Hold):
        return
    hold.resume(draft, plan, task_run, event)
    _leave_pause(draft)


def _leave_pause(draft: Draft) -> None:
    """Run again, unless something else still holds the execution, or it has ended meanwhile."""
    if draft.current is StateType.PAUSED and not turns.any_paused(draft):
        draft.move(StateType.RESTARTED)
        run(draft)


def _first_paused(draft: Draft) -> TaskRun | None:
    paused = (each for each in draft.running_runs() if each.current is StateType.PAUSED)
    return next((each for each in paused if isinstance(each.shape, (Hold, Turns))), None)


def breakpoint_resume_asked(draft: Draft, event: BreakpointResumeAsked) -> None:
    """Go on from a breakpoint."""
    if draft.current is not StateType.BREAKPOINT:
        return
    draft.set(breakpoints=())
    stopped = [r for r in draft.running_runs() if r.current is StateType.BREAKPOINT]
    for task_run in stopped:
        draft.enter(task_run, StateType.CREATED)
    if turns.any_paused(draft):
        # What is paused beside it holds the execution further.
        draft.move(StateType.PAUSED)
    else:
        draft.move(StateType.RUNNING)
        look_at_everything(draft)
    draft.set(breakpoints=event.breakpoints)


def labels_asked(draft: Draft, event: LabelsAsked) -> None:
    """Replace the labels."""
    draft.set(labels=event.labels)


def force_run_asked(draft: Draft, event: ForceRunAsked) -> None:
    """Run whatever holds the execution back; a queued one may also be ended."""
    state = draft.current
    if state is StateType.QUEUED and event.state in TERMINATED:
        enter_end(draft, event.state)
    elif state in (StateType.CREATED, StateType.QUEUED, StateType.RESTARTED):
        draft.decide(StopTimer("schedule"))
        draft.set(has_slot=draft.plan.flow.concurrency is not None)
        run(draft)
    elif state is StateType.PAUSED:
        resume_execution(draft, ResumeAsked())
    elif not draft.execution.state.is_terminated:
        look_at_everything(draft)
