"""Running an execution again as another one: replay, and restart with another revision."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from tiercel.engine.creation import input_env
from tiercel.engine.env import Env
from tiercel.engine.plan import FlowPlan
from tiercel.engine.replay import Replay, replayed, restarted_copy
from tiercel.engine.storage_paths import Reader
from tiercel.engine.values.inputs import read_inputs
from tiercel.model.errors import Conflict, NotFound
from tiercel.model.execution import Breakpoint, Execution
from tiercel.model.ids import Ids
from tiercel.model.json_types import Json
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.executions.insertion import insert_in
from tiercel.service.executions.step_env import step_env
from tiercel.service.flows.cache import FlowCache
from tiercel.service.governance.quotas import Quotas
from tiercel.service.lookup_rounds import LookupSource, with_lookups
from tiercel.service.unit import in_transaction


class ReplayRequest(msgspec.Struct, frozen=True):
    """From where, with which revision, and with which inputs (None: the same ones).

    `kind` and `outputs` are those of `Replay`.
    """

    task_run_id: str | None = None
    revision: int | None = None
    breakpoints: tuple[Breakpoint, ...] = ()
    inputs: Mapping[str, Json] | None = None
    is_latest: bool = False
    kind: str | None = None
    outputs: Mapping[str, dict[str, Json]] = {}


class ExecutionReplays:
    """Use cases that copy an execution."""

    def __init__(self, ports: Ports, flow_cache: FlowCache, lookups: LookupSource) -> None:
        self._ports = ports
        self._flow_cache = flow_cache
        self._lookups = lookups
        self._quotas = Quotas(flow_cache.namespaces)

    async def restart_with(self, execution_id: str, revision: int) -> Execution:
        """A copy that goes on from what failed, under another revision of the flow.

        Raises: NotFound, Conflict, IllegalArgument.
        """

        return await self._copy(execution_id, revision, restarted_copy)

    async def replay(self, execution_id: str, request: ReplayRequest) -> Execution:
        """A new execution with the same cause. Raises: NotFound, Conflict, IllegalArgument."""

        def make(execution: Execution, new_id: str, env: Env) -> Execution:
            inputs = None
            if request.inputs is not None:
                inputs = read_inputs(
                    env.plan.flow.inputs, request.inputs, input_env(execution, env)
                )
            replay = Replay(
                request.task_run_id, request.breakpoints, inputs, request.kind, request.outputs
            )
            return replayed(execution, new_id, env, replay)

        revision = None if request.is_latest else request.revision
        return await self._copy(execution_id, revision, make, is_latest=request.is_latest)

    async def refusal(self, execution: Execution, request: ReplayRequest) -> str | None:
        """Why the flow would not be run again; None when it would."""
        wanted = None if request.is_latest else request.revision or execution.flow_revision
        try:
            async with self._ports.store.transaction() as tx:
                await self._plan(tx, execution, wanted)
        except (NotFound, Conflict) as error:
            return error.message
        return None

    async def _copy(
        self,
        execution_id: str,
        revision: int | None,
        make: Callable[[Execution, str, Env], Execution],
        *,
        is_latest: bool = False,
    ) -> Execution:
        new_id = self._ports.ids.new_id()

        async def write(tx: Tx) -> Execution:
            execution = await tx.executions.get(execution_id)
            if execution is None:
                raise NotFound.of("Execution", execution_id)
            wanted = None if is_latest else revision or execution.flow_revision
            plan = await self._plan(tx, execution, wanted)
            now = self._ports.clock.now()
            used_up = await self._quotas.used_up(tx, execution.namespace, now)
            if used_up is not None:
                raise Conflict(used_up.refusal(now))
            copied = await with_lookups(
                self._lookups,
                Reader(execution.namespace, execution.flow_id, execution_id),
                lambda lookups: make(
                    execution,
                    new_id,
                    step_env(self._ports, plan, now, Ids(new_id, 0), lookups),
                ),
            )
            insert_in(tx, copied)
            return copied

        return await in_transaction(self._ports.store, write)

    async def _plan(self, tx: Tx, execution: Execution, revision: int | None) -> FlowPlan:
        plan = await self._flow_cache.plan(tx, execution.namespace, execution.flow_id, revision)
        if plan is None:
            raise NotFound(f"Unable to find revision {revision} on flow {execution.uid}")
        if plan.flow.disabled:
            raise Conflict("Requested Flow is disabled.")
        return plan
