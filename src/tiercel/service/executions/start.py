"""How executions begin: one function, whatever the cause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from tiercel.engine.creation import Created, Creation, input_env, new_execution, refuse_unrunnable
from tiercel.engine.plan import FlowPlan
from tiercel.engine.storage_paths import Reader
from tiercel.engine.values.inputs import InputReport, check_inputs
from tiercel.expr import Lookups
from tiercel.model.errors import IllegalArgument, NotFound
from tiercel.model.execution import (
    Breakpoint,
    Caller,
    Execution,
    ExecutionTrigger,
    Metadata,
)
from tiercel.model.ids import Ids
from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.state import StateType, new_state
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.executions.insertion import insert_created
from tiercel.service.executions.step_env import step_env
from tiercel.service.flows.cache import FlowCache
from tiercel.service.governance.quotas import Quotas
from tiercel.service.lookup_rounds import LookupSource, with_lookups
from tiercel.service.unit import in_transaction


class StartRequest(msgspec.Struct, frozen=True):
    """What somebody wants to run.

    Shapes: `inputs` raw by full id, files as storage URIs. `execution_id` is given when files
    were stored under it already. `is_trusted` lets the server itself set system labels.
    """

    namespace: str
    flow_id: str
    revision: int | None = None
    execution_id: str | None = None
    inputs: Mapping[str, Json] = {}
    labels: tuple[Label, ...] = ()
    trigger: ExecutionTrigger | None = None
    schedule_date: datetime | None = None
    kind: str | None = None
    breakpoints: tuple[Breakpoint, ...] = ()
    caller: Caller | None = None
    depth: int = 0
    is_trusted: bool = False


class ExecutionStarter:
    """Creates executions, in a transaction of its own or in that of somebody else.

    `trace_parent` gives the span that a new execution continues, None without one.
    """

    def __init__(
        self,
        ports: Ports,
        flow_cache: FlowCache,
        lookups: LookupSource,
        trace_parent: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._ports = ports
        self._flow_cache = flow_cache
        self._lookups = lookups
        self.quotas = Quotas(flow_cache.namespaces)
        self._trace_parent = trace_parent
        self._on_created: Callable[[Execution], None] = lambda execution: None

    def observe(self, on_created: Callable[[Execution], None]) -> None:
        """Call back with every new execution, before it is durable (a cache may keep it)."""
        self._on_created = on_created

    def new_id(self) -> str:
        """An id for an execution that is to be started."""
        return self._ports.ids.new_id()

    async def start(
        self, request: StartRequest, note: Callable[[Tx, Execution], None] | None = None
    ) -> Execution:
        """A new execution, durable and on its way; `note` is called in its transaction.

        Raises: NotFound, Conflict for a disabled flow, Invalid for inputs, IllegalArgument.
        """

        async def noted(tx: Tx) -> Execution:
            execution = await self.start_in(tx, request)
            if note is not None:
                note(tx, execution)
            return execution

        return await in_transaction(self._ports.store, noted)

    async def start_in(self, tx: Tx, request: StartRequest) -> Execution:
        """As `start`, in the transaction of the caller."""
        plan = await self.plan_in(tx, request.namespace, request.flow_id, request.revision)
        return await self.start_plan_in(tx, plan, request)

    async def plan_of(self, request: StartRequest) -> FlowPlan:
        """The compiled flow that `start` would start now. Raises: as `plan_in`."""
        async with self._ports.store.transaction() as tx:
            return await self.plan_in(tx, request.namespace, request.flow_id, request.revision)

    async def plan_in(
        self, tx: Tx, namespace: str, flow_id: str, revision: int | None = None
    ) -> FlowPlan:
        """The compiled flow to start. Raises: NotFound, IllegalArgument when all are drafts."""
        plan = await self._flow_cache.start_plan(tx, namespace, flow_id, revision)
        if plan is not None:
            if plan.flow.draft:
                await self._flow_cache.check_draft(plan.flow)
            return plan
        newest = await self._flow_cache.stored(tx, namespace, flow_id)
        if newest is not None and newest.draft:
            raise IllegalArgument(
                f"Flow execution blocked: flow main_{namespace}_{flow_id}_{newest.revision}"
                " only has draft revisions. Save it as a published revision before executing it"
                " without a revision."
            )
        raise NotFound("Requested Flow is not found.")

    async def start_plan_in(self, tx: Tx, plan: FlowPlan, request: StartRequest) -> Execution:
        """As `start_in`, of a flow that is at hand already."""
        now = self._ports.clock.now()
        created = await self.quotas.bounded(tx, await self._created(plan, request, now), now)
        trace_parent = self._trace_parent()
        if trace_parent is not None:
            traced = msgspec.structs.replace(created.execution, trace_parent=trace_parent)
            created = msgspec.structs.replace(created, execution=traced)
        insert_created(tx, created, now)
        execution = created.execution
        if not execution.is_settled:
            self._on_created(execution)
        return execution

    async def _created(self, plan: FlowPlan, request: StartRequest, now: datetime) -> Created:
        execution_id = request.execution_id or self._ports.ids.new_id()
        creation = Creation(
            execution_id=execution_id,
            inputs=request.inputs,
            labels=request.labels,
            trigger=request.trigger,
            schedule_date=request.schedule_date,
            kind=None if request.kind == "NORMAL" else request.kind,
            breakpoints=request.breakpoints,
            caller=request.caller,
            depth=request.depth,
            is_trusted=request.is_trusted,
        )
        return await with_lookups(
            self._lookups,
            Reader(request.namespace, request.flow_id, execution_id),
            lambda lookups: new_execution(
                creation, step_env(self._ports, plan, now, Ids(execution_id, 0), lookups)
            ),
        )

    async def check_inputs(self, request: StartRequest) -> tuple[FlowPlan, list[InputReport]]:
        """A report on every declared input; nothing is created.

        Raises: NotFound, Conflict for a disabled flow.
        """
        plan = await self.plan_of(request)
        refuse_unrunnable(plan.flow)
        now = self._ports.clock.now()
        execution = _imagined(plan, request, now)

        def run(lookups: Lookups) -> list[InputReport]:
            env = step_env(self._ports, plan, now, Ids("", 0), lookups)
            return check_inputs(plan.flow.inputs, request.inputs, input_env(execution, env))

        reader = Reader(request.namespace, request.flow_id)
        return plan, await with_lookups(self._lookups, reader, run)


def _imagined(plan: FlowPlan, request: StartRequest, now: datetime) -> Execution:
    """An execution that is never created, for the variables that inputs see."""
    return Execution(
        id="",
        namespace=plan.flow.namespace,
        flow_id=plan.flow.id,
        flow_revision=plan.flow.revision,
        state=new_state(StateType.CREATED, now),
        original_id="",
        metadata=Metadata(1, now),
        labels=(*plan.flow.labels, *request.labels),
    )
