"""A worker whose attempts run in real threads, and directories whose children share one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import msgspec

from tests.build import a_task
from tests.unit.runtime.workshop import NoTriggers, Workshop
from tiercel.adapters.system_clock import SystemClock
from tiercel.model.events import JobEnded, StepEnded
from tiercel.model.job import Job
from tiercel.model.json_types import Json
from tiercel.model.shape import OneWorker
from tiercel.model.state import StateType
from tiercel.model.task import Task
from tiercel.plugin import BranchProperty, FlowableTask, Prop
from tiercel.plugin.namespace_files import NamespaceFiles
from tiercel.runtime.worker.attempt import Attempt
from tiercel.runtime.worker.attempts import AsyncioAttempts
from tiercel.runtime.worker.lease import Lease
from tiercel.runtime.worker.prepare import task_attempt
from tiercel.runtime.worker.worker import Worker, WorkerDependencies

CHILDREN = "test.Children"


class Live:
    """A worker with threads, ticked by the test."""

    def __init__(self, shop: Workshop) -> None:
        self.shop = shop
        self.clock = SystemClock()
        self.notified = asyncio.Event()
        self.attempts = AsyncioAttempts(self.clock, self.notified.set)
        ports = msgspec.structs.replace(shop.ports, clock=self.clock)
        dependencies = msgspec.structs.replace(shop.dependencies, ports=ports, driver=self.attempts)

        async def prepare(job: Job) -> Attempt | None:
            return task_attempt(dependencies, job, shop.works[job.task_run_id])

        self.worker = Worker(
            WorkerDependencies(
                worker_id="w1",
                store=shop.store,
                attempts=self.attempts,
                lease=Lease(self.clock, timedelta(seconds=30)),
                stop_registry=shop.stop_registry,
                prepare=prepare,
                triggers=NoTriggers(),
            )
        )

    async def until(self, condition: Callable[[], bool], seconds: float = 10) -> float:
        """Tick until it holds; how many seconds that took."""
        start = time.monotonic()
        while not condition():
            assert time.monotonic() - start < seconds, "it took too long"
            await self.worker.tick(self.clock.now())
            self.notified.clear()
            try:
                await asyncio.wait_for(self.notified.wait(), 0.05)
            except TimeoutError:
                continue
        return time.monotonic() - start

    async def ended(self, seconds: float = 10) -> JobEnded:
        """The end of the only job."""
        await self.until(lambda: self.worker.running > 0)
        await self.until(lambda: self.worker.running == 0, seconds)
        end = (await self.shop.events())[-1]
        assert isinstance(end, JobEnded)
        return end


@contextmanager
def a_live_worker(folder: Path) -> Iterator[Live]:
    """It works below the folder until the block ends."""
    worker = Live(Workshop(folder))
    try:
        yield worker
    finally:
        worker.attempts.close()


class Children(FlowableTask):
    """As a WorkingDirectory without files."""

    branches = (BranchProperty("tasks"),)
    input_files: Annotated[Json, Prop("Files.")] = None
    output_files: Annotated[list[str] | None, Prop("Globs.")] = None
    namespace_files: Annotated[NamespaceFiles | None, Prop("Files.")] = None
    cache: Annotated[None, Prop("Files for the next execution.")] = None

    def shape(self, scope: Any) -> OneWorker:
        return OneWorker()


def directory_of(live: Live, *tasks: Task) -> Task:
    """A directory with these children."""
    live.shop.classes.known[CHILDREN] = Children
    return a_task("dir", CHILDREN, branches={"tasks": tasks})


async def ends_of_children(live: Live) -> list[tuple[str, str]]:
    """The state that each of them ended in."""
    return [
        (each.task_id, each.state.value)
        for each in await live.shop.events()
        if isinstance(each, StepEnded) and each.state is not StateType.RUNNING
    ]


async def run_in_directory(folder: Path, task: type[Any], properties: Json) -> tuple[str, Json]:
    """State and outputs of a task that is the only child of a directory."""
    with a_live_worker(folder) as live:
        live.shop.classes.known["test.Task"] = task
        child = a_task("child", "test.Task", properties=properties)
        await live.shop.job(directory_of(live, child), shape=OneWorker())
        await live.until(lambda: live.worker.running > 0)
        await live.until(lambda: live.worker.running == 0, 30)
        ends = [each for each in await live.shop.events() if isinstance(each, StepEnded)]
        logs = [line.message for line in await live.shop.logs()]
    return ends[-1].state.value, ends[-1].outputs or logs
