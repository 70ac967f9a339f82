"""Answers about the flow's concurrency limit."""

from __future__ import annotations

from tiercel.engine.draft import Draft
from tiercel.engine.end import enter_end
from tiercel.engine.on.submitted import look_at_everything, run
from tiercel.model.decisions import AskSlot, ServerLog
from tiercel.model.events import SlotRefused
from tiercel.model.flow import ConcurrencyBehavior
from tiercel.model.log import Level
from tiercel.model.state import StateType

WAITING = frozenset({StateType.CREATED, StateType.QUEUED, StateType.RESTARTED})


def slot_granted(draft: Draft) -> None:
    """A slot is free: run."""
    if draft.current in WAITING:
        draft.set(has_slot=True)
        run(draft)


def slot_refused(draft: Draft, event: SlotRefused) -> None:
    """No slot is free: wait, or end, as the flow says."""
    concurrency = draft.plan.flow.concurrency
    if draft.current not in WAITING or concurrency is None:
        return
    if draft.current is StateType.QUEUED:
        return
    if concurrency.behavior is ConcurrencyBehavior.QUEUE:
        draft.move(StateType.QUEUED)
        draft.decide(
            ServerLog(
                f"Execution is queued due to concurrency limit exceeded, {event.running} running(s)"
            )
        )
    elif concurrency.behavior is ConcurrencyBehavior.CANCEL:
        _end(draft, StateType.CANCELLED)
    else:
        draft.log(Level.ERROR, "Execution is FAILED due to concurrency limit exceeded")
        _end(draft, StateType.FAILED)


def _end(draft: Draft, state: StateType) -> None:
    enter_end(draft, state)
    # A replay of a task that runs after the end has it already, not begun.
    look_at_everything(draft)


def flow_changed(draft: Draft) -> None:
    """A slot may be free, or the limit is gone: a queued execution asks again."""
    if draft.current is not StateType.QUEUED:
        return
    concurrency = draft.plan.flow.concurrency
    if concurrency is None:
        run(draft)
    else:
        draft.decide(AskSlot(concurrency.limit))
