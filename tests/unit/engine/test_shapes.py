"""How flowables run their children: parallel, graphs, loops, branches, child executions."""

from __future__ import annotations

import pytest

from tests.unit.engine.flows import flowable, listed, sleep
from tests.unit.engine.player import Player
from tiercel.expr.errors import AllowanceUsedUp
from tiercel.expr.lookups import Allowance, NoLookups
from tiercel.model import decisions as d
from tiercel.model import events as e
from tiercel.model.limits import EXPRESSION_LOOP_STEPS_MAX
from tiercel.model.state import StateType

S = StateType


def test_parallel_tasks_start_together_and_fail_together() -> None:
    play = Player(flowable("flow.Parallel", sleep("a"), sleep("b"))).start()
    assert play.jobs() == ["a", "b"]
    play.ends("a", "FAILED")
    assert (play.state("x"), play.state("b"), play.state()) == ("FAILED", "FAILED", "FAILED")
    assert play.ends("b").state("b") == "SUCCESS"


def test_a_limit_holds_parallel_tasks_back() -> None:
    play = Player(flowable("flow.Parallel", sleep("a"), sleep("b"), more="concurrent: 1")).start()
    assert play.jobs() == ["a"]
    assert play.ends("a").jobs() == ["b"]


def test_a_graph_follows_its_dependencies() -> None:
    nodes = (
        f"    tasks:\n      - task: {sleep('a')}\n"
        f"      - task: {sleep('b')}\n        dependsOn: [a]\n"
    )
    play = Player(flowable("flow.Dag") + nodes).start()
    assert play.jobs() == ["a"]
    assert play.ends("a").jobs() == ["b"]
    assert play.ends("b").state() == "SUCCESS"


def test_a_branch_is_chosen_once() -> None:
    source = flowable("flow.If", more='condition: "{{ 1 == 2 }}"')
    source += listed(sleep("a"), key="then", indent=4) + listed(sleep("b"), key="else", indent=4)
    play = Player(source).start()
    assert (play.jobs(), play.has("a")) == (["b"], False)
    assert play.run("x").outputs == {"evaluationResult": False}


def test_a_switch_without_a_match_fails() -> None:
    source = flowable("flow.Switch", more="value: z") + "    cases:\n"
    play = Player(source + listed(sleep("a"), key="one", indent=6)).start()
    assert play.state("x") == "FAILED"


def test_each_value_runs_the_tasks_in_order() -> None:
    play = Player(flowable("flow.ForEach", sleep("a"), sleep("b"), more="values: [p, q]")).start()
    assert [(run.task_id, run.value) for run in play.execution.task_run_list()[1:]] == [("a", "p")]
    play.ends("a", value="p").ends("b", value="p")
    assert (play.run("a").value, play.jobs()) == ("q", ["a"])
    play.ends("a", value="q").ends("b", value="q")
    assert play.state() == "SUCCESS"


def test_an_unlimited_loop_starts_all_values() -> None:
    more = "values: [p, q, r]\nconcurrencyLimit: 0"
    play = Player(flowable("flow.ForEach", sleep("a"), more=more)).start()
    assert play.jobs() == ["a", "a", "a"]


def test_a_long_list_of_values_is_not_read_under_an_allowance() -> None:
    play = Player(flowable("flow.ForEach", sleep("a"), more="values: '{{ range(0, 20000) }}'"))
    play.lookups = NoLookups(Allowance(EXPRESSION_LOOP_STEPS_MAX))
    with pytest.raises(AllowanceUsedUp):
        play.start()
    play.lookups = NoLookups()
    assert play.start().has("a")


def test_an_empty_loop_succeeds() -> None:
    assert (
        Player(flowable("flow.ForEach", sleep("a"), more="values: []")).start().state() == "SUCCESS"
    )


def test_a_failing_value_stops_the_loop() -> None:
    play = Player(flowable("flow.ForEach", sleep("a"), more="values: [p, q]")).start()
    play.ends("a", "FAILED")
    assert (play.state("x"), play.state()) == ("FAILED", "FAILED")


def test_local_errors_run_and_the_failure_goes_up() -> None:
    source = flowable("flow.Sequential", sleep("a")) + listed(sleep("e"), key="errors", indent=4)
    play = Player(source).start().ends("a", "FAILED")
    assert play.jobs() == ["e"]
    assert play.ends("e").state() == "FAILED"


def test_allow_failure_turns_failure_into_a_warning() -> None:
    play = Player(flowable("flow.AllowFailure", sleep("a"))).start().ends("a", "FAILED")
    assert (play.state("x"), play.state()) == ("WARNING", "WARNING")


UNTIL = """condition: "{{ outputs.x.iterationCount >= 2 }}"
checkFrequency: {interval: PT1S}"""


def test_a_repeated_body_starts_anew_after_its_interval() -> None:
    play = Player(flowable("flow.LoopUntil", sleep("a"), more=UNTIL)).start().ends("a")
    assert (play.state("x"), play.state()) == ("PAUSED", "PAUSED")
    first = play.run("a").id
    play.due("x")
    assert play.run("a").id != first
    assert (play.run("a").iteration, play.state()) == (1, "RUNNING")
    play.ends("a")
    assert (play.state("x"), play.state()) == ("SUCCESS", "SUCCESS")


SUB = "namespace: company.team\nflowId: other"


def test_a_subflow_waits_for_its_child() -> None:
    play = Player(flowable("flow.Subflow", more=SUB)).start()
    (asked,) = play.decided(d.StartFlow)
    play.happen(e.ChildStarted(asked.task_run_id, asked.child_id, flow_id="other"))
    assert play.state("x") == "RUNNING"
    play.happen(e.ChildEnded(asked.task_run_id, asked.child_id, S.FAILED))
    assert (play.state("x"), play.state()) == ("FAILED", "FAILED")
    assert (play.run("x").outputs or {})["executionId"] == asked.child_id


def test_a_refused_child_fails_its_caller_and_a_restart_asks_again() -> None:
    play = Player(flowable("flow.Subflow", more=SUB)).start()
    (asked,) = play.decided(d.StartFlow)
    play.happen(e.ChildRefused(asked.task_run_id, "Unable to find flow"))
    assert (play.state(), play.log) == ("FAILED", ["Unable to find flow"])
    play.happen(e.RestartAsked())
    assert play.decided(d.StartFlow)
    assert not play.decided(d.RestartChild)


def test_a_failed_child_is_restarted_in_place() -> None:
    play = Player(flowable("flow.Subflow", more=SUB)).start()
    (asked,) = play.decided(d.StartFlow)
    play.happen(e.ChildStarted(asked.task_run_id, asked.child_id))
    play.happen(e.ChildEnded(asked.task_run_id, asked.child_id, S.FAILED))
    play.happen(e.RestartAsked())
    assert [one.child_id for one in play.decided(d.RestartChild)] == [asked.child_id]


def test_a_kill_waits_for_the_child() -> None:
    play = Player(flowable("flow.Subflow", more=SUB)).start()
    (asked,) = play.decided(d.StartFlow)
    play.happen(e.ChildStarted(asked.task_run_id, asked.child_id)).happen(e.KillAsked())
    assert play.state() == "KILLING"
    play.happen(e.ChildEnded(asked.task_run_id, asked.child_id, S.KILLED))
    assert play.state() == "KILLED"


LOOP = "values: [p, q]\nconcurrencyLimit: 1"


def test_each_turn_of_a_loop_is_an_execution() -> None:
    play = Player(flowable("flow.Loop", sleep("a"), more=LOOP)).start()
    (first,) = play.decided(d.StartIteration)
    assert first.child.loop_run is not None
    assert (first.child.kind, first.child.loop_run.item.value) == ("LOOP", "p")
    run = play.run("x").id
    play.happen(e.ChildEnded(run, first.child.id, S.SUCCESS, {}, 0))
    (second,) = play.decided(d.StartIteration)
    play.happen(e.ChildEnded(run, second.child.id, S.SUCCESS, {}, 1))
    assert (play.state("x"), play.run("x").outputs) == (
        "SUCCESS",
        {"iterationCount": 2, "runningIterations": 0, "terminatedIterations": {"SUCCESS": 2}},
    )


def test_a_failed_turn_fails_the_loop() -> None:
    play = Player(flowable("flow.Loop", sleep("a"), more=LOOP)).start()
    (first,) = play.decided(d.StartIteration)
    play.happen(e.ChildEnded(play.run("x").id, first.child.id, S.FAILED, {}, 0))
    assert (play.state("x"), play.decided(d.StartIteration)) == ("FAILED", [])


def test_a_working_directory_is_one_job() -> None:
    play = Player(flowable("flow.WorkingDirectory", sleep("a"), sleep("b"))).start()
    assert play.jobs() == ["x"]
    owner = play.run("x").id
    play.begins("x")
    for task_id in "ab":
        play.happen(e.StepEnded(owner, task_id, S.RUNNING, play.now, play.now))
        play.happen(e.StepEnded(owner, task_id, S.SUCCESS, play.now, play.now, {}))
    assert play.ends("x").state() == "SUCCESS"
    assert [play.state(task_id) for task_id in "xab"] == ["SUCCESS"] * 3
