"""What is found out about the newest revision of every flow, each revision looked at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from tiercel.model.flow import Flow
from tiercel.ports.store import Store
from tiercel.service.flows.cache import FlowCache
from tiercel.service.off_loop import in_thread

RevisionKey = tuple[str, str, int]
T = TypeVar("T")


class RevisionFacts(Generic[T]):
    """Facts by (namespace, id, revision); a revision never changes, so they are kept.

    `find_out` is a pure function and runs in a thread.
    """

    def __init__(self, store: Store, flow_cache: FlowCache, find_out: Callable[[Flow], T]) -> None:
        self._store = store
        self._flow_cache = flow_cache
        self._find_out = find_out
        self._known: dict[RevisionKey, T] = {}
        self._version = -1

    async def newest(self) -> Mapping[RevisionKey, T]:
        """The facts of all flows that are not deleted, by namespace and id."""
        async with self._store.transaction() as tx:
            version = await tx.flows.version()
            if version == self._version:
                return self._known
            stored = await tx.flows.all_latest()
        keys = [(each.namespace, each.id, each.revision) for each in stored]
        known = self._known
        flows = await self._flow_cache.flows_of(
            [each for each, key in zip(stored, keys, strict=True) if key not in known]
        )
        new = await in_thread(self._found_out, flows)
        # Flows come by namespace and id; those that are gone are left out.
        self._known = {key: new[key] if key in new else known[key] for key in keys}
        self._version = version
        return self._known

    def _found_out(self, flows: Sequence[Flow]) -> dict[RevisionKey, T]:
        return {(flow.namespace, flow.id, flow.revision): self._find_out(flow) for flow in flows}
