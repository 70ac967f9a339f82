"""Which flows listen to executions of others: found again when flows or rules for all change."""

from __future__ import annotations

import re

from tiercel.engine.triggers.flowtriggers import Listener
from tiercel.engine.triggers.triggers import Mechanism
from tiercel.model.execution import Execution
from tiercel.model.lists.paging import Query
from tiercel.model.state import TERMINATED, StateType
from tiercel.ports.store import Tx
from tiercel.runtime.triggers.tools import TriggerTools

# Reading every source would take minutes with many flows; few of them can listen.
_MAY_LISTEN = re.compile(r"\.Flow\b")


class ListenerIndex:
    """The flow triggers of all flows, and whether any trigger can be occupied by an execution."""

    def __init__(self, tools: TriggerTools) -> None:
        self._tools = tools
        self._version = (-1, 0)
        self._listeners: tuple[Listener, ...] = ()
        self._holds = False

    async def listeners(self, tx: Tx) -> tuple[Listener, ...]:
        """All flow triggers of flows that are not deleted."""
        await self._refresh(tx)
        return self._listeners

    async def has_rows(self, tx: Tx) -> bool:
        """Whether there are triggers that executions may hold."""
        await self._refresh(tx)
        return self._holds

    async def wants(self, tx: Tx, execution: Execution, state: str) -> bool:
        """Whether anybody here cares that the execution entered the state.

        Flow triggers listen to every state; a trigger that an execution holds only to its end.
        """
        await self._refresh(tx)
        if self._listeners:
            return state != StateType.CREATED
        return self._holds and execution.trigger is not None and state in TERMINATED

    async def _refresh(self, tx: Tx) -> None:
        flow_cache = self._tools.flow_cache
        version = await flow_cache.version(tx)
        if version == self._version:
            return
        stored = await tx.flows.all_latest()
        flows = await flow_cache.flows_of(
            [each for each in stored if _MAY_LISTEN.search(each.source)]
        )
        self._listeners = tuple(
            Listener(flow, definition)
            for flow in flows
            for definition in flow.triggers
            if self._tools.envs.mechanism(definition.type) is Mechanism.FLOW
        )
        self._holds = (await tx.triggers.find(Query(size=1))).total > 0
        self._version = version
