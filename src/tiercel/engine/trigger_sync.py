"""Keeping the stored states of triggers in step with flows, and with time that was missed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from tiercel.engine import trigger_state
from tiercel.engine.trigger_orders import TriggerEnv
from tiercel.engine.trigger_rules import lists_dates
from tiercel.engine.triggers import SCHEDULED, Mechanism, schedule_rule
from tiercel.model.errors import TiercelError
from tiercel.model.flow import Flow, TriggerDefinition
from tiercel.model.trigger import TriggerState

MechanismOf = Callable[[str], Mechanism]
_A_YEAR = timedelta(days=365)


class SyncPlan(msgspec.Struct, frozen=True):
    """What saving a flow does to the states of its triggers.

    Shapes: `stopped` are the ids of triggers whose running evaluation must stop.
    """

    puts: tuple[TriggerState, ...] = ()
    deletes: tuple[TriggerState, ...] = ()
    stopped: tuple[str, ...] = ()


class FlowChange(msgspec.Struct, frozen=True):
    """A flow before and after a save; None for a flow that does not exist (any more)."""

    before: Flow | None
    after: Flow | None


def sync(
    states: Sequence[TriggerState],
    change: FlowChange,
    *,
    now: datetime,
    env: TriggerEnv,
    mechanism_of: MechanismOf,
) -> SyncPlan:
    """New states for new triggers, fresh ones for changed triggers, none for removed ones.

    Source: spec/triggers.md §2 (life cycle), spec/api/triggers.md §4.
    """
    after = change.after if change.after is not None and not change.after.deleted else None
    wanted = _scheduled(after, mechanism_of) if after is not None else {}
    before = _scheduled(change.before, mechanism_of) if change.before is not None else {}
    known = {state.trigger_id: state for state in states}
    puts: list[TriggerState] = []
    stopped: list[str] = []
    for trigger_id, definition in wanted.items():
        assert after is not None
        fresh = initial_state(definition, after, now, env, mechanism_of(definition.type))
        old = known.get(trigger_id)
        if old is None:
            puts.append(fresh)
        elif before.get(trigger_id) != definition:
            puts.append(_rewritten(old, fresh))
            stopped.append(trigger_id)
        else:
            puts.append(_carried(old, fresh, after))
    gone = [state for state in states if state.trigger_id not in wanted]
    return SyncPlan(tuple(puts), tuple(gone), (*stopped, *(state.trigger_id for state in gone)))


def _scheduled(flow: Flow, mechanism_of: MechanismOf) -> dict[str, TriggerDefinition]:
    return {
        definition.id: definition
        for definition in flow.triggers
        if mechanism_of(definition.type) in SCHEDULED
    }


def _rewritten(old: TriggerState, fresh: TriggerState) -> TriggerState:
    """The state of a changed definition: dates anew, locks and backfill gone, switch kept."""
    return msgspec.structs.replace(
        fresh,
        version=old.version + 1,
        disabled=old.disabled,
        next_date=None if old.disabled else fresh.next_date,
    )


def _carried(old: TriggerState, fresh: TriggerState, flow: Flow) -> TriggerState:
    """The state of an unchanged definition in a new revision; a switched-off flow is due again."""
    is_asleep = old.next_date is None and not old.disabled and not trigger_state.is_held(old)
    is_paused = old.backfill is not None and old.backfill.paused
    if is_asleep and not is_paused and not flow.disabled:
        waiting = trigger_state.parked_date(old) or fresh.next_date
        return trigger_state.changed(
            old,
            flow_revision=flow.revision,
            next_date=waiting,
            memory=trigger_state.without_parked(old),
        )
    return trigger_state.changed(old, flow_revision=flow.revision)


def initial_state(
    definition: TriggerDefinition,
    flow: Flow,
    now: datetime,
    env: TriggerEnv,
    mechanism: Mechanism,
) -> TriggerState:
    """The state of a trigger that nobody has evaluated yet."""
    state = TriggerState(
        namespace=flow.namespace,
        flow_id=flow.id,
        trigger_id=definition.id,
        flow_revision=flow.revision,
        date=now.replace(microsecond=0),
        stop_after=definition.stop_after,
        version=1,
    )
    try:
        return msgspec.structs.replace(
            state, next_date=_first_date(definition, flow, now, env, mechanism)
        )
    except TiercelError as error:
        return msgspec.structs.replace(state, error=error.message)


def _first_date(
    definition: TriggerDefinition,
    flow: Flow,
    now: datetime,
    env: TriggerEnv,
    mechanism: Mechanism,
) -> datetime | None:
    if mechanism is not Mechanism.SCHEDULE:
        return now
    following = schedule_rule(definition, flow, env).next(now)
    return now + _A_YEAR if following is None and lists_dates(definition) else following


def date_when_enabled(
    state: TriggerState, definition: TriggerDefinition, flow: Flow, now: datetime, env: TriggerEnv
) -> datetime | None:
    """When a trigger that is switched on by hand is due.

    Source: spec/api/triggers.md §2.1, 4: LAST runs the newest missed date at once, the others go
    on from now. Raises: TiercelError for an unusable schedule.
    """
    if lists_dates(definition) or definition.properties.get("cron") is not None:
        rule = schedule_rule(definition, flow, env)
        if _policy(definition, env) == "LAST":
            missed = rule.previous(now)
            if missed is not None and (state.date is None or missed > state.date):
                return missed
        return rule.next(now)
    return now


def recovered(
    state: TriggerState, definition: TriggerDefinition, flow: Flow, now: datetime, env: TriggerEnv
) -> TriggerState | None:
    """The state of a schedule after the scheduler was away; None when nothing changes.

    Source: spec/triggers.md §3 (recoverMissedSchedules).
    """
    policy = _policy(definition, env)
    is_late = state.next_date is not None and state.next_date < now
    if policy == "ALL" or not is_late or state.backfill is not None:
        return None
    try:
        rule = schedule_rule(definition, flow, env)
    except TiercelError:
        return None
    if policy == "NONE":
        return trigger_state.changed(state, next_date=rule.next(now))
    missed = rule.previous(now)
    if missed is None or (state.date is not None and missed <= state.date):
        return trigger_state.changed(state, next_date=rule.next(now))
    return trigger_state.changed(state, next_date=missed)


def _policy(definition: TriggerDefinition, env: TriggerEnv) -> str:
    return str(definition.properties.get("recoverMissedSchedules") or env.recover)
