"""Settling: many starts are spread over steps, and bounds of a step hold."""

from __future__ import annotations

import pytest

from tests.unit.engine.flows import flowable, listed, sleep
from tests.unit.engine.player import Player
from tiercel.model import decisions as d
from tiercel.model import events as e

VALUES = "[p, q, r, s, t]"


@pytest.fixture(autouse=True)
def _few_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("settle", "starts", "turns"):
        monkeypatch.setattr(f"tiercel.engine.{module}.STARTS_PER_STEP_MAX", 2)


def goes_on(play: Player) -> bool:
    sent = [one.event for one in play.decided(d.NotifyParent)]
    return any(isinstance(event, e.Submitted) for event in sent)


@pytest.mark.parametrize("tasks", [("a",), ("a", "b")])
def test_a_wide_loop_starts_over_several_steps(tasks: tuple[str, ...]) -> None:
    children = [sleep(task) for task in tasks]
    more = f"values: {VALUES}\nconcurrencyLimit: 0"
    play = Player(flowable("flow.ForEach", *children, more=more)).start()
    started = len(play.jobs())
    for _ in range(5):
        if not goes_on(play):
            break
        play.happen(e.Submitted())
        started += len(play.jobs())
    assert started == 5


def test_a_loop_of_executions_starts_no_more_than_a_step_may() -> None:
    more = f"values: {VALUES}\nconcurrencyLimit: 0"
    play = Player(flowable("flow.Loop", sleep("a"), more=more)).start()
    assert len(play.decided(d.StartIteration)) == 2


def test_children_of_a_flowable_that_waits_do_not_start() -> None:
    source = flowable("flow.Sequential", sleep("a"), sleep("b")) + listed(sleep("e"), key="errors")
    play = Player(source).start().happen(e.PauseAsked()).ends("a")
    assert not play.has("b")


def test_a_graph_holds_back_what_exceeds_its_limit() -> None:
    nodes = "".join(f"      - task: {sleep(task)}\n" for task in "abc")
    play = Player(flowable("flow.Dag", more="concurrent: 1") + f"    tasks:\n{nodes}").start()
    assert play.jobs() == ["a"]
    assert play.ends("a").jobs() == ["b"]


def test_a_broken_flowable_runs_its_errors_then_its_finally() -> None:
    source = flowable("flow.Sequential", sleep("a"))
    source += listed(sleep("e"), key="errors", indent=4)
    source += listed(sleep("f"), key="finally", indent=4)
    play = Player(source).start().ends("a", "FAILED")
    assert play.jobs() == ["e"]
    assert play.ends("e").jobs() == ["f"]
    assert play.ends("f").state() == "FAILED"


def test_an_unreadable_flowable_fails_after_its_errors_branch() -> None:
    source = flowable("flow.If", more='condition: "{{ nothing.there }}"')
    source += listed(sleep("a"), key="then", indent=4)
    source += listed(sleep("e"), key="errors", indent=4)
    source += listed(sleep("f"), key="finally", indent=4)
    play = Player(source).start()
    assert play.jobs() == ["e"]
    assert play.ends("e").jobs() == ["f"]
    assert (play.ends("f").state("x"), play.state()) == ("FAILED", "FAILED")
