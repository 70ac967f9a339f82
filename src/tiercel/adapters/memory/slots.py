"""Locks of flows in memory."""

from __future__ import annotations

from tiercel.adapters.memory.tables import Tables
from tiercel.model.errors import Stale


class MemorySlots:
    """See `ports.store.Slots`. Nothing here can wait, so a lock that is taken raises Stale."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._locked: set[tuple[str, str]] = set()

    async def lock(self, namespace: str, flow_id: str) -> None:
        """Take the flow's lock until the transaction has ended. Raises: Stale when it is taken."""
        key = (namespace, flow_id)
        if key in self._locked:
            return
        if key in self._tables.slots:
            raise Stale
        self._tables.slots.add(key)
        self._locked.add(key)

    def release(self) -> None:
        """The transaction has ended."""
        self._tables.slots -= self._locked
        self._locked.clear()
