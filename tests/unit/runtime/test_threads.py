"""Attempts in real threads: coroutines, stops, tasks that never end, scripts that resist."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import threading
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.build import a_task
from tests.unit.runtime.live import (
    Live,
    a_live_worker,
    directory_of,
    ends_of_children,
)
from tests.unit.runtime.workshop import DO, SLEEP, Do, Said, Sleep, do
from tiercel.model.events import JobEnded
from tiercel.model.json_types import Json
from tiercel.model.shape import OneWorker
from tiercel.model.state import StateType
from tiercel.model.task import Retry, RetryType
from tiercel.plugin.context import RunContext
from tiercel.runtime.worker import attempts as driver

# Prints its process id and that of a child, ignores the polite signal, never ends.
STUBBORN = """
trap '' TERM
(trap '' TERM; while true; do sleep 1; done) &
echo $! > child.pid
echo ready > ready
while true; do sleep 1; done
"""


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Live]:
    with a_live_worker(tmp_path) as worker:
        yield worker


@pytest.fixture(autouse=True)
def calls(monkeypatch: pytest.MonkeyPatch) -> dict[str, Json]:
    known: dict[str, Json] = {}
    monkeypatch.setattr(Do, "calls", known)
    return known


async def test_a_plain_task_runs_in_a_thread_and_calls_the_server(
    live: Live, calls: dict[str, Json]
) -> None:
    def work(ctx: RunContext) -> Json:
        ctx.kv.put("k", 1)
        return [threading.current_thread() is threading.main_thread(), ctx.kv.get("k")]

    calls["work"] = work
    await live.shop.job(do("work"))
    assert (await live.ended()).outputs == {"value": [False, [True, 1]]}


async def test_a_coroutine_waits_in_real_time(live: Live) -> None:
    await live.shop.job(a_task("t", SLEEP, properties={"duration": "PT0.05S"}))
    ended = await live.ended()
    assert ended.state is StateType.SUCCESS
    assert ended.ended - ended.started >= timedelta(seconds=0.05)


async def test_a_kill_cancels_a_coroutine(live: Live) -> None:
    task_run = await live.shop.job(a_task("t", SLEEP, properties={"duration": "PT1H"}))
    await live.until(lambda: live.worker.running > 0)
    live.shop.stop_registry.stop([task_run.id])
    assert (await live.ended()).state is StateType.KILLED


async def test_a_timeout_wakes_a_pause(live: Live, calls: dict[str, Json]) -> None:
    calls["wait"] = lambda ctx: ctx.pause(timedelta(hours=1))
    await live.shop.job(do("wait", timeout="PT0.1S"))
    assert (await live.ended()).state is StateType.FAILED
    assert (await live.shop.logs())[0].message == "Timeout after 00:00:00.100"


async def test_a_task_that_does_not_stop_is_left_behind(
    live: Live, calls: dict[str, Json], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "STOP_GRACE_S", 0.1)
    release = threading.Event()
    calls["deaf"] = lambda ctx: release.wait(30)
    task_run = await live.shop.job(do("deaf"))
    await live.until(lambda: live.worker.running > 0)
    live.shop.stop_registry.stop([task_run.id])
    ended = await live.ended()
    release.set()
    assert ended.state is StateType.KILLED
    assert (await live.shop.logs())[0].message.startswith("The task did not stop in time")


async def test_logs_of_a_running_task_can_be_followed(live: Live, calls: dict[str, Json]) -> None:
    release = threading.Event()

    def protocol(ctx: RunContext) -> Json:
        ctx.log.info("working")
        release.wait(30)
        return None

    calls["talk"] = protocol
    await live.shop.job(do("talk"))
    seen: list[str] = []

    async def look() -> None:
        while not seen:
            seen.extend(line.message for line in await live.shop.logs())
            await asyncio.sleep(0.01)

    looking = asyncio.create_task(look())
    await live.until(looking.done)
    assert seen == ["working"]
    release.set()
    await live.ended()


def run_script(ctx: RunContext) -> Json:
    """As script tasks do it: an own process group, asked politely first, then killed."""
    process = subprocess.Popen(
        ["/bin/sh", "-c", STUBBORN], cwd=ctx.files.path, start_new_session=True
    )
    (ctx.files.path / "parent.pid").write_text(str(process.pid), encoding="utf-8")

    def stop() -> None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(0.5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)

    ctx.on_stop(stop)
    return process.wait()


def is_running(process_id: int) -> bool:
    try:
        with Path(f"/proc/{process_id}/stat").open(encoding="utf-8") as stat:
            return stat.read().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
async def test_a_script_that_forks_and_ignores_signals_is_gone_in_five_seconds(
    live: Live, calls: dict[str, Json]
) -> None:
    calls["script"] = run_script
    task_run = await live.shop.job(do("script"))
    folder = live.shop.dependencies.work_folder
    await live.until(lambda: any(folder.glob("*/ready")))
    names = ("parent.pid", "child.pid")
    ids = [int(next(folder.glob(f"*/{name}")).read_text(encoding="utf-8")) for name in names]
    assert all(is_running(process_id) for process_id in ids)
    live.shop.stop_registry.stop([task_run.id])
    took = await live.until(lambda: live.worker.running == 0)
    took += await live.until(lambda: not any(is_running(process_id) for process_id in ids))
    assert took < 5
    end = (await live.shop.events())[-1]
    assert isinstance(end, JobEnded)
    assert end.state is StateType.KILLED


def loop_of_its_own(ctx: RunContext) -> Json:
    """What tasks do whose client is asynchronous, such as the runners with containers."""
    return asyncio.run(asyncio.sleep(0, "slept"))


async def test_a_child_of_a_directory_may_run_a_loop_of_its_own(
    live: Live, calls: dict[str, Json]
) -> None:
    calls["loop"] = loop_of_its_own
    plain = a_task("plain", DO, properties={"name": "loop"})
    sleeping = a_task("sleeping", SLEEP, properties={"duration": "PT0.01S"})
    await live.shop.job(directory_of(live, plain, sleeping), shape=OneWorker())
    assert (await live.ended()).state is StateType.SUCCESS, await live.shop.logs()
    assert await ends_of_children(live) == [("plain", "SUCCESS"), ("sleeping", "SUCCESS")]


async def test_a_kill_ends_a_child_of_a_directory_that_is_a_coroutine(live: Live) -> None:
    begun = threading.Event()

    class Begun(Sleep):
        async def run(self, ctx: RunContext) -> Said:
            begun.set()
            return await super().run(ctx)

    live.shop.classes.known["test.Begun"] = Begun
    sleeping = a_task("sleeping", "test.Begun", properties={"duration": "PT1H"})
    after = a_task("after", SLEEP, properties={"duration": "PT0S"})
    run = await live.shop.job(directory_of(live, sleeping, after), shape=OneWorker())
    await live.until(begun.is_set)
    live.shop.stop_registry.stop([run.id])
    assert (await live.ended()).state is StateType.KILLED
    assert await ends_of_children(live) == [("sleeping", "KILLED")]


async def test_a_child_of_a_directory_that_is_a_coroutine_has_its_own_timeout(live: Live) -> None:
    sleeping = a_task("sleeping", SLEEP, properties={"duration": "PT1H"}, timeout="PT0.05S")
    await live.shop.job(directory_of(live, sleeping), shape=OneWorker())
    assert (await live.ended()).state is StateType.FAILED
    assert await ends_of_children(live) == [("sleeping", "FAILED")]


async def test_a_kill_ends_the_wait_for_another_attempt_in_a_directory(
    live: Live, calls: dict[str, Json]
) -> None:
    calls["fail"] = lambda ctx: ctx.files.resolve("none").read_text(encoding="utf-8")
    retry = Retry(RetryType.CONSTANT, timedelta(hours=1), max_attempts=3)
    failing = a_task("failing", DO, properties={"name": "fail"}, retry=retry)
    run = await live.shop.job(directory_of(live, failing), shape=OneWorker())
    await live.until(lambda: live.worker.running > 0)
    live.shop.stop_registry.stop([run.id])
    assert (await live.ended()).state is StateType.KILLED


class Mute(Exception):
    """An error that has no text."""

    def __str__(self) -> str:
        raise ValueError


@pytest.mark.parametrize("error", [Mute(), KeyboardInterrupt(), GeneratorExit(), MemoryError("m")])
async def test_whatever_a_task_raises_is_its_end(
    live: Live, calls: dict[str, Json], error: BaseException
) -> None:
    def work(ctx: RunContext) -> Json:
        raise error

    calls["work"] = work
    await live.shop.job(do("work"))
    assert (await live.ended()).state is StateType.FAILED
    assert type(error).__name__ in (await live.shop.logs())[0].message or str(error) == "m"


async def test_an_attempt_that_gets_no_thread_fails(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", none_left)
        await live.shop.job(do())
        assert (await live.ended()).state is StateType.FAILED
    assert (await live.shop.logs())[0].message == "can't start new thread"
