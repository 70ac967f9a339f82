"""A worker that can't renew its lease stops its tasks in time, says nothing, and begins anew."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.build import a_task
from tests.unit.runtime.workshop import SLEEP, Do, Workshop, do
from tiercel.model.errors import Unavailable
from tiercel.model.events import JobEnded, JobStarted
from tiercel.model.json_types import Json
from tiercel.plugin.context import RunContext
from tiercel.ports.store import Tx
from tiercel.runtime.worker.stop_signal import StopReason
from tiercel.runtime.worker.worker import Worker


class Line:
    """The worker's way to the store, which can be cut."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.is_cut = False
        self.commits = 0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        if self.is_cut:
            raise Unavailable("The line is cut")
        self.commits += 1
        async with self._store.transaction() as tx:
            yield tx


class CutShop(Workshop):
    """A worker whose line to the store can be cut."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.line = Line(self.store)
        parts = msgspec.structs.replace(self.worker._parts, store=self.line)
        self.worker = Worker(parts)

    async def tick(self, seconds: float = 0) -> None:
        try:
            await super().tick(seconds)
        except Unavailable:
            # As the loop does: the next tick tries again.
            return

    async def hand_over(self) -> None:
        """What the janitor and the engine do with a job whose lease is over."""
        async with self.store.transaction() as tx:
            (job,) = await tx.jobs.expired(self.clock.now(), 10)
            tx.jobs.done(job)
        async with self.store.transaction() as tx:
            fresh = msgspec.structs.replace(job, worker_id=None, lease_until=None)
            tx.jobs.put(msgspec.structs.replace(fresh, fence=job.fence + 100))


@pytest.fixture
def shop(tmp_path: Path) -> CutShop:
    return CutShop(tmp_path)


@pytest.fixture(autouse=True)
def calls(monkeypatch: pytest.MonkeyPatch) -> dict[str, Json]:
    known: dict[str, Json] = {}
    monkeypatch.setattr(Do, "calls", known)
    return known


async def sleeper(shop: CutShop) -> None:
    """One task that takes an hour is under way."""
    await shop.job(a_task("t", SLEEP, properties={"duration": "PT1H"}))
    await shop.tick()
    assert shop.worker.running == 1


async def done_and_cut(shop: CutShop, calls: dict[str, Json]) -> None:
    """One task ended; its result could not be stored."""

    def cut(ctx: RunContext) -> Json:
        shop.line.is_cut = True
        return "done"

    calls["cut"] = cut
    await shop.job(do("cut"))
    await shop.tick()


async def test_tasks_stop_before_the_lease_is_over(
    shop: CutShop, caplog: pytest.LogCaptureFixture
) -> None:
    await sleeper(shop)
    (attempt,) = shop.worker._running.values()
    shop.line.is_cut = True
    for _ in range(23):
        await shop.tick(1)
    assert shop.worker.running == 1
    with caplog.at_level(logging.WARNING, "tiercel.worker"):
        await shop.tick(1)
    assert attempt.stop.reason is StopReason.LOST
    assert shop.worker.running == 0
    assert "1 running tasks are stopped" in caplog.text
    async with shop.store.transaction() as tx:
        assert await tx.jobs.expired(shop.clock.now(), 10) == []


async def test_a_short_outage_stops_nothing(shop: CutShop) -> None:
    await sleeper(shop)
    for _ in range(5):
        shop.line.is_cut = True
        for _ in range(18):
            await shop.tick(1)
        shop.line.is_cut = False
        await shop.tick(1)
    assert shop.worker.running == 1


async def test_the_watch_stops_tasks_while_the_worker_waits_for_an_answer(shop: CutShop) -> None:
    await sleeper(shop)
    (attempt,) = shop.worker._running.values()
    shop.clock.advance(timedelta(seconds=24))
    assert shop.worker.let_go()
    assert not shop.worker.let_go()
    assert attempt.stop.reason is StopReason.LOST


async def test_nothing_is_written_after_a_long_sleep_of_the_process(
    shop: CutShop, calls: dict[str, Json]
) -> None:
    await sleeper(shop)
    (attempt,) = shop.worker._running.values()
    attempt.log.info("unsaved")
    attempt.events.append(JobStarted("child", 0, "w1", shop.clock.now()))
    shop.clock.advance(timedelta(seconds=60))
    await shop.hand_over()
    other = shop.a_worker("w2")
    await other.tick(shop.clock.now())
    before = shop.line.commits
    await shop.worker.tick(shop.clock.now())
    assert shop.worker.running == 0
    # What it does then is to look for work, as a fresh worker.
    assert shop.line.commits == before + 1
    assert [type(event) for event in await shop.events()] == [JobStarted, JobStarted]
    assert await shop.logs() == []
    (job,) = await shop.waiting_jobs()
    assert job.worker_id == "w2"


async def test_a_result_from_before_the_cut_is_stored_when_the_line_is_back(
    shop: CutShop, calls: dict[str, Json]
) -> None:
    await done_and_cut(shop, calls)
    for _ in range(26):
        await shop.tick(1)
    shop.line.is_cut = False
    await shop.tick(1)
    ended = (await shop.events())[-1]
    assert isinstance(ended, JobEnded)
    assert ended.outputs == {"value": "done"}
    assert await shop.waiting_jobs() == []


async def test_a_result_from_before_the_cut_is_refused_when_another_has_the_job(
    shop: CutShop, calls: dict[str, Json]
) -> None:
    await done_and_cut(shop, calls)
    for _ in range(40):
        await shop.tick(1)
    await shop.hand_over()
    shop.line.is_cut = False
    await shop.worker._report_ended(shop.clock.now())
    assert [type(event) for event in await shop.events()] == [JobStarted]
    assert len(await shop.waiting_jobs()) == 1


async def test_what_was_killed_while_the_process_slept_is_no_result(shop: CutShop) -> None:
    """The guard killed the command: its exit code is not the task's."""
    await sleeper(shop)
    shop.clock.advance(timedelta(seconds=60))
    (sleeping,) = shop.worker._parts.attempts._sleeping
    # The thread of the attempt wakes before the worker does.
    shop.worker._parts.attempts._resume(sleeping.attempt, sleeping.work, ZeroDivisionError())
    shop.worker._parts.attempts._sleeping.clear()
    await shop.tick()
    assert [type(event) for event in await shop.events()] == [JobStarted]
    assert shop.worker.running == 0


async def test_a_job_whose_claim_was_answered_too_late_is_not_begun(
    shop: CutShop, calls: dict[str, Json], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[int] = []
    calls["count"] = lambda ctx: ran.append(1)
    await shop.job(do("count"))
    prepare = shop.worker._parts.prepare

    async def slow(job: Any) -> Any:
        shop.clock.advance(timedelta(seconds=25))
        return await prepare(job)

    parts = shop.worker._parts
    shop.worker._parts = msgspec.structs.replace(parts, prepare=slow)
    await shop.worker.tick(shop.clock.now())
    assert (ran, shop.worker.running) == ([], 0)


async def test_a_worker_begins_anew_under_another_name(shop: CutShop) -> None:
    await sleeper(shop)
    shop.line.is_cut = True
    await shop.tick(31)
    await shop.hand_over()
    shop.line.is_cut = False
    await shop.tick(1)
    assert shop.worker.running == 1
    (job,) = await shop.waiting_jobs()
    assert job.worker_id == "w1-2"
    for _ in range(20):
        await shop.tick(5)
    assert shop.worker.running == 1


async def test_commands_may_run_as_long_as_the_lease_is_kept(shop: CutShop) -> None:
    await shop.job(a_task("t", SLEEP, properties={"duration": "PT12S"}))
    await shop.tick()
    for _ in range(12):
        await shop.tick(1)
    assert shop.holds == [28.5, 33.5, 38.5, None]
