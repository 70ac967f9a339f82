"""Why an execution does nothing, in words."""

from __future__ import annotations

import msgspec
import pytest

from tests.build import START, a_task_run, an_execution, at
from tiercel.engine.waiting import waiting_reason
from tiercel.model.execution import Execution
from tiercel.model.job import Job, Timer
from tiercel.model.shape import Batches, Hold, Shape, Subflow, Turns

SUBFLOW = Subflow(namespace="a", flow_id="b")


def a_job(**fields: object) -> Job:
    defaults = {
        "id": "tr-a-0:0",
        "execution_id": "execution1",
        "task_run_id": "tr-a-0",
        "attempt": 0,
        "created": START,
        "namespace": "company.team",
        "flow_id": "flow",
    }
    return Job(**{**defaults, **fields})


def shaped(shape: Shape, state: str = "RUNNING") -> Execution:
    return an_execution(a_task_run("a", state, shape=shape))


def test_a_settled_execution_waits_for_nothing() -> None:
    execution = an_execution(state="SUCCESS", is_settled=True)
    assert waiting_reason(execution, [], []) == "It has settled."


def test_a_job_that_nobody_took_waits_for_a_worker() -> None:
    execution = an_execution(a_task_run("a", "RUNNING"))
    assert waiting_reason(execution, [a_job()], []) == "Task 'a' waits for a worker."


def test_a_claimed_job_runs_on_its_worker() -> None:
    execution = an_execution(a_task_run("a", "RUNNING"))
    jobs = [a_job(), a_job(worker_id="w1")]
    assert waiting_reason(execution, jobs, []) == "Task 'a' runs on worker w1."


def test_a_job_of_an_unknown_task_run_is_named_by_its_id() -> None:
    assert waiting_reason(an_execution(), [a_job()], []) == "Task 'tr-a-0' waits for a worker."


def test_the_next_timer_is_named() -> None:
    timers = [Timer("execution1", "run:x", at(9)), Timer("execution1", "run:y", at(3))]
    reason = waiting_reason(an_execution(), [], timers)
    assert reason == f"It waits until {at(3).isoformat()} (run:y)."


@pytest.mark.parametrize(
    ("state", "word"), [("QUEUED", "queued"), ("PAUSED", "paused"), ("BREAKPOINT", "breakpoint")]
)
def test_an_execution_that_waits_says_for_what(state: str, word: str) -> None:
    assert word in (waiting_reason(an_execution(state=state), [], []) or "")


@pytest.mark.parametrize(
    ("shape", "state", "reason"),
    [
        (msgspec.structs.replace(SUBFLOW, child_id="c"), "RUNNING", "waits for execution c"),
        (Batches("a", "b", ("u", "v"), children=("c", "d")), "RUNNING", "waits for 2 executions"),
        (Turns(values=("p",), children={"0": "c"}), "RUNNING", "waits for 1 executions"),
        (Hold(), "PAUSED", "is paused"),
    ],
)
def test_a_task_run_says_what_it_waits_for(shape: Shape, state: str, reason: str) -> None:
    assert (waiting_reason(shaped(shape, state), [], []) or "").startswith(f"Task 'a' {reason}")


@pytest.mark.parametrize("state", ["RUNNING", "SUCCESS"])
def test_an_execution_that_waits_for_nothing_is_stuck(state: str) -> None:
    assert waiting_reason(shaped(SUBFLOW, state), [], []) is None
