"""What a trigger that is due does: start an execution, be polled, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from tiercel.engine.triggers import state as trigger_state
from tiercel.engine.triggers.orders import (
    Line,
    StartOrder,
    TriggerEnv,
    conditions_hold,
    rendered_inputs,
    rendered_labels,
    trigger_scope,
)
from tiercel.engine.triggers.rules import (
    Found,
    Holds,
    Rule,
    find_next,
    find_previous,
    interval_of,
    iso,
    late_limit,
    lists_dates,
    rule_of,
)
from tiercel.expr.lookups import allowance_of
from tiercel.model.errors import TiercelError
from tiercel.model.execution import ExecutionTrigger
from tiercel.model.flow import Flow, TriggerDefinition
from tiercel.model.json_types import Json
from tiercel.model.limits import SCHEDULE_DATE_STEPS
from tiercel.model.log import Level
from tiercel.model.trigger import TriggerState

_A_YEAR = timedelta(days=365)
_ONE_SECOND = timedelta(seconds=1)


class Mechanism(StrEnum):
    """How the server runs a trigger; the plugin class says it."""

    SCHEDULE = "SCHEDULE"
    POLLING = "POLLING"
    REALTIME = "REALTIME"
    FLOW = "FLOW"
    WEBHOOK = "WEBHOOK"
    NONE = "NONE"


SCHEDULED = frozenset({Mechanism.SCHEDULE, Mechanism.POLLING, Mechanism.REALTIME})


class Action(StrEnum):
    """What to do with a trigger that is due."""

    START = "start"
    POLL = "poll"
    SKIP = "skip"


class TriggerPlan(msgspec.Struct, frozen=True):
    """The answer to a trigger that is due; `state` is ready to be put.

    Shapes: `is_evaluated` says that an evaluation has ended; that of a poll ends on its worker.
    """

    action: Action
    state: TriggerState
    order: StartOrder | None = None
    lines: tuple[Line, ...] = ()
    is_evaluated: bool = False


class Due(msgspec.Struct, frozen=True):
    """A trigger of a flow whose turn it is."""

    state: TriggerState
    definition: TriggerDefinition
    flow: Flow
    mechanism: Mechanism


def plan(due: Due, now: datetime, env: TriggerEnv) -> TriggerPlan:
    """What a trigger whose `next_date` has come does.

    Raises: LookupMissing only; everything else that fails is an execution or a log line.
    Source: spec/triggers.md §2, §3, §4, §7.
    """
    state, definition, flow = due.state, due.definition, due.flow
    if flow.disabled or flow.deleted or flow.exception is not None or definition.disabled:
        return TriggerPlan(Action.SKIP, _passed_over(due, now, env))
    is_occupied = trigger_state.is_full(state, allows_concurrent=definition.allow_concurrent)
    is_waiting = state.backfill is not None and state.backfill.paused
    if is_occupied or is_waiting or state.is_locked:
        return TriggerPlan(Action.SKIP, trigger_state.parked(state))
    if due.mechanism is Mechanism.SCHEDULE:
        return _plan_schedule(due, now, env)
    if due.mechanism in SCHEDULED:
        return _plan_poll(due, now, env)
    return TriggerPlan(Action.SKIP, trigger_state.changed(state, next_date=None))


def _passed_over(due: Due, now: datetime, env: TriggerEnv) -> TriggerState:
    """The state of a trigger that is switched off in its flow: its dates pass by unused."""
    following: datetime | None = now + interval_of(due.definition)
    if due.mechanism is Mechanism.SCHEDULE:
        try:
            following = schedule_rule(due.definition, due.flow, env).next(now)
        except TiercelError:
            following = now + _A_YEAR
    return trigger_state.changed(due.state, next_date=following)


# Schedules.


def _plan_schedule(due: Due, now: datetime, env: TriggerEnv) -> TriggerPlan:
    state = due.state
    try:
        rule = schedule_rule(due.definition, due.flow, env)
    except TiercelError as error:
        line = Line(Level.WARN, f"[trigger: {due.definition.id}] {error.explained}")
        failed = trigger_state.failed(state, error.explained)
        stopped = trigger_state.changed(failed, next_date=None, evaluated=now)
        return TriggerPlan(Action.SKIP, stopped, lines=(line,), is_evaluated=True)
    assert state.next_date is not None
    date = rule.next(state.next_date - _ONE_SECOND)
    if date is None or date > now + _ONE_SECOND:
        later = date or (now + _A_YEAR if lists_dates(due.definition) else None)
        return TriggerPlan(Action.SKIP, trigger_state.changed(state, next_date=later))
    holds = conditions_of(due.definition, due.flow, rule, env)
    try:
        return _plan_date(due, rule, date, now, env, holds)
    except TiercelError as error:
        return _failed_date(due, rule, date, now, error)


def _plan_date(  # noqa: PLR0913  One moment of one schedule: nothing here can be left out.
    due: Due, rule: Rule, date: datetime, now: datetime, env: TriggerEnv, holds: Holds | None
) -> TriggerPlan:
    if holds is not None and not holds(date):
        following = _following(due, rule, date, now, holds)
        moved = trigger_state.succeeded(_moved(due.state, rule, date, now, following))
        passed = trigger_state.changed(moved, evaluated=now)
        return TriggerPlan(Action.SKIP, passed, is_evaluated=True)
    following = _following(due, rule, date, now, holds)
    order = _scheduled_order(due, rule, date, env, holds)
    moved = trigger_state.succeeded(_moved(due.state, rule, date, now, following))
    started = trigger_state.changed(moved, date=date, evaluated=now)
    return TriggerPlan(Action.START, started, order, is_evaluated=True)


def _following(
    due: Due, rule: Rule, date: datetime, now: datetime, holds: Holds | None
) -> datetime | None:
    """The next regular date after `date`."""
    if holds is not None:
        return find_next(rule, date, holds).date
    limit = late_limit(due.definition)
    following = rule.next(date)
    if limit is not None and following is not None and following + limit < now:
        following = rule.next(now - limit - timedelta(microseconds=1))
    if following is None and lists_dates(due.definition):
        return now + _A_YEAR
    return following


def _moved(
    state: TriggerState, rule: Rule, date: datetime, now: datetime, following: datetime | None
) -> TriggerState:
    at_date = msgspec.structs.replace(state, next_date=date)
    if state.backfill is not None:
        return trigger_state.after_backfill_date(at_date, rule, now)
    return msgspec.structs.replace(at_date, next_date=following)


def _scheduled_order(
    due: Due, rule: Rule, date: datetime, env: TriggerEnv, holds: Holds | None
) -> StartOrder:
    definition, state = due.definition, due.state
    is_listed = lists_dates(definition)
    variables = {} if is_listed else schedule_variables(rule, date, holds)
    scope = trigger_scope(due.flow, definition, env.config, variables)
    backfill = state.backfill
    inputs = rendered_inputs(definition, scope, env)
    labels, lines = rendered_labels(definition, scope, env)
    if backfill is not None:
        inputs = {**inputs, **backfill.inputs}
        labels = (*labels, *backfill.labels)
    return StartOrder(
        namespace=due.flow.namespace,
        flow_id=due.flow.id,
        revision=due.flow.revision,
        trigger=ExecutionTrigger(definition.id, definition.type, variables),
        inputs=inputs,
        labels=labels,
        schedule_date=date if is_listed else None,
        is_marked=True,
        lines=lines,
    )


def _failed_date(
    due: Due, rule: Rule, date: datetime, now: datetime, error: TiercelError
) -> TriggerPlan:
    """The evaluation of a date failed: one FAILED execution, and on to the next date."""
    moved = _moved(due.state, rule, date, now, rule.next(date))
    failed = trigger_state.failed(moved, error.explained)
    line = failure_line(due.definition, date, error)
    return TriggerPlan(
        Action.START,
        trigger_state.changed(failed, date=date, evaluated=now),
        StartOrder(
            namespace=due.flow.namespace,
            flow_id=due.flow.id,
            revision=due.flow.revision,
            failure=(line,),
        ),
        (line,),
        is_evaluated=True,
    )


def failure_line(definition: TriggerDefinition, date: datetime, error: TiercelError) -> Line:
    """The line that says why a date of a trigger could not be evaluated."""
    zone = getattr(date.tzinfo, "key", "UTC")
    zone = "Etc/UTC" if zone == "UTC" else zone
    return Line(
        Level.ERROR,
        f"[trigger: {definition.id}] [date: {iso(date)}[{zone}]] Evaluate Failed with error"
        f" '{error.explained}'",
    )


def schedule_variables(rule: Rule, date: datetime, holds: Holds | None = None) -> dict[str, Json]:
    """`date`, `next` and `previous` of one firing; missing ones are left out."""
    following: Found = find_next(rule, date, holds)
    previous: Found = find_previous(rule, date, holds)
    variables: dict[str, Json] = {"date": iso(date)}
    if following.date is not None and following.is_certain:
        variables["next"] = iso(following.date)
    if previous.date is not None and previous.is_certain:
        variables["previous"] = iso(previous.date)
    return variables


def conditions_of(
    definition: TriggerDefinition, flow: Flow, rule: Rule, env: TriggerEnv
) -> Holds | None:
    """The conditions of a schedule as a function of the date; None when it has none."""
    if not definition.conditions and definition.when is None:
        return None

    allowance = allowance_of(env.lookups)

    def holds(date: datetime) -> bool:
        if allowance is not None:
            allowance.spend(SCHEDULE_DATE_STEPS)
        variables = {**schedule_variables(rule, date), "timestamp": iso(date)}
        return conditions_hold(flow, definition, variables, env)

    return holds


def schedule_rule(definition: TriggerDefinition, flow: Flow, env: TriggerEnv) -> Rule:
    """The dates of a schedule. Raises: Invalid, IllegalArgument, ExpressionError."""
    dates = definition.properties.get("dates")
    if isinstance(dates, str) or (isinstance(dates, list) and _has_text(dates)):
        scope = trigger_scope(flow, definition, env.config, {})
        dates = _rendered_list(dates, scope, env)
    rule = rule_of(definition, env.zone, dates)
    if rule is None:
        raise TiercelError("The trigger has neither cron nor dates.")
    return rule


def _has_text(dates: Sequence[Json]) -> bool:
    return any(isinstance(date, str) and "{" in date for date in dates)


def _rendered_list(dates: Json, scope: Mapping[str, Json], env: TriggerEnv) -> list[Json]:
    if isinstance(dates, str):
        text = env.renderer.render(dates, scope, env.lookups) or "[]"
        try:
            decoded = msgspec.json.decode(text)
        except msgspec.DecodeError:
            raise TiercelError(f"dates must be a list, but received `{text}`") from None
        return decoded if isinstance(decoded, list) else [decoded]
    return [
        env.renderer.render(date, scope, env.lookups) if isinstance(date, str) else date
        for date in dates
    ]


# Polls.


def _plan_poll(due: Due, now: datetime, env: TriggerEnv) -> TriggerPlan:
    state, definition = due.state, due.definition
    later = now + interval_of(definition)
    try:
        date = {"date": iso(now)}
        if not conditions_hold(due.flow, definition, date, env):
            fine = trigger_state.succeeded(state)
            skipped = trigger_state.changed(fine, next_date=later, evaluated=now)
            return TriggerPlan(Action.SKIP, skipped, is_evaluated=True)
    except TiercelError as error:
        failed = trigger_state.failed(state, error.explained)
        failed = trigger_state.changed(failed, next_date=later, evaluated=now)
        line = failure_line(definition, now, error)
        return TriggerPlan(Action.SKIP, failed, lines=(line,), is_evaluated=True)
    # One that listens is never late.
    expected = later if due.mechanism is Mechanism.POLLING else None
    locked = trigger_state.changed(
        state, is_locked=True, evaluated=now, next_date=None, expected=expected
    )
    return TriggerPlan(Action.POLL, locked)
