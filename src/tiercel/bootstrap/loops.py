"""The loops of a server: what ticks, built over its services."""

from __future__ import annotations

import socket

from msgspec.structs import replace

from tiercel import __version__
from tiercel.bootstrap.parts import ApplicationDependencies
from tiercel.bootstrap.sandboxes import sandbox_rules
from tiercel.bootstrap.services import network_rules
from tiercel.model.json_types import Json
from tiercel.runtime.executor.advance import Engine
from tiercel.runtime.executor.apply import Applier
from tiercel.runtime.executor.execution_cache import ExecutionCache
from tiercel.runtime.executor.executor import Executor
from tiercel.runtime.executor.start_child import StartChild
from tiercel.runtime.janitor import Janitor
from tiercel.runtime.loop import Ticking
from tiercel.runtime.membership import Membership, work_report
from tiercel.runtime.retention import retention_of
from tiercel.runtime.roles import parts_of, reported_parts
from tiercel.runtime.skips import Skips
from tiercel.runtime.triggers.listeners import ListenerIndex
from tiercel.runtime.triggers.reactor import Reactor
from tiercel.runtime.triggers.results import TriggerResults
from tiercel.runtime.triggers.scheduler import Scheduler
from tiercel.runtime.triggers.start import TriggerStarter
from tiercel.runtime.triggers.tools import TriggerTools
from tiercel.runtime.worker.dependencies import AttemptDependencies
from tiercel.runtime.worker.lease import Lease
from tiercel.runtime.worker.places import Places
from tiercel.runtime.worker.prepare import Preparation
from tiercel.runtime.worker.run_task import in_place
from tiercel.runtime.worker.stop_signal import StopRegistry
from tiercel.runtime.worker.work_loader import PlansOfCache, WorkLoader
from tiercel.runtime.worker.worker import Worker, WorkerDependencies
from tiercel.service.instance.instructions import Instructions
from tiercel.service.instance.memory import memory_used
from tiercel.service.operations.operation import Operations
from tiercel.service.services import Services
from tiercel.settings import script_variables


class Loops:
    """All that ticks. `names` are the loops that this kind of server runs, `all` every one."""

    def __init__(
        self, parts: ApplicationDependencies, services: Services, operations: Operations
    ) -> None:
        settings, ports = parts.settings, parts.ports
        self._parts = parts
        self._services = services
        self._stop_registry = StopRegistry()
        self._attempts = self._attempt_dependencies(operations)
        self._triggers = self._trigger_tools()
        self._cache = ExecutionCache(ports.store, services.flow_cache, services.release)
        services.starter.observe(self._cache.put)
        self.executor = self._executor()
        self.worker = self._worker()
        self.scheduler = Scheduler(self._triggers)
        self._server_id = server_id = ports.ids.new_id()
        self.janitor = Janitor(
            ports.store,
            retention_of(settings.retention, ports.store, ports.blobs, server_id),
            services.audit_keeper,
        )
        self.all: dict[str, Ticking] = {
            "executor": self.executor,
            "worker": self.worker,
            "scheduler": self.scheduler,
            "reactor": Reactor(self._triggers),
            "janitor": self.janitor,
        }
        kind = settings.server.type
        names = parts_of(kind, self.all, has_worker=settings.worker.threads != 0)
        reported = reported_parts(kind, names)
        groups = services.flow_cache.worker_groups
        self.membership = Membership(
            ports.store, server_id, reported, self._details, groups=groups
        ).obeying(self._obey)
        self.names = (*names, "membership")
        self.all["membership"] = self.membership

    def _details(self) -> dict[str, Json]:
        """What this server reports about itself with each heartbeat."""
        settings, admission = self._parts.settings, self._services.worker_admission
        return {
            "type": settings.server.type,
            "hostname": socket.gethostname(),
            "version": __version__,
            "memory": memory_used(),
            "metrics": work_report(self.worker, admission.group, is_admitted=admission.is_admitted),
        }

    async def _obey(self, asked: Instructions) -> None:
        """Do what people ask of this server."""
        self.worker.drain(is_asked=asked.is_draining)
        admission = self._services.worker_admission
        is_other = await admission.follow(self._server_id, socket.gethostname())
        if is_other or self.worker.is_draining is not asked.is_draining:
            self._parts.ports.notifier.notify("worker")
        await self._services.rescans.follow(asked.search)
        await self._services.policies.follow()
        await self._services.follow_switches()

    def _attempt_dependencies(self, operations: Operations) -> AttemptDependencies:
        parts, services = self._parts, self._services
        return AttemptDependencies(
            ports=replace(parts.ports, blobs=services.blobs),
            secrets=services.secrets,
            server=operations,
            lookups=services.lookups,
            driver=parts.attempts,
            work_folder=parts.work_folder,
            plugin_configuration=parts.settings.plugins.configuration_of,
            is_tracing=services.telemetry.is_tracing,
            outputs_bytes_max=parts.settings.worker.outputs_size,
            environment=script_variables(parts.environ, parts.settings),
            networks=network_rules(parts.settings),
            sandboxes=sandbox_rules(parts.settings, parts.work_folder),
        )

    def _trigger_tools(self) -> TriggerTools:
        ports, services = self._parts.ports, self._services
        return TriggerTools(
            ports=ports,
            flow_cache=services.flow_cache,
            lookups=services.lookups,
            envs=services.trigger_envs,
            starter=TriggerStarter(services.starter, ports.ids),
            telemetry=services.telemetry,
        )

    def _executor(self) -> Executor:
        parts, ports, telemetry = self._parts, self._parts.ports, self._services.telemetry
        flow_cache, fetch = self._services.flow_cache, self._services.lookups.fetch
        server = parts.settings.server
        applier = Applier(
            ports.blobs,
            self._stop_registry,
            StartChild(ports, flow_cache, fetch),
            ListenerIndex(self._triggers).wants,
            telemetry,
        )
        engine = Engine(
            flow_cache=flow_cache,
            cache=self._cache,
            applier=applier,
            inline=in_place(self._attempts),
            fetch=fetch,
            switches=self._services.switches,
            skips=Skips(
                executions=server.skip_executions,
                flows=server.skip_flows,
                namespaces=server.skip_namespaces,
                tenants=server.skip_tenants,
            ),
        )
        return Executor(ports.store, ports.notifier, engine, telemetry)

    def _worker(self) -> Worker:
        parts, ports = self._parts, self._parts.ports
        plans = PlansOfCache(ports.store, self._services.flow_cache)
        results = TriggerResults(self._triggers)
        preparation = Preparation(self._attempts, WorkLoader(self._cache, plans), results)
        return Worker(
            WorkerDependencies(
                worker_id=ports.ids.new_id(),
                store=ports.store,
                attempts=parts.attempts,
                lease=Lease(
                    ports.clock,
                    parts.settings.worker.lease,
                    is_watched=parts.is_shared,
                    on_term=parts.on_term,
                ),
                stop_registry=self._stop_registry,
                prepare=preparation.attempt_of,
                triggers=results,
                places=Places(parts.settings.worker.slots, self._services.worker_admission.queues),
                telemetry=self._services.telemetry,
            )
        )
