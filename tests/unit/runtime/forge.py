"""An executor over memory adapters in virtual time: flows in, executions advanced, rows out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from tests.build import NAMESPACE, at
from tests.unit.runtime.workshop import NoServer
from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.clock import CountedIds, VirtualClock
from tiercel.adapters.memory.faults import FaultPlan
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.secrets import MemorySecrets
from tiercel.adapters.memory.store import MemoryStore
from tiercel.engine.creation import Creation, new_execution
from tiercel.engine.env import EngineConfig, Env
from tiercel.expr import NoLookups, Renderer
from tiercel.model.events import Event, Submitted
from tiercel.model.execution import Execution
from tiercel.model.ids import Ids
from tiercel.model.job import Job, Timer
from tiercel.model.stored.flow import StoredFlow
from tiercel.plugin.catalog.registry import Catalog
from tiercel.ports.ports import Ports
from tiercel.runtime.executor.advance import Engine
from tiercel.runtime.executor.apply import Applier
from tiercel.runtime.executor.execution_cache import ExecutionCache
from tiercel.runtime.executor.executor import Executor
from tiercel.runtime.executor.start_child import StartChild
from tiercel.runtime.worker.attempts import StepwiseAttempts
from tiercel.runtime.worker.dependencies import AttemptDependencies
from tiercel.runtime.worker.run_task import in_place
from tiercel.runtime.worker.stop_signal import StopRegistry
from tiercel.service.executions.release import SlowRelease
from tiercel.service.flows.cache import FlowCache
from tiercel.service.lookups import LookupService

CATALOG = Catalog.of_builtins()
CORE = "io.kestra.plugin.core."
SLEEP = f"{{id: a, type: {CORE}flow.Sleep, duration: PT1S}}"


def log(task_id: str, message: str = "hello") -> str:
    """A task that the executor runs in place."""
    return f'{{id: {task_id}, type: {CORE}log.Log, message: "{message}"}}'


class Forge:
    """A server with nothing but an executor. `announced` are the states that it announces."""

    def __init__(self, folder: Path, faults: FaultPlan | None = None) -> None:
        self.clock = VirtualClock(at(0))
        self.notifier = MemoryNotifier()
        self.store = MemoryStore(self.notifier, faults)
        self.blobs = MemoryBlobs(self.clock)
        self.secrets = MemorySecrets({"TOKEN": "s3cr3t"})
        self.config = EngineConfig()
        self.renderer = Renderer()
        self.flow_cache = FlowCache(CATALOG)
        self.cache = ExecutionCache(self.store, self.flow_cache, SlowRelease())
        self.stop_registry = StopRegistry()
        self.announced: frozenset[str] = frozenset()
        self.ports = Ports(
            store=self.store,
            blobs=self.blobs,
            clock=self.clock,
            ids=CountedIds(),
            notifier=self.notifier,
            catalog=CATALOG,
            renderer=self.renderer,
            config=self.config,
        )
        self.lookups = LookupService(self.ports, self.secrets)
        self.start_child = StartChild(self.ports, self.flow_cache, self.lookups.fetch)
        self.applier = Applier(self.blobs, self.stop_registry, self.start_child, self._is_wanted)
        self.engine = Engine(
            flow_cache=self.flow_cache,
            cache=self.cache,
            applier=self.applier,
            inline=in_place(
                AttemptDependencies(
                    ports=self.ports,
                    secrets=self.secrets,
                    server=NoServer(),
                    lookups=self.lookups,
                    driver=StepwiseAttempts(self.clock),
                    work_folder=folder,
                )
            ),
            fetch=self.lookups.fetch,
        )
        self.executor = Executor(self.store, self.notifier, self.engine)

    async def _is_wanted(self, tx: Any, execution: Execution, state: str) -> bool:
        return state in self.announced

    def changed(self, **changes: Any) -> None:
        """The executor anew, with another part of its engine."""
        self.engine = msgspec.structs.replace(self.engine, **changes)
        self.executor = Executor(self.store, self.notifier, self.engine)

    async def flow(self, *tasks: str, flow_id: str = "flow", more: str = "", **fields: Any) -> None:
        """A flow with these tasks is known."""
        lines = "".join(f"  - {task}\n" for task in tasks)
        source = f"id: {flow_id}\nnamespace: {NAMESPACE}\ntasks:\n{lines}{more}"
        stored = StoredFlow(
            **{
                "namespace": NAMESPACE,
                "id": flow_id,
                "revision": 1,
                "source": source,
                "updated": at(0),
                **fields,
            }
        )
        async with self.store.transaction() as tx:
            tx.flows.put(stored)

    async def created(self, execution_id: str = "e1", flow_id: str = "flow", **fields: Any) -> None:
        """An execution is created and waits."""
        async with self.store.transaction() as tx:
            plan = await self.flow_cache.plan(tx, NAMESPACE, flow_id)
            assert plan is not None
            env = Env(
                plan=plan,
                now=self.clock.now(),
                ids=Ids(execution_id, 0),
                renderer=self.renderer,
                lookups=NoLookups(),
                config=self.config,
            )
            execution = new_execution(Creation(execution_id, **fields), env).execution
            tx.executions.insert(execution)
            tx.inbox.put(execution_id, Submitted())

    async def put(self, event: Event, execution_id: str = "e1") -> None:
        """Something happens to an execution, and it is advanced."""
        async with self.store.transaction() as tx:
            tx.inbox.put(execution_id, event)
        await self.run()

    async def run(self, seconds: float = 0) -> None:
        """Let time pass, then let the executor do all it can."""
        self.clock.advance(timedelta(seconds=seconds))
        while await self.executor.tick(self.clock.now()):
            pass

    async def started(self, *tasks: str, **fields: Any) -> Execution:
        """A flow of these tasks has one execution, advanced as far as it goes."""
        await self.flow(*tasks, **fields)
        await self.created()
        await self.run()
        return await self.execution()

    async def execution(self, execution_id: str = "e1") -> Execution:
        """The stored execution."""
        async with self.store.transaction() as tx:
            found = await tx.executions.get(execution_id)
        assert found is not None
        return found

    async def state(self, execution_id: str = "e1") -> str:
        """The state of the stored execution."""
        return (await self.execution(execution_id)).current.value

    async def jobs(self, execution_id: str = "e1") -> list[Job]:
        """Jobs of an execution."""
        async with self.store.transaction() as tx:
            return await tx.jobs.of(execution_id)

    async def timers(self, execution_id: str = "e1") -> list[Timer]:
        """Timers of an execution."""
        async with self.store.transaction() as tx:
            return await tx.timers.of(execution_id)

    async def messages(self, execution_id: str = "e1") -> list[str]:
        """The log of an execution."""
        async with self.store.transaction() as tx:
            return [line.message for line in await tx.logs.of(execution_id)]

    async def children(self, execution_id: str = "e1") -> list[str]:
        """Executions that an execution has started."""
        async with self.store.transaction() as tx:
            return await tx.executions.children(execution_id)
