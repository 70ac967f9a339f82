"""Locks of flows within the one server process."""

from __future__ import annotations

import asyncio

from tiercel.adapters.sqlite.mirrors import Mirrors
from tiercel.adapters.sqlite.unit import Unit


class SqliteSlots:
    """See `ports.store.Slots`."""

    def __init__(self, unit: Unit, mirrors: Mirrors) -> None:
        self._unit = unit
        self._locks = mirrors.slots
        self._held: set[tuple[str, str]] = set()

    async def lock(self, namespace: str, flow_id: str) -> None:
        """Wait for the flow's lock; it is held until the transaction has ended."""
        key = (namespace, flow_id)
        if key in self._held:
            return
        lock = self._locks.setdefault(key, asyncio.Lock())
        await lock.acquire()
        self._held.add(key)
        self._unit.finally_(lambda: self._release(key))

    def _release(self, key: tuple[str, str]) -> None:
        self._held.discard(key)
        self._locks[key].release()
