"""Repeated bodies: conditions, maxima, and what ends them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.engine.flows import flowable, sleep
from tests.unit.engine.player import Player
from tiercel.model import decisions as d


def until(condition: str, more: str = "") -> Player:
    lines = f'condition: "{condition}"\n{more}'
    return Player(flowable("flow.LoopUntil", sleep("a"), more=lines)).start()


@pytest.mark.parametrize("condition", ["true", "{{ outputs.a.v == 1 }}"])
def test_a_condition_that_holds_ends_the_loop(condition: str) -> None:
    assert until(condition).ends("a", v=1).state("x") == "SUCCESS"


def test_the_next_turn_waits_for_the_interval() -> None:
    play = until("false", "checkFrequency: {interval: PT5S}").ends("a")
    (timer,) = play.decided(d.StartTimer)
    assert timer.due == play.now + timedelta(seconds=5)
    assert (play.run("x").outputs or {})["iterationCount"] == 2


@pytest.mark.parametrize(("given", "seconds"), [("PT0S", 0), ("0", 0), ("''", 60)])
def test_an_interval_of_nothing_is_no_interval_at_all(given: str, seconds: int) -> None:
    play = until("false", f"checkFrequency: {{interval: {given}}}").ends("a")
    (timer,) = play.decided(d.StartTimer)
    assert timer.due == play.now + timedelta(seconds=seconds)


def test_a_condition_that_cannot_be_evaluated_fails_the_loop() -> None:
    play = until("{{ nothing.there }}").ends("a")
    assert (play.state("x"), play.state()) == ("FAILED", "FAILED")
    assert "nothing" in play.log[0]


@pytest.mark.parametrize(("more", "state"), [("", "SUCCESS"), ("failOnMaxReached: true", "FAILED")])
def test_the_maximum_of_turns_ends_the_loop(more: str, state: str) -> None:
    play = until("false", f"checkFrequency: {{interval: PT1S, maxIterations: 1}}\n{more}")
    assert play.ends("a").state("x") == state
    assert play.log == ["Max iterations reached"]


def test_the_longest_duration_ends_the_loop() -> None:
    play = until("false", "checkFrequency: {interval: PT1S, maxDuration: PT1M}")
    play.now += timedelta(hours=1)
    play.ends("a")
    assert (play.state("x"), play.log) == ("SUCCESS", ["Max duration reached"])


def test_a_failed_turn_ends_the_loop() -> None:
    assert until("false").ends("a", "FAILED").state("x") == "FAILED"


def test_a_loop_that_waits_beside_a_job_does_not_pause_for_it() -> None:
    play = until("false", "checkFrequency: {interval: PT1S}").ends("a").due("x")
    assert (play.state(), play.jobs()) == ("RUNNING", ["a"])
