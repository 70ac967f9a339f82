"""What workers report of attempts: begun, ended, lost; also late and twice."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from tests.unit.engine.flows import flowable, listed, sleep
from tests.unit.engine.player import Player
from tiercel.engine.groups.worker_groups import WorkerGroups
from tiercel.model import decisions as d
from tiercel.model import events as e
from tiercel.model.state import StateType

S = StateType
ONE = listed(sleep("a"))
RETRY = ", retry: {type: constant, interval: PT5S, maxAttempts: 3, warningOnRetry: true}"


def lost(play: Player, task_id: str, attempt: int = 0) -> Player:
    return play.happen(e.JobLost(play.run(task_id).id, attempt))


def test_an_attempt_opens_once() -> None:
    play = Player(ONE).start().begins("a")
    before = play.run("a")
    play.happen(e.JobStarted(before.id, 0, "another", play.now))
    assert play.run("a") == before


def test_an_end_without_a_beginning_reports_both() -> None:
    play = Player(ONE).start()
    run = play.run("a").id
    started, ended = play.now, play.now + timedelta(seconds=3)
    play.happen(
        e.JobEnded(run, 0, S.SUCCESS, started, ended, worker_id="w", log_file="kestra:///l")
    )
    (attempt,) = play.run("a").attempts
    assert [(one.state.value, one.date) for one in attempt.state.histories][1:] == [
        ("RUNNING", started),
        ("SUCCESS", ended),
    ]
    assert (attempt.worker_id, attempt.log_file) == ("w", "kestra:///l")


def test_an_attempt_never_ends_before_it_began() -> None:
    play = Player(ONE).start().begins("a")
    early = play.now - timedelta(hours=1)
    play.happen(e.JobEnded(play.run("a").id, 0, S.SUCCESS, early, early))
    (attempt,) = play.run("a").attempts
    dates = [one.date for one in attempt.state.histories]
    assert dates == sorted(dates)


def test_the_end_of_a_task_that_has_no_job_is_no_end() -> None:
    play = Player(flowable("flow.Sequential", sleep("a"))).start()
    play.happen(e.JobEnded(play.run("x").id, 0, S.FAILED, play.now, play.now))
    assert play.state("x") == "RUNNING"


def test_a_success_after_a_retry_is_a_warning_when_the_retry_says_so() -> None:
    play = Player(listed(sleep("a", RETRY))).start().ends("a", "FAILED").due("a")
    assert play.ends("a").state("a") == "WARNING"


def test_a_late_result_of_an_abandoned_task_is_joined() -> None:
    play = Player(flowable("flow.Parallel", sleep("a"), sleep("b"))).start().begins("b")
    play.ends("a", "FAILED")
    assert (play.state("b"), play.run("b").is_abandoned) == ("FAILED", True)
    play.ends("b", v=1)
    assert (play.state("b"), play.run("b").outputs) == ("SUCCESS", {"v": 1})
    assert not play.run("b").is_abandoned


def test_an_abandoned_job_that_begins_late_only_opens_an_attempt() -> None:
    play = Player(flowable("flow.Parallel", sleep("a"), sleep("b"))).start()
    play.ends("a", "FAILED").begins("b")
    assert (play.state("b"), len(play.run("b").attempts)) == ("FAILED", 1)


def test_a_job_that_was_never_sent_again_does_not_begin_after_its_end() -> None:
    play = Player(ONE).start().ends("a")
    play.happen(e.JobStarted(play.run("a").id, 1, "w", play.now))
    assert len(play.run("a").attempts) == 1


def test_a_lost_job_is_sent_again_with_the_next_attempt() -> None:
    play = Player(ONE)
    play.worker_groups = WorkerGroups(known=frozenset({"gpu"}))
    plan = play.plan.tasks["a"]
    plan.task = msgspec.structs.replace(plan.task, worker_group={"key": "gpu"})
    lost(play.start().begins("a"), "a")
    (job,) = play.decided(d.SendJob)
    assert (job.attempt, job.worker_group, play.state("a")) == (1, "gpu", "RESUBMITTED")


@pytest.mark.parametrize("attempt", [0, 1])
def test_a_job_is_lost_once(attempt: int) -> None:
    play = lost(Player(ONE).start().begins("a"), "a").begins("a")
    play.happen(e.JobEnded(play.run("a").id, 1, S.SUCCESS, play.now, play.now))
    assert lost(play, "a", attempt).said == ()


def test_a_job_that_was_resent_is_not_lost_again() -> None:
    play = lost(Player(ONE).start().begins("a"), "a")
    assert not lost(play, "a").decided(d.SendJob)


def test_a_lost_flowable_is_nobodys_job() -> None:
    play = Player(flowable("flow.Sequential", sleep("a"))).start()
    assert lost(play, "x").state("x") == "RUNNING"


def test_a_job_lost_during_a_kill_is_killed() -> None:
    play = lost(Player(ONE).start().begins("a").happen(e.KillAsked()), "a")
    assert (play.state("a"), play.state(), play.jobs()) == ("KILLED", "KILLED", [])


DIRECTORY = flowable("flow.WorkingDirectory", sleep("a"), sleep("b"))


def test_children_that_a_directory_leaves_behind_are_killed() -> None:
    play = Player(DIRECTORY).start().begins("x")
    play.happen(e.StepEnded(play.run("x").id, "a", S.RUNNING, play.now, play.now))
    play.ends("x", "FAILED")
    assert (play.state("a"), play.state("x")) == ("KILLED", "FAILED")


def failed_in(play: Player, task_id: str) -> Player:
    """A child fails, and the directory with it."""
    play.happen(e.StepEnded(play.run("x").id, task_id, S.FAILED, play.now, play.now))
    return play.ends("x", "FAILED")


def sent(play: Player) -> list[int]:
    """The numbers of the attempts of the jobs just sent."""
    return [one.attempt for one in play.said if isinstance(one, d.SendJob)]


def test_a_directory_with_retry_runs_again_from_its_first_child() -> None:
    source = flowable(
        "flow.WorkingDirectory", sleep("a"), more="retry: {type: constant, interval: PT5S}"
    )
    play = failed_in(Player(source).start().begins("x"), "a")
    assert (play.state("x"), play.state()) == ("RETRYING", "RETRYING")
    play.due("x")
    assert (sent(play), play.has("a"), play.state()) == ([1], False, "RUNNING")
    play.begins("x")
    play.happen(e.StepEnded(play.run("x").id, "a", S.SUCCESS, play.now, play.now))
    play.ends("x")
    assert (play.state("a"), play.state("x"), play.state()) == ("SUCCESS",) * 3
    assert [str(one.state.current) for one in play.run("x").attempts] == ["FAILED", "SUCCESS"]


def test_the_retry_of_a_child_may_replace_the_execution() -> None:
    retry = (
        ", retry: {type: constant, interval: PT5S, maxAttempts: 2, behavior: CREATE_NEW_EXECUTION}"
    )
    source = flowable("flow.WorkingDirectory", sleep("a", retry))
    play = failed_in(Player(source).start().begins("x"), "a")
    assert (play.state("a"), play.state("x"), play.state()) == ("RETRIED",) * 3


def test_a_restarted_directory_runs_its_job_again() -> None:
    play = failed_in(Player(DIRECTORY).start().begins("x"), "a")
    play.happen(e.RestartAsked())
    assert (sent(play), play.has("a"), play.state("x")) == ([1], False, "RUNNING")
    play.begins("x").ends("x", "FAILED")
    assert (play.state("x"), play.state()) == ("FAILED", "FAILED")


def test_a_directory_that_fails_without_children_is_failed() -> None:
    play = Player(DIRECTORY).start().begins("x").ends("x", "FAILED")
    assert (play.state("x"), play.state()) == ("FAILED", "FAILED")


def test_a_killed_directory_ends_the_kill() -> None:
    play = Player(DIRECTORY).start().begins("x").happen(e.KillAsked())
    assert play.state() == "KILLING"
    assert play.ends("x", "KILLED").state() == "KILLED"


def decided(play: Player) -> list[d.SendJob]:
    return [each for each in play.said if isinstance(each, d.SendJob)]


def test_what_a_lost_attempt_remembered_goes_to_the_next_one() -> None:
    play = Player(ONE).start().begins("a")
    run = play.run("a").id
    play.happen(e.JobLost(run, 0, b"handle"))
    assert decided(play) == [d.SendJob(run, 1, handle=b"handle")]


def test_what_a_killed_attempt_left_running_is_cancelled() -> None:
    play = Player(ONE).start().begins("a").happen(e.KillAsked())
    run = play.run("a").id
    play.happen(e.JobLost(run, 0, b"handle"))
    assert decided(play) == [d.SendJob(run, 0, handle=b"handle", is_cancel=True)]
    assert play.execution.current is S.KILLED
