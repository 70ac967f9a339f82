"""An execution on which the server broke ends FAILED, with nothing left running."""

from __future__ import annotations

from tests.unit.engine.flows import flowable, listed, sleep
from tests.unit.engine.player import Player
from tiercel.engine.crash import crashed
from tiercel.model import decisions as d
from tiercel.model.execution import Caller


def test_a_crash_fails_everything_that_is_alive() -> None:
    play = Player(flowable("flow.Parallel", sleep("a"), sleep("b"))).start().ends("a").begins("b")
    result = crashed(play.execution, play.plan, play.now, "the disk is full")
    states = {run.task_id: run.current.value for run in result.execution.task_run_list()}
    assert states == {"x": "FAILED", "a": "SUCCESS", "b": "FAILED"}
    assert result.execution.is_settled


def test_a_crash_stops_the_jobs_and_says_why() -> None:
    play = Player(listed(sleep("a"))).start().begins("a")
    said = crashed(play.execution, play.plan, play.now, "the disk is full").decisions
    assert [one.task_run_ids for one in said if isinstance(one, d.StopJobs)] == [
        (play.run("a").id,)
    ]
    assert [one.message for one in said if isinstance(one, d.WriteLog)] == ["the disk is full"]


def test_the_caller_hears_of_a_crash() -> None:
    play = Player(listed(sleep("a")), caller=Caller("parent", "its-run")).start()
    said = crashed(play.execution, play.plan, play.now, "x").decisions
    assert [one.parent_id for one in said if isinstance(one, d.NotifyParent)] == ["parent"]


def test_a_crash_of_a_settled_execution_leaves_its_end_alone() -> None:
    play = Player(listed(sleep("a")), caller=Caller("parent", "its-run")).start().ends("a")
    result = crashed(play.execution, play.plan, play.now, "x")
    assert result.execution.state == play.execution.state
    assert len(result.decisions) == 1
