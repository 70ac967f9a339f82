"""Rules of triggers: listed dates, zones, and states between them; unusable ones are refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.build import a_flow
from tests.unit.engine.test_triggers import ENV, NOON, a_row, a_schedule, evaluated
from tiercel.engine.triggers import state as trigger_state
from tiercel.engine.triggers.dates import date_when_enabled, initial_state, recovered
from tiercel.engine.triggers.rules import DatesRule, rule_of
from tiercel.engine.triggers.triggers import Action, Mechanism, schedule_rule
from tiercel.model.errors import IllegalArgument, TiercelError
from tiercel.model.flow import TriggerDefinition
from tiercel.model.log import Level
from tiercel.model.trigger import Backfill

DATES = "io.kestra.plugin.core.trigger.ScheduleOnDates"


def listing(*dates: Any, **fields: Any) -> TriggerDefinition:
    given = dates[0] if len(dates) == 1 and isinstance(dates[0], str) else list(dates)
    return TriggerDefinition(id="every", type=DATES, properties={"dates": given}, **fields)


def rule(*dates: Any, **properties: Any) -> Any:
    return rule_of(
        TriggerDefinition(id="t", type=DATES, properties={"dates": list(dates), **properties}), UTC
    )


def test_listed_dates_are_sorted_and_found_in_both_directions() -> None:
    found = rule("2026-03-03T00:00:00Z", "2026-03-01T00:00:00Z")
    assert isinstance(found, DatesRule)
    middle = datetime(2026, 3, 2, tzinfo=UTC)
    assert (found.next(middle), found.previous(middle)) == (
        datetime(2026, 3, 3, tzinfo=UTC),
        datetime(2026, 3, 1, tzinfo=UTC),
    )
    assert found.next(datetime(2026, 3, 3, tzinfo=UTC)) is None
    assert found.previous(datetime(2026, 3, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    "value", ["2026-03-01", date(2026, 3, 1), datetime(2026, 3, 1, 5, tzinfo=UTC)]
)
def test_dates_without_a_zone_are_in_the_zone_of_the_trigger(value: Any) -> None:
    found = rule(value, timezone="America/New_York")
    assert found.dates == (datetime(2026, 3, 1, 5, tzinfo=UTC),)


def test_a_trigger_with_neither_cron_nor_dates_has_no_rule() -> None:
    definition = TriggerDefinition(id="t", type=DATES)
    assert rule_of(definition, UTC) is None
    with pytest.raises(TiercelError, match="neither cron nor dates"):
        schedule_rule(definition, a_flow(), ENV)


def test_dates_that_are_no_list_are_refused() -> None:
    with pytest.raises(IllegalArgument, match="must be a list"):
        rule_of(TriggerDefinition(id="t", type=DATES, properties={"dates": {"a": 1}}), UTC)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (("{{ ['2026-03-03T00:00:00Z'] }}",), [datetime(2026, 3, 3, tzinfo=UTC)]),
        (('{{ "2026-03-03T00:00:00Z" | json }}',), [datetime(2026, 3, 3, tzinfo=UTC)]),
        (("2026-03-03", "{{ '2026-03-04' }}"), [datetime(2026, 3, d, tzinfo=UTC) for d in (3, 4)]),
    ],
)
def test_dates_may_be_rendered(dates: tuple[str, ...], expected: list[datetime]) -> None:
    found = schedule_rule(listing(*dates), a_flow(), ENV)
    assert list(getattr(found, "dates", ())) == expected


def test_a_text_that_is_no_list_of_dates_is_refused() -> None:
    with pytest.raises(TiercelError, match="dates must be a list"):
        schedule_rule(listing("{{ 'soon' }}"), a_flow(), ENV)


BAD = listing("{{ 'soon' }}")


def test_a_schedule_that_can_not_be_read_stops_and_says_why() -> None:
    planned = evaluated(a_row(), BAD)
    assert (planned.action, planned.state.next_date) == (Action.SKIP, None)
    assert [line.level for line in planned.lines] == [Level.WARN]
    assert "must be a list" in (planned.state.error or "")


def test_a_new_schedule_that_can_not_be_read_keeps_the_reason() -> None:
    state = initial_state(BAD, a_flow(), NOON, ENV, Mechanism.SCHEDULE)
    assert (state.next_date, "must be a list" in (state.error or "")) == (None, True)


def test_a_schedule_that_can_not_be_read_is_not_recovered() -> None:
    row = a_row(NOON - timedelta(hours=3))
    definition = TriggerDefinition(
        id="every",
        type=DATES,
        properties={"dates": "{{ 'soon' }}", "recoverMissedSchedules": "NONE"},
    )
    assert recovered(row, definition, a_flow(), NOON, ENV) is None


def test_a_missed_date_that_has_run_is_not_run_again() -> None:
    definition = a_schedule(properties={"recoverMissedSchedules": "LAST"})
    row = a_row(NOON - timedelta(hours=3), date=NOON - timedelta(hours=1))
    state = recovered(row, definition, a_flow(), NOON, ENV)
    assert state is not None
    assert state.next_date == NOON + timedelta(hours=1)


@pytest.mark.parametrize("policy", ["ALL", "NONE"])
def test_enabling_goes_on_from_now(policy: str) -> None:
    definition = a_schedule(properties={"recoverMissedSchedules": policy})
    row = a_row(None, date=NOON - timedelta(days=3))
    found = date_when_enabled(row, definition, a_flow(), NOON, ENV)
    assert found == NOON + timedelta(hours=1)


def test_enabling_a_poll_makes_it_due() -> None:
    definition = TriggerDefinition(id="every", type="io.kestra.plugin.core.http.Trigger")
    assert date_when_enabled(a_row(None), definition, a_flow(), NOON, ENV) == NOON


def test_dates_of_an_unreadable_schedule_in_a_flow_that_is_off_pass_by_for_a_year() -> None:
    planned = evaluated(a_row(), BAD, disabled=True)
    assert planned.state.next_date is not None
    assert planned.state.next_date > NOON + timedelta(days=300)


def test_a_trigger_of_another_kind_is_never_due() -> None:
    planned = evaluated(a_row(), a_schedule(), mechanism=Mechanism.FLOW)
    assert (planned.action, planned.state.next_date) == (Action.SKIP, None)


def test_a_poll_whose_condition_cannot_be_evaluated_waits_and_says_why() -> None:
    definition = TriggerDefinition(
        "every",
        "io.kestra.plugin.core.http.Trigger",
        when="{{ nothing.there }}",
    )
    planned = evaluated(a_row(), definition, mechanism=Mechanism.POLLING)
    assert (planned.action, len(planned.lines)) == (Action.SKIP, 1)
    assert "nothing" in (planned.state.error or "")


def test_deep_inputs_and_listed_labels_are_rendered() -> None:
    definition = a_schedule(
        inputs={"deep": {"a": ["{{ flow.id }}"]}, "n": 5},
        labels=[{"key": "k", "value": "{{ flow.id }}"}, {"key": "system.x", "value": "1"}],
    )
    order = evaluated(a_row(), definition).order
    assert order is not None
    assert order.inputs == {"deep": {"a": ["flow"]}, "n": 5}
    assert ("k", "flow") in [tuple(label) for label in order.labels]
    assert "system.x" not in [label[0] for label in order.labels]


# States.


def test_a_trigger_without_a_date_has_none_to_keep() -> None:
    state = trigger_state.parked(a_row(None))
    assert (state.next_date, state.memory) == (None, {})


@pytest.mark.parametrize(
    ("fields", "is_occupied"),
    [({}, False), ({"execution_id": "e"}, True), ({"is_locked": True}, True)],
)
def test_a_trigger_is_occupied_by_an_execution_or_an_evaluation(
    fields: dict[str, Any], is_occupied: bool
) -> None:
    assert trigger_state.is_occupied(a_row(**fields)) is is_occupied


def a_backfill(days: int, **fields: Any) -> Backfill:
    start = NOON - timedelta(days=days)
    return Backfill(start=start, current=start, **fields)


def test_a_second_backfill_goes_back_to_where_the_first_would() -> None:
    back = datetime(2026, 3, 9, tzinfo=UTC)
    first = a_backfill(1, previous_next=back)
    hourly = schedule_rule(a_schedule(), a_flow(), ENV)
    second = a_backfill(2, end=NOON)
    state = trigger_state.with_backfill(a_row(backfill=first), hourly, second)
    assert state.backfill is not None
    assert state.backfill.previous_next == back


def test_only_a_backfill_that_runs_can_be_paused() -> None:
    with pytest.raises(IllegalArgument, match="No backfill found"):
        trigger_state.with_backfill_paused(a_row())


def test_the_zone_of_the_server_holds_where_a_trigger_names_none() -> None:
    definition = TriggerDefinition(id="t", type=DATES, properties={"dates": ["2026-07-01"]})
    found = rule_of(definition, ZoneInfo("Europe/Paris"))
    assert getattr(found, "dates", ()) == (datetime(2026, 6, 30, 22, tzinfo=UTC),)
