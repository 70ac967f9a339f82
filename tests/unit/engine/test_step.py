"""What each event makes of an execution: sequences, failures, kills, pauses, retries, restarts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.build import START
from tests.unit.engine.flows import CORE, listed, sleep
from tests.unit.engine.player import Player
from tiercel.model import decisions as d
from tiercel.model import events as e
from tiercel.model.execution import Breakpoint
from tiercel.model.label import Label
from tiercel.model.state import StateType

S = StateType
TWO = listed(sleep("a"), sleep("b"))


def test_tasks_run_one_after_the_other() -> None:
    play = Player(TWO).start()
    assert (play.jobs(), play.state()) == (["a"], "RUNNING")
    play.begins("a").ends("a")
    assert (play.jobs(), play.state("a")) == (["b"], "SUCCESS")
    play.ends("b")
    assert play.history() == ["CREATED", "RUNNING", "SUCCESS"]
    assert play.execution.is_settled


def test_a_flow_without_enabled_tasks_succeeds_at_once() -> None:
    play = Player(listed(sleep("a", ", disabled: true"))).start()
    assert play.history() == ["CREATED", "SUCCESS"]


def test_a_failure_ends_the_flow_after_its_errors_and_finally() -> None:
    source = TWO + listed(sleep("e"), key="errors") + listed(sleep("f"), key="finally")
    play = Player(source).start().ends("a", "FAILED")
    assert (play.jobs(), play.has("b")) == (["e"], False)
    play.ends("e")
    assert (play.jobs(), play.state()) == (["f"], "RUNNING")
    play.ends("f", "FAILED")
    assert play.state() == "FAILED"


def test_tasks_after_the_end_see_an_ended_execution_and_settle_it() -> None:
    play = Player(TWO + listed(sleep("x"), key="afterExecution")).start()
    play.ends("a").ends("b")
    assert (play.state(), play.jobs(), play.execution.is_settled) == ("SUCCESS", ["x"], False)
    play.ends("x", "FAILED")
    assert (play.state(), play.execution.is_settled) == ("SUCCESS", True)


def test_a_lost_job_after_the_end_is_sent_again() -> None:
    play = Player(listed(sleep("a")) + listed(sleep("x"), key="afterExecution"))
    play.start().ends("a").begins("x")
    play.happen(e.JobLost(play.run("x").id, 0))
    assert play.jobs() == ["x"]


def test_an_allowed_failure_is_a_warning() -> None:
    play = Player(listed(sleep("a", ", allowFailure: true"), sleep("b"))).start()
    play.ends("a", "FAILED").ends("b")
    assert (play.state("a"), play.state()) == ("WARNING", "WARNING")
    assert [str(one.state.current) for one in play.run("a").attempts] == ["FAILED"]


def test_a_false_run_if_skips_the_task() -> None:
    play = Player(listed(sleep("a", ', runIf: "false"'), sleep("b"))).start()
    assert (play.state("a"), play.jobs()) == ("SKIPPED", ["b"])


def test_a_second_result_of_the_same_attempt_changes_nothing() -> None:
    play = Player(TWO).start().begins("a").ends("a")
    before = play.execution
    run = play.run("a")
    play.happen(e.JobEnded(run.id, 0, S.FAILED, play.now, play.now))
    assert (play.state("a"), play.said) == ("SUCCESS", ())
    assert play.execution.task_runs == before.task_runs


@pytest.mark.parametrize(
    "event",
    [
        e.JobStarted("ghost", 0, "w", START),
        e.JobEnded("ghost", 0, S.SUCCESS, START, START),
        e.JobLost("ghost", 0),
        e.WaitOver("run:ghost"),
        e.WaitOver("nonsense"),
        e.ChildStarted("ghost", "child"),
        e.ChildRefused("ghost", "no"),
        e.ChildEnded("ghost", "child", S.SUCCESS),
        e.ResumeAsked(),
        e.BreakpointResumeAsked(),
        e.SlotGranted(),
        e.FlowChanged(),
    ],
)
def test_an_event_that_does_not_apply_is_absorbed(event: e.Event) -> None:
    play = Player(TWO).start()
    before = play.execution
    play.happen(event)
    assert play.execution.task_runs == before.task_runs
    assert play.state() == "RUNNING"


def test_a_kill_waits_for_the_job_and_leaves_finished_task_runs_alone() -> None:
    play = Player(TWO).start().ends("a").begins("b").happen(e.KillAsked())
    assert play.state() == "KILLING"
    assert [one.task_run_ids for one in play.decided(d.StopJobs)] == [(play.run("b").id,)]
    play.ends("b", "KILLED")
    assert play.history() == ["CREATED", "RUNNING", "KILLING", "KILLED"]
    assert (play.state("a"), play.state("b")) == ("SUCCESS", "KILLED")


def test_a_created_execution_dies_directly() -> None:
    play = Player(TWO).happen(e.KillAsked())
    assert play.history() == ["CREATED", "KILLING", "KILLED"]


def test_a_kill_of_an_ended_execution_reaches_its_children_only() -> None:
    play = Player(listed(sleep("a"))).start().ends("a").happen(e.KillAsked(cascade=True))
    assert play.state() == "SUCCESS"
    assert [one.is_all for one in play.decided(d.KillChildren)] == [True]
    assert play.happen(e.KillAsked(cascade=False)).said == ()


def test_a_pause_of_the_execution_lets_the_job_end_and_starts_nothing() -> None:
    play = Player(TWO).start().happen(e.PauseAsked()).ends("a")
    assert (play.state(), play.has("b")) == ("PAUSED", False)
    play.happen(e.ResumeAsked())
    assert play.jobs() == ["b"]
    assert play.history() == ["CREATED", "RUNNING", "PAUSED", "RUNNING"]


PAUSE = f"{{id: p, type: {CORE}flow.Pause}}"


def test_a_pause_task_holds_until_resumed() -> None:
    play = Player(listed(PAUSE, sleep("b"))).start()
    assert (play.state("p"), play.state()) == ("PAUSED", "PAUSED")
    play.happen(e.ResumeAsked(outputs={"onResume": {"why": "x"}}))
    assert play.history("p") == ["CREATED", "RUNNING", "PAUSED", "SUCCESS"]
    assert play.history() == ["CREATED", "RUNNING", "PAUSED", "RESTARTED", "RUNNING"]
    outputs = play.run("p").outputs or {}
    assert (outputs["onResume"], outputs["resumed"]["to"]) == ({"why": "x"}, "SUCCESS")


@pytest.mark.parametrize(
    ("behavior", "state", "flow_state"),
    [
        ("RESUME", "SUCCESS", "RUNNING"),
        ("WARN", "WARNING", "RUNNING"),
        ("FAIL", "FAILED", "FAILED"),
    ],
)
def test_a_pause_ends_by_its_duration(behavior: str, state: str, flow_state: str) -> None:
    task = PAUSE.replace("}", f", pauseDuration: PT1M, behavior: {behavior}}}")
    play = Player(listed(task, sleep("b"))).start()
    (timer,) = play.decided(d.StartTimer)
    assert timer.due == play.now + timedelta(minutes=1)
    play.due("p")
    assert (play.state("p"), play.state()) == (state, flow_state)


def test_a_cancelling_pause_cancels_the_execution() -> None:
    task = PAUSE.replace("}", ", pauseDuration: PT1M, behavior: CANCEL}")
    play = Player(listed(task, sleep("b"))).start().due("p")
    assert play.history() == ["CREATED", "RUNNING", "PAUSED", "CANCELLED"]
    assert not play.has("b")


RETRY = ", retry: {type: constant, interval: PT5S, maxAttempt: 2}"


def test_a_retry_waits_for_its_date_and_keeps_the_attempts() -> None:
    play = Player(listed(sleep("a", RETRY))).start().ends("a", "FAILED")
    assert (play.state("a"), play.state()) == ("RETRYING", "RETRYING")
    (timer,) = play.decided(d.StartTimer)
    play.due("a")
    assert (play.jobs(), play.state()) == (["a"], "RUNNING")
    play.ends("a", "FAILED")
    assert (play.state("a"), play.state(), len(play.run("a").attempts)) == ("FAILED", "FAILED", 2)
    assert timer.key == f"run:{play.run('a').id}"


def test_the_timer_of_a_retry_does_nothing_after_a_kill() -> None:
    play = Player(listed(sleep("a", RETRY))).start().ends("a", "FAILED").happen(e.KillAsked())
    assert play.state() == "KILLED"
    play.due("a")
    assert (play.state(), play.state("a"), play.said) == ("KILLED", "KILLED", ())


def test_a_retry_as_new_execution_replaces_the_execution_once() -> None:
    retry = RETRY.replace("}", ", behavior: CREATE_NEW_EXECUTION}")
    play = Player(listed(sleep("a", retry))).start().ends("a", "FAILED")
    assert (play.state("a"), play.state()) == ("RETRIED", "RETRIED")
    play.happen(e.WaitOver("replace"))
    (fresh,) = play.decided(d.StartReplacement)
    assert fresh.execution.parent_id == play.execution.id
    assert fresh.execution.original_id == play.execution.id
    assert fresh.execution.metadata.attempt_number == 2
    assert fresh.execution.current is S.CREATED


def test_a_restart_runs_only_what_failed() -> None:
    play = Player(TWO + listed(sleep("x"), key="errors")).start()
    play.ends("a").ends("b", "FAILED").ends("x")
    play.happen(e.RestartAsked())
    assert play.jobs() == ["b"]
    assert not play.has("x")
    assert play.execution.metadata.attempt_number == 2
    play.ends("b")
    assert play.history()[-4:] == ["FAILED", "RESTARTED", "RUNNING", "SUCCESS"]
    assert [len(play.run(task).attempts) for task in "ab"] == [1, 2]


def test_a_task_run_given_another_state_lets_the_flow_go_on() -> None:
    play = Player(TWO).start().ends("a", "FAILED")
    play.happen(e.StateChangeAsked(S.SUCCESS, play.run("a").id))
    assert (play.state("a"), play.jobs()) == ("SUCCESS", ["b"])


def test_an_ended_execution_gets_another_end() -> None:
    play = Player(listed(sleep("a"))).start().ends("a").happen(e.StateChangeAsked(S.FAILED))
    assert play.history()[-2:] == ["SUCCESS", "FAILED"]


def test_labels_are_replaced() -> None:
    play = Player(listed(sleep("a"))).start().ends("a").happen(e.LabelsAsked((Label("k", "v"),)))
    assert play.execution.labels == (Label("k", "v"),)


def test_a_breakpoint_stops_before_its_task() -> None:
    play = Player(TWO, breakpoints=(Breakpoint("b"),)).start().ends("a")
    assert (play.state("b"), play.state(), play.jobs()) == ("BREAKPOINT", "BREAKPOINT", [])
    play.happen(e.BreakpointResumeAsked())
    assert (play.state(), play.jobs()) == ("RUNNING", ["b"])


def test_a_lost_worker_costs_an_attempt() -> None:
    play = Player(listed(sleep("a"))).start().begins("a")
    play.happen(e.JobLost(play.run("a").id, 0))
    assert (play.jobs(), play.log) == (["a"], ["Re-emitting WorkerTask."])
    assert str(play.run("a").attempts[0].state.current) == "RESUBMITTED"
    play.happen(e.JobEnded(play.run("a").id, 1, S.SUCCESS, play.now, play.now))
    assert play.state() == "SUCCESS"


def test_a_scheduled_execution_waits_for_its_date() -> None:
    play = Player(TWO, schedule_date=START + timedelta(hours=1)).start()
    assert (play.state(), [one.key for one in play.decided(d.StartTimer)]) == (
        "CREATED",
        ["schedule"],
    )
    play.now = START + timedelta(hours=2)
    assert play.happen(e.WaitOver("schedule")).state() == "RUNNING"


LIMITED = TWO + "concurrency: {limit: 1, behavior: BEHAVIOR}\n"


@pytest.mark.parametrize(
    ("behavior", "state"), [("QUEUE", "QUEUED"), ("CANCEL", "CANCELLED"), ("FAIL", "FAILED")]
)
def test_without_a_slot_an_execution_does_what_its_flow_says(behavior: str, state: str) -> None:
    play = Player(LIMITED.replace("BEHAVIOR", behavior)).start()
    assert [one.limit for one in play.decided(d.AskSlot)] == [1]
    assert play.happen(e.SlotRefused(1)).state() == state
    assert not play.execution.task_runs


def test_a_queued_execution_asks_again_and_gives_its_slot_back_at_the_end() -> None:
    play = Player(LIMITED.replace("BEHAVIOR", "QUEUE")).start().happen(e.SlotRefused(1))
    assert play.happen(e.FlowChanged()).decided(d.AskSlot)
    play.happen(e.SlotGranted()).ends("a").ends("b")
    assert play.history() == ["CREATED", "QUEUED", "RUNNING", "SUCCESS"]
    assert play.decided(d.FreeSlot)
    assert not play.execution.has_slot


def test_a_queued_execution_can_be_forced() -> None:
    play = Player(LIMITED.replace("BEHAVIOR", "QUEUE")).start().happen(e.SlotRefused(1))
    assert play.happen(e.ForceRunAsked()).jobs() == ["a"]
