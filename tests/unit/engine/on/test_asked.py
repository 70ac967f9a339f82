"""What users ask for where it does not apply, and where more than one thing holds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.build import START
from tests.unit.engine.flows import CORE, flowable, listed, sleep
from tests.unit.engine.player import Player
from tiercel.model import decisions as d
from tiercel.model import events as e
from tiercel.model.execution import Breakpoint, Caller
from tiercel.model.state import StateType

S = StateType
TWO = listed(sleep("a"), sleep("b"))
QUEUE = TWO + "concurrency: {limit: 1, behavior: QUEUE}\n"
PAUSE = f"{{id: p, type: {CORE}flow.Pause}}"


def test_a_second_kill_changes_nothing() -> None:
    play = Player(TWO).start().begins("a").happen(e.KillAsked()).happen(e.KillAsked())
    assert (play.state(), play.said) == ("KILLING", ())


def test_a_second_kill_may_reach_the_children_that_the_first_left_alone() -> None:
    play = Player(TWO).start().begins("a").happen(e.KillAsked(cascade=False))
    assert play.decided(d.KillChildren) == []
    assert [one.is_all for one in play.happen(e.KillAsked()).decided(d.KillChildren)] == [True]


def test_a_kill_of_an_ended_child_reports_its_end_again() -> None:
    play = Player(TWO, caller=Caller("parent", "run")).start().ends("a").ends("b")
    (notice,) = play.happen(e.KillAsked()).decided(d.NotifyParent)
    assert (notice.parent_id, notice.event.state) == ("parent", S.SUCCESS)


def test_a_queued_execution_dies_directly() -> None:
    play = Player(QUEUE).start().happen(e.SlotRefused(1)).happen(e.KillAsked())
    assert play.history() == ["CREATED", "QUEUED", "KILLING", "KILLED"]
    assert [one.had_slot for one in play.decided(d.FreeSlot)] == [False]


def test_a_kill_of_a_paused_task_passes_through_a_restart() -> None:
    play = Player(listed(PAUSE)).start().happen(e.KillAsked())
    assert play.history()[-3:] == ["RESTARTED", "KILLING", "KILLED"]


def test_a_kill_of_an_execution_that_users_paused_does_not() -> None:
    play = Player(TWO).start().happen(e.PauseAsked()).ends("a").happen(e.KillAsked())
    assert play.history()[-3:] == ["PAUSED", "KILLING", "KILLED"]


def test_only_a_running_execution_is_paused() -> None:
    assert Player(TWO).happen(e.PauseAsked()).state() == "CREATED"


def test_a_second_pause_still_holds_after_the_first() -> None:
    pauses = (PAUSE, PAUSE.replace("id: p", "id: q"))
    play = Player(flowable("flow.Parallel", *pauses)).start().happen(e.ResumeAsked())
    assert (play.state("p"), play.state("q"), play.state()) == ("SUCCESS", "PAUSED", "PAUSED")


def test_a_pause_beside_a_breakpoint_holds_further() -> None:
    flow = flowable("flow.Parallel", PAUSE, sleep("b"))
    play = Player(flow, breakpoints=(Breakpoint("b"),)).start()
    assert play.state() == "BREAKPOINT"
    assert play.happen(e.BreakpointResumeAsked(())).state() == "PAUSED"
    assert play.happen(e.ResumeAsked()).jobs() == ["b"]


def test_a_breakpoint_lets_go_with_a_new_list() -> None:
    play = Player(TWO, breakpoints=(Breakpoint("a"),)).start()
    play.happen(e.BreakpointResumeAsked((Breakpoint("b"),)))
    assert (play.jobs(), play.execution.breakpoints) == (["a"], (Breakpoint("b"),))
    assert play.ends("a").state() == "BREAKPOINT"


@pytest.mark.parametrize("state", ["CANCELLED", "KILLED"])
def test_a_queued_execution_can_be_ended(state: str) -> None:
    play = Player(QUEUE).start().happen(e.SlotRefused(1)).happen(e.ForceRunAsked(S(state)))
    assert (play.state(), len(play.execution.task_runs)) == (state, 0)


def test_a_scheduled_execution_runs_at_once_when_forced() -> None:
    play = Player(TWO, schedule_date=START + timedelta(days=1)).start().happen(e.ForceRunAsked())
    assert play.jobs() == ["a"]


def test_a_paused_execution_goes_on_when_forced() -> None:
    play = Player(TWO).start().happen(e.PauseAsked()).ends("a").happen(e.ForceRunAsked())
    assert play.jobs() == ["b"]


def test_an_ended_execution_is_not_forced() -> None:
    play = Player(TWO).start().ends("a", "FAILED").happen(e.ForceRunAsked())
    assert (play.state(), play.said) == ("FAILED", ())
