"""Pauses and approvals: what runs before them, what ends them, what follows."""

from __future__ import annotations

import pytest

from tests.unit.engine.flows import CORE, flowable, listed, sleep
from tests.unit.engine.player import Player
from tiercel.model import decisions as d
from tiercel.model import events as e
from tiercel.model.state import StateType

S = StateType


def pause(*tasks: str, more: str = "", then: str = "") -> Player:
    return Player(flowable("flow.Pause", *tasks, more=more) + then).start()


def approval(more: str = "", branches: str = "") -> Player:
    return Player(flowable("flow.Approval", more=more) + branches + f"  - {sleep('z')}\n").start()


def test_on_pause_starts_just_before_the_pause_and_does_not_hold_it_up() -> None:
    play = pause(more=f"onPause: {sleep('note')}")
    assert (play.state("x"), play.jobs()) == ("PAUSED", ["note"])


def test_children_of_a_pause_run_after_it() -> None:
    play = pause(sleep("a"))
    assert not play.has("a")
    play.happen(e.ResumeAsked())
    assert (play.state("x"), play.jobs()) == ("RUNNING", ["a"])
    assert play.ends("a").state("x") == "SUCCESS"


def test_a_pause_that_ends_in_a_state_runs_no_children() -> None:
    play = pause(sleep("a")).happen(e.ResumeAsked(state=S.WARNING))
    assert (play.state("x"), play.has("a")) == ("WARNING", False)


def test_who_resumed_is_part_of_the_outputs() -> None:
    play = pause().happen(e.ResumeAsked(user="ann"))
    assert (play.run("x").outputs or {})["resumed"]["by"] == "ann"


def test_the_timer_of_a_pause_is_forgotten_when_somebody_resumes() -> None:
    play = pause(more="pauseDuration: PT1M").happen(e.ResumeAsked())
    assert f"run:{play.run('x').id}" in [one.key for one in play.decided(d.StopTimer)]


def test_a_pause_is_resumed_by_its_task_run() -> None:
    play = Player(
        flowable("flow.Parallel", *(f"{{id: {i}, type: {CORE}flow.Pause}}" for i in "pq"))
    ).start()
    play.happen(e.ResumeAsked(play.run("q").id))
    assert (play.state("p"), play.state("q"), play.state()) == ("PAUSED", "SUCCESS", "PAUSED")


@pytest.mark.parametrize("task_id", ["a", "done"])
def test_only_paused_tasks_can_be_resumed(task_id: str) -> None:
    pause = f"{{id: p, type: {CORE}flow.Pause}}"
    play = Player(flowable("flow.Parallel", sleep("a"), sleep("done"), pause)).start().ends("done")
    play.happen(e.ResumeAsked(play.run(task_id).id))
    assert play.state() == "PAUSED"


def test_a_pause_after_the_end_does_not_hold() -> None:
    after = listed(f"{{id: p, type: {CORE}flow.Pause}}", key="afterExecution")
    play = Player(listed(sleep("a")) + after).start().ends("a")
    assert (play.state("p"), play.state(), play.execution.is_settled) == (
        "SUCCESS",
        "SUCCESS",
        True,
    )
    assert play.log == ["An execution that has ended can't be paused"]


def test_the_job_of_a_paused_execution_may_end() -> None:
    play = Player(
        flowable("flow.Parallel", sleep("a"), f"{{id: p, type: {CORE}flow.Pause}}")
    ).start()
    play.ends("a")
    assert (play.state("a"), play.state()) == ("SUCCESS", "PAUSED")
    assert play.happen(e.ResumeAsked()).state() == "SUCCESS"


ON = "".join(listed(sleep(name), key=name, indent=4) for name in ("onApprove", "onDeny"))


def test_an_approval_waits_for_a_decision() -> None:
    play = approval()
    assert (play.state("x"), play.state()) == ("PAUSED", "PAUSED")


def test_an_approved_execution_goes_on_with_its_branch() -> None:
    play = approval(branches=ON)
    play.happen(e.ResumeAsked(decision="APPROVED", user="ann", outputs={"comment": "good"}))
    outputs = play.run("x").outputs or {}
    assert play.jobs() == ["onApprove"]
    assert (outputs["decision"], outputs["by"], outputs["comment"]) == ("APPROVED", "ann", "good")
    assert outputs["auto"] is False
    assert play.ends("onApprove").jobs() == ["z"]


def test_a_resume_without_a_decision_approves() -> None:
    play = approval().happen(e.ResumeAsked())
    assert ((play.run("x").outputs or {})["decision"], play.jobs()) == ("APPROVED", ["z"])


@pytest.mark.parametrize(
    ("behavior", "state", "execution"),
    [
        ("CONTINUE", "SUCCESS", "RUNNING"),
        ("WARN", "WARNING", "RUNNING"),
        ("FAIL", "FAILED", "FAILED"),
        ("CANCEL", "CANCELLED", "CANCELLED"),
    ],
)
def test_a_denial_does_what_the_task_says(behavior: str, state: str, execution: str) -> None:
    play = approval(f"denyBehavior: {behavior}").happen(e.ResumeAsked(decision="DENIED"))
    assert (play.state("x"), play.state()) == (state, execution)


def test_a_denied_execution_ends_after_its_branch() -> None:
    play = approval(branches=ON).happen(e.ResumeAsked(decision="DENIED"))
    assert (play.jobs(), play.state()) == (["onDeny"], "RUNNING")
    assert play.ends("onDeny").state() == "CANCELLED"


def test_a_failed_branch_of_a_decision_fails_the_task() -> None:
    play = approval(branches=ON).happen(e.ResumeAsked(decision="APPROVED"))
    assert play.ends("onApprove", "FAILED").state("x") == "FAILED"


def test_an_approval_expires_with_its_timeout() -> None:
    play = approval("timeout: PT1M").due("x")
    assert (play.run("x").outputs or {})["decision"] == "EXPIRED"
    assert play.state() == "CANCELLED"


def test_an_automatic_approval_does_not_pause() -> None:
    play = approval("autoApprove: true", ON)
    assert (play.state(), play.jobs()) == ("RUNNING", ["onApprove"])


def test_the_branch_before_a_request_must_end_first() -> None:
    play = approval(branches=listed(sleep("ask"), key="onWait", indent=4))
    assert (play.state("x"), play.jobs()) == ("RUNNING", ["ask"])
    assert play.ends("ask").state("x") == "PAUSED"


@pytest.mark.parametrize(("more", "state"), [("", "FAILED"), ("allowFailure: true", "PAUSED")])
def test_a_request_that_cannot_be_made_fails_the_approval(more: str, state: str) -> None:
    play = approval(more, listed(sleep("ask"), key="onWait", indent=4)).ends("ask", "FAILED")
    assert play.state("x") == state
