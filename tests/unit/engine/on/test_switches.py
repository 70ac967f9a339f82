"""What kill switches do to executions in every situation."""

from __future__ import annotations

import pytest

from tests.unit.engine.flows import CORE, flowable, listed, sleep
from tests.unit.engine.player import Player
from tiercel.model import decisions as d
from tiercel.model import events as e
from tiercel.model.label import KILL_SWITCH, value_of

TWO = listed(sleep("a"), sleep("b"))
QUEUE = TWO + "concurrency: {limit: 1, behavior: QUEUE}\n"
PAUSE = f"{{id: p, type: {CORE}flow.Pause}}"
KILL = e.SwitchApplied("switch1", is_kill=True)
CANCEL = e.SwitchApplied("switch1", is_kill=False)


def test_a_new_execution_is_killed_or_cancelled_without_a_task_run() -> None:
    killed, cancelled = Player(TWO).happen(KILL), Player(TWO).happen(CANCEL)
    assert killed.history() == ["CREATED", "KILLING", "KILLED"]
    assert cancelled.history() == ["CREATED", "CANCELLED"]
    for play in (killed, cancelled):
        assert value_of(play.execution.labels, KILL_SWITCH) == "switch1"
        assert not play.execution.task_runs


def test_a_running_execution_is_killed_as_by_a_user() -> None:
    play = Player(TWO).start().begins("a").happen(KILL)
    assert (play.state(), len(play.decided(d.StopJobs))) == ("KILLING", 1)
    assert play.happen(KILL).said == ()
    assert play.ends("a", "KILLED").state() == "KILLED"


def test_a_running_execution_is_cancelled_when_its_job_has_ended() -> None:
    play = Player(TWO).start().begins("a").happen(CANCEL)
    assert (play.state(), play.state("a"), play.jobs()) == ("PAUSED", "RUNNING", [])
    assert play.decided(d.StopJobs) == []
    play.happen(CANCEL).ends("a")
    assert (play.state("a"), play.jobs(), play.has("b")) == ("SUCCESS", [], False)
    assert play.happen(CANCEL).history() == ["CREATED", "RUNNING", "PAUSED", "CANCELLED"]


def test_a_queued_execution_leaves_the_queue() -> None:
    play = Player(QUEUE).start().happen(e.SlotRefused(1)).happen(CANCEL)
    assert play.state() == "CANCELLED"
    assert [one.had_slot for one in play.decided(d.FreeSlot)] == [False]


def test_a_pause_is_no_work_to_wait_for() -> None:
    play = Player(listed(PAUSE)).start().happen(CANCEL)
    assert (play.state(), play.state("p")) == ("CANCELLED", "CANCELLED")


def test_a_child_that_is_waited_for_is_work() -> None:
    source = listed(f"{{id: s, type: {CORE}flow.Subflow, namespace: n, flowId: f, wait: true}}")
    play = Player(source).start()
    run = play.run("s")
    play.happen(e.ChildStarted(run.id, "child")).happen(CANCEL)
    assert (play.state(), play.decided(d.KillChildren)) == ("PAUSED", [])


@pytest.mark.parametrize("switch", [KILL, CANCEL])
def test_what_has_ended_stays_as_it_is(switch: e.SwitchApplied) -> None:
    play = Player(TWO).start().ends("a").ends("b").happen(switch)
    assert (play.state(), play.said) == ("SUCCESS", ())
    assert value_of(play.execution.labels, KILL_SWITCH) is None


@pytest.mark.parametrize(("switch", "state"), [(KILL, "KILLED"), (CANCEL, "CANCELLED")])
def test_what_awaits_its_replacement_is_not_replaced(switch: e.SwitchApplied, state: str) -> None:
    retry = "retry: {type: constant, interval: PT10S, behavior: CREATE_NEW_EXECUTION}\n"
    play = Player(TWO + retry).start().ends("a", "FAILED")
    assert play.state() == "RETRIED"
    play.happen(switch)
    assert (play.state(), play.execution.is_replaced) == (state, True)


def test_nothing_starts_beside_what_still_runs() -> None:
    play = Player(flowable("flow.Parallel", sleep("a"), PAUSE)).start().happen(CANCEL)
    assert play.state() == "PAUSED"
    assert play.ends("a").happen(CANCEL).state() == "CANCELLED"
