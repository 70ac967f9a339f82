"""A worker over memory adapters in virtual time, with tasks that do what a test asks for."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, cast

import msgspec

from tests.build import a_flow, a_task, a_task_run, an_execution, at
from tests.unit.runtime.trigger_shop import builtins
from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.clock import CountedIds, VirtualClock
from tiercel.adapters.memory.faults import FaultPlan
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.secrets import MemorySecrets
from tiercel.adapters.memory.store import MemoryStore
from tiercel.engine.env import EngineConfig
from tiercel.engine.index import indexed
from tiercel.engine.plan import FlowPlan
from tiercel.model.events import Event
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.job import Job
from tiercel.model.json_types import Json
from tiercel.model.log import LogEntry
from tiercel.model.task import Task
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.context import RunContext
from tiercel.plugin.fields import Raw
from tiercel.plugin.task import Output, Plugin, RunnableTask
from tiercel.ports.ports import Ports
from tiercel.runtime.worker.attempt import Attempt
from tiercel.runtime.worker.attempts import StepwiseAttempts
from tiercel.runtime.worker.dependencies import AttemptDependencies
from tiercel.runtime.worker.lease import Lease
from tiercel.runtime.worker.places import Places, only_default
from tiercel.runtime.worker.prepare import task_attempt
from tiercel.runtime.worker.run_task import in_place
from tiercel.runtime.worker.stop_signal import StopRegistry
from tiercel.runtime.worker.work import TaskWork
from tiercel.runtime.worker.worker import Worker, WorkerDependencies
from tiercel.service.lookups import LookupService
from tiercel.service.operations.catalogue import operations_of
from tiercel.service.operations.operation import Operations
from tiercel.service.services import Services
from tiercel.settings import Settings

DO = "test.Do"
SLEEP = "test.Sleep"


class Said(Output):
    """What a test task answers."""

    value: Json = None


class Do(RunnableTask[Said]):
    """Calls a function of the test."""

    calls: ClassVar[dict[str, Callable[[RunContext], Json]]] = {}

    name: str = "nothing"
    value: Json = None
    raw: Raw[Json] = None

    def run(self, ctx: RunContext) -> Said:
        call = self.calls.get(self.name)
        return Said(value=self.value if call is None else call(ctx))


class Sleep(RunnableTask[Said]):
    """Sleeps, as a coroutine."""

    duration: timedelta

    async def run(self, ctx: RunContext) -> Said:
        await ctx.sleep(self.duration)
        return Said(value="slept")


class Classes:
    """The types that tests use."""

    def __init__(self, **more: type[Plugin]) -> None:
        self.known: dict[str, type[Plugin]] = {DO: Do, SLEEP: Sleep, **more}

    def class_of(self, type_name: str) -> type[Plugin] | None:
        return self.known.get(type_name)

    def shaped(self, task: Task) -> Json:
        raise AssertionError(task)

    def expand(self, task: Task) -> Task:
        return task


class NoTriggers:
    """No trigger has jobs here."""

    async def message(self, *rest: Any) -> None:
        raise AssertionError

    async def ended(self, *rest: Any) -> None:
        raise AssertionError

    async def handed_back(self, *rest: Any) -> None:
        raise AssertionError

    async def unprepared(self, *rest: Any) -> None:
        raise AssertionError


class NoServer:
    """No operation is known."""

    def run(self, *rest: Any) -> Coroutine[Any, Any, Any]:
        raise AssertionError


class Workshop:
    """Everything that a worker needs; `job` queues one attempt of a task."""

    def __init__(
        self,
        folder: Path,
        *,
        config: EngineConfig | None = None,
        classes: Classes | None = None,
        faults: FaultPlan | None = None,
    ) -> None:
        self.clock = VirtualClock(at(0))
        self.notifier = MemoryNotifier()
        self.store = MemoryStore(self.notifier, faults)
        self.blobs = MemoryBlobs(self.clock)
        self.secrets = MemorySecrets({"TOKEN": "s3cr3t-t0ken"})
        self.config = config or EngineConfig()
        self.classes = classes or Classes()
        self.stop_registry = StopRegistry()
        self.works: dict[str, TaskWork] = {}
        self.ports = Ports(
            store=self.store,
            blobs=self.blobs,
            clock=self.clock,
            ids=CountedIds(),
            notifier=self.notifier,
            catalog=cast("Catalog", self.classes),
            config=self.config,
        )
        self.dependencies = AttemptDependencies(
            ports=self.ports,
            secrets=self.secrets,
            server=self._operations(),
            lookups=LookupService(self.ports, self.secrets),
            driver=StepwiseAttempts(self.clock),
            work_folder=folder,
        )
        self.inline = in_place(self.dependencies)
        self.holds: list[float | None] = []
        self.worker = self.a_worker("w1")

    def _operations(self) -> Operations:
        ports = msgspec.structs.replace(self.ports, catalog=builtins(), ids=CountedIds())
        return operations_of(Services(ports, Settings(), self.secrets))

    def a_worker(self, worker_id: str, slots: int = 8) -> Worker:
        """One more worker of the same server."""
        attempts = StepwiseAttempts(self.clock)
        dependencies = msgspec.structs.replace(self.dependencies, driver=attempts)

        async def prepare(job: Job) -> Attempt | None:
            work = self.works.get(job.cancels or job.task_run_id)
            return None if work is None else task_attempt(dependencies, job, work)

        parts = WorkerDependencies(
            worker_id=worker_id,
            store=self.store,
            attempts=attempts,
            lease=Lease(
                self.clock, timedelta(seconds=30), is_watched=True, on_term=self.holds.append
            ),
            stop_registry=self.stop_registry,
            prepare=prepare,
            triggers=NoTriggers(),
            places=Places(slots, only_default),
        )
        return Worker(parts)

    def work(self, task: Task, **fields: Any) -> TaskWork:
        """The work of one task of a flow that has no other."""
        flow = a_flow(task)
        plan = FlowPlan(flow, self.classes)
        task_run = a_task_run(task.id, "RUNNING", attempts=(), **fields)
        execution: Execution = indexed(an_execution(task_run), {})
        return TaskWork(execution, plan, plan.tasks[task.id], task_run, 0)

    async def job(self, task: Task, **fields: Any) -> TaskRun:
        """Queue an attempt of a task."""
        work = self.work(task, **fields)
        self.works[work.task_run.id] = work
        async with self.store.transaction() as tx:
            tx.jobs.put(
                Job(
                    id=f"{work.task_run.id}:0",
                    execution_id="execution1",
                    task_run_id=work.task_run.id,
                    attempt=0,
                    created=self.clock.now(),
                )
            )
        return work.task_run

    async def tick(self, seconds: float = 0) -> None:
        """Let time pass, and the worker work until it has nothing to do."""
        self.clock.advance(timedelta(seconds=seconds))
        while await self.worker.tick(self.clock.now()):
            pass

    async def events(self) -> list[Event]:
        """The events that the execution got so far."""
        async with self.store.transaction() as tx:
            waiting = await tx.inbox.claim(10, frozenset())
        return [each.event for events in waiting.values() for each in events]  # type: ignore[misc]

    async def logs(self) -> list[LogEntry]:
        """What was logged so far."""
        async with self.store.transaction() as tx:
            return await tx.logs.of("execution1")

    async def waiting_jobs(self) -> list[Job]:
        """Jobs of the execution, claimed ones too."""
        async with self.store.transaction() as tx:
            return await tx.jobs.of("execution1")


def do(name: str = "nothing", properties: Mapping[str, Json] | None = None, **fields: Any) -> Task:
    """A task that calls a function of the test."""
    return a_task("t", DO, properties={"name": name, **(properties or {})}, **fields)


def with_call(task_class: type[Do], **calls: Callable[[RunContext], Json]) -> type[Do]:
    """The test task with its own functions."""
    return type("Do", (task_class,), {"calls": calls, "__annotations__": {}})


def replaced(work: TaskWork, **changes: Any) -> TaskWork:
    """A work with changes."""
    return msgspec.structs.replace(work, **changes)
