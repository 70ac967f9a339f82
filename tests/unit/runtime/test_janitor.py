"""The janitor hands back lost jobs, and says why executions wait."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.build import a_task_run, an_execution, at
from tiercel.adapters.memory.bells import MemoryBells
from tiercel.adapters.memory.store import MemoryStore
from tiercel.engine.waiting import waiting_reason
from tiercel.model.events import JobLost, Submitted
from tiercel.model.execution import Execution
from tiercel.model.job import Job, Timer
from tiercel.model.shape import Subflow
from tiercel.model.trigger import TriggerState
from tiercel.runtime.janitor import Janitor


def a_job(**fields: str | None) -> Job:
    return Job(
        id="j", execution_id="execution1", task_run_id="tr-a-0", attempt=2, created=at(0), **fields
    )


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(MemoryBells())


async def put_claimed(store: MemoryStore, job: Job) -> None:
    async with store.transaction() as tx:
        tx.jobs.put(job)
    async with store.transaction() as tx:
        await tx.jobs.claim("w1", 10, at(30), None)


async def events(store: MemoryStore) -> list[object]:
    async with store.transaction() as tx:
        waiting = await tx.inbox.claim(10, frozenset())
    return [each.event for found in waiting.values() for each in found]


async def test_a_job_with_a_lost_lease_is_reported_and_removed(store: MemoryStore) -> None:
    await put_claimed(store, a_job())
    janitor = Janitor(store)
    assert not await janitor.tick(at(29))
    assert await janitor.tick(at(31))
    assert await events(store) == [JobLost("tr-a-0", 2)]
    async with store.transaction() as tx:
        assert await tx.jobs.of("execution1") == []


async def test_a_lost_poll_frees_its_trigger(store: MemoryStore) -> None:
    row = TriggerState("n", "f", "poll", is_locked=True, version=1)
    async with store.transaction() as tx:
        tx.triggers.put(row)
    job = Job("j", "e", "", 0, at(0), namespace="n", flow_id="f", trigger_id="poll")
    await put_claimed(store, job)
    await Janitor(store).tick(at(31))
    async with store.transaction() as tx:
        freed = await tx.triggers.get("n", "f", "poll")
    assert freed is not None
    assert (freed.is_locked, freed.next_date) == (False, at(31))
    assert await events(store) == []


async def test_an_execution_that_waits_for_nothing_is_woken(store: MemoryStore) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(an_execution(a_task_run("a", "RUNNING", attempts=())))
    janitor = Janitor(store)
    for minute in range(4):
        await janitor.tick(at(0) + timedelta(minutes=minute, seconds=minute))
    assert await events(store) == [Submitted()]


async def test_an_execution_that_waits_for_something_is_left_alone(store: MemoryStore) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(an_execution(a_task_run("a", "RUNNING", attempts=())))
        tx.timers.put(Timer("execution1", "delay", at(10_000)))
    janitor = Janitor(store)
    for minute in range(4):
        await janitor.tick(at(0) + timedelta(minutes=minute, seconds=minute))
    assert await events(store) == []


RUNNING = a_task_run("a", "RUNNING", attempts=())


@pytest.mark.parametrize(
    ("execution", "jobs", "timers", "reason"),
    [
        (an_execution(RUNNING), [a_job()], [], "Task 'a' waits for a worker."),
        (an_execution(RUNNING), [a_job(worker_id="w1")], [], "Task 'a' runs on worker w1."),
        (
            an_execution(),
            [],
            [Timer("execution1", "delay", at(5))],
            "It waits until 2026-03-01T12:00:05+00:00 (delay).",
        ),
        (
            an_execution(state="QUEUED"),
            [],
            [],
            "It is queued: the concurrency limit of its flow is reached.",
        ),
        (an_execution(state="PAUSED"), [], [], "It is paused: somebody must resume it."),
        (
            an_execution(
                a_task_run("s", "RUNNING", attempts=(), shape=Subflow("n", "f", child_id="c1"))
            ),
            [],
            [],
            "Task 's' waits for execution c1.",
        ),
        (an_execution(state="SUCCESS", is_settled=True), [], [], "It has settled."),
        (an_execution(RUNNING), [], [], None),
    ],
)
def test_why_an_execution_waits(
    execution: Execution, jobs: list[Job], timers: list[Timer], reason: str | None
) -> None:
    assert waiting_reason(execution, jobs, timers) == reason


async def test_workers_renew_first_after_the_database_was_away(store: MemoryStore) -> None:
    await put_claimed(store, a_job())
    janitor = Janitor(store)
    for second in range(0, 30, 5):
        assert not await janitor.tick(at(second))
    # Nobody reached the database for a minute: the lease is over, the worker may live.
    assert not await janitor.tick(at(90))
    assert not await janitor.tick(at(95))
    assert await janitor.tick(at(100))


async def test_a_worker_that_renews_after_an_outage_keeps_its_job(store: MemoryStore) -> None:
    await put_claimed(store, a_job())
    janitor = Janitor(store)
    await janitor.tick(at(0))
    assert not await janitor.tick(at(90))
    async with store.transaction() as tx:
        assert await tx.jobs.keep("w1", ["j"], at(122)) == ["j"]
    assert not await janitor.tick(at(101))
    assert await events(store) == []
