"""Service level agreements: deadlines, assertions, and what a violation does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.engine.flows import listed, sleep
from tests.unit.engine.player import Player
from tiercel.model import decisions as d
from tiercel.model import events as e
from tiercel.model.execution import LoopItem, LoopRun
from tiercel.model.label import Label

TWO = listed(sleep("a"), sleep("b"))
LATE = "{id: late, type: MAX_DURATION, duration: PT1H, labels: {late: 'yes'}, behavior: B}"
TRUE = """{id: sure, type: EXECUTION_ASSERTION, assert: "{{ TOLD }}", behavior: B}"""


def deadline(behavior: str = "FAIL", **fields: object) -> Player:
    return Player(TWO + listed(LATE.replace("B}", f"{behavior}}}"), key="sla"), **fields)


def asserted(condition: str, behavior: str = "FAIL") -> Player:
    line = TRUE.replace("B}", f"{behavior}}}").replace("TOLD", condition)
    return Player(TWO + listed(line, key="sla"))


def test_a_deadline_is_a_timer_from_the_start_of_the_execution() -> None:
    play = deadline().start()
    (timer,) = play.decided(d.StartTimer)
    started = play.execution.state.start
    assert (timer.key, timer.due) == ("sla:late", started + timedelta(hours=1))


def test_a_turn_of_a_loop_has_no_deadline() -> None:
    turn = LoopRun("outer", "outer", "x", "run", LoopItem(0, "v"))
    assert not deadline(loop_run=turn).start().decided(d.StartTimer)


@pytest.mark.parametrize(
    ("behavior", "state"), [("FAIL", "FAILED"), ("CANCEL", "CANCELLED"), ("NONE", "RUNNING")]
)
def test_a_late_execution_does_what_its_flow_says(behavior: str, state: str) -> None:
    play = deadline(behavior).start().happen(e.WaitOver("sla:late"))
    assert play.state() == state
    assert Label("late", "yes") in play.execution.labels


def test_a_violation_stops_what_runs() -> None:
    play = deadline().start().begins("a").happen(e.WaitOver("sla:late"))
    assert play.state("a") == "KILLED"
    assert [one.task_run_ids for one in play.decided(d.StopJobs)] == [(play.run("a").id,)]
    assert play.log[0].startswith("SLA 'late' violated: execution duration of")


def test_a_labelled_violation_without_behavior_is_reported_once() -> None:
    play = deadline("NONE").start().happen(e.WaitOver("sla:late")).happen(e.WaitOver("sla:late"))
    assert len(play.log) == 1


@pytest.mark.parametrize("key", ["sla:late", "sla:ghost"])
def test_a_deadline_does_not_matter_after_the_end_or_when_it_is_unknown(key: str) -> None:
    play = deadline().start()
    if key == "sla:late":
        play.ends("a").ends("b")
    before = play.state()
    assert play.happen(e.WaitOver(key)).state() == before
    assert play.log == []


def test_a_violation_keeps_the_labels_that_are_there() -> None:
    play = deadline("CANCEL", labels=(Label("late", "no"),)).start().happen(e.WaitOver("sla:late"))
    assert play.execution.labels == (Label("late", "no"),)


def test_a_deadline_does_not_matter_during_a_kill() -> None:
    play = deadline().start().begins("a").happen(e.KillAsked()).happen(e.WaitOver("sla:late"))
    assert play.state() == "KILLING"


def test_the_end_forgets_the_deadline() -> None:
    play = deadline().start().ends("a").ends("b")
    assert "sla:late" in [one.key for one in play.decided(d.StopTimer)]


def test_an_assertion_that_does_not_hold_acts_at_once() -> None:
    play = asserted("tasks.a.state is not defined or tasks.a.state != 'SUCCESS'").start()
    assert play.state() == "RUNNING"
    assert play.ends("a").state() == "FAILED"
    assert play.log[0].startswith("SLA 'sure' violated: assertion is false")


def test_an_assertion_that_cannot_be_evaluated_is_ignored() -> None:
    play = asserted("nothing.there").start()
    assert play.state() == "RUNNING"
    assert play.log[0].startswith("Ignoring SLA 'sure' because of the error")
