"""The child execution that a task asked for, or why there can't be one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from tiercel.engine.creation import Created, Creation, new_execution
from tiercel.engine.plan import FlowPlan
from tiercel.engine.storage_paths import Reader
from tiercel.expr import Lookups
from tiercel.model.decisions import StartFlow
from tiercel.model.errors import Stale, TiercelError, Unavailable
from tiercel.model.execution import Caller, Execution, ExecutionTrigger
from tiercel.model.ids import Ids
from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.allowed_namespaces import refusal_of
from tiercel.service.executions.step_env import step_env
from tiercel.service.flows.cache import FlowCache
from tiercel.service.governance.quotas import Quotas
from tiercel.service.lookup_rounds import in_lookup_rounds

FetchFor = Callable[[Reader, str, tuple[Json, ...]], Awaitable[Json]]


class StartChild:
    """Makes child executions; inserting them is up to the caller."""

    def __init__(self, ports: Ports, flow_cache: FlowCache, fetch: FetchFor) -> None:
        self._ports = ports
        self._flow_cache = flow_cache
        self._fetch = fetch
        self._quotas = Quotas(flow_cache.namespaces)

    async def child_of(
        self, tx: Tx, parent: Execution, decision: StartFlow, now: datetime
    ) -> Created | str:
        """The child, CREATED or ended by a check or quota, or why there is none (engine.md §6)."""
        plan = await self._flow_cache.start_plan(
            tx, decision.namespace, decision.flow_id, decision.revision
        )
        # Nobody learns which flows there are in a namespace that does not let them in.
        refusal = await refusal_of(tx, decision.namespace, parent.namespace)
        refusal = refusal or _refusal(plan, decision)
        if plan is None or refusal is not None:
            return refusal or ""
        creation = Creation(
            execution_id=decision.child_id,
            inputs=decision.inputs,
            labels=tuple(Label(key, value) for key, value in decision.labels),
            trigger=ExecutionTrigger(decision.task_id, decision.task_type, decision.variables),
            schedule_date=decision.schedule_date,
            caller=Caller(
                parent.id,
                decision.task_run_id,
                decision.index,
                waits=decision.waits,
                outputs=decision.outputs,
            ),
            depth=decision.depth,
            is_trusted=True,
        )
        try:
            return await self._quotas.bounded(tx, await self._created(plan, creation, now), now)
        except (Stale, Unavailable):
            raise
        except TiercelError as error:
            return error.explained

    async def _created(self, plan: FlowPlan, creation: Creation, now: datetime) -> Created:
        reader = Reader(plan.flow.namespace, plan.flow.id, creation.execution_id)

        def run(lookups: Lookups) -> Created:
            ids = Ids(creation.execution_id, 0)
            return new_execution(creation, step_env(self._ports, plan, now, ids, lookups))

        async def fetch(kind: str, arguments: tuple[Json, ...]) -> Json:
            return await self._fetch(reader, kind, arguments)

        return await in_lookup_rounds(run, fetch, now)


async def is_doomed(tx: Tx, parent: Execution) -> bool:
    """Whether some execution above was killed with everything below it.

    The kill walks down from there one level after the other: nothing may grow below meanwhile,
    or it would never arrive.
    """
    current: Execution | None = parent
    while current is not None and current.caller is not None:
        if current.metadata.is_detached:
            return False
        current = await tx.executions.head(current.caller.execution_id)
        if current is not None and current.kill_cascades:
            return True
    return False


def _refusal(plan: FlowPlan | None, decision: StartFlow) -> str | None:
    if plan is None or plan.flow.deleted:
        revision = decision.revision or 0
        return (
            f"Unable to find flow '{decision.namespace}'.'{decision.flow_id}'"
            f" with revision '{revision}'"
        )
    if plan.flow.disabled:
        return "Cannot execute a flow which is disabled"
    if plan.flow.exception is not None:
        return f"Cannot execute an invalid flow: {plan.flow.exception}"
    return None
