"""The janitor hands back lost jobs, and says why executions wait."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from tests.build import a_task_run, an_execution, at
from tiercel.adapters.memory.executions import MemoryExecutions
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.store import MemoryStore
from tiercel.engine.waiting import moves_of
from tiercel.model.errors import Damaged
from tiercel.model.events import ChildEnded, FlowChanged, JobLost, Stuck, Submitted
from tiercel.model.execution import Caller, Execution
from tiercel.model.job import Job, Timer, cancelling
from tiercel.model.shape import Subflow
from tiercel.model.state import StateType
from tiercel.model.trigger import TriggerState
from tiercel.runtime.janitor import Janitor

RUNNING = a_task_run("a", "RUNNING", attempts=())


def a_job(**fields: str | None) -> Job:
    return Job(
        id="j", execution_id="execution1", task_run_id="tr-a-0", attempt=2, created=at(0), **fields
    )


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(MemoryNotifier())


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


async def test_what_a_lost_job_remembered_goes_on_and_a_cancellation_is_put_again(
    store: MemoryStore,
) -> None:
    job = msgspec.structs.replace(a_job(), handle=b"handle")
    await put_claimed(store, job)
    await Janitor(store).take_back(at(1))
    assert await events(store) == [JobLost("tr-a-0", 2, b"handle")]
    await put_claimed(store, cancelling(job, "tr-a-0", at(2)))
    await Janitor(store).take_back(at(3))
    async with store.transaction() as tx:
        assert await tx.jobs.of("execution1") == [cancelling(job, "tr-a-0", at(3))]


async def test_at_a_start_nobody_else_holds_jobs_and_all_are_taken_back(
    store: MemoryStore,
) -> None:
    await put_claimed(store, a_job())
    await Janitor(store).take_back(at(1))
    assert await events(store) == [JobLost("tr-a-0", 2)]
    async with store.transaction() as tx:
        assert await tx.jobs.count() == (0, 0)


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


async def look(janitor: Janitor, minutes: int, start: int = 0) -> None:
    for minute in range(start, start + minutes):
        await janitor.tick(at(0) + timedelta(minutes=minute, seconds=minute))


async def fold_nothing(store: MemoryStore, execution: Execution) -> Execution:
    """What the executor does when the events change nothing."""
    async with store.transaction() as tx:
        waiting = await tx.inbox.claim(10, frozenset())
        tx.inbox.done([each.seq for found in waiting.values() for each in found])
        saved = msgspec.structs.replace(execution, version=execution.version + 1)
        tx.executions.save(saved, (), ())
    return saved


async def test_an_execution_that_waits_for_nothing_is_woken(store: MemoryStore) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(an_execution(RUNNING))
    await look(Janitor(store), 6)
    # The event waits: nobody has looked at the execution yet.
    assert await events(store) == [Submitted()]


async def test_an_execution_that_waits_for_nothing_after_that_is_ended(store: MemoryStore) -> None:
    execution = an_execution(RUNNING)
    async with store.transaction() as tx:
        tx.executions.insert(execution)
    janitor = Janitor(store)
    await look(janitor, 3)
    await fold_nothing(store, execution)
    await look(janitor, 2, start=3)
    assert await events(store) == [Stuck(moves_of(execution))]


async def test_an_execution_that_moved_meanwhile_is_looked_at_anew(store: MemoryStore) -> None:
    execution = an_execution(RUNNING)
    async with store.transaction() as tx:
        tx.executions.insert(execution)
    janitor = Janitor(store)
    await look(janitor, 3)
    await fold_nothing(store, await fold_nothing(store, execution))
    await look(janitor, 2, start=3)
    assert await events(store) == [Submitted()]


CALLING = a_task_run("s", "RUNNING", attempts=(), shape=Subflow("n", "f", child_id="child"))


async def test_a_parent_hears_of_a_child_that_is_gone(store: MemoryStore) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(an_execution(CALLING))
    await look(Janitor(store), 4)
    gone = ChildEnded("tr-s-0", "child", StateType.FAILED)
    assert await events(store) == [gone, Submitted()]


@pytest.mark.parametrize("is_settled", [True, False])
async def test_a_child_that_has_settled_reports_its_end_again(
    store: MemoryStore, is_settled: bool
) -> None:
    caller = Caller("execution1", "tr-s-0")
    child = an_execution(state="PAUSED", id="child", is_settled=is_settled, caller=caller)
    async with store.transaction() as tx:
        tx.executions.insert(an_execution(CALLING))
        tx.executions.insert(child)
    await look(Janitor(store), 4)
    async with store.transaction() as tx:
        waiting = await tx.inbox.claim(10, frozenset())
    assert list(waiting) == (["child", "execution1"] if is_settled else [])


async def test_the_end_of_a_child_that_has_another_caller_is_reported(store: MemoryStore) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(an_execution(CALLING))
        tx.executions.insert(an_execution(state="KILLED", id="child", is_settled=True))
    await look(Janitor(store), 4)
    notice = ChildEnded("tr-s-0", "child", StateType.KILLED)
    assert await events(store) == [notice, Submitted()]


async def test_a_queued_execution_asks_again_when_nobody_holds_a_slot(store: MemoryStore) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(an_execution(state="QUEUED"))
    await look(Janitor(store), 4)
    assert await events(store) == [FlowChanged()]


async def test_one_execution_that_can_not_be_read_keeps_no_other_from_its_turn(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(an_execution(RUNNING))
        tx.executions.insert(msgspec.structs.replace(an_execution(RUNNING), id="broken"))
    get = MemoryExecutions.get

    async def damaged(self: MemoryExecutions, execution_id: str) -> Execution | None:
        if execution_id == "broken":
            raise Damaged
        return await get(self, execution_id)

    monkeypatch.setattr(MemoryExecutions, "get", damaged)
    await look(Janitor(store), 4)
    assert await events(store) == [Submitted()]


@pytest.mark.parametrize("is_notified", [False, True])
async def test_an_execution_that_waits_for_something_is_left_alone(
    store: MemoryStore,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    is_notified: bool,
) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(an_execution(a_task_run("a", "RUNNING", attempts=())))
        if is_notified:
            tx.inbox.put("execution1", Submitted())
        else:
            tx.timers.put(Timer("execution1", "delay", at(10_000)))
    # Its task runs, of which there may be many, are not read.
    monkeypatch.delattr(MemoryExecutions, "get")
    janitor = Janitor(store)
    for minute in range(4):
        await janitor.tick(at(0) + timedelta(minutes=minute, seconds=minute))
    assert (await events(store), caplog.records) == ([Submitted()] * is_notified, [])


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
