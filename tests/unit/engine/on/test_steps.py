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


def reports(
    play: Player, task_id: str, state: str, owner: str = "x", attempt: int = 0, **out: object
) -> Player:
    parent = play.run(owner).id if play.has(owner) else owner
    ended = e.StepEnded(parent, task_id, S(state), play.now, play.now, out or None, attempt=attempt)
    return play.happen(ended)


def test_a_child_begins_once() -> None:
    play = reports(reports(started(), "a", "RUNNING"), "a", "RUNNING")
    assert (play.history("a"), len(play.run("a").attempts)) == (["CREATED", "RUNNING"], 1)


def test_an_end_without_a_beginning_reports_both() -> None:
    play = reports(started(), "a", "SUCCESS", v=1)
    assert (play.history("a"), play.run("a").outputs) == (
        ["CREATED", "RUNNING", "SUCCESS"],
        {"v": 1},
    )


def test_a_skipped_child_has_one_skipped_attempt() -> None:
    play = reports(started(), "a", "SKIPPED")
    assert play.state("a") == "SKIPPED"
    assert [str(one.state.current) for one in play.run("a").attempts] == ["SKIPPED"]


def test_a_child_has_its_log_file() -> None:
    play = started()
    ended = e.StepEnded(
        play.run("x").id, "a", S.SUCCESS, play.now, play.now, log_file="kestra:///l"
    )
    assert play.happen(ended).run("a").attempts[-1].log_file == "kestra:///l"


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


RETRY = ", retry: {type: constant, interval: PT5S, maxAttempts: 3, warningOnRetry: true}"
RETRIED = flowable("flow.WorkingDirectory", sleep("a", RETRY), sleep("b"))


def test_a_child_that_tries_again_keeps_its_attempts() -> None:
    play = reports(Player(RETRIED).start().begins("x"), "a", "RETRYING")
    assert (play.state("a"), play.state("x"), play.state()) == ("RETRYING", "RUNNING", "RUNNING")
    reports(reports(play, "a", "RUNNING", attempt=1), "a", "SUCCESS", attempt=1, v=2)
    assert play.history("a") == ["CREATED", "RUNNING", "FAILED", "RETRYING", "RUNNING", "WARNING"]
    assert [str(one.state.current) for one in play.run("a").attempts] == ["FAILED", "SUCCESS"]
    assert play.run("a").outputs == {"v": 2}


def test_what_is_reported_twice_of_an_earlier_attempt_changes_nothing() -> None:
    play = reports(Player(RETRIED).start().begins("x"), "a", "RETRYING")
    before = play.run("a")
    reports(reports(play, "a", "RUNNING"), "a", "RETRYING")
    assert play.run("a") == before


def test_a_child_that_waits_for_its_next_attempt_is_killed_with_the_directory() -> None:
    play = reports(Player(RETRIED).start().begins("x"), "a", "RETRYING")
    play.ends("x", "KILLED")
    assert play.state("a") == "KILLED"
