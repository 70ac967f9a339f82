"""Running again: what a restart, a replay or a state given by hand keeps and what it drops."""

from __future__ import annotations

import pytest

from tests.build import an_execution
from tests.unit.engine.flows import flowable, listed, sleep
from tests.unit.engine.player import Player
from tiercel.engine.env import EngineConfig, Env
from tiercel.engine.replay import Replay, replayed, restarted_copy
from tiercel.expr import NoLookups, Renderer
from tiercel.model import decisions as d
from tiercel.model import events as e
from tiercel.model.errors import IllegalArgument
from tiercel.model.execution import Breakpoint, Execution
from tiercel.model.ids import Ids
from tiercel.model.state import StateType

S = StateType
PAUSE = "{id: p, type: io.kestra.plugin.core.flow.Pause}"
THREE = listed(sleep("a"), sleep("b"), sleep("c"))
NODES = "".join(
    f"      - task: {sleep(task)}\n        dependsOn: {needs}\n"
    for task, needs in (("a", "[]"), ("b", "[a]"), ("c", "[b]"), ("other", "[]"))
)
DAG = flowable("flow.Dag") + f"    tasks:\n{NODES}"


def ended(source: str, *ends: tuple[str, str], **fields: object) -> Player:
    play = Player(source, **fields).start()
    for task_id, state in ends:
        play.ends(task_id, state)
    return play


def env_of(play: Player) -> Env:
    return Env(
        plan=play.plan,
        now=play.now,
        ids=Ids("copy", 0),
        renderer=Renderer(),
        lookups=NoLookups(),
        config=EngineConfig(),
    )


def copied(
    play: Player, task_id: str | None = None, value: str | None = None, **more: object
) -> Execution:
    run = None if task_id is None else play.run(task_id, value).id
    return replayed(play.execution, "copy", env_of(play), Replay(run, **more))


def shown(execution: Execution) -> list[tuple[str, str]]:
    return [(run.task_id, run.current.value) for run in execution.task_run_list()]


def test_a_replay_from_the_start_is_a_fresh_execution_with_the_same_inputs() -> None:
    play = ended(THREE, ("a", "FAILED"), inputs={"n": 1})
    copy = copied(play)
    assert (copy.id, copy.parent_id, copy.original_id) == ("copy", "execution1", "execution1")
    assert (copy.current, copy.inputs, shown(copy)) == (S.CREATED, {"n": 1}, [])
    assert ("system.replay", "true") in [(label.key, label.value) for label in copy.labels]
    assert copy.metadata.attempt_number == 2


def test_a_replay_takes_other_inputs_and_breakpoints() -> None:
    play = ended(THREE, ("a", "FAILED"), inputs={"n": 1})
    copy = copied(play, inputs={"n": 2}, breakpoints=(Breakpoint("b"),))
    assert (copy.inputs, copy.breakpoints) == ({"n": 2}, (Breakpoint("b"),))


def test_a_replay_from_a_task_run_keeps_what_was_before_it() -> None:
    play = ended(THREE, ("a", "SUCCESS"), ("b", "SUCCESS"), ("c", "SUCCESS"))
    copy = copied(play, "b")
    assert shown(copy) == [("a", "SUCCESS"), ("b", "RESTARTED")]
    assert copy.current is S.RESTARTED


def test_a_copy_shares_no_task_run_id_with_its_original() -> None:
    play = ended(THREE, ("a", "SUCCESS"), ("b", "SUCCESS"), ("c", "SUCCESS"))
    assert not set(copied(play, "c").task_runs) & set(play.execution.task_runs)


def test_a_replay_from_an_unknown_task_run_is_refused() -> None:
    play = ended(THREE, ("a", "FAILED"))
    with pytest.raises(IllegalArgument):
        replayed(play.execution, "copy", env_of(play), Replay("ghost"))


def test_a_replay_from_within_a_flowable_reopens_it_and_drops_what_follows() -> None:
    source = flowable("flow.Sequential", sleep("a"), sleep("b")) + f"  - {sleep('z')}\n"
    play = ended(source, ("a", "SUCCESS"), ("b", "SUCCESS"), ("z", "SUCCESS"))
    assert shown(copied(play, "a")) == [("x", "RUNNING"), ("a", "RESTARTED")]


def test_a_replay_of_a_flowable_drops_its_children() -> None:
    source = flowable("flow.Sequential", sleep("a"), sleep("b"))
    play = ended(source, ("a", "SUCCESS"), ("b", "SUCCESS"))
    assert shown(copied(play, "x")) == [("x", "RESTARTED")]


def test_a_replay_of_a_parallel_task_keeps_its_siblings() -> None:
    source = flowable("flow.Parallel", sleep("a"), sleep("b"))
    play = ended(source, ("a", "SUCCESS"), ("b", "SUCCESS"))
    assert ("b", "SUCCESS") in shown(copied(play, "a"))


def test_a_replay_in_a_graph_drops_what_depends_on_the_task() -> None:
    play = ended(DAG, *[(task, "SUCCESS") for task in ("a", "other", "b", "c")])
    assert sorted(shown(copied(play, "a"))) == [
        ("a", "RESTARTED"),
        ("other", "SUCCESS"),
        ("x", "RUNNING"),
    ]


EACH = flowable("flow.ForEach", sleep("a"), sleep("b"), more="values: [p, q]\nconcurrencyLimit: L")


def test_a_replay_in_a_loop_drops_later_tasks_of_the_turn_and_later_turns() -> None:
    play = Player(EACH.replace("L\n", "1\n")).start()
    for value in "pq":
        play.ends("a", value=value).ends("b", value=value)
    copy = copied(play, "a", "p")
    assert [(run.task_id, run.value) for run in copy.task_run_list()] == [("x", None), ("a", "p")]


def test_a_replay_in_a_loop_of_parallel_turns_keeps_the_other_turns() -> None:
    play = Player(EACH.replace("L\n", "2\n")).start()
    for value in "pq":
        play.ends("a", value=value).ends("b", value=value)
    copy = copied(play, "a", "p")
    kept = {(run.task_id, run.value) for run in copy.task_run_list()}
    assert kept == {("x", None), ("a", "p"), ("a", "q"), ("b", "q")}


def test_a_replay_from_a_child_of_a_working_directory_runs_the_directory_again() -> None:
    play = Player(flowable("flow.WorkingDirectory", sleep("a"), sleep("b"))).start().begins("x")
    owner = play.run("x").id
    for task_id in "ab":
        play.happen(e.StepEnded(owner, task_id, S.SUCCESS, play.now, play.now, {}))
    play.ends("x")
    assert shown(copied(play, "b")) == [("x", "RESTARTED")]


WITH_ERRORS = THREE + listed(sleep("e1"), sleep("e2"), key="errors")


def test_a_replay_from_a_normal_task_drops_the_errors_branch() -> None:
    play = ended(WITH_ERRORS, ("a", "FAILED"), ("e1", "SUCCESS"), ("e2", "SUCCESS"))
    assert shown(copied(play, "a")) == [("a", "RESTARTED")]


def test_a_replay_from_within_the_errors_branch_keeps_what_led_there() -> None:
    play = ended(WITH_ERRORS, ("a", "FAILED"), ("e1", "SUCCESS"), ("e2", "SUCCESS"))
    assert shown(copied(play, "e2")) == [("a", "FAILED"), ("e1", "SUCCESS"), ("e2", "RESTARTED")]


def test_a_restart_of_a_copy_runs_the_failed_task_of_the_new_revision() -> None:
    play = ended(THREE, ("a", "SUCCESS"), ("b", "FAILED"))
    copy = restarted_copy(play.execution, "copy", env_of(play))
    assert (shown(copy), copy.current) == ([("a", "SUCCESS"), ("b", "RESTARTED")], S.RESTARTED)
    assert copy.flow_revision == play.plan.flow.revision


def test_nothing_failed_means_nothing_to_restart() -> None:
    play = ended(THREE, ("a", "SUCCESS"), ("b", "SUCCESS"), ("c", "SUCCESS"))
    with pytest.raises(IllegalArgument):
        restarted_copy(play.execution, "copy", env_of(play))


def test_a_failed_errors_branch_alone_is_no_place_to_restart_from() -> None:
    source = flowable("flow.AllowFailure", sleep("a"))
    source += listed(sleep("e"), key="errors", indent=4)
    play = ended(source, ("a", "FAILED"), ("e", "FAILED"))
    play.happen(e.RestartAsked())
    assert play.jobs() == ["a"]
    assert not play.has("e")


def test_a_restart_reopens_a_flowable_above_the_failed_task() -> None:
    source = flowable("flow.Sequential", sleep("a"), sleep("b"))
    play = ended(source, ("a", "SUCCESS"), ("b", "FAILED")).happen(e.RestartAsked())
    assert (play.state("x"), play.state("a"), play.jobs()) == ("RUNNING", "SUCCESS", ["b"])


def test_a_restart_of_a_paused_execution_leaves_its_running_job_alone() -> None:
    source = flowable(
        "flow.Parallel", sleep("a"), f"{{id: p, type: {'io.kestra.plugin.core.flow.Pause'}}}"
    )
    play = Player(source).start().begins("a").happen(e.RestartAsked())
    assert play.state("a") == "RUNNING"
    assert "a" not in play.jobs()


def test_a_state_given_by_hand_reaches_the_children_and_the_owner() -> None:
    source = flowable("flow.Sequential", sleep("a"), sleep("b")) + f"  - {sleep('z')}\n"
    play = ended(source, ("a", "FAILED"))
    play.happen(e.StateChangeAsked(S.SUCCESS, play.run("x").id))
    assert (play.state("x"), play.jobs()) == ("SUCCESS", ["z"])


def test_a_state_given_by_hand_is_the_state_of_the_last_attempt_too() -> None:
    play = ended(THREE, ("a", "FAILED"))
    play.happen(e.StateChangeAsked(S.WARNING, play.run("a").id))
    assert play.run("a").attempts[-1].state.current is S.WARNING


def test_cancelling_a_task_run_by_hand_ends_the_execution() -> None:
    play = ended(THREE, ("a", "FAILED"))
    play.happen(e.StateChangeAsked(S.CANCELLED, play.run("a").id))
    assert (play.state("a"), play.state()) == ("CANCELLED", "CANCELLED")


@pytest.mark.parametrize("state", ["RUNNING", "PAUSED"])
def test_a_task_run_can_only_be_given_an_end(state: str) -> None:
    play = ended(THREE, ("a", "FAILED"))
    play.happen(e.StateChangeAsked(S(state), play.run("a").id))
    assert (play.state("a"), play.state()) == ("FAILED", "FAILED")


def test_an_unknown_task_run_gets_no_state() -> None:
    play = ended(THREE, ("a", "FAILED"))
    play.happen(e.StateChangeAsked(S.SUCCESS, "ghost"))
    assert play.state() == "FAILED"


@pytest.mark.parametrize(("given", "outcome"), [("RUNNING", "SUCCESS"), ("KILLING", "KILLED")])
def test_a_pause_is_given_the_end_that_stands_for_the_state(given: str, outcome: str) -> None:
    play = Player(listed(PAUSE, sleep("b"))).start()
    play.happen(e.StateChangeAsked(S(given), play.run("p").id))
    assert play.state("p") == outcome


def test_a_restart_takes_every_branch_aside_back() -> None:
    source = (
        WITH_ERRORS + listed(sleep("f"), key="finally") + listed(sleep("z"), key="afterExecution")
    )
    ends = [
        ("a", "FAILED"),
        ("e1", "SUCCESS"),
        ("e2", "SUCCESS"),
        ("f", "SUCCESS"),
        ("z", "SUCCESS"),
    ]
    play = ended(source, *ends).happen(e.RestartAsked())
    assert [run.task_id for run in play.execution.task_run_list()] == ["a"]


def test_an_empty_execution_has_nothing_to_restart() -> None:
    play = Player(THREE)
    play.execution = an_execution(state=S.FAILED)
    assert play.happen(e.RestartAsked()).decided(d.SendJob) == []
