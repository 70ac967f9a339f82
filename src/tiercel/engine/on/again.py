"""Running again in place, and states given by hand."""

from __future__ import annotations

from tiercel.engine.draft import Draft
from tiercel.engine.end import end_unreplaced, notify_caller
from tiercel.engine.on.submitted import submitted
from tiercel.engine.replay import restart, set_state
from tiercel.model.decisions import StopTimer
from tiercel.model.errors import TiercelError
from tiercel.model.events import StateChangeAsked
from tiercel.model.state import TERMINATED, StateType


def restart_asked(draft: Draft) -> None:
    """Run failed and paused task runs again, in this execution."""
    waiting = draft.running_runs()
    try:
        restart(draft)
    except TiercelError:
        # Use cases check this before; a caller that restarts its child does not.
        _notify_caller_again(draft)
        return
    for task_run in waiting:
        draft.decide(StopTimer(f"run:{task_run.id}"))
    submitted(draft)


def _notify_caller_again(draft: Draft) -> None:
    """A caller that asked for a restart waits for the end, which has been already."""
    if draft.execution.is_settled:
        notify_caller(draft)


def state_change_asked(draft: Draft, event: StateChangeAsked) -> None:
    """Another state for a task run, or for the ended execution alone."""
    if event.task_run_id is None:
        _change_end(draft, event.state)
        return
    if draft.current in (StateType.KILLING, StateType.KILLED):
        return
    try:
        set_state(draft, event.task_run_id, event.state)
    except TiercelError:
        # Checked by the use case before; only a race can bring it here.
        return
    if draft.current is StateType.RESTARTED:
        submitted(draft)


def _change_end(draft: Draft, state: StateType) -> None:
    if not draft.execution.state.is_terminated or state not in TERMINATED:
        return
    if draft.execution.awaits_replacement and state is not StateType.RETRIED:
        end_unreplaced(draft, state)
        notify_caller(draft)
    else:
        draft.move(state)
