"""Answers about the concurrency limit that come late, or after the limit is gone."""

from __future__ import annotations

from tests.unit.engine.flows import listed, sleep
from tests.unit.engine.player import Player
from tiercel.model import decisions as d
from tiercel.model import events as e

QUEUE = listed(sleep("a")) + "concurrency: {limit: 1, behavior: QUEUE}\n"


def queued() -> Player:
    return Player(QUEUE).start().happen(e.SlotRefused(1))


def test_a_queued_execution_that_is_refused_again_stays_queued() -> None:
    play = queued().happen(e.SlotRefused(1))
    assert play.history() == ["CREATED", "QUEUED"]


def test_a_running_execution_is_not_refused_any_more() -> None:
    play = Player(QUEUE).start().happen(e.SlotGranted()).happen(e.SlotRefused(1))
    assert play.state() == "RUNNING"


def test_a_refusal_does_not_matter_when_the_limit_is_gone() -> None:
    play = Player(listed(sleep("a"))).happen(e.SlotRefused(1))
    assert play.state() == "CREATED"


def test_a_queued_execution_runs_when_the_limit_is_gone() -> None:
    play = queued()
    play.plan = Player(listed(sleep("a"))).plan
    assert play.happen(e.FlowChanged()).jobs() == ["a"]


def test_an_ended_execution_gives_its_slot_back_once() -> None:
    play = Player(QUEUE).start().happen(e.SlotGranted()).ends("a")
    assert [one.had_slot for one in play.decided(d.FreeSlot)] == [True]
    assert play.happen(e.Submitted()).decided(d.FreeSlot) == []
