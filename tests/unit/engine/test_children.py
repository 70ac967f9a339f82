"""Tasks that start executions of other flows: one each, or one per batch of a file."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from tests.unit.engine.flows import CORE, flowable, sleep
from tests.unit.engine.player import Player
from tiercel.engine.env import EngineConfig
from tiercel.model import decisions as d
from tiercel.model import events as e
from tiercel.model.execution import LoopItem, LoopRun
from tiercel.model.label import Label
from tiercel.model.state import StateType
from tiercel.model.stored.codec import (
    decode_execution,
    decode_task_run,
    encode_execution,
    encode_task_run,
)

S = StateType
SUB = "namespace: company.team\nflowId: other"
EACH = f"{SUB}\nitems: kestra:///file"


def subflow(more: str = "", **fields: object) -> Player:
    return Player(flowable("flow.Subflow", more=f"{SUB}\n{more}"), **fields).start()


def batches(more: str = "") -> Player:
    play = Player(flowable("flow.ForEachItem", more=f"{EACH}\n{more}")).start()
    return play.ends("x_split", splits="kestra:///list")


def child_ends(play: Player, asked: d.StartFlow, state: str = "SUCCESS", **more: object) -> Player:
    run, child = asked.task_run_id, asked.child_id
    return play.happen(e.ChildEnded(run, child, S(state), index=asked.index, **more))


def test_a_child_inherits_system_labels_and_the_labels_of_its_task() -> None:
    labels = (Label("mine", "1"), Label("system.from", "2"))
    (asked,) = subflow("labels: {own: a}", labels=labels).decided(d.StartFlow)
    assert asked.labels == (("system.from", "2"), ("own", "a"))


def test_a_child_inherits_all_labels_when_its_task_says_so() -> None:
    (asked,) = subflow("inheritLabels: true", labels=(Label("mine", "1"),)).decided(d.StartFlow)
    assert asked.labels == (("mine", "1"),)


def test_a_child_knows_who_started_it() -> None:
    play = subflow()
    (asked,) = play.decided(d.StartFlow)
    assert asked.depth == 1
    assert asked.variables == {
        "executionId": "execution1",
        "namespace": "company.team",
        "flowId": "flow",
        "flowRevision": 1,
        "taskId": "x",
        "taskRunId": play.run("x").id,
    }


def test_a_child_knows_the_value_and_the_turn_of_its_task() -> None:
    nested = f"{{id: s, type: {CORE}flow.Subflow, namespace: company.team, flowId: other}}"
    play = Player(flowable("flow.ForEach", nested, more="values: [p]")).start()
    (asked,) = play.decided(d.StartFlow)
    assert (asked.variables["taskRunValue"], asked.variables["taskRunIteration"]) == ("p", 0)


def test_a_child_of_a_loop_turn_knows_its_index() -> None:
    source = f"tasks:\n  - id: x\n    type: {CORE}flow.Loop\n    values: [p, q]\n    tasks:\n"
    source += f"      - {{id: s, type: {CORE}flow.Subflow, namespace: company.team, flowId: f}}\n"
    turn = LoopRun("outer", "outer", "x", "loop-run", LoopItem(1, "q"))
    play = Player(source, loop_run=turn).start()
    (asked,) = play.decided(d.StartFlow)
    assert (asked.variables["loopTaskRunId"], asked.variables["loopIndex"]) == ("loop-run", 1)


def test_a_task_that_does_not_wait_ends_when_its_child_exists() -> None:
    play = subflow("wait: false")
    (asked,) = play.decided(d.StartFlow)
    play.happen(e.ChildStarted(asked.task_run_id, asked.child_id))
    assert play.state("x") == "SUCCESS"
    assert play.run("x").outputs == {"executionId": asked.child_id, "state": "CREATED"}


def test_outputs_of_a_child_become_outputs_of_the_task() -> None:
    play = subflow()
    (asked,) = play.decided(d.StartFlow)
    child_ends(play, asked, outputs={"a": 1})
    assert (play.run("x").outputs or {})["outputs"] == {"a": 1}


def test_outputs_that_could_not_be_read_fail_the_task() -> None:
    play = subflow()
    (asked,) = play.decided(d.StartFlow)
    child_ends(play, asked, error="no such thing")
    assert play.state("x") == "FAILED"
    assert "Failed to extract outputs with the error: 'no such thing'" in play.log


@pytest.mark.parametrize(("more", "state"), [("", "FAILED"), ("transmitFailed: false", "SUCCESS")])
def test_a_failed_child_fails_its_task_unless_that_is_not_wanted(more: str, state: str) -> None:
    play = subflow(more)
    (asked,) = play.decided(d.StartFlow)
    assert child_ends(play, asked, "FAILED").state("x") == state


def test_the_end_of_a_child_does_not_matter_to_an_ended_task() -> None:
    play = subflow()
    (asked,) = play.decided(d.StartFlow)
    child_ends(play, asked)
    assert child_ends(play, asked, "FAILED").state("x") == "SUCCESS"


def test_the_end_of_a_child_that_another_kind_of_task_waits_for_changes_nothing() -> None:
    play = Player("tasks:\n  - " + sleep("a") + "\n").start()
    play.happen(e.ChildEnded(play.run("a").id, "child", S.FAILED))
    play.happen(e.ChildRefused(play.run("a").id, "no"))
    assert (play.state("a"), play.log) == ("SUBMITTED", [])


@pytest.mark.parametrize(
    ("more", "decision"),
    [("restartBehavior: NEW_EXECUTION", d.StartFlow), ("", d.RestartChild)],
)
def test_a_restart_starts_a_new_child_or_restarts_the_failed_one(
    more: str, decision: type[d.Decision]
) -> None:
    play = subflow(more)
    (asked,) = play.decided(d.StartFlow)
    play.happen(e.ChildStarted(asked.task_run_id, asked.child_id))
    child_ends(play, asked, "FAILED").happen(e.RestartAsked())
    assert play.decided(decision)


def test_every_batch_gets_a_child_with_its_own_inputs() -> None:
    play = batches('inputs: {file: "{{ taskrun.items }}", n: "{{ taskrun.iteration }}"}')
    asked = play.decided(d.StartFlow)
    assert [(one.index, one.inputs) for one in asked] == [
        (0, {"file": "a", "n": "0"}),
        (1, {"file": "b", "n": "1"}),
    ]
    assert [one.variables["taskRunIteration"] for one in asked] == [0, 1]


@pytest.mark.parametrize(
    "labels", ['{batch: "{{ taskrun.items }}"}', '[{key: batch, value: "{{ taskrun.items }}"}]']
)
def test_labels_of_batches_are_rendered_for_each(labels: str) -> None:
    asked = batches(f"labels: {labels}").decided(d.StartFlow)
    assert [dict(one.labels)["batch"] for one in asked] == ["a", "b"]


def test_inputs_of_batches_that_cannot_be_rendered_fail_the_task_before_any_child() -> None:
    play = batches('inputs: {file: "{{ taskrun.iteration == 1 ? nothing.there : 1 }}"}')
    assert (play.state("x_items"), play.decided(d.StartFlow)) == ("FAILED", [])


def test_batches_that_nobody_waits_for_end_at_once() -> None:
    play = batches("wait: false")
    assert len(play.decided(d.StartFlow)) == 2
    assert play.state("x_items") == "SUCCESS"
    assert (play.run("x_items").outputs or {})["iterations"] == {"RUNNING": 0, "SUCCESS": 2}


@pytest.mark.parametrize(("more", "state"), [("", "WARNING"), ("allowWarning: true", "SUCCESS")])
def test_nothing_is_merged_after_failed_batches_that_may_fail(more: str, state: str) -> None:
    play = batches(f"allowFailure: true\n{more}")
    for asked in play.decided(d.StartFlow):
        child_ends(play, asked, "FAILED")
    assert (play.state("x_items"), play.has("x_merge"), play.state("x")) == ("FAILED", False, state)


def test_a_file_without_batches_succeeds_without_children() -> None:
    play = Player(flowable("flow.ForEachItem", more=EACH))
    play.texts["storage_text"] = ""
    play.start().ends("x_split", splits="kestra:///list")
    assert (play.state("x_items"), play.decided(d.StartFlow)) == ("SUCCESS", [])


def test_batches_are_counted_by_the_states_of_their_children() -> None:
    play = batches()
    first, second = play.decided(d.StartFlow)
    child_ends(play, first)
    outputs = play.run("x_items").outputs or {}
    assert (outputs["numberOfBatches"], outputs["iterations"]) == (
        2,
        {"CREATED": 0, "RUNNING": 1, "SUCCESS": 1},
    )
    assert child_ends(play, second).state("x_items") == "SUCCESS"


@pytest.mark.parametrize(("ends", "state"), [("KILLED", "KILLED"), ("WARNING", "WARNING")])
def test_the_worst_child_decides_the_end_of_the_batches(ends: str, state: str) -> None:
    play = batches()
    first, second = play.decided(d.StartFlow)
    child_ends(play, first, ends)
    assert child_ends(play, second).state("x_items") == state


def test_states_of_batches_do_not_matter_when_nobody_transmits_them() -> None:
    play = batches("transmitFailed: false")
    first, second = play.decided(d.StartFlow)
    child_ends(play, first, "FAILED")
    assert child_ends(play, second).state("x_items") == "SUCCESS"


def test_outputs_of_a_batch_are_stored_as_a_file() -> None:
    play = batches()
    first, _ = play.decided(d.StartFlow)
    child_ends(play, first, outputs={"a": 1}, has_outputs=True)
    (file,) = play.decided(d.CaptureFile)
    assert file.uri.endswith("/0/outputs.ion")
    assert file.text == '{"a":1}\n'


def test_a_kill_reaches_the_children_of_batches() -> None:
    play = batches()
    ids = tuple(one.child_id for one in play.decided(d.StartFlow))
    play.happen(e.KillAsked())
    waited, others = play.decided(d.KillChildren)
    assert (waited.child_ids, others.is_all, play.state()) == (ids, True, "KILLING")


@pytest.mark.parametrize("start", [subflow, batches])
def test_a_kill_without_children_leaves_them_alone(start: Callable[[], Player]) -> None:
    play = start().happen(e.KillAsked(cascade=False))
    assert (play.state(), play.decided(d.KillChildren)) == ("KILLED", [])


@pytest.mark.parametrize("start", [subflow, batches])
def test_the_end_of_another_child_changes_nothing(start: Callable[[], Player]) -> None:
    play = start()
    asked = play.decided(d.StartFlow)[0]
    other = msgspec.structs.replace(asked, child_id="another")
    before = play.execution.task_runs
    assert child_ends(play, other, "FAILED").execution.task_runs == before


@pytest.mark.parametrize("start", [subflow, batches])
def test_nothing_starts_below_the_greatest_depth(
    start: Callable[[], Player], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.unit.engine.player.EngineConfig", lambda: EngineConfig(depth_max=0))
    play = start()
    assert (play.state(), play.decided(d.StartFlow)) == ("FAILED", [])
    assert "call each other 0 deep" in play.log[-1]


def test_the_end_of_what_replaced_a_child_counts() -> None:
    play = subflow()
    (asked,) = play.decided(d.StartFlow)
    other = msgspec.structs.replace(asked, child_id="another")
    assert child_ends(play, other, "FAILED", original_id=asked.child_id).state("x") == "FAILED"


@pytest.mark.parametrize("inputs", ["text", "'{{ [1] }}'"])
def test_inputs_of_a_child_that_are_no_map_fail_the_task(inputs: str) -> None:
    play = subflow(f"inputs: {inputs}")
    assert play.decided(d.StartFlow) == []
    assert play.state() == "FAILED"
    said = [each.message for each in play.decided(d.WriteLog)]
    assert "A property can't be used: Expected `object`, got" in said[0]
    # What was stored is read back.
    assert decode_execution(encode_execution(play.execution)).id == play.execution.id
    for run in play.execution.task_run_list():
        assert decode_task_run(encode_task_run(run)).task_id == run.task_id
