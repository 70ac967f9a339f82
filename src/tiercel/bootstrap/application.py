"""A wired server, from its start to its end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from functools import cached_property

from msgspec.structs import replace

from tiercel.bootstrap.loops import Loops
from tiercel.bootstrap.parts import ApplicationDependencies
from tiercel.bootstrap.services import services_of
from tiercel.model.errors import TiercelError
from tiercel.model.limits import INTERRUPT_SECONDS_MAX
from tiercel.runtime.loop import Loop, Ticking, never_due, until
from tiercel.runtime.worker.lease import LeaseWatch
from tiercel.service.observability.instruments import Gauge
from tiercel.service.operations.catalogue import operations_of
from tiercel.service.transfer.checkpoint import refuse_unfinished
from tiercel.web.app import App, Behind
from tiercel.web.auth import Guard
from tiercel.web.management import create_management_app
from tiercel.web.pages import Pages
from tiercel.web.proxy_sign_in import ProxyHeaders
from tiercel.web.requests import Requests

LOG = logging.getLogger("tiercel.server")


class Application:
    """A wired server: its services, its loops, and its web application."""

    def __init__(self, parts: ApplicationDependencies) -> None:
        self.ports = parts.ports
        self.attempts = parts.attempts
        self._parts = parts
        self.services = services_of(parts)
        self.operations = operations_of(self.services)
        self.telemetry = self.services.telemetry
        self.loops = Loops(parts, self.services, self.operations)
        self._running: list[tuple[Loop, asyncio.Task[None]]] = []
        self._add_gauges()

    def _add_gauges(self) -> None:
        """What is read of the parts when somebody asks for metrics."""
        worker, slots = self.loops.worker, self._parts.settings.worker.slots
        about = "Connections that are open, or writes that wait."
        switches = self.services.switches
        gauges = [
            Gauge("database_use", about, self.ports.store.levels, "part"),
            Gauge(
                "maintenance",
                "1 while no execution begins, else 0.",
                lambda: int(switches.is_under_maintenance),
            ),
        ]
        if "worker" in self.loops.names:
            gauges += [
                Gauge("worker_running_count", "Attempts under way here.", lambda: worker.running),
                Gauge("worker_job_thread", "Attempts that may be.", lambda: slots),
            ]
        self.telemetry.gauges.extend(gauges)

    @cached_property
    def app(self) -> App:
        """The web application, whose routes run the operations."""
        # A tenth of all modules: worker, executor and scheduler would load them for nothing.
        from tiercel.web.create import create_app

        settings = self._parts.settings
        server = settings.server
        guard = Guard(
            self.services.access,
            self.services.identities,
            self.services.rate_limits,
            server.basic_auth.open_urls,
            ProxyHeaders(server.proxy_sign_in),
        )
        requests = Requests(self.telemetry, self.ports.clock)
        behind = Behind(guard, Pages(settings), self.operations, requests)
        return create_app(replace(self.ports, blobs=self.services.blobs), settings, behind)

    @cached_property
    def management(self) -> App:
        """The application of the management port."""
        return create_management_app(self._parts.settings, self.operations)

    async def start(self, check: Callable[[], None] = lambda: None) -> None:
        """Take up what was left unfinished; when `check` raises nothing then, start the loops."""
        await refuse_unfinished(self.ports.store)
        await self.services.open()
        check()
        loops, names = self.loops, self.loops.names
        loops.worker.drain(is_asked=self.services.switches.is_under_maintenance)
        if "executor" in names:
            await loops.executor.recover()
        if "janitor" in names and not self._parts.is_shared:
            await loops.janitor.take_back(self.ports.clock.now())
        due = {
            "executor": loops.executor.next_due,
            "worker": loops.worker.next_due,
            "scheduler": loops.scheduler.next_due,
            "janitor": loops.janitor.next_due,
            "membership": loops.membership.next_due,
        }
        for name in names:
            self._run(name, loops.all[name], due.get(name, never_due))
        if "worker" in names and self._parts.is_shared:
            watch = LeaseWatch(loops.worker)
            self._run("lease", watch, watch.next_due)

    def _run(self, name: str, part: Ticking, next_due: Callable[[], datetime | None]) -> None:
        loop = Loop(name, part, self.ports.clock, self.ports.notifier, next_due)
        if name == "membership":
            loop.notified(self.loops.membership.hasten)
        task = asyncio.create_task(loop.measured(self.telemetry).run(), name=name)
        self._running.append((loop, task))

    async def leave(self) -> None:
        """Take nothing new, and let running tasks end within the grace period."""
        worker = self.loops.worker
        self.services.health.drain()
        worker.stop_taking()
        grace = self._parts.settings.server.termination_grace_period.total_seconds()
        if self._running and not await until(lambda: worker.running == 0, grace):
            worker.interrupt()
            self.ports.notifier.notify("worker")
            await until(lambda: worker.running == 0, INTERRUPT_SECONDS_MAX)

    async def stop(self) -> None:
        """Leave, end what ticks, and close the rest."""
        await self.leave()
        for loop, _ in self._running:
            loop.stop()
        await asyncio.gather(*(task for _, task in self._running), return_exceptions=True)
        self.attempts.close()
        if self._running:
            await self._announce_stop()
        if self.ports.spans is not None:
            await self.ports.spans.close()
        await self.ports.store.close()

    async def _announce_stop(self) -> None:
        """Inform the other servers, if the database still answers."""
        try:
            async with asyncio.timeout(INTERRUPT_SECONDS_MAX):
                await self.loops.membership.leave(self.ports.clock.now())
        except (TiercelError, TimeoutError) as error:
            LOG.warning("the other servers could not be informed that this one stops: %s", error)
