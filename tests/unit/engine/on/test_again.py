"""Restarts in place and states given by hand, also where they do not apply."""

from __future__ import annotations

import msgspec
import pytest

from tests.unit.engine.flows import CORE, flowable, listed, sleep
from tests.unit.engine.player import Player
from tiercel.engine.env import EngineConfig
from tiercel.engine.replay import check_given, check_restartable
from tiercel.model import decisions as d
from tiercel.model import events as e
from tiercel.model.errors import Conflict, IllegalArgument
from tiercel.model.execution import Breakpoint, Caller
from tiercel.model.state import StateType

S = StateType
ONE = listed(sleep("a"))


def test_a_running_execution_is_not_restarted() -> None:
    play = Player(ONE).start().happen(e.RestartAsked())
    assert (play.state(), play.said) == ("RUNNING", ())


def test_a_killed_execution_goes_on_where_it_was() -> None:
    play = Player(listed(sleep("a"), sleep("b"), sleep("c"))).start().ends("a").begins("b")
    play.happen(e.KillAsked()).ends("b", "KILLED").happen(e.RestartAsked())
    assert (play.jobs(), play.state("a"), play.state()) == (["b"], "SUCCESS", "RUNNING")
    assert play.ends("b").ends("c").state() == "SUCCESS"


def test_a_killed_execution_that_had_not_begun_is_restarted() -> None:
    play = Player(ONE).happen(e.KillAsked()).happen(e.RestartAsked())
    assert (play.jobs(), play.state()) == (["a"], "RUNNING")


def test_what_was_killed_in_flowables_runs_again_alone() -> None:
    body = flowable("flow.Parallel", sleep("a"), sleep("b"))
    play = Player(body).start().ends("a").begins("b")
    play.happen(e.KillAsked()).ends("b", "KILLED").happen(e.RestartAsked())
    assert (play.jobs(), play.state("x")) == (["b"], "RUNNING")
    assert play.ends("b").state() == "SUCCESS"


def test_a_warned_execution_runs_what_warned_again() -> None:
    play = Player(listed(sleep("a"), sleep("b", ", allowFailure: true"))).start()
    play.ends("a").ends("b", "FAILED").happen(e.RestartAsked())
    assert (play.jobs(), play.ends("b").state()) == (["b"], "SUCCESS")


def test_a_cancelled_execution_goes_on() -> None:
    leave = f"{{id: x, type: {CORE}execution.Exit, state: CANCELLED}}"
    play = Player(flowable("flow.Parallel", sleep("a"), leave).replace("id: x,", "id: out,"))
    play.start().happen(e.RestartAsked())
    assert (play.jobs()[0], play.history()[-3:]) == ("a", ["RESTARTED", "RUNNING", "CANCELLED"])


def test_settings_restart_failed_ones_only() -> None:
    play = Player(ONE).start().happen(e.KillAsked()).ends("a", "KILLED")
    play.config = EngineConfig(restarts_failed_only=True)
    assert play.happen(e.RestartAsked()).state() == "KILLED"
    with pytest.raises(Conflict, match="current state is 'KILLED'"):
        check_restartable(play.execution, only_failed=True)


def test_a_caller_that_asks_for_a_restart_hears_the_end_again() -> None:
    play = Player(ONE, caller=Caller("parent", "run")).start()
    play.ends("a").happen(e.RestartAsked())
    (notice,) = play.decided(d.NotifyParent)
    assert (notice.parent_id, notice.event.state) == ("parent", S.SUCCESS)


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


PAUSES = flowable(
    "flow.Parallel",
    sleep("a"),
    f"{{id: p, type: {CORE}flow.Pause, pauseDuration: PT1H}}",
    f"{{id: q, type: {CORE}flow.Pause}}",
)


@pytest.mark.parametrize("state", ["SUCCESS", "FAILED", "KILLED", "SKIPPED"])
def test_a_pause_still_holds_when_another_task_run_is_given_a_state(state: str) -> None:
    play = Player(PAUSES).start()
    play.happen(e.StateChangeAsked(S(state), play.run("a").id))
    assert (play.state("a"), play.state("p"), play.state()) == (state, "PAUSED", "PAUSED")
    assert [one.key for one in play.decided(d.StopTimer)] == [f"run:{play.run('a').id}"]
    play.happen(e.StateChangeAsked(S.SUCCESS, play.run("q").id))
    assert play.state() == "PAUSED"
    assert play.due("p").state("p") == "SUCCESS"
    assert play.state() != "PAUSED"


def test_a_breakpoint_still_holds_when_the_task_run_before_it_is_given_a_state() -> None:
    play = Player(listed(sleep("a"), sleep("b")), breakpoints=(Breakpoint("b"),)).start()
    play.ends("a").happen(e.StateChangeAsked(S.WARNING, play.run("a").id))
    assert play.state() == "BREAKPOINT"
    assert play.happen(e.BreakpointResumeAsked(())).jobs() == ["b"]


@pytest.mark.parametrize("state", ["CREATED", "RUNNING", "PAUSED", "RETRYING", "QUEUED"])
def test_a_state_that_only_work_leads_to_is_not_given(state: str) -> None:
    retry = ", retry: {type: constant, interval: PT1M, maxAttempt: 3}"
    play = Player(listed(sleep("a", retry))).start().ends("a", "FAILED")
    play.happen(e.StateChangeAsked(S(state), play.run("a").id))
    assert (play.state(), play.said) == ("RETRYING", ())
    with pytest.raises(IllegalArgument, match=f"can't be given the state {state}.*Allowed are"):
        check_given(play.run("a"), S(state))
    assert play.due("a").jobs() == ["a"]


def test_a_pause_with_tasks_that_is_marked_running_runs_them() -> None:
    body = f"{{id: p, type: {CORE}flow.Pause, tasks: [{sleep('b')}]}}"
    play = Player(listed(body)).start()
    play.happen(e.StateChangeAsked(S.RUNNING, play.run("p").id))
    assert (play.jobs(), play.state("p"), play.state()) == (["b"], "RUNNING", "RUNNING")
    assert play.ends("b").state() == "SUCCESS"


def test_a_loop_that_is_given_an_end_takes_its_iterations_with_it() -> None:
    more = "values: [p, q]\nconcurrencyLimit: 2"
    play = Player(flowable("flow.Loop", sleep("a"), more=more)).start()
    children = tuple(one.child.id for one in play.decided(d.StartIteration))
    play.happen(e.StateChangeAsked(S.SUCCESS, play.run("x").id))
    assert [one.child_ids for one in play.decided(d.KillChildren)] == [children]
    assert play.state() == "SUCCESS"


def test_what_was_created_ended_notifies_its_caller() -> None:
    play = Player(ONE, caller=Caller("parent", "run"), is_settled=True)
    state = play.execution.state.moved(S.FAILED, play.now)
    play.execution = msgspec.structs.replace(play.execution, state=state)
    (notice,) = play.start().decided(d.NotifyParent)
    assert (notice.parent_id, notice.event.state) == ("parent", S.FAILED)


TO_BE_REPLACED = (
    listed(sleep("a")) + "retry: {type: constant, interval: PT1M, behavior: CREATE_NEW_EXECUTION}\n"
)


@pytest.mark.parametrize(
    ("event", "state"), [(e.KillAsked(), S.KILLED), (e.StateChangeAsked(S.FAILED), S.FAILED)]
)
def test_what_is_not_replaced_any_more_notifies_its_caller(event: e.Event, state: S) -> None:
    play = Player(TO_BE_REPLACED, caller=Caller("parent", "run")).start().ends("a", "FAILED")
    assert (play.state(), play.decided(d.NotifyParent)) == ("RETRIED", [])
    (notice,) = play.happen(event).decided(d.NotifyParent)
    assert (notice.event.state, play.state()) == (state, state)
    assert [one.key for one in play.decided(d.StopTimer)] == ["replace"]
    assert play.happen(e.WaitOver("replace")).decided(d.StartReplacement) == []


def test_what_has_been_replaced_stays_so() -> None:
    play = Player(TO_BE_REPLACED, caller=Caller("parent", "run")).start().ends("a", "FAILED")
    assert len(play.happen(e.WaitOver("replace")).decided(d.StartReplacement)) == 1
    assert play.happen(e.KillAsked()).decided(d.NotifyParent) == []
    assert play.state() == "RETRIED"


def test_the_end_that_is_given_to_a_task_run_of_what_was_to_be_replaced_is_reported() -> None:
    play = Player(TO_BE_REPLACED, caller=Caller("parent", "run")).start().ends("a", "FAILED")
    play.happen(e.StateChangeAsked(S.CANCELLED, play.run("a").id))
    assert [one.event.state for one in play.decided(d.NotifyParent)] == [S.CANCELLED]
