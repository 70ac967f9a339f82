"""What a kill switch does to an execution that it covers (spec/assets-apps.md §5)."""

from __future__ import annotations

from tiercel.engine.draft import Draft
from tiercel.engine.end import end_unreplaced, enter_end
from tiercel.engine.kill import has_open_job, waits_for_child
from tiercel.engine.on.asked import kill_asked, pause_asked
from tiercel.model.events import KillAsked, SwitchApplied
from tiercel.model.label import KILL_SWITCH, Label, merged
from tiercel.model.state import StateType


def switch_applied(draft: Draft, event: SwitchApplied) -> None:
    """Kill it as a user would, or end it CANCELLED once nothing of it runs any more."""
    execution = draft.execution
    has_ended = execution.state.is_terminated and not execution.awaits_replacement
    if has_ended or draft.current is StateType.KILLING:
        return
    draft.set(labels=merged(execution.labels, Label(KILL_SWITCH, event.switch_id)))
    if event.is_kill:
        kill_asked(draft, KillAsked())
    elif execution.awaits_replacement:
        end_unreplaced(draft, StateType.CANCELLED)
    elif any(has_open_job(draft, run) or waits_for_child(run) for run in draft.each_alive()):
        pause_asked(draft)
    else:
        enter_end(draft, StateType.CANCELLED)
