"""What a task has begun elsewhere is found again by the next attempt, or stopped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import msgspec
import pytest

from tests.build import a_task
from tests.unit.runtime.workshop import Classes, Said, Workshop
from tiercel.model.events import JobEnded, JobLost
from tiercel.model.execution import Attempt, TaskRun
from tiercel.model.job import Job, cancelling
from tiercel.model.json_types import Json
from tiercel.model.state import StateType, new_state
from tiercel.model.task import Task
from tiercel.plugin import PluginError, RunContext
from tiercel.plugin.task import RunnableTask

REMOTE = "test.Remote"
HANDLE = b'{"job":"j-1"}'


class Remote(RunnableTask[Said]):
    """Begins a job elsewhere and waits for it; its cancellation fails as often as asked."""

    begun: ClassVar[list[str]] = []
    cancelled: ClassVar[list[Mapping[str, Json]]] = []
    stopped: ClassVar[list[bool]] = []
    given_up: ClassVar[list[str]] = []
    failures: ClassVar[int] = 0

    handle: str = "j-1"
    removes: bool = False
    confirms: bool = False

    async def run(self, ctx: RunContext) -> Said:
        if ctx.remembered is None:
            self.begun.append(ctx.remote_name)
            ctx.remember({"job": self.handle})
        try:
            await ctx.sleep(timedelta(seconds=10))
        finally:
            if ctx.is_stopped:
                self.stopped.append(not ctx.is_left_running)
        if self.removes:
            ctx.remove_after_end({"ended": self.handle}, self.remove)

        if self.confirms:
            ctx.confirm_after_end({"ended": self.handle}, self.remove, self.give_up)
        return Said(value=dict(ctx.remembered or {}))

    def give_up(self) -> None:
        self.given_up.append(self.handle)

    def remove(self, ctx: RunContext) -> None:
        self.cancel(ctx, {"removed": self.handle})

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        if len(self.cancelled) < self.failures:
            self.cancelled.append({})
            raise PluginError("no answer")
        self.cancelled.append(handle)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    for name in ("begun", "cancelled", "stopped", "given_up"):
        monkeypatch.setattr(Remote, name, [])
    return Workshop(tmp_path, classes=Classes(**{REMOTE: Remote}))


def task(**properties: Json) -> Task:
    return a_task("t", REMOTE, properties=properties)


async def jobs(shop: Workshop) -> list[Job]:
    async with shop.store.transaction() as tx:
        return await tx.jobs.of("execution1")


async def put(shop: Workshop, job: Job) -> None:
    async with shop.store.transaction() as tx:
        tx.jobs.put(job)


async def cancellation(shop: Workshop) -> None:
    """The only job is one that cancels."""
    await shop.job(task())
    (job,) = await jobs(shop)
    lost = msgspec.structs.replace(job, handle=HANDLE)
    async with shop.store.transaction() as tx:
        tx.jobs.done(job)
        tx.jobs.put(cancelling(lost, job.task_run_id, shop.clock.now()))


async def messages(shop: Workshop) -> list[str]:
    return [entry.message for entry in await shop.logs()]


async def test_a_handle_is_stored_with_the_job_before_the_task_waits(shop: Workshop) -> None:
    await shop.job(task())
    await shop.tick()
    (job,) = await jobs(shop)
    assert job.handle == HANDLE


async def test_a_worker_that_ends_leaves_the_work_running_and_hands_the_handle_on(
    shop: Workshop,
) -> None:
    task_run = await shop.job(task())
    await shop.tick()
    shop.worker.interrupt()
    await shop.tick(1)
    assert (await shop.events())[-1] == JobLost(task_run.id, 0, HANDLE)
    assert Remote.stopped == [False]


async def test_an_attempt_with_a_handle_begins_nothing(shop: Workshop) -> None:
    task_run = await shop.job(task())
    (job,) = await jobs(shop)
    await put(shop, msgspec.structs.replace(job, handle=b'{"job":"j-0"}'))
    await shop.tick()
    await shop.tick(10)
    ended = (await shop.events())[-1]
    assert isinstance(ended, JobEnded)
    assert (ended.task_run_id, ended.outputs) == (task_run.id, {"value": {"job": "j-0"}})
    assert Remote.begun == []
    assert await jobs(shop) == []


async def test_a_kill_stops_the_work(shop: Workshop) -> None:
    task_run = await shop.job(task())
    await shop.tick()
    shop.stop_registry.stop([task_run.id])
    await shop.tick(1)
    assert Remote.stopped == [True]


async def test_secrets_in_a_handle_are_masked(shop: Workshop) -> None:
    await shop.job(task(handle="{{ secret('TOKEN') }}"))
    await shop.tick()
    (job,) = await jobs(shop)
    assert b"s3cr3t" not in job.handle
    assert b"masked" in job.handle


async def test_a_handle_that_is_too_large_fails_the_task(shop: Workshop) -> None:
    await shop.job(task(handle="x" * 4096))
    await shop.tick()
    ended = (await shop.events())[-1]
    assert isinstance(ended, JobEnded)
    assert ended.state is StateType.FAILED
    assert "The handle of a task is 4096 bytes at most." in await messages(shop)


async def test_who_has_lost_the_job_remembers_nothing(shop: Workshop) -> None:
    await shop.job(task())
    (job,) = await jobs(shop)
    stale = msgspec.structs.replace(job, fence=job.fence + 1)
    async with shop.store.transaction() as tx:
        assert not await tx.jobs.remember(stale, HANDLE)
    assert (await jobs(shop))[0].handle == b""


async def test_what_a_task_run_that_is_over_left_running_is_cancelled(shop: Workshop) -> None:
    await cancellation(shop)
    await shop.tick()
    assert Remote.cancelled == [{"job": "j-1"}]
    assert await jobs(shop) == []
    assert await shop.events() == []
    assert await messages(shop) == ['Kill confirmed: {"job":"j-1"}']


async def test_a_cancellation_is_tried_again_until_it_is_certain(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Remote, "failures", 2)
    await cancellation(shop)
    await shop.tick()
    assert await messages(shop) == [
        'Kill not confirmed yet: {"job":"j-1"}: no answer',
        'Kill not confirmed yet: {"job":"j-1"}: no answer',
        'Kill confirmed: {"job":"j-1"}',
    ]


async def test_what_an_attempt_leaves_is_removed_once_its_end_is_stored(shop: Workshop) -> None:
    await shop.job(task(removes=True))
    await shop.tick()
    shop.clock.advance(timedelta(seconds=10))
    shop.worker._parts.attempts.step(shop.clock.now())
    # Its `run` is over, and nothing of it is stored.
    assert (Remote.cancelled, [each.handle for each in await jobs(shop)]) == ([], [HANDLE])
    await shop.tick()
    assert isinstance((await shop.events())[-1], JobEnded)
    assert Remote.cancelled == [{"removed": "j-1"}]
    assert await jobs(shop) == []
    assert await messages(shop) == ['Removal confirmed: {"ended":"j-1"}']


async def test_what_a_worker_could_not_remove_any_more_another_removes(shop: Workshop) -> None:
    await shop.job(task(removes=True))
    await shop.tick()
    shop.clock.advance(timedelta(seconds=10))
    await shop.worker.tick(shop.clock.now())
    (job,) = await jobs(shop)
    assert (job.is_removal, job.worker_id, job.handle) == (True, "w1", b'{"ended":"j-1"}')
    Remote.cancelled.clear()
    async with shop.store.transaction() as tx:
        tx.jobs.done(job)
        tx.jobs.put(cancelling(job, job.cancels, shop.clock.now()))
    shop.worker = shop.a_worker("w2")
    await shop.tick()
    assert Remote.cancelled == [{"ended": "j-1"}]
    assert await jobs(shop) == []


async def test_a_removal_is_tried_again(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Remote, "failures", 1)
    await shop.job(task(removes=True))
    await shop.tick()
    await shop.tick(10)
    assert await messages(shop) == [
        'Removal not confirmed yet: {"ended":"j-1"}: no answer',
        'Removal confirmed: {"ended":"j-1"}',
    ]
    assert Remote.cancelled == [{}, {"removed": "j-1"}]


async def test_an_attempt_that_goes_on_elsewhere_leaves_everything(shop: Workshop) -> None:
    task_run = await shop.job(task(removes=True))
    await shop.tick()
    shop.clock.advance(timedelta(seconds=10))
    shop.worker._parts.attempts.step(shop.clock.now())
    shop.worker.interrupt()
    await shop.tick()
    assert (await shop.events())[-1] == JobLost(task_run.id, 0, HANDLE)
    assert (Remote.cancelled, await jobs(shop)) == ([], [])


async def over(shop: Workshop) -> TaskRun:
    """A task run whose `run` is over, which waits to confirm, and of which nothing is stored."""
    task_run = await shop.job(task(confirms=True))
    await shop.tick()
    shop.clock.advance(timedelta(seconds=10))
    shop.worker._parts.attempts.step(shop.clock.now())
    assert (Remote.cancelled, Remote.given_up) == ([], [])
    return task_run


async def test_what_waits_for_the_end_is_confirmed_once_that_is_stored(shop: Workshop) -> None:
    await over(shop)
    await shop.tick()
    assert isinstance((await shop.events())[-1], JobEnded)
    assert (Remote.cancelled, Remote.given_up) == ([{"removed": "j-1"}], [])


async def test_an_attempt_that_goes_on_elsewhere_confirms_nothing(shop: Workshop) -> None:
    task_run = await over(shop)
    shop.worker.interrupt()
    await shop.tick()
    assert (await shop.events())[-1] == JobLost(task_run.id, 0, HANDLE)
    assert (Remote.cancelled, Remote.given_up, await jobs(shop)) == ([], ["j-1"], [])


async def test_an_attempt_that_is_killed_at_its_end_confirms_nothing(shop: Workshop) -> None:
    task_run = await over(shop)
    shop.stop_registry.stop([task_run.id])
    await shop.tick()
    assert (Remote.cancelled, Remote.given_up, await jobs(shop)) == ([], ["j-1"], [])


async def test_an_attempt_whose_job_another_has_confirms_nothing(shop: Workshop) -> None:
    await over(shop)
    (job,) = await jobs(shop)
    async with shop.store.transaction() as tx:
        tx.jobs.done(job)
    await shop.tick()
    assert (Remote.cancelled, Remote.given_up) == ([], ["j-1"])


async def test_what_a_lost_worker_has_not_confirmed_the_task_is_told_elsewhere(
    shop: Workshop,
) -> None:
    await over(shop)
    shop.clock.advance(timedelta(seconds=60))
    await shop.worker.tick(shop.clock.now())
    assert Remote.given_up == ["j-1"]
    shop.worker = shop.a_worker("w2")
    await shop.tick()
    assert Remote.cancelled == [{"ended": "j-1"}]


def test_attempts_after_lost_ones_share_a_name_and_a_retry_has_another(shop: Workshop) -> None:
    def name(*ended: str) -> str:
        work = shop.work(task())
        attempts = tuple(Attempt(new_state(StateType(state), shop.clock.now())) for state in ended)
        task_run = msgspec.structs.replace(work.task_run, attempts=attempts)
        return msgspec.structs.replace(work, task_run=task_run, attempt=len(attempts)).remote_name

    assert name("RESUBMITTED", "RESUBMITTED") == name()
    assert name("FAILED") != name()
    assert name("FAILED", "RESUBMITTED") == name("FAILED")
