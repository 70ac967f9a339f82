"""Maintenance: no execution begins and workers take nothing, on every server, until it is over."""

from __future__ import annotations

import msgspec

from tiercel.model.stored.records import INSTRUCTIONS
from tiercel.ports.clock import Clock
from tiercel.ports.store import Store
from tiercel.service.instance.instructions import (
    EVERY_SERVER,
    MAINTENANCE,
    is_under_maintenance,
    take_back,
)
from tiercel.service.instance.servers import GONE, WORKER, ServerService


class ServicesOfType(msgspec.Struct, frozen=True):
    """How many services of a type there are, and how many of them are under maintenance."""

    total: int
    in_maintenance: int


class MaintenanceStatus(msgspec.Struct, frozen=True):
    """Whether it is on; it `is_ready` when no worker runs a job, or may begin one.

    Shapes: `services` are by type, and only while it is on.
    """

    is_on: bool
    is_ready: bool = True
    services: dict[str, ServicesOfType] = {}


class MaintenanceService:
    """Use cases over maintenance. It is stored: a restart does not end it."""

    def __init__(self, store: Store, clock: Clock, servers: ServerService) -> None:
        self._store = store
        self._clock = clock
        self._servers = servers

    async def enter(self) -> None:
        """Begin it; one that is on goes on."""
        since = {"since": self._clock.now().isoformat()}
        async with self._store.transaction() as tx:
            if not await is_under_maintenance(tx):
                tx.records(INSTRUCTIONS).put((MAINTENANCE, EVERY_SERVER), since)

    async def exit(self) -> None:
        """End it; what has waited begins."""
        async with self._store.transaction() as tx:
            if await is_under_maintenance(tx):
                take_back(tx, MAINTENANCE, EVERY_SERVER)

    async def status(self) -> MaintenanceStatus:
        """As it is now."""
        async with self._store.transaction() as tx:
            if not await is_under_maintenance(tx):
                return MaintenanceStatus(is_on=False)
            _, claimed = await tx.jobs.count()
        alive = [each for each in await self._servers.all() if each.state not in GONE]
        return MaintenanceStatus(
            is_on=True,
            # One that has not heard of it yet may still take something.
            is_ready=not claimed
            and all(each.metrics.get("draining") for each in alive if each.type == WORKER),
            services={
                kind: ServicesOfType(
                    sum(each.type == kind for each in alive),
                    sum(each.type == kind and each.state == "MAINTENANCE" for each in alive),
                )
                for kind in sorted({each.type for each in alive})
            },
        )
