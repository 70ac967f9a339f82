"""Flows that call each other in a circle: their executions would never end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tiercel.engine.graphs.topology import FlowKey, calls_of
from tiercel.flowlang.source import chars_to_read, parse
from tiercel.model.errors import Violation
from tiercel.model.flow import Flow
from tiercel.model.limits import CALLED_FLOWS_MAX
from tiercel.model.task import Task
from tiercel.ports.store import Tx
from tiercel.service.flows.cache import FlowCache
from tiercel.service.flows.sources import InvalidSource
from tiercel.service.off_loop import by_length

HINT = (
    "flows that call each other never end; a recursion that ends by itself can name the flow by an"
    " expression"
)


class CallCycles:
    """Follows the calls that tasks name literally, through the newest revisions."""

    def __init__(self, flow_cache: FlowCache) -> None:
        self._flow_cache = flow_cache

    async def refuse(
        self, tx: Tx, flow: Flow, beside: Mapping[FlowKey, Flow] | None = None
    ) -> None:
        """Raises: InvalidSource when the flow, once saved, leads back to itself."""
        violation = await self.find(tx, flow, beside or {})
        if violation is not None:
            raise InvalidSource([violation], flow.source)

    async def find(self, tx: Tx, flow: Flow, beside: Mapping[FlowKey, Flow]) -> Violation | None:
        """What is wrong with a flow that leads back to itself; `beside` is saved with it.

        Flows that are disabled or drafts call nobody until they are saved as something else.
        """
        own = (flow.namespace, flow.id)
        waiting = await by_length(chars_to_read(flow.source), self._first_calls, flow)
        seen = {own}
        while waiting and len(seen) <= CALLED_FLOWS_MAX:
            task, chain = waiting.pop()
            if chain[-1] == own:
                return _violation(flow, task, chain)
            if chain[-1] in seen:
                continue
            seen.add(chain[-1])
            called = await self._flow(tx, chain[-1], beside)
            if called is not None:
                calls = await by_length(chars_to_read(called.source), self._calls, called)
                waiting.extend((task, (*chain, key)) for _, key in calls)
        return None

    def _first_calls(self, flow: Flow) -> list[tuple[Task, tuple[FlowKey, ...]]]:
        if flow.disabled or flow.draft:
            return []
        own = (flow.namespace, flow.id)
        # A call of itself is found by the rules of the language.
        return [(task, (own, key)) for task, key in self._calls(flow) if key != own]

    def _calls(self, flow: Flow) -> list[tuple[Task, FlowKey]]:
        return list(calls_of(flow, self._flow_cache.catalog))

    async def _flow(self, tx: Tx, key: FlowKey, beside: Mapping[FlowKey, Flow]) -> Flow | None:
        found = beside.get(key)
        if found is None:
            stored = await tx.flows.get(*key)
            if stored is None or stored.deleted:
                return None
            found = await self._flow_cache.flow_of(stored)
        return None if found.disabled or found.draft else found


def _violation(flow: Flow, task: Task, chain: Sequence[FlowKey]) -> Violation:
    names = " → ".join(".".join(key) for key in chain)
    text = f"Recursive call to flow [{'.'.join(chain[0])}]: {names}"
    return parse(flow.source).violation(f"{task.path}.flowId", text, hint=HINT)
