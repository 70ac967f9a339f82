"""What nothing would ever move ends with a reason, and only if nothing has moved it since."""

from __future__ import annotations

from tests.unit.engine.flows import listed, sleep
from tests.unit.engine.player import Player
from tiercel.engine.waiting import moves_of
from tiercel.model import decisions as d
from tiercel.model import events as e

FLOW = listed(sleep("a"), sleep("b"))


def stuck(play: Player) -> e.Stuck:
    return e.Stuck(moves_of(play.execution))


def test_it_fails_with_everything_that_was_alive() -> None:
    play = Player(FLOW).start().begins("a")
    play.happen(stuck(play))
    assert (play.state(), play.execution.is_settled) == ("FAILED", True)
    assert [run.current.value for run in play.execution.task_run_list()] == ["FAILED"]
    (line,) = [each.message for each in play.decided(d.WriteLog) if "nothing would" in each.message]
    assert line.startswith("The execution has ended because")


def test_one_that_was_being_killed_is_killed() -> None:
    play = Player(FLOW).start().begins("a").happen(e.KillAsked())
    assert play.happen(stuck(play)).state() == "KILLED"


def test_what_should_run_after_the_end_is_given_up() -> None:
    play = Player(FLOW + "afterExecution:\n  - " + sleep("z") + "\n").start().ends("a").ends("b")
    assert (play.state(), play.execution.is_settled) == ("SUCCESS", False)
    play.happen(stuck(play))
    assert (play.state(), play.execution.is_settled) == ("SUCCESS", True)


def test_a_move_in_between_makes_it_void() -> None:
    play = Player(FLOW).start().begins("a")
    found = stuck(play)
    assert play.ends("a").happen(found).state() == "RUNNING"


def test_an_ended_execution_stays_as_it_is() -> None:
    play = Player(listed(sleep("a"))).start().ends("a")
    before = play.execution
    assert play.happen(stuck(play)).execution.state == before.state
