"""How late executions of schedules began."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tests.ports.values import a_state, an_execution, at
from tiercel.engine.triggers.rules import iso
from tiercel.model.execution import Execution, ExecutionTrigger
from tiercel.model.state import StateType, new_state
from tiercel.service.executions.reports.late import lateness, start_delay


def scheduled(**variables: Any) -> Execution:
    """An execution of a schedule that was created at 10 and ran from 30 on."""
    trigger = ExecutionTrigger("daily", "io.kestra.plugin.core.trigger.Schedule", variables)
    state = a_state(StateType.RUNNING, start=10, end=30)
    return an_execution("x", trigger=trigger, state=state)


def test_it_is_late_until_it_first_runs() -> None:
    late = lateness(scheduled(date=iso(at(0)), next=iso(at(3600))), at(90))
    assert late is not None
    assert (late.date, late.began, late.seconds, late.is_made_up) == (at(0), at(30), 30, False)


def test_what_waits_is_late_until_now() -> None:
    waiting = replace(scheduled(date=iso(at(0))), state=new_state(StateType.QUEUED, at(10)))
    late = lateness(waiting, at(90))
    assert late is not None
    assert (late.began, late.seconds) == (None, 90)


def test_a_date_whose_next_one_had_passed_was_made_up_for() -> None:
    late = lateness(scheduled(date=iso(at(-60)), next=iso(at(10))), at(90))
    assert late is not None
    assert late.is_made_up


def test_a_date_that_was_set_counts() -> None:
    late = lateness(replace(scheduled(), schedule_date=at(20)), at(90))
    assert late is not None
    assert late.seconds == 10


def test_others_are_never_late() -> None:
    assert lateness(an_execution("x"), at(9)) is None
    for date in ("yesterday", 7, "2024-05-06T07:08:09"):
        assert lateness(scheduled(date=date), at(9)) is None
    killed = replace(scheduled(date=iso(at(0))), state=new_state(StateType.KILLED, at(10)))
    assert lateness(killed, at(90)) is None
    replayed = replace(scheduled(date=iso(at(0))), original_id="first")
    assert lateness(replayed, at(90)) is None


def test_a_start_is_delayed_from_the_date_of_its_schedule_or_from_its_creation() -> None:
    assert start_delay(scheduled(date=iso(at(0)), next=iso(at(3600))), at(90)) == 30
    made_up = scheduled(date=iso(at(-60)), next=iso(at(10)))
    assert start_delay(made_up, at(90)) == 20
    by_hand = replace(scheduled(), trigger=None)
    assert start_delay(by_hand, at(90)) == 20


def test_what_has_not_begun_or_began_before_has_no_delay() -> None:
    waiting = replace(scheduled(date=iso(at(0))), state=new_state(StateType.QUEUED, at(10)))
    assert start_delay(waiting, at(90)) is None
    assert start_delay(replace(scheduled(date=iso(at(0))), original_id="first"), at(90)) is None
