"""Children of a WorkingDirectory follow what its worker reports."""

from __future__ import annotations

import pytest

from tests.unit.engine.flows import flowable, sleep
from tests.unit.engine.player import Player
from tiercel.model import events as e
from tiercel.model.state import StateType

S = StateType
SOURCE = flowable("flow.WorkingDirectory", sleep("a"), sleep("b", ", allowFailure: true"))
SOURCE += f"  - {sleep('z')}\n"


def started() -> Player:
    return Player(SOURCE).start().begins("x")


def reports(play: Player, task_id: str, state: str, owner: str = "x", **out: object) -> Player:
    parent = play.run(owner).id if play.has(owner) else owner
    return play.happen(e.StepEnded(parent, task_id, S(state), play.now, play.now, out or None))


def test_a_child_begins_once() -> None:
    play = reports(reports(started(), "a", "RUNNING"), "a", "RUNNING")
    assert (play.history("a"), len(play.run("a").attempts)) == (["CREATED", "RUNNING"], 1)


def test_an_end_without_a_beginning_tells_both() -> None:
    play = reports(started(), "a", "SUCCESS", v=1)
    assert (play.history("a"), play.run("a").outputs) == (
        ["CREATED", "RUNNING", "SUCCESS"],
        {"v": 1},
    )


def test_a_skipped_child_has_one_skipped_attempt() -> None:
    play = reports(started(), "a", "SKIPPED")
    assert play.state("a") == "SKIPPED"
    assert [str(one.state.current) for one in play.run("a").attempts] == ["SKIPPED"]


def test_an_allowed_failure_of_a_child_is_a_warning() -> None:
    assert reports(started(), "b", "FAILED").state("b") == "WARNING"


def test_an_ended_child_stays_as_it_is() -> None:
    play = reports(reports(started(), "a", "SUCCESS"), "a", "FAILED")
    assert play.state("a") == "SUCCESS"


@pytest.mark.parametrize(("task_id", "owner"), [("ghost", "x"), ("a", "ghost"), ("z", "x")])
def test_news_of_strangers_change_nothing(task_id: str, owner: str) -> None:
    assert len(reports(started(), task_id, "RUNNING", owner).execution.task_runs) == 1


def test_news_after_the_end_of_the_directory_change_nothing() -> None:
    play = reports(started(), "a", "SUCCESS").ends("x")
    assert not reports(play, "b", "RUNNING").has("b")


def test_news_of_children_of_another_shape_change_nothing() -> None:
    play = Player(flowable("flow.Sequential", sleep("a"), sleep("b"))).start()
    assert not reports(play, "b", "RUNNING").has("b")
