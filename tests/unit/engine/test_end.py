"""Ends: outputs of the flow, listeners, the notice to the caller, and executions that crashed."""

from __future__ import annotations

import pytest

from tests.unit.engine.flows import CORE, flowable, listed, sleep
from tests.unit.engine.player import Player
from tiercel.model import decisions as d
from tiercel.model import events as e
from tiercel.model.execution import Caller

ONE = listed(sleep("a"))
OUTPUT = 'outputs:\n  - {id: o, type: STRING, value: "{{ V }}"}\n'


def called(source: str = ONE, **fields: object) -> Player:
    return Player(source, caller=Caller("parent", "its-run", 3, **fields)).start()


def child_ends(play: Player) -> list[e.ChildEnded]:
    events = [one.event for one in play.decided(d.NotifyParent)]
    return [event for event in events if isinstance(event, e.ChildEnded)]


def test_outputs_of_the_flow_are_rendered_at_the_end() -> None:
    play = Player(ONE + OUTPUT.replace("V", "outputs.a.v")).start().ends("a", v="x")
    assert (play.execution.outputs, play.state()) == ({"o": "x"}, "SUCCESS")


def test_outputs_that_cannot_be_rendered_fail_the_execution() -> None:
    play = Player(ONE + OUTPUT.replace("V", "nothing.there")).start().ends("a")
    assert play.history()[-2:] == ["SUCCESS", "FAILED"]
    assert play.log[0].startswith("Failed to render output values")


def test_the_caller_hears_of_the_end() -> None:
    (event,) = child_ends(called().ends("a", "FAILED"))
    assert (event.task_run_id, event.index, event.state.value) == ("its-run", 3, "FAILED")


def test_a_caller_that_does_not_wait_hears_nothing() -> None:
    assert child_ends(called(waits=False).ends("a")) == []


def test_the_caller_gets_the_outputs_that_its_task_asked_for() -> None:
    (event,) = child_ends(called(outputs={"k": "{{ outputs.a.v }}"}).ends("a", v="x"))
    assert (event.outputs, event.error) == ({"k": "x"}, "")


def test_the_caller_hears_why_its_outputs_cannot_be_read() -> None:
    (event,) = child_ends(called(outputs={"k": "{{ nothing.there }}"}).ends("a"))
    assert event.outputs == {}
    assert "nothing" in event.error


def test_outputs_of_the_flow_go_before_those_that_the_task_asked_for() -> None:
    source = ONE + OUTPUT.replace("V", "outputs.a.v")
    (event,) = child_ends(called(source, outputs={"k": "other"}).ends("a", v="x"))
    assert (event.outputs, event.has_outputs) == ({"o": "x"}, True)


LISTENER = f"""listeners:
  - tasks:
      - {sleep("l")}
    conditions:
      - {{type: {CORE}condition.C}}
"""


@pytest.mark.parametrize(
    ("condition", "runs"),
    [
        ("ExecutionStatus, in: [FAILED]", True),
        ("ExecutionStatus, in: [SUCCESS]", False),
        ('Expression, expression: "{{ nothing.there }}"', False),
    ],
)
def test_a_listener_runs_when_its_conditions_hold(condition: str, runs: bool) -> None:
    play = Player(ONE + LISTENER.replace("C}", f"{condition}}}")).start().ends("a", "FAILED")
    assert play.has("l") is runs


def test_a_listener_without_conditions_always_runs() -> None:
    play = Player(ONE + LISTENER.split("    conditions", maxsplit=1)[0]).start().ends("a")
    assert (play.jobs(), play.execution.is_settled) == (["l"], False)


def test_a_condition_of_a_listener_that_cannot_be_evaluated_is_logged() -> None:
    source = LISTENER.replace("C}", 'Expression, expression: "{{ nothing.there }}"}')
    play = Player(ONE + source).start().ends("a")
    assert play.log[0].startswith("Unable to evaluate the conditions of a listener")


@pytest.mark.parametrize(
    ("state", "expected"), [("FAILED", "FAILED"), ("WARNING", "WARNING"), ("KILLED", "KILLED")]
)
def test_an_exit_ends_the_execution_from_within(state: str, expected: str) -> None:
    exit_task = f"{{id: out, type: {CORE}execution.Exit, state: {state}}}"
    play = Player(flowable("flow.Sequential", exit_task, sleep("z"))).start()
    assert (play.state("out"), play.state("x"), play.state()) == (expected,) * 3
    assert not play.has("z")


def test_an_exit_after_the_end_changes_no_state() -> None:
    exit_task = f"{{id: out, type: {CORE}execution.Exit, state: FAILED}}"
    play = Player(ONE + listed(exit_task, key="afterExecution")).start().ends("a")
    assert (play.state("out"), play.state(), play.execution.is_settled) == (
        "FAILED",
        "SUCCESS",
        True,
    )


def test_an_execution_of_an_invalid_flow_fails_at_once() -> None:
    play = Player(ONE)
    play.plan.flow = type(play.plan.flow)(
        id="flow", namespace="company.team", exception="it is broken"
    )
    play.start()
    assert (play.state(), play.log) == (
        "FAILED",
        ["Cannot execute an invalid flow: it is broken"],
    )
