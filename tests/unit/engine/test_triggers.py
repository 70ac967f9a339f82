"""What due triggers do: dates, conditions, late dates, backfills, polls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from tests.build import a_flow
from tiercel.engine.env import EngineConfig
from tiercel.engine.triggers import state as trigger_state
from tiercel.engine.triggers.dates import date_when_enabled, initial_state, recovered
from tiercel.engine.triggers.orders import TriggerEnv
from tiercel.engine.triggers.rules import rule_of
from tiercel.engine.triggers.triggers import Action, Due, Mechanism, TriggerPlan, plan
from tiercel.expr import NoLookups, Renderer
from tiercel.expr.errors import AllowanceUsedUp
from tiercel.expr.lookups import Allowance
from tiercel.model.errors import IllegalArgument
from tiercel.model.flow import Flow, TriggerDefinition
from tiercel.model.limits import EXPRESSION_LOOP_STEPS_MAX
from tiercel.model.log import Level
from tiercel.model.trigger import Backfill, RunOrder, TriggerState

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SCHEDULE = "io.kestra.plugin.core.trigger.Schedule"
ENV = TriggerEnv(
    renderer=Renderer(), lookups=NoLookups(), config=EngineConfig(), zone=ZoneInfo("UTC")
)


def a_schedule(cron: str = "0 * * * *", **fields: Any) -> TriggerDefinition:
    properties = {"cron": cron, **fields.pop("properties", {})}
    return TriggerDefinition(id="every", type=SCHEDULE, properties=properties, **fields)


def a_row(next_date: datetime | None = NOON, **fields: Any) -> TriggerState:
    row = TriggerState(
        namespace="company.team",
        flow_id="flow",
        trigger_id="every",
        date=NOON - timedelta(hours=1),
        next_date=next_date,
        version=4,
    )
    return msgspec.structs.replace(row, **fields)


def evaluated(
    row: TriggerState,
    definition: TriggerDefinition,
    now: datetime = NOON,
    **fields: Any,
) -> TriggerPlan:
    mechanism = fields.pop("mechanism", Mechanism.SCHEDULE)
    flow: Flow = a_flow(triggers=(definition,), **fields)
    return plan(Due(row, definition, flow, mechanism), now, ENV)


def test_a_due_date_starts_an_execution_with_its_variables() -> None:
    planned = evaluated(a_row(), a_schedule())
    assert planned.action is Action.START
    assert planned.order is not None
    assert planned.order.trigger is not None
    assert planned.order.trigger.variables == {
        "date": "2026-03-02T12:00:00Z",
        "next": "2026-03-02T13:00:00Z",
        "previous": "2026-03-02T11:00:00Z",
    }
    assert planned.order.schedule_date is None
    assert planned.order.is_marked
    assert planned.state.date == NOON
    assert planned.state.next_date == NOON + timedelta(hours=1)
    assert planned.state.version == 5


def test_dates_are_shown_in_the_zone_of_the_trigger() -> None:
    definition = a_schedule(properties={"timezone": "America/New_York"})
    planned = evaluated(a_row(), definition)
    assert planned.order is not None
    assert planned.order.trigger is not None
    assert planned.order.trigger.variables["date"] == "2026-03-02T07:00:00-05:00"


def test_inputs_and_labels_are_rendered() -> None:
    definition = a_schedule(
        inputs={"p": "from-{{ trigger.id }}", "deep": ["{{ flow.id }}", 3]},
        labels={"t": "{{ flow.namespace }}", "bad": "{{ nothing.there }}", "n": 2},
    )
    planned = evaluated(a_row(), definition)
    assert planned.order is not None
    assert planned.order.inputs == {"p": "from-every", "deep": ["flow", 3]}
    assert planned.order.labels == (("t", "company.team"), ("n", "2"))
    assert [line.message for line in planned.order.lines] == [
        "Failed to render label 'bad', it will be omitted"
    ]


def test_missed_dates_run_one_after_the_other() -> None:
    planned = evaluated(a_row(NOON - timedelta(hours=5)), a_schedule())
    assert planned.state.next_date == NOON - timedelta(hours=4)


def test_late_dates_are_dropped_when_the_schedule_says_so() -> None:
    definition = a_schedule(properties={"lateMaximumDelay": "PT90M"})
    planned = evaluated(a_row(NOON - timedelta(hours=5)), definition)
    assert planned.action is Action.START
    assert planned.state.next_date == NOON - timedelta(hours=1)


def test_an_occupied_trigger_waits_with_its_date() -> None:
    planned = evaluated(a_row(execution_id="e1"), a_schedule())
    assert planned.action is Action.SKIP
    assert planned.state.next_date is None
    freed = trigger_state.released(planned.state, "e1", "SUCCESS", NOON)
    assert freed.next_date == NOON
    assert freed.execution_id is None
    assert freed.memory == {}


def test_a_trigger_that_allows_it_runs_beside_itself() -> None:
    planned = evaluated(a_row(execution_id="e1"), a_schedule(allow_concurrent=True))
    assert planned.action is Action.START


def test_stop_after_switches_the_trigger_off() -> None:
    row = a_row(execution_id="e1", stop_after=("FAILED",))
    assert not trigger_state.released(row, "e1", "SUCCESS", NOON).disabled
    stopped = trigger_state.released(row, "e1", "FAILED", NOON)
    assert stopped.disabled
    assert stopped.next_date is None


@pytest.mark.parametrize("fields", [{"disabled": True}, {"exception": "unreadable"}])
def test_dates_of_a_flow_that_is_off_pass_by(fields: dict[str, Any]) -> None:
    planned = evaluated(a_row(NOON - timedelta(hours=3)), a_schedule(), **fields)
    assert planned.action is Action.SKIP
    assert planned.state.next_date == NOON + timedelta(hours=1)


def test_a_trigger_that_is_off_in_its_flow_starts_nothing() -> None:
    assert evaluated(a_row(), a_schedule(disabled=True)).action is Action.SKIP


def test_a_condition_that_is_false_moves_to_the_next_date_that_fits() -> None:
    condition = {
        "type": "io.kestra.plugin.core.condition.DayWeek",
        "dayOfWeek": "THURSDAY",
    }
    planned = evaluated(a_row(), a_schedule(conditions=(condition,)))
    assert planned.action is Action.SKIP
    assert planned.state.next_date == datetime(2026, 3, 5, 0, 0, tzinfo=UTC)


def test_next_and_previous_satisfy_the_conditions_too() -> None:
    condition = {"type": "io.kestra.plugin.core.condition.DayWeek", "dayOfWeek": "MONDAY"}
    definition = a_schedule("0 12 * * *", conditions=(condition,))
    planned = evaluated(a_row(), definition)
    assert planned.order is not None
    assert planned.order.trigger is not None
    assert planned.order.trigger.variables == {
        "date": "2026-03-02T12:00:00Z",
        "next": "2026-03-09T12:00:00Z",
        "previous": "2026-02-23T12:00:00Z",
    }


def test_when_decides_date_by_date() -> None:
    definition = a_schedule("* * * * *", when="{{ (trigger.date | date('m') | number) == 7 }}")
    planned = evaluated(a_row(), definition)
    assert planned.action is Action.SKIP
    assert planned.state.next_date == NOON + timedelta(minutes=7)


def test_a_condition_that_never_holds_is_searched_in_slices() -> None:
    definition = a_schedule("* * * * *", when="false")
    planned = evaluated(a_row(), definition)
    assert planned.action is Action.SKIP
    assert planned.state.next_date is not None
    assert NOON < planned.state.next_date < NOON + timedelta(days=2)


def test_a_long_search_for_a_date_uses_up_what_it_may_take_on_the_loop() -> None:
    lookups = NoLookups(Allowance(EXPRESSION_LOOP_STEPS_MAX))
    env = msgspec.structs.replace(ENV, lookups=lookups)
    definition = a_schedule("* * * * * *", properties={"withSeconds": True}, when="false")
    with pytest.raises(AllowanceUsedUp):
        plan(Due(a_row(), definition, a_flow(), Mechanism.SCHEDULE), NOON, env)


def test_a_condition_that_fails_makes_a_failed_execution_and_goes_on() -> None:
    planned = evaluated(a_row(), a_schedule(when="{{ trigger.nothing }}"))
    assert planned.action is Action.START
    assert planned.order is not None
    assert planned.order.trigger is None
    (line,) = planned.order.failure
    assert line.level is Level.ERROR
    assert line.message.startswith("[trigger: every] [date: 2026-03-02T12:00:00Z[Etc/UTC]]")
    assert planned.state.next_date == NOON + timedelta(hours=1)
    assert planned.state.error is not None


def test_inputs_that_cannot_be_rendered_make_a_failed_execution() -> None:
    planned = evaluated(a_row(), a_schedule(inputs={"p": "{{ nothing.there }}"}))
    assert planned.order is not None
    assert planned.order.failure


# Dates.


def test_listed_dates_carry_the_date_of_the_schedule() -> None:
    later = NOON + timedelta(days=1)
    definition = TriggerDefinition(
        id="every", type="Dates", properties={"dates": [later.isoformat(), NOON.isoformat()]}
    )
    planned = evaluated(a_row(), definition)
    assert planned.order is not None
    assert planned.order.trigger is not None
    assert planned.order.trigger.variables == {}
    assert planned.order.schedule_date == NOON
    assert planned.state.next_date == later


def test_after_the_last_listed_date_a_year_passes() -> None:
    definition = TriggerDefinition(
        id="every", type="Dates", properties={"dates": [NOON.isoformat()]}
    )
    planned = evaluated(a_row(), definition)
    assert planned.state.next_date == NOON + timedelta(days=365)


def test_listed_dates_that_are_past_when_saved_do_not_run() -> None:
    definition = TriggerDefinition(
        id="every", type="Dates", properties={"dates": ["2020-01-01T00:00:00Z"]}
    )
    row = initial_state(definition, a_flow(), NOON, ENV, Mechanism.SCHEDULE)
    assert row.next_date == NOON + timedelta(days=365)


# Rows.


def test_a_new_schedule_is_due_at_its_next_date() -> None:
    row = initial_state(a_schedule(), a_flow(), NOON, ENV, Mechanism.SCHEDULE)
    assert (row.next_date, row.version) == (NOON + timedelta(hours=1), 1)


def test_a_new_poll_is_due_at_once() -> None:
    definition = TriggerDefinition(id="poll", type="Poll")
    assert initial_state(definition, a_flow(), NOON, ENV, Mechanism.POLLING).next_date == NOON


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("ALL", None),
        ("LAST", NOON),
        ("NONE", NOON + timedelta(hours=1)),
    ],
)
def test_what_happens_to_dates_missed_while_the_server_was_away(
    policy: str, expected: datetime | None
) -> None:
    definition = a_schedule(properties={"recoverMissedSchedules": policy})
    row = a_row(NOON - timedelta(hours=6), date=NOON - timedelta(hours=7))
    now = NOON + timedelta(minutes=30)
    new = recovered(row, definition, a_flow(), now, ENV)
    assert (None if new is None else new.next_date) == expected


def test_enabling_runs_the_last_missed_date_only_when_asked() -> None:
    now = NOON + timedelta(minutes=30)
    last = a_schedule(properties={"recoverMissedSchedules": "LAST"})
    assert date_when_enabled(a_row(), last, a_flow(), now, ENV) == NOON
    plain = date_when_enabled(a_row(), a_schedule(), a_flow(), now, ENV)
    assert plain == NOON + timedelta(hours=1)


# Backfills.


def run_backfill(row: TriggerState, definition: TriggerDefinition) -> list[str]:
    """The dates that a schedule runs until it is back to its regular one."""
    ran = []
    while row.backfill is not None:
        planned = evaluated(row, definition)
        assert planned.order is not None
        assert planned.order.trigger is not None
        ran.append(planned.order.trigger.variables["date"])
        row = planned.state
    assert row.next_date == NOON + timedelta(hours=1)
    return ran


def test_a_backfill_runs_every_date_after_its_start_and_then_goes_back() -> None:
    definition = a_schedule()
    rule = rule_of(definition, ZoneInfo("UTC"))
    assert rule is not None
    start = NOON - timedelta(hours=4)
    asked = Backfill(start, start, NOON - timedelta(hours=1))
    row = trigger_state.with_backfill(a_row(NOON + timedelta(hours=1)), rule, asked)
    assert run_backfill(row, definition) == [
        "2026-03-02T09:00:00Z",
        "2026-03-02T10:00:00Z",
        "2026-03-02T11:00:00Z",
    ]


def test_a_backfill_adds_its_inputs_and_labels() -> None:
    start = NOON - timedelta(hours=2)
    backfill = Backfill(start, start, NOON, inputs={"p": "b"}, labels=(("l", "x"),))
    definition = a_schedule(inputs={"p": "a", "q": "c"})
    planned = evaluated(a_row(NOON - timedelta(hours=1), backfill=backfill), definition)
    assert planned.order is not None
    assert planned.order.inputs == {"p": "b", "q": "c"}
    assert planned.order.labels == (("l", "x"),)


def test_a_paused_backfill_waits_and_goes_on_where_it_stood() -> None:
    definition = a_schedule()
    rule = rule_of(definition, ZoneInfo("UTC"))
    assert rule is not None
    start = NOON - timedelta(hours=4)
    row = trigger_state.with_backfill(a_row(), rule, Backfill(start, start, NOON))
    paused = trigger_state.with_backfill_paused(row)
    assert paused.next_date is None
    resumed = trigger_state.with_backfill_resumed(paused, rule)
    assert resumed.next_date == NOON - timedelta(hours=3)
    assert trigger_state.without_backfill(resumed, rule, NOON).next_date == NOON


def test_a_backfill_runs_the_newest_dates_first_and_leaves_out_those_that_are_done() -> None:
    definition = a_schedule()
    rule = rule_of(definition, ZoneInfo("UTC"))
    assert rule is not None
    start, end = NOON - timedelta(hours=7), NOON - timedelta(hours=1)
    done = [NOON - timedelta(hours=hours) for hours in (5, 2, 4)]
    rows = trigger_state.rows_of(rule, done)
    assert rows == ((done[0], done[2]), (done[1], done[1]))
    dates = ["2026-03-02T11:00:00Z", "2026-03-02T09:00:00Z", "2026-03-02T06:00:00Z"]
    for order in RunOrder:
        asked = Backfill(start, start, end, order=order, skipped=rows)
        row = trigger_state.with_backfill(a_row(NOON + timedelta(hours=1)), rule, asked)
        paused = trigger_state.with_backfill_paused(row)
        assert trigger_state.with_backfill_resumed(paused, rule).next_date == row.next_date
        is_newest_first = order is RunOrder.NEWEST_FIRST
        assert run_backfill(row, definition) == sorted(dates, reverse=is_newest_first)
    endless = Backfill(start, start, order=RunOrder.NEWEST_FIRST)
    with pytest.raises(IllegalArgument, match="needs an end"):
        trigger_state.with_backfill(a_row(), rule, endless)


def test_a_backfill_starts_so_many_at_once_as_it_may() -> None:
    definition = a_schedule()
    rule = rule_of(definition, ZoneInfo("UTC"))
    assert rule is not None
    start = NOON - timedelta(hours=6)
    asked = Backfill(start, start, NOON, parallel=2)
    row = trigger_state.with_backfill(a_row(execution_id="regular"), rule, asked)
    # What the trigger has started before is waited for.
    waiting = evaluated(row, definition)
    assert waiting.action is Action.SKIP
    row = trigger_state.released(waiting.state, "regular", "SUCCESS", NOON)
    for name in ("one", "two"):
        planned = evaluated(row, definition)
        assert planned.action is Action.START
        row = trigger_state.occupied_by(planned.state, name, NOON, allows_concurrent=False)
    assert row.next_date is None
    assert row.backfill is not None
    assert row.backfill.running == ("one", "two")
    assert not trigger_state.is_occupied_by(row, "regular")
    row = trigger_state.released(row, "one", "SUCCESS", NOON)
    assert (row.execution_id, row.next_date) == ("two", start + timedelta(hours=3))
    assert evaluated(row, definition).action is Action.START
    row = trigger_state.released(row, "two", "FAILED", NOON)
    assert row.execution_id is None
    assert trigger_state.unlocked(row, NOON).backfill == row.backfill


def test_a_backfill_without_dates_is_over_at_once() -> None:
    rule = rule_of(a_schedule(), ZoneInfo("UTC"))
    assert rule is not None
    start = NOON + timedelta(minutes=1)
    row = trigger_state.with_backfill(
        a_row(), rule, Backfill(start, start, start + timedelta(minutes=2))
    )
    assert (row.backfill, row.next_date) == (None, NOON)


# Polls.


def test_a_poll_locks_the_trigger() -> None:
    definition = TriggerDefinition(id="every", type="Poll", properties={"interval": "PT30S"})
    planned = evaluated(a_row(), definition, mechanism=Mechanism.POLLING)
    assert planned.action is Action.POLL
    assert planned.state.is_locked
    assert planned.state.next_date is None


def test_a_poll_whose_condition_is_false_waits_for_the_interval() -> None:
    definition = TriggerDefinition(
        id="every", type="Poll", properties={"interval": "PT30S"}, when="false"
    )
    planned = evaluated(a_row(), definition, mechanism=Mechanism.POLLING)
    assert planned.action is Action.SKIP
    assert planned.state.next_date == NOON + timedelta(seconds=30)


def test_unlocking_makes_a_waiting_date_due_again() -> None:
    occupied = trigger_state.parked(a_row(execution_id="e1"))
    freed = trigger_state.unlocked(occupied, NOON)
    assert (freed.execution_id, freed.next_date) == (None, NOON)


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("UTC", "12:00:00Z"), ("+02:00", "14:00:00+02:00"), ("Asia/Tokyo", "21:00:00+09:00")],
)
def test_zones_may_be_offsets(zone: str, shown: str) -> None:
    planned = evaluated(a_row(), a_schedule(properties={"timezone": zone}))
    assert planned.order is not None
    assert planned.order.trigger is not None
    assert planned.order.trigger.variables["date"] == f"2026-03-02T{shown}"


def test_an_unknown_zone_stops_the_trigger_and_says_why() -> None:
    planned = evaluated(a_row(), a_schedule(properties={"timezone": "Mars/Base"}))
    assert planned.action is Action.SKIP
    assert planned.state.next_date is None
    assert planned.state.error == "timezone '(Mars/Base)' is not a valid time-zone ID"
