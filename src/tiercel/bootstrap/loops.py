"""The loops of a server: what ticks, built over its services."""

from __future__ import annotations

import socket

from tiercel.bootstrap.parts import ApplicationDependencies
from tiercel.bootstrap.services import network_rules, server_zone
from tiercel.model.job import Job
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
from tiercel.runtime.worker.attempt import Attempt
from tiercel.runtime.worker.lease import Lease
from tiercel.runtime.worker.stop_signal import StopRegistry
from tiercel.runtime.worker.task_attempt import AttemptDependencies, task_attempt
from tiercel.runtime.worker.tools import Tools
from tiercel.runtime.worker.trigger_attempt import trigger_attempt
from tiercel.runtime.worker.work_loader import PlansOfCache, WorkLoader
from tiercel.runtime.worker.worker import Worker, WorkerDependencies
from tiercel.service.operations.operation import Operations
from tiercel.service.services import Services
from tiercel.settings import script_variables


class Loops:
    """All that ticks. `names` are the loops that this kind of server runs, `all` every one."""

    def __init__(
        self, parts: ApplicationDependencies, services: Services, operations: Operations
    ) -> None:
        settings = parts.settings
        self._parts = parts
        self._services = services
        self._stop_registry = StopRegistry()
        self._tools = self._attempt_tools(operations)
        self._triggers = self._trigger_tools()
        self._cache = ExecutionCache(parts.store, services.flow_cache, services.release)
        services.starter.observe(self._cache.put)
        self.executor = self._executor()
        self.worker = self._worker()
        self.scheduler = Scheduler(self._triggers)
        server_id = parts.ids.new_id()
        self.janitor = Janitor(
            parts.store, retention_of(settings.retention, parts.store, parts.blobs, server_id)
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
        self.membership = Membership(parts.store, server_id, reported, self._details, groups=groups)
        self.names = (*names, "membership")
        self.all["membership"] = self.membership

    def _details(self) -> dict[str, Json]:
        """What this server reports about itself with each heartbeat."""
        settings = self._parts.settings
        return {
            "type": settings.server.type,
            "hostname": socket.gethostname(),
            "metrics": work_report(self.worker.jobs(), settings.worker.group),
        }

    def _attempt_tools(self, operations: Operations) -> Tools:
        parts, services = self._parts, self._services
        return Tools(
            store=parts.store,
            blobs=parts.blobs,
            secrets=services.secrets,
            clock=parts.clock,
            ids=parts.ids,
            renderer=services.parts.renderer,
            plugin_classes=parts.catalog,
            config=services.parts.config,
            server=operations,
            work_folder=parts.work_folder,
            plugin_configuration=parts.settings.plugins.configuration_of,
            is_tracing=services.parts.telemetry.is_tracing,
            outputs_bytes_max=parts.settings.worker.outputs_size,
            environment=script_variables(parts.environ, parts.settings),
            networks=network_rules(parts.settings),
        )

    def _trigger_tools(self) -> TriggerTools:
        parts, services = self._parts, self._services
        return TriggerTools(
            store=parts.store,
            flow_cache=services.flow_cache,
            classes=parts.catalog,
            renderer=services.parts.renderer,
            config=services.parts.config,
            lookups=services.lookups,
            starter=TriggerStarter(services.starter, parts.ids),
            ids=parts.ids,
            clock=parts.clock,
            telemetry=services.parts.telemetry,
            zone=server_zone(parts.environ),
        )

    def _executor(self) -> Executor:
        parts, shared = self._parts, self._services.parts
        flow_cache, fetch = self._services.flow_cache, self._services.lookups.fetch
        server = parts.settings.server
        applier = Applier(
            parts.blobs,
            self._stop_registry,
            StartChild(flow_cache, shared.renderer, shared.config, fetch),
            ListenerIndex(self._triggers).wants,
            shared.telemetry,
        )
        engine = Engine(
            flow_cache=flow_cache,
            cache=self._cache,
            applier=applier,
            tools=self._tools,
            fetch=fetch,
            skips=Skips(
                executions=server.skip_executions,
                flows=server.skip_flows,
                namespaces=server.skip_namespaces,
                tenants=server.skip_tenants,
            ),
        )
        return Executor(parts.store, parts.notifier, engine, shared.telemetry)

    def _worker(self) -> Worker:
        parts, shared = self._parts, self._services.parts
        loader = WorkLoader(
            self._cache, PlansOfCache(parts.store, self._services.flow_cache), shared.config
        )
        dependencies = AttemptDependencies(self._tools, self._services.lookups, parts.attempts)
        results = TriggerResults(self._triggers)

        async def prepare(job: Job) -> Attempt | None:
            if job.trigger_id is not None:
                found = await results.definition_of(job)
                return None if found is None else trigger_attempt(dependencies, job, *found)
            work = await loader.load(job)
            return None if work is None else task_attempt(dependencies, job, work)

        return Worker(
            WorkerDependencies(
                worker_id=parts.ids.new_id(),
                store=parts.store,
                attempts=parts.attempts,
                lease=Lease(
                    parts.clock,
                    parts.settings.worker.lease,
                    is_watched=parts.is_shared,
                    on_term=parts.on_term,
                ),
                stop_registry=self._stop_registry,
                prepare=prepare,
                triggers=results,
                slots=parts.settings.worker.slots,
                group=parts.settings.worker.group,
                telemetry=shared.telemetry,
            )
        )
