"""Scheduler and reactor over memory adapters; the test plays the executor."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, ClassVar

import msgspec

from tests.build import at
from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.clock import CountedIds, VirtualClock
from tiercel.adapters.memory.faults import FaultPlan
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.secrets import MemorySecrets
from tiercel.adapters.memory.store import MemoryStore
from tiercel.engine.env import EngineConfig
from tiercel.engine.triggers.dates import initial_state
from tiercel.engine.triggers.triggers import SCHEDULED
from tiercel.expr import NoLookups
from tiercel.flowlang.catalog import PluginType
from tiercel.model.execution import Execution
from tiercel.model.flow import Flow
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Query
from tiercel.model.state import StateType
from tiercel.model.stored.flow import StoredFlow
from tiercel.model.trigger import TriggerState
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.task import Output, Plugin
from tiercel.plugin.trigger import PollingTrigger, RealtimeTrigger
from tiercel.ports.ports import Ports
from tiercel.runtime.triggers.reactor import Reactor
from tiercel.runtime.triggers.scheduler import Scheduler
from tiercel.runtime.triggers.start import TriggerStarter
from tiercel.runtime.triggers.tools import TriggerTools
from tiercel.service.executions.start import ExecutionStarter
from tiercel.service.flows.cache import FlowCache
from tiercel.service.lookups import LookupService
from tiercel.service.observability.telemetry import Telemetry
from tiercel.service.triggers.environment import TriggerEnvs

NAMESPACE = "company.team"
POLL = "test.Poll"
LISTEN = "test.Listen"
TAKE = "test.Taken"


@cache
def builtins() -> Catalog:
    """The built-in types, read once."""
    return Catalog.of_builtins()


class News(Output):
    """What a test trigger finds."""

    what: str


class Poll(PollingTrigger[News]):
    """Answers what the test put in front."""

    answers: Any = None

    def poll(self, ctx: Any) -> News | None:
        answer = self.answers
        if answer == "fail":
            raise ValueError("no answer")
        return None if answer is None else News(what=str(answer))


class Taken(PollingTrigger[News]):
    """Takes what there is, and says what became of it."""

    answers: Any = None
    ends: ClassVar[list[str]] = []

    def poll(self, ctx: Any) -> Iterator[News]:
        try:
            yield News(what=str(self.answers))
        except GeneratorExit:
            self.ends.append(f"{self.answers} given back")
            raise
        self.ends.append(f"{self.answers} acknowledged")


class Listen(RealtimeTrigger[News]):
    """Reports three things, then sleeps for long."""

    async def listen(self, ctx: Any) -> AsyncIterator[News]:
        for number in range(3):
            yield News(what=str(number))
        await ctx.sleep(timedelta(days=1))


class Types:
    """The built-in types and those of the test."""

    own: Mapping[str, type[Plugin]] = {POLL: Poll, LISTEN: Listen, TAKE: Taken}

    def class_of(self, type_name: str) -> type[Plugin] | None:
        return self.own.get(type_name) or builtins().class_of(type_name)

    def find(self, type_name: str) -> PluginType | None:
        if type_name in self.own:
            properties = frozenset({"interval", "answers"})
            return PluginType(type_name, "trigger", properties=properties)
        return builtins().find(type_name)

    def __getattr__(self, name: str) -> Any:
        return getattr(builtins(), name)


class TriggerShop:
    """Flows, their trigger rows, a scheduler and a reactor."""

    def __init__(self, recover: str = "ALL", faults: FaultPlan | None = None) -> None:
        self.clock = VirtualClock(at(0))
        notifier = MemoryNotifier()
        self.store = MemoryStore(notifier, faults)
        self.types: Any = Types()
        self.flow_cache = FlowCache(self.types)
        self.config = EngineConfig()
        self.telemetry = Telemetry()
        self.ports = Ports(
            store=self.store,
            blobs=MemoryBlobs(self.clock),
            clock=self.clock,
            ids=CountedIds(),
            notifier=notifier,
            catalog=self.types,
            config=self.config,
        )
        self.lookups = LookupService(self.ports, MemorySecrets())
        starter = ExecutionStarter(self.ports, self.flow_cache, self.lookups)
        self.tools = TriggerTools(
            ports=self.ports,
            flow_cache=self.flow_cache,
            lookups=self.lookups,
            envs=TriggerEnvs(self.ports, recover=recover),
            starter=TriggerStarter(starter, self.ports.ids),
            telemetry=self.telemetry,
        )
        self.scheduler = Scheduler(self.tools)
        self.reactor = Reactor(self.tools)

    async def save(self, source: str, revision: int = 1, namespace: str = NAMESPACE) -> Flow:
        """Store a flow and fresh rows for its triggers."""
        document = f"namespace: {namespace}\n{source}"
        flow_id = source.split("id: ", 1)[1].split(maxsplit=1)[0]
        stored = StoredFlow(namespace, flow_id, revision, document, self.clock.now())
        flow = await self.flow_cache.flow_of(stored)
        async with self.store.transaction() as tx:
            tx.flows.put(stored)
            for definition in flow.triggers:
                mechanism = self.tools.envs.mechanism(definition.type)
                if mechanism in SCHEDULED:
                    now, env = self.clock.now(), self.tools.envs.env(NoLookups())
                    tx.triggers.put(initial_state(definition, flow, now, env, mechanism))
        return flow

    async def tick(self, seconds: float = 0) -> None:
        """Let time pass, then let scheduler and reactor do all they can."""
        self.clock.advance(timedelta(seconds=seconds))
        now = self.clock.now()
        while await self.scheduler.tick(now) or await self.reactor.tick(now):
            pass

    async def row(self, flow_id: str, trigger_id: str) -> TriggerState:
        """The row of a trigger."""
        async with self.store.transaction() as tx:
            found = await tx.triggers.get(NAMESPACE, flow_id, trigger_id)
        assert found is not None
        return found

    async def put(self, row: TriggerState, **changes: Any) -> None:
        """Change a row, as the API does."""
        changed = msgspec.structs.replace(row, version=row.version + 1, **changes)
        async with self.store.transaction() as tx:
            tx.triggers.put(changed)

    async def executions(self, flow_id: str | None = None) -> list[Execution]:
        """All executions, oldest first."""
        async with self.store.transaction() as tx:
            page = await tx.executions.find(Query(size=10_000))
        found = [each for each in page.results if flow_id in (None, each.flow_id)]
        return sorted(found, key=lambda each: (each.state.start, each.id))

    async def end(self, execution: Execution, state: str = "SUCCESS", **changes: Json) -> None:
        """Let an execution enter a state, as the executor does."""
        wanted = StateType(state)
        moved = execution.state.moved(wanted, self.clock.now())
        ended = msgspec.structs.replace(
            execution,
            state=moved,
            version=execution.version + 1,
            is_settled=moved.is_terminated,
            **changes,
        )
        async with self.store.transaction() as tx:
            tx.executions.save(ended, [], [])
            tx.announcements.put(execution.id, state)

    async def run_all(self) -> None:
        """End every execution that has not ended, again and again."""
        while True:
            await self.tick()
            async with self.store.transaction() as tx:
                ids = await tx.executions.unsettled("", 100)
                alive = [await tx.executions.get(each) for each in ids]
            if not alive:
                return
            for execution in alive:
                assert execution is not None
                await self.end(execution)


def dates_of(executions: list[Execution]) -> list[str]:
    """The `trigger.date` of each, in order."""
    return sorted(each.trigger.variables["date"] for each in executions if each.trigger)


def hour(number: int) -> datetime:
    """So many hours after the start of the test."""
    return at(number * 3600)
