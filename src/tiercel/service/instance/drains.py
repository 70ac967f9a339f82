"""Workers that take no new job: those that run end, and the rest waits for other workers."""

from __future__ import annotations

from tiercel.model.errors import Conflict
from tiercel.model.stored.records import INSTRUCTIONS
from tiercel.ports.clock import Clock
from tiercel.ports.store import Store
from tiercel.service.instance.instructions import DRAIN, take_back
from tiercel.service.instance.servers import GONE, WORKER, ServerService, Service


class WorkerDrains:
    """Use cases over workers that are to be stopped, or to be left alone for a while."""

    def __init__(self, store: Store, clock: Clock, servers: ServerService) -> None:
        self._store = store
        self._clock = clock
        self._servers = servers

    async def drain(self, service_id: str) -> Service:
        """The worker as it is from now on; one that drains already goes on doing so.

        Raises: NotFound, Conflict for another kind of service and for a worker that is gone.
        """
        found = await self._worker(service_id)
        if found.state in GONE:
            raise Conflict(f"The worker {service_id} does not run: its state is {found.state}")
        asked = {"asked": self._clock.now().isoformat()}
        async with self._store.transaction() as tx:
            tx.records(INSTRUCTIONS).put((DRAIN, found.server.id), asked)
        return await self._servers.get(service_id)

    async def resume(self, service_id: str) -> Service:
        """The worker, which takes jobs again; so does one that was not drained.

        Raises: NotFound, Conflict for another kind of service.
        """
        found = await self._worker(service_id)
        async with self._store.transaction() as tx:
            take_back(tx, DRAIN, found.server.id)
        return await self._servers.get(service_id)

    async def _worker(self, service_id: str) -> Service:
        found = await self._servers.get(service_id)
        if found.type != WORKER:
            raise Conflict(
                f"Only a worker can be drained: the service {service_id} is of type {found.type}"
            )
        return found
