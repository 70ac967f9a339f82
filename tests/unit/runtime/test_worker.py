"""The worker claims, runs, reports, and lets go of what is not its own any more."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.build import a_task
from tests.unit.runtime.workshop import SLEEP, Do, Workshop, do
from tiercel.model.events import JobEnded, JobLost, JobStarted
from tiercel.model.json_types import Json
from tiercel.model.log import Level
from tiercel.model.state import StateType
from tiercel.plugin.context import RunContext


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


@pytest.fixture(autouse=True)
def calls(monkeypatch: pytest.MonkeyPatch) -> dict[str, Json]:
    known: dict[str, Json] = {}
    monkeypatch.setattr(Do, "calls", known)
    return known


async def test_a_job_is_started_and_ended(shop: Workshop) -> None:
    await shop.job(do(properties={"value": "{{ flow.id }}"}))
    await shop.tick()
    started, ended = await shop.events()
    assert isinstance(started, JobStarted)
    assert isinstance(ended, JobEnded)
    assert (ended.state, ended.outputs) == (StateType.SUCCESS, {"value": "flow"})
    assert await shop.waiting_jobs() == []
    assert shop.worker.running == 0


async def test_a_coroutine_sleeps_in_virtual_time(shop: Workshop) -> None:
    await shop.job(a_task("t", SLEEP, properties={"duration": "PT10S"}))
    await shop.tick()
    assert shop.worker.running == 1
    await shop.tick(9)
    assert shop.worker.running == 1
    await shop.tick(1)
    ended = (await shop.events())[-1]
    assert isinstance(ended, JobEnded)
    assert ended.ended - ended.started == timedelta(seconds=10)
    assert ended.outputs == {"value": "slept"}


async def test_a_timeout_fails_the_attempt_with_its_log_line(shop: Workshop) -> None:
    await shop.job(a_task("t", SLEEP, properties={"duration": "PT10S"}, timeout="PT1.5S"))
    await shop.tick()
    await shop.tick(2)
    ended = (await shop.events())[-1]
    assert isinstance(ended, JobEnded)
    assert ended.state is StateType.FAILED
    assert [(line.level, line.message) for line in await shop.logs()] == [
        (Level.ERROR, "Timeout after 00:00:01.500")
    ]


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1)])
async def test_a_clock_that_is_set_moves_the_timeout_with_it(
    shop: Workshop, jump: timedelta
) -> None:
    await shop.job(a_task("t", SLEEP, properties={"duration": "P10D"}, timeout="PT10S"))
    await shop.tick()
    shop.clock.jump(jump)
    await shop.tick()
    await shop.tick(9)
    assert shop.worker.running == 1
    await shop.tick(1)
    assert shop.worker.running == 0
    assert [line.message for line in await shop.logs()] == ["Timeout after 00:00:10.000"]


async def test_a_stop_kills_the_attempt(shop: Workshop) -> None:
    task_run = await shop.job(a_task("t", SLEEP, properties={"duration": "PT1H"}))
    await shop.tick()
    shop.stop_registry.stop([task_run.id])
    await shop.tick(1)
    ended = (await shop.events())[-1]
    assert isinstance(ended, JobEnded)
    assert ended.state is StateType.KILLED


async def test_a_job_that_vanished_stops_the_attempt(shop: Workshop) -> None:
    task_run = await shop.job(a_task("t", SLEEP, properties={"duration": "PT1H"}))
    await shop.tick()
    async with shop.store.transaction() as tx:
        tx.jobs.forget("execution1", [task_run.id])
    await shop.tick(2)
    assert shop.worker.running == 0
    ended = (await shop.events())[-1]
    assert isinstance(ended, JobEnded)
    assert ended.state is StateType.KILLED


async def test_a_worker_that_lost_its_lease_reports_nothing(shop: Workshop) -> None:
    await shop.job(a_task("t", SLEEP, properties={"duration": "PT1H"}))
    await shop.tick()
    other = shop.a_worker("w2")
    shop.clock.advance(timedelta(seconds=60))
    async with shop.store.transaction() as tx:
        (job,) = await tx.jobs.expired(shop.clock.now(), 10)
        tx.jobs.done(job)
    async with shop.store.transaction() as tx:
        tx.jobs.put(msgspec.structs.replace(job, worker_id=None, lease_until=None))
    await other.tick(shop.clock.now())
    assert other.running == 1
    await shop.tick(1)
    assert shop.worker.running == 0
    assert [type(event) for event in await shop.events()] == [JobStarted, JobStarted]


async def test_a_lease_is_renewed_while_the_task_runs(shop: Workshop) -> None:
    await shop.job(a_task("t", SLEEP, properties={"duration": "PT5M"}))
    for _ in range(30):
        await shop.tick(5)
    async with shop.store.transaction() as tx:
        assert await tx.jobs.expired(shop.clock.now(), 10) == []


async def test_no_more_jobs_than_slots_are_taken(shop: Workshop) -> None:
    shop.worker = shop.a_worker("w1", slots=2)
    for number in range(3):
        task = a_task(f"t{number}", SLEEP, properties={"duration": "PT10S"})
        await shop.job(task, seq=number)
    await shop.tick()
    assert shop.worker.running == 2
    await shop.tick(10)
    assert shop.worker.running == 1


async def test_a_drained_worker_ends_what_it_runs_and_takes_nothing_until_it_is_resumed(
    shop: Workshop,
) -> None:
    await shop.job(a_task("t0", SLEEP, properties={"duration": "PT10S"}))
    await shop.tick()
    shop.worker.drain(is_asked=True)
    # A claim of the tick under way may still bring something.
    assert not shop.worker.is_draining
    await shop.job(a_task("t1", SLEEP, properties={"duration": "PT10S"}), seq=1)
    await shop.tick(1)
    assert (shop.worker.is_draining, shop.worker.running) == (True, 1)
    await shop.tick(9)
    assert (shop.worker.running, len(await shop.waiting_jobs())) == (0, 1)
    shop.worker.drain(is_asked=False)
    await shop.tick()
    assert (shop.worker.is_draining, shop.worker.running) == (False, 1)


async def test_a_stopping_worker_hands_back_what_still_runs(shop: Workshop) -> None:
    task_run = await shop.job(a_task("t", SLEEP, properties={"duration": "PT1H"}))
    await shop.tick()
    shop.worker.stop_taking()
    await shop.tick(1)
    assert shop.worker.running == 1
    shop.worker.interrupt()
    await shop.tick(1)
    lost = (await shop.events())[-1]
    assert lost == JobLost(task_run.id, 0)
    assert await shop.waiting_jobs() == []


async def test_logs_of_a_running_task_are_stored_before_its_end(
    shop: Workshop, calls: dict[str, Json]
) -> None:
    await shop.job(do("talk"))

    def protocol(ctx: RunContext) -> Json:
        ctx.log.info("one")
        ctx.log.write(Level.DEBUG, "two")
        return None

    calls["talk"] = protocol
    await shop.tick()
    assert [line.message for line in await shop.logs()] == ["one", "two"]
    assert {line.task_run_id for line in await shop.logs()} == {"tr-t-0"}


async def test_the_log_level_of_the_task_filters(shop: Workshop, calls: dict[str, Json]) -> None:
    def protocol(ctx: RunContext) -> Json:
        ctx.log.write(Level.INFO, "quiet")
        ctx.log.write(Level.WARN, "loud")
        return None

    calls["talk"] = protocol
    await shop.job(do("talk", log_level="WARN"))
    await shop.tick()
    assert [line.message for line in await shop.logs()] == ["loud"]


async def test_logs_go_to_a_file_when_the_task_says_so(
    shop: Workshop, calls: dict[str, Json]
) -> None:
    calls["talk"] = lambda ctx: ctx.log.info("into the file")
    await shop.job(do("talk", log_to_file=True))
    await shop.tick()
    ended = (await shop.events())[-1]
    assert isinstance(ended, JobEnded)
    assert ended.log_file is not None
    assert ended.log_file.startswith(
        "kestra:///company/team/flow/executions/execution1/tasks/t/tr-t-0/log-"
    )
    content = await shop.blobs.read(ended.log_file.removeprefix("kestra://"))
    assert b"into the file" in content
    assert await shop.logs() == []


async def test_nothing_is_done_for_a_task_run_that_is_gone(shop: Workshop) -> None:
    task_run = await shop.job(do())
    shop.works.clear()
    await shop.tick()
    assert await shop.waiting_jobs() == []
    assert await shop.events() == []
    assert task_run.id == "tr-t-0"


async def test_a_failed_commit_loses_neither_logs_nor_the_end(
    shop: Workshop, calls: dict[str, Json]
) -> None:
    calls["talk"] = lambda ctx: ctx.log.info("kept")
    await shop.job(do("talk"))
    await shop.job(a_task("gone", SLEEP, properties={"duration": "PT1S"}), seq=1)
    await shop.worker.tick(shop.clock.now())
    async with shop.store.transaction() as tx:
        tx.jobs.forget("execution1", ["tr-gone-1"])
    await shop.tick(1)
    assert [line.message for line in await shop.logs()] == ["kept"]
    ends = [event for event in await shop.events() if isinstance(event, JobEnded)]
    assert [event.task_run_id for event in ends][:1] == ["tr-t-0"]


async def test_an_equal_run_takes_the_outputs_of_the_first(
    shop: Workshop, calls: dict[str, Json]
) -> None:
    runs: list[int] = []

    def count(ctx: RunContext) -> Json:
        runs.append(1)
        return len(runs)

    calls["count"] = count
    cached = do("count", {"value": "{{ flow.id }}"}, task_cache={"enabled": True, "ttl": "PT1H"})
    for _ in range(2):
        await shop.job(cached)
        await shop.tick(1)
    await shop.job(do("count", {"value": "other"}, task_cache={"enabled": True}))
    await shop.tick()
    await shop.job(cached)
    await shop.tick(7200)
    values = [event.outputs for event in await shop.events() if isinstance(event, JobEnded)]
    assert values == [{"value": 1}, {"value": 1}, {"value": 2}, {"value": 3}]
