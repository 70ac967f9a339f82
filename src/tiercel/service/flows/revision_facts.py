"""What is found out about the newest revision of every flow, each revision looked at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

import msgspec

from tiercel.model.flow import Flow
from tiercel.model.limits import FACTS_BATCH_FLOWS, FACTS_WAIT_SECONDS
from tiercel.model.stored.flow import StoredFlow
from tiercel.ports.store import Store
from tiercel.service.flows.cache import FlowCache
from tiercel.service.off_loop import in_thread

RevisionKey = tuple[str, str, int]
T = TypeVar("T")
R = TypeVar("R")


class Facts(msgspec.Struct, Generic[T], frozen=True):
    """By (namespace, id, revision) in that order; all flows were looked at when it is complete."""

    known: Mapping[RevisionKey, T]
    is_complete: bool


class FactsPage(msgspec.Struct, Generic[R], frozen=True):
    """Results made of facts, how many there are in all, and whether all flows were looked at."""

    results: tuple[R, ...]
    total: int
    is_complete: bool


class RevisionFacts(Generic[T]):
    """A revision never changes, so what was found out once is kept.

    `find_out` is a pure function and runs in a thread. Thousands of flows take long at the first
    question: it goes on in the background, and who asks meanwhile gets what is known by then.
    """

    def __init__(self, store: Store, flow_cache: FlowCache, find_out: Callable[[Flow], T]) -> None:
        self._store = store
        self._flow_cache = flow_cache
        self._find_out = find_out
        self._known: dict[RevisionKey, T] = {}
        self._version = -1
        self._search: asyncio.Task[None] | None = None

    async def newest(self) -> Facts[T]:
        """The facts of all flows that are not deleted; waits for FACTS_WAIT_SECONDS at most."""
        ends = time.monotonic() + FACTS_WAIT_SECONDS
        while not await self._is_current():
            try:
                # Others ask the same: whoever gives up does not end it.
                await asyncio.wait_for(asyncio.shield(self._searching()), ends - time.monotonic())
            except TimeoutError:
                return Facts(dict(self._known), is_complete=False)
        return Facts(self._known, is_complete=True)

    async def _is_current(self) -> bool:
        async with self._store.transaction() as tx:
            return await tx.flows.version() == self._version

    def _searching(self) -> asyncio.Task[None]:
        if self._search is None or self._search.done():
            self._search = asyncio.create_task(self._find_all(), name="facts of flows")
        return self._search

    async def _find_all(self) -> None:
        async with self._store.transaction() as tx:
            version = await tx.flows.version()
            stored = await tx.flows.all_latest()
        self._flow_cache.settle_catalog()
        known = {key: self._known[key] for key in map(_key, stored) if key in self._known}
        self._known = known
        new = [each for each in stored if _key(each) not in known]
        for start in range(0, len(new), FACTS_BATCH_FLOWS):
            known |= await in_thread(self._found_out, new[start : start + FACTS_BATCH_FLOWS])
        # Flows come by namespace and id.
        self._known = {_key(each): known[_key(each)] for each in stored}
        self._version = version

    def _found_out(self, stored: Sequence[StoredFlow]) -> dict[RevisionKey, T]:
        # Not by the plans of the cache: those of flows that run stay there.
        return {_key(each): self._find_out(self._flow_cache.read(each)) for each in stored}


def _key(stored: StoredFlow) -> RevisionKey:
    return (stored.namespace, stored.id, stored.revision)
