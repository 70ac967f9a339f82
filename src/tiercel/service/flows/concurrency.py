"""Concurrency limits of flows and how much of them is in use (flows.md §2.18)."""

from __future__ import annotations

import msgspec

from tiercel.model.errors import NotFound
from tiercel.model.lists.paging import Page
from tiercel.ports.store import Store
from tiercel.service.flows.cache import FlowCache


class ConcurrencyUse(msgspec.Struct, frozen=True):
    """A flow with a limit, and how many of its executions hold a slot."""

    namespace: str
    flow_id: str
    limit: int
    behavior: str
    running: int


class ConcurrencyService:
    """Use cases over limits. What is in use is counted, so it can't go wrong and is not set."""

    def __init__(self, store: Store, flow_cache: FlowCache) -> None:
        self._store = store
        self._flow_cache = flow_cache

    async def find(
        self, namespace: str | None, flow_id: str | None = None, *, page: int, size: int
    ) -> Page[ConcurrencyUse]:
        """Flows with a limit, by namespace and id; those below the namespace, too."""
        async with self._store.transaction() as tx:
            flows = await self._flow_cache.flows_of(await tx.flows.all_latest())
            limited = [
                (flow, flow.concurrency)
                for flow in flows
                if flow.concurrency is not None
                and (not namespace or f"{flow.namespace}.".startswith(f"{namespace}."))
                and flow_id in (None, flow.id)
            ]
            start = (page - 1) * size
            found = [
                ConcurrencyUse(
                    flow.namespace,
                    flow.id,
                    concurrency.limit,
                    concurrency.behavior.value,
                    await tx.executions.count_slots(flow.namespace, flow.id),
                )
                for flow, concurrency in limited[start : start + size]
            ]
        return Page(tuple(found), len(limited))

    async def get(self, namespace: str, flow_id: str) -> ConcurrencyUse:
        """One flow's limit. Raises: NotFound when there is no such flow or it has no limit."""
        async with self._store.transaction() as tx:
            plan = await self._flow_cache.plan(tx, namespace, flow_id)
            if plan is None:
                raise NotFound.of("Flow", f"{namespace}.{flow_id}")
            if plan.flow.concurrency is None:
                raise NotFound(f"Flow '{namespace}.{flow_id}' has no concurrency limit.")
            running = await tx.executions.count_slots(namespace, flow_id)
        concurrency = plan.flow.concurrency
        return ConcurrencyUse(
            namespace, flow_id, concurrency.limit, concurrency.behavior.value, running
        )
