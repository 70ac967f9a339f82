"""Restarts in place and states given by hand, also where they do not apply."""

from __future__ import annotations

import pytest

from tests.unit.engine.flows import CORE, flowable, listed, sleep
from tests.unit.engine.player import Player
from tiercel.model import decisions as d
from tiercel.model import events as e
from tiercel.model.execution import Caller
from tiercel.model.state import StateType

S = StateType
ONE = listed(sleep("a"))


def test_a_running_execution_is_not_restarted() -> None:
    play = Player(ONE).start().happen(e.RestartAsked())
    assert (play.state(), play.said) == ("RUNNING", ())


def test_a_killed_execution_is_not_restarted() -> None:
    play = Player(ONE).start().happen(e.KillAsked())
    play.ends("a", "KILLED").happen(e.RestartAsked())
    assert play.state() == "KILLED"


@pytest.mark.parametrize("state", ["SUCCESS", "KILLED"])
def test_a_caller_that_asks_for_a_restart_hears_the_end_again(state: str) -> None:
    play = Player(ONE, caller=Caller("parent", "run")).start()
    if state == "KILLED":
        play.happen(e.KillAsked())
    play.ends("a", state).happen(e.RestartAsked())
    (told,) = play.decided(d.TellParent)
    assert (told.parent_id, told.event.state.value) == ("parent", state)


def test_a_paused_execution_is_restarted_from_its_pause() -> None:
    play = Player(listed(f"{{id: p, type: {CORE}flow.Pause, pauseDuration: PT1H}}")).start()
    key = f"run:{play.run('p').id}"
    play.happen(e.RestartAsked())
    assert key in [one.key for one in play.decided(d.StopTimer)]
    assert (play.state("p"), play.state()) == ("PAUSED", "PAUSED")
    assert [one.key for one in play.decided(d.StartTimer)] == [key]


def test_a_restart_asks_for_a_slot_first() -> None:
    play = Player(ONE + "concurrency: {limit: 1}\n").start().happen(e.SlotGranted())
    play.ends("a", "FAILED").happen(e.RestartAsked())
    assert (play.state(), len(play.decided(d.AskSlot))) == ("RESTARTED", 1)
    assert play.happen(e.SlotGranted()).jobs() == ["a"]


def test_only_an_ended_execution_is_given_another_end() -> None:
    play = Player(ONE).start().happen(e.StateChangeAsked(S.FAILED))
    assert play.state() == "RUNNING"


def test_an_execution_is_given_an_end_only() -> None:
    play = Player(ONE).start().ends("a").happen(e.StateChangeAsked(S.RUNNING))
    assert play.state() == "SUCCESS"


def test_nothing_in_a_killed_execution_is_given_a_state() -> None:
    play = Player(ONE).start().happen(e.KillAsked()).ends("a", "KILLED")
    play.happen(e.StateChangeAsked(S.SUCCESS, play.run("a").id))
    assert (play.state("a"), play.state()) == ("KILLED", "KILLED")


def test_a_state_given_while_it_runs_lets_the_execution_go_on() -> None:
    play = Player(flowable("flow.Parallel", sleep("a"), sleep("b"))).start().begins("a")
    play.happen(e.StateChangeAsked(S.WARNING, play.run("a").id))
    assert (play.state("a"), play.state("b"), play.state()) == ("WARNING", "SUBMITTED", "RUNNING")
