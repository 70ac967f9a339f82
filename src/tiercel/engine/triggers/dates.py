"""When a trigger is due first, when it is switched on again, and after the server was away."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from tiercel.engine.triggers import state as trigger_state
from tiercel.engine.triggers.orders import TriggerEnv
from tiercel.engine.triggers.rules import lists_dates
from tiercel.engine.triggers.triggers import Mechanism, schedule_rule
from tiercel.model.errors import TiercelError
from tiercel.model.flow import Flow, TriggerDefinition
from tiercel.model.trigger import TriggerState

_A_YEAR = timedelta(days=365)


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
        updated=now,
        version=1,
    )
    try:
        return msgspec.structs.replace(
            state, next_date=_first_date(definition, flow, now, env, mechanism)
        )
    except TiercelError as error:
        return trigger_state.failed(state, error.message)


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
