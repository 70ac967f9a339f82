"""How groups and queues are changed: this server knows at once, others with a heartbeat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.instance.worker_groups import WorkerGroupRegistry
from tiercel.service.unit import in_transaction

T = TypeVar("T")


class WorkerChanges:
    """Writes, and what this server knows of groups afterwards."""

    def __init__(self, ports: Ports, groups: WorkerGroupRegistry) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._groups = groups

    async def change(self, write: Callable[[Tx], Awaitable[T]]) -> T:
        """What `write` gives; flows may name from then on what it has made."""
        result = await in_transaction(self._store, write)
        async with self._store.transaction() as tx:
            await self._groups.look(tx, self._clock.now())
        return result
