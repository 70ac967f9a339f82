"""How the stored state of a trigger changes: locks, switches, backfills."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from tiercel.engine.triggers.rules import Rule
from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json
from tiercel.model.trigger import PARKED, Backfill, RunOrder, TriggerState, parked_date

_MOMENT = timedelta(microseconds=1)


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


def occupied_by(
    state: TriggerState, execution_id: str, now: datetime, *, allows_concurrent: bool
) -> TriggerState:
    """An execution exists and occupies the trigger; a date that is due already waits for its end.

    It does not wait where more may run. Does not count as a change of its own: the version stays.
    """
    backfill = state.backfill
    if backfill is not None and backfill.parallel is not None:
        running = (*backfill.running, execution_id)
        backfill = msgspec.structs.replace(backfill, running=running)
    occupied = msgspec.structs.replace(
        state, execution_id=execution_id, updated=now, backfill=backfill
    )
    is_due = occupied.next_date is not None and occupied.next_date <= now
    if not is_due or not is_full(occupied, allows_concurrent=allows_concurrent):
        return occupied
    return msgspec.structs.replace(parked(occupied), version=state.version)


def is_full(state: TriggerState, *, allows_concurrent: bool) -> bool:
    """Whether so many of its executions run that no other may begin."""
    backfill = state.backfill
    if backfill is None or backfill.parallel is None:
        return state.execution_id is not None and not allows_concurrent
    is_other = state.execution_id is not None and state.execution_id not in backfill.running
    return len(backfill.running) >= backfill.parallel or (is_other and not allows_concurrent)


def is_occupied_by(state: TriggerState, execution_id: str) -> bool:
    """Whether that execution occupies the trigger, alone or beside others of a backfill."""
    running = () if state.backfill is None else state.backfill.running
    return execution_id == state.execution_id or execution_id in running


def released(
    state: TriggerState, execution_id: str, final_state: str, now: datetime
) -> TriggerState:
    """An execution that occupied the trigger has ended (or is gone)."""
    is_stopped = final_state in state.stop_after
    backfill, holder = state.backfill, state.execution_id
    if backfill is not None:
        running = tuple(each for each in backfill.running if each != execution_id)
        backfill = msgspec.structs.replace(backfill, running=running)
    if holder == execution_id:
        holder = backfill.running[-1] if backfill is not None and backfill.running else None
    return changed(
        state,
        execution_id=holder,
        backfill=backfill,
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
    backfill = state.backfill
    return changed(
        state,
        execution_id=None,
        backfill=None if backfill is None else msgspec.structs.replace(backfill, running=()),
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
    """The schedule runs past dates first: those after `start`, up to `end`.

    Raises: IllegalArgument where the newest are to run first and no end is given.
    """
    previous = _waiting_date(state)
    if state.backfill is not None:
        previous = state.backfill.previous_next
    begun = msgspec.structs.replace(
        backfill, current=_bound(backfill), paused=False, previous_next=previous, running=()
    )
    first = date_after(begun, rule, begun.current)
    if first is None:
        return changed(state, backfill=None, next_date=previous, memory=without_parked(state))
    return changed(state, backfill=begun, next_date=first, memory=without_parked(state))


def _bound(backfill: Backfill) -> datetime:
    """Before the first date that runs."""
    if backfill.order is RunOrder.OLDEST_FIRST:
        return backfill.start
    if backfill.end is None:
        raise IllegalArgument("A backfill that runs the newest dates first needs an end")
    return backfill.end + _MOMENT


def date_after(backfill: Backfill, rule: Rule, date: datetime) -> datetime | None:
    """The date of a backfill that runs after another one; None after the last."""
    if backfill.order is RunOrder.OLDEST_FIRST:
        found = rule.next(date)
        for first, last in backfill.skipped:
            if found is not None and first <= found <= last:
                found = rule.next(last)
        is_over = found is None or (backfill.end is not None and found > backfill.end)
    else:
        found = rule.previous(date)
        for first, last in reversed(backfill.skipped):
            if found is not None and first <= found <= last:
                found = rule.previous(first)
        is_over = found is None or found <= backfill.start
    return None if is_over else found


def rows_of(rule: Rule, dates: Iterable[datetime]) -> tuple[tuple[datetime, datetime], ...]:
    """Dates of a schedule as the first and the last of each row without a gap, in order."""
    rows: list[tuple[datetime, datetime]] = []
    for date in sorted(dates):
        if rows and date <= rows[-1][1]:
            continue
        if rows and rule.next(rows[-1][1]) == date:
            rows[-1] = (rows[-1][0], date)
        else:
            rows.append((date, date))
    return tuple(rows)


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
    following = date_after(backfill, rule, backfill.current)
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
    following = date_after(backfill, rule, date)
    if following is None:
        regular = backfill.previous_next or rule.next(now)
        return msgspec.structs.replace(state, backfill=None, next_date=regular)
    moved = msgspec.structs.replace(backfill, current=date)
    return msgspec.structs.replace(state, backfill=moved, next_date=following)
