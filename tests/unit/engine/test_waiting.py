"""Why an execution does nothing, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.build import START, a_flow, a_task, a_task_run, an_attempt, an_execution, at
from tiercel.engine.plan import FlowPlan
from tiercel.engine.waiting import waiting_reasons
from tiercel.engine.waiting_texts import text_of
from tiercel.model.execution import Execution
from tiercel.model.job import Job, Timer
from tiercel.model.limits import WAITING_POSITION_MAX
from tiercel.model.shape import Batches, Hold, Shape, Subflow, Turns, Until
from tiercel.model.state import StateType
from tiercel.model.task import Retry, RetryType
from tiercel.model.waiting import (
    AwaitedExecution,
    AwaitedInput,
    Cause,
    ClaimingWorker,
    LimitUse,
    Queue,
    WaitingReason,
)
from tiercel.plugin.catalog.registry import Catalog

RETRIED_TWICE = FlowPlan(
    a_flow(a_task("a", retry=Retry(RetryType.CONSTANT, timedelta(60), max_attempts=3))),
    Catalog.of_builtins(),
)
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


def texts(
    execution: Execution, jobs: Sequence[Job] = (), timers: Sequence[Timer] = ()
) -> list[str]:
    """The reasons in words."""
    return [text_of(each, at(0)) for each in waiting_reasons(execution, jobs, timers)]


def timer(key: str, seconds: float) -> Timer:
    return Timer("execution1", key, at(seconds))


def test_a_settled_execution_waits_for_nothing() -> None:
    assert texts(an_execution(state="SUCCESS", is_settled=True), [a_job()]) == []


def test_a_job_that_nobody_took_waits_for_a_worker() -> None:
    execution = an_execution(a_task_run("a", "RUNNING"))
    assert texts(execution, [a_job()]) == ["Task 'a' waits for a worker."]


def test_what_runs_comes_before_what_waits() -> None:
    execution = an_execution(a_task_run("a", "RUNNING"))
    jobs = [a_job(), a_job(worker_id="w1", lease_until=at(20))]
    assert texts(execution, jobs) == [
        "Task 'a' runs on worker w1, not heard of yet; its lease ends in 20 s.",
        "Task 'a' waits for a worker.",
    ]


def test_a_job_of_an_unknown_task_run_is_named_by_its_id() -> None:
    assert texts(an_execution(), [a_job()]) == ["Task 'tr-a-0' waits for a worker."]


def test_a_timer_of_a_service_level_is_no_reason() -> None:
    assert texts(an_execution(), timers=[timer("sla:x", 9)]) == []


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("QUEUED", "It is queued: the concurrency limit of its flow is reached."),
        ("PAUSED", "It is paused: somebody must resume it."),
        ("BREAKPOINT", "It stands at a breakpoint: somebody must let it go on."),
    ],
)
def test_an_execution_that_waits_says_for_what(state: str, expected: str) -> None:
    assert texts(an_execution(state=state)) == [expected]


def test_an_execution_starts_at_the_date_that_it_was_started_for() -> None:
    scheduled = texts(an_execution(state="CREATED"), timers=[timer("schedule", 60)])
    assert scheduled == [f"It is scheduled: it starts at {iso(60)}."]


def test_an_execution_that_is_replaced_says_by_which_attempt() -> None:
    execution = an_execution(state="RETRIED", is_settled=True)
    assert texts(execution, timers=[timer("replace", 60)]) == [
        f"A new execution takes its place: attempt 2 at {iso(60)}."
    ]


@pytest.mark.parametrize(
    ("shape", "state", "seconds", "expected"),
    [
        (msgspec.structs.replace(SUBFLOW, child_id="c"), "RUNNING", None, "waits for execution c"),
        (Batches("a", "b", ("u",), children=("c", "d")), "RUNNING", None, "waits for 2 executions"),
        (Turns(values=("p",), children={"0": "c"}), "RUNNING", None, "waits for execution c"),
        (Hold(), "PAUSED", None, "is paused: somebody must resume it."),
        (Hold(), "PAUSED", 60, "is paused: somebody must resume it, or goes on at {date}."),
        (Hold(kind="approval"), "PAUSED", None, "is paused: somebody must approve or deny it."),
        (Until("x", timedelta(60)), "PAUSED", 60, "checks its condition again at {date}."),
        (None, "RETRYING", 60, "is tried again: attempt 2 of 3 at {date}."),
        (None, "BREAKPOINT", None, "stands at a breakpoint: somebody must let it go on."),
    ],
)
def test_a_task_run_says_what_it_waits_for(
    shape: Shape | None, state: str, seconds: float | None, expected: str
) -> None:
    run = a_task_run("a", state, shape=shape, attempts=(an_attempt("FAILED"),))
    execution = an_execution(run, state=state)
    timers = [] if seconds is None else [timer("run:tr-a-0", seconds)]
    (reason,) = waiting_reasons(execution, [], timers, RETRIED_TWICE)
    text = text_of(reason, at(0))
    assert text.startswith(f"Task 'a' {expected.replace('{date}', iso(60))}")
    assert reason.until == (None if seconds is None else at(seconds))


def test_who_pauses_an_execution_by_hand_must_resume_it_whatever_its_tasks_wait_for() -> None:
    run = a_task_run("a", "RUNNING", shape=msgspec.structs.replace(SUBFLOW, child_id="c"))
    assert texts(an_execution(run, state="PAUSED"))[0] == "It is paused: somebody must resume it."


@pytest.mark.parametrize("state", ["RUNNING", "SUCCESS"])
def test_an_execution_that_waits_for_nothing_is_stuck(state: str) -> None:
    assert texts(shaped(SUBFLOW, state)) == []


def words(cause: Cause, **fields: Any) -> str:
    return text_of(WaitingReason(cause=cause, task_id="a", **fields), at(0))


def test_a_queue_is_told_with_its_places() -> None:
    queue = Queue(group=None, workers=2, places=32, taken=32, position=5)
    assert words(Cause.PLACE, queue=queue) == (
        "Task 'a' waits for a worker: 32 of 32 places of 2 workers are taken;"
        " it is number 5 in the queue."
    )
    behind = msgspec.structs.replace(queue, workers=1, position=WAITING_POSITION_MAX + 1)
    assert "of 1 worker are" in words(Cause.PLACE, queue=behind)
    assert "number 10001 or more in" in words(Cause.PLACE, queue=behind)


def test_a_group_without_workers_is_named() -> None:
    queue = Queue(group="gpu", workers=0, places=0, taken=0, position=1)
    assert words(Cause.WORKER, queue=queue) == (
        "Task 'a' waits for a worker of the group 'gpu': none runs; it is number 1 in the queue."
    )


def test_a_worker_that_is_silent_is_told_with_the_rest_of_its_lease() -> None:
    worker = ClaimingWorker("w1", "host", heard=at(-14), lease_until=at(16))
    assert words(Cause.LEASE, worker=worker) == (
        "Task 'a' was taken by worker w1 on host, which is silent: last heard of 14 s ago;"
        " its lease ends in 16 s, then another worker may take it."
    )
    over = msgspec.structs.replace(worker, lease_until=at(-1))
    assert "its lease is over" in words(Cause.LEASE, worker=over)


def test_holders_of_slots_are_named_up_to_three() -> None:
    use = LimitUse(limit=5, taken=5, holders=("e1", "e2", "e3", "e4", "e5"), position=2)
    assert words(Cause.CONCURRENCY, limit=use) == (
        "It is queued: 5 of 5 slots of its flow are taken, by e1, e2, e3 and 2 more;"
        " it is number 2 in the queue."
    )


def test_awaited_inputs_are_named_with_their_types() -> None:
    inputs = (AwaitedInput("reason", "STRING", True), AwaitedInput("n", "INT", False))
    assert words(Cause.RESUME, inputs=inputs) == (
        "Task 'a' is paused: somebody must resume it with reason (STRING), n (INT, optional)."
    )


def test_awaited_executions_are_named_with_their_states() -> None:
    several = tuple(AwaitedExecution(f"c{n}", StateType.RUNNING) for n in range(4))
    assert words(Cause.EXECUTIONS, executions=several, total=9) == (
        "Task 'a' waits for 9 executions: c0 (RUNNING), c1 (RUNNING), c2 (RUNNING), …."
    )


def test_no_executor_is_said() -> None:
    reason = WaitingReason(cause=Cause.EXECUTOR, executors=0)
    assert text_of(reason, at(0)) == "No executor runs: nothing is looked at."


def iso(seconds: float) -> str:
    return at(seconds).isoformat(timespec="seconds").replace("+00:00", "Z")
