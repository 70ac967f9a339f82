"""How the stored state of a trigger changes: locks, switches, backfills."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from tiercel.engine.triggers.rules import Rule
from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json
from tiercel.model.trigger import PARKED, Backfill, TriggerState, parked_date


def changed(state: TriggerState, **changes: Any) -> TriggerState:
    """The state with changes, ready to be put: its version is the next one."""
    return msgspec.structs.replace(state, version=state.version + 1, **changes)


def succeeded(state: TriggerState) -> TriggerState:
    """An evaluation has ended well. Does not count as a change of its own: the version stays."""
    return msgspec.structs.replace(state, error=None, failures=0)


def failed(state: TriggerState, error: str) -> TriggerState:
    """An evaluation has failed. Does not count as a change of its own: the version stays."""
    return msgspec.structs.replace(state, error=error, failures=state.failures + 1)


def parked(state: TriggerState) -> TriggerState:
    """Not due any more until `unparked`: the trigger is locked, paused or switched off."""
    if state.next_date is None:
        return changed(state)
    memory = {**state.memory, PARKED: state.next_date.isoformat()}
    return changed(state, next_date=None, memory=memory)


def without_parked(state: TriggerState) -> dict[str, Json]:
    """The memory of a state that need not keep a date."""
    return {key: value for key, value in state.memory.items() if key != PARKED}


def occupied_by(state: TriggerState, execution_id: str, now: datetime) -> TriggerState:
    """An execution exists and occupies the trigger; a date that is due already waits for its end.

    Does not count as a change of its own: the version stays.
    """
    occupied = msgspec.structs.replace(state, execution_id=execution_id, updated=now)
    if occupied.next_date is None or occupied.next_date > now:
        return occupied
    return msgspec.structs.replace(parked(occupied), version=state.version)


def released(state: TriggerState, final_state: str, now: datetime) -> TriggerState:
    """The execution that occupied the trigger has ended (or is gone)."""
    is_stopped = final_state in state.stop_after
    return changed(
        state,
        execution_id=None,
        updated=now,
        disabled=state.disabled or is_stopped,
        next_date=None if is_stopped else _waiting_date(state),
        memory=without_parked(state),
    )


def is_occupied(state: TriggerState) -> bool:
    """Whether an execution or an evaluation occupies the trigger."""
    return state.execution_id is not None or state.is_locked


def handed_back(state: TriggerState, now: datetime) -> TriggerState:
    """Its evaluation was cut off, and is due again: another worker may begin it."""
    return changed(state, is_locked=False, worker_id=None, updated=now, next_date=now)


def unlocked(state: TriggerState, now: datetime) -> TriggerState:
    """Freed by hand: locks are gone, a date that waited is due again."""
    return changed(
        state,
        execution_id=None,
        is_locked=False,
        worker_id=None,
        updated=now,
        next_date=_waiting_date(state) or (now if state.is_locked else None),
        memory=without_parked(state),
    )


def _waiting_date(state: TriggerState) -> datetime | None:
    return state.next_date if state.next_date is not None else parked_date(state)


def disabled(state: TriggerState) -> TriggerState:
    """Switched off by hand: nothing is due."""
    return changed(
        state, disabled=True, next_date=None, is_locked=False, memory=without_parked(state)
    )


def enabled(state: TriggerState, next_date: datetime | None) -> TriggerState:
    """Switched on by hand; the caller says when it is due (`triggers.date_when_enabled`)."""
    return changed(state, disabled=False, next_date=next_date, memory=without_parked(state))


def with_backfill(state: TriggerState, rule: Rule, backfill: Backfill) -> TriggerState:
    """The schedule runs past dates first: those after `start`, up to `end`."""
    previous = _waiting_date(state)
    if state.backfill is not None:
        previous = state.backfill.previous_next
    begun = msgspec.structs.replace(
        backfill, current=backfill.start, paused=False, previous_next=previous
    )
    first = rule.next(begun.start)
    if first is None or (begun.end is not None and first > begun.end):
        return changed(state, backfill=None, next_date=previous, memory=without_parked(state))
    return changed(state, backfill=begun, next_date=first, memory=without_parked(state))


def _backfill_of(state: TriggerState) -> Backfill:
    if state.backfill is None:
        raise IllegalArgument("No backfill found")
    return state.backfill


def with_backfill_paused(state: TriggerState) -> TriggerState:
    """Nothing fires until the backfill goes on. Raises: IllegalArgument without one."""
    backfill = msgspec.structs.replace(_backfill_of(state), paused=True)
    return msgspec.structs.replace(parked(state), backfill=backfill)


def with_backfill_resumed(state: TriggerState, rule: Rule) -> TriggerState:
    """The backfill goes on after its current date. Raises: IllegalArgument without one."""
    backfill = msgspec.structs.replace(_backfill_of(state), paused=False)
    following = rule.next(backfill.current)
    return changed(state, backfill=backfill, next_date=following, memory=without_parked(state))


def without_backfill(state: TriggerState, rule: Rule, now: datetime) -> TriggerState:
    """Back to the regular dates. Raises: IllegalArgument without a backfill."""
    following = _backfill_of(state).previous_next or rule.next(now)
    return changed(state, backfill=None, next_date=following, memory=without_parked(state))


def after_backfill_date(state: TriggerState, rule: Rule, now: datetime) -> TriggerState:
    """The date that was due is done: the next one, or the end of the backfill.

    Does not count as a change of its own: the version stays.
    """
    backfill, date = state.backfill, state.next_date
    assert backfill is not None
    assert date is not None
    following = rule.next(date)
    if following is None or (backfill.end is not None and following > backfill.end):
        regular = backfill.previous_next or rule.next(now)
        return msgspec.structs.replace(state, backfill=None, next_date=regular)
    moved = msgspec.structs.replace(backfill, current=date)
    return msgspec.structs.replace(state, backfill=moved, next_date=following)
