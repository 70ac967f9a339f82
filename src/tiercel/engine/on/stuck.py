"""Stuck: nothing would ever move the execution, so it ends and says so."""

from __future__ import annotations

from tiercel.engine.draft import Draft
from tiercel.engine.end import close_execution, end_everything
from tiercel.engine.waiting import moves_of
from tiercel.model.events import Stuck
from tiercel.model.log import Level
from tiercel.model.state import StateType

TEXT = (
    "The execution has ended because nothing would ever have moved it: no task of it runs or waits,"
    " and looking at it again changed nothing."
)


def stuck(draft: Draft, event: Stuck) -> None:
    """End it, unless something has happened since somebody found it so."""
    if draft.execution.is_settled or moves_of(draft.execution) != event.moves:
        return
    draft.log(Level.ERROR, TEXT)
    if draft.execution.state.is_terminated:
        # What should run after its end did not.
        close_execution(draft)
        return
    is_killed = draft.current is StateType.KILLING
    end_everything(draft, StateType.KILLED if is_killed else StateType.FAILED)
