"""Wiring: adapters, services, loops and the web application. The only file that knows them all."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import tempfile
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from tiercel.adapters.backup import back_up
from tiercel.adapters.cipher import Cipher
from tiercel.adapters.env_secrets import EnvSecrets
from tiercel.adapters.local_blobs import LocalBlobs
from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.store import MemoryStore
from tiercel.adapters.notifier import AsyncioNotifier
from tiercel.adapters.random_ids import RandomIds
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.adapters.system_clock import SystemClock
from tiercel.engine.env import EngineConfig
from tiercel.expr import Renderer
from tiercel.model.errors import Invalid, TiercelError, Unavailable
from tiercel.model.flow import PluginDefault
from tiercel.model.job import Job
from tiercel.model.json_types import Json
from tiercel.model.limits import INTERRUPT_SECONDS_MAX
from tiercel.model.networks import NetworkRules
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugins.core.runner import guard
from tiercel.ports.blobs import BlobStorage
from tiercel.ports.clock import Clock, IdSource
from tiercel.ports.secrets import SecretStore
from tiercel.ports.spans import SpanSink
from tiercel.ports.store import Notifier, Store
from tiercel.runtime.executor.advance import Engine
from tiercel.runtime.executor.apply import Applier
from tiercel.runtime.executor.execution_cache import ExecutionCache
from tiercel.runtime.executor.executor import Executor
from tiercel.runtime.executor.start_child import StartChild
from tiercel.runtime.http_lookup import HttpLookup
from tiercel.runtime.janitor import Janitor
from tiercel.runtime.loop import Loop, Ticking, never_due, until
from tiercel.runtime.membership import Membership, told_work
from tiercel.runtime.retention import retention_of
from tiercel.runtime.roles import parts_of, told_parts
from tiercel.runtime.skips import Skips
from tiercel.runtime.triggers.listeners import ListenerIndex
from tiercel.runtime.triggers.reactor import Reactor
from tiercel.runtime.triggers.results import TriggerResults
from tiercel.runtime.triggers.scheduler import Scheduler
from tiercel.runtime.triggers.start import TriggerStarter
from tiercel.runtime.triggers.tools import TriggerTools
from tiercel.runtime.worker.attempt import Attempt
from tiercel.runtime.worker.attempts import AsyncioAttempts, Attempts
from tiercel.runtime.worker.lease import Lease, LeaseWatch, OnHold
from tiercel.runtime.worker.stop_signal import StopRegistry
from tiercel.runtime.worker.task_attempt import AttemptDependencies, task_attempt
from tiercel.runtime.worker.tools import Tools
from tiercel.runtime.worker.trigger_attempt import trigger_attempt
from tiercel.runtime.worker.work_loader import PlansOfCache, WorkLoader
from tiercel.runtime.worker.worker import Worker, WorkerParts
from tiercel.service.observability.instruments import Gauge
from tiercel.service.observability.telemetry import Telemetry
from tiercel.service.operations.catalogue import operations_of
from tiercel.service.services import ServiceParts, Services
from tiercel.service.transfer.transfer import refuse_unfinished
from tiercel.settings import Settings, flow_variables, script_variables
from tiercel.web.app import App
from tiercel.web.create import create_app
from tiercel.web.management import create_management_app

LOG = logging.getLogger("tiercel.server")


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything from outside that a house is built of.

    `has_rivals` says whether workers of other servers may take the jobs of this one; `on_hold`
    hears until when its commands may run.
    """

    store: Store
    blobs: BlobStorage
    clock: Clock
    ids: IdSource
    secrets: SecretStore
    notifier: Notifier
    catalog: Catalog
    settings: Settings
    attempts: Attempts
    work_folder: Path
    environ: dict[str, str] = {}
    spans: SpanSink | None = None
    is_shared: bool = False
    on_hold: OnHold = lambda until: None


class Application:
    """A wired server: its services, its ticking parts, and the loops that run them."""

    def __init__(self, parts: Parts) -> None:
        settings = parts.settings
        self.parts = parts
        self.config = engine_config(parts)
        self.networks = NetworkRules(settings.http_tasks.allow, settings.http_tasks.deny)
        self.telemetry = Telemetry(parts.spans)
        self.renderer = Renderer(
            recursive=settings.variables.recursive_rendering,
            cache_size=max(settings.variables.cache_size, 1),
        )
        self.services = Services(
            ServiceParts(
                store=parts.store,
                blobs=parts.blobs,
                clock=parts.clock,
                ids=parts.ids,
                secrets=parts.secrets,
                notifier=parts.notifier,
                catalog=parts.catalog,
                settings=settings,
                renderer=self.renderer,
                config=self.config,
                zone=server_zone(parts.environ),
                http=HttpLookup(self.networks),
                telemetry=self.telemetry,
                defaults=[
                    PluginDefault(each.type, each.forced, each.values)
                    for each in settings.plugins.defaults
                ],
            )
        )
        self.operations = operations_of(self.services)
        self.stop_registry = StopRegistry()
        self.tools = self._tools()
        self.cache = ExecutionCache(parts.store, self.services.flow_cache, self.services.release)
        self.services.starter.tell(self.cache.put)
        self.trigger_tools = self._trigger_tools()
        self.executor = self._executor()
        self.worker = self._worker()
        self.scheduler = Scheduler(self.trigger_tools)
        server_id = parts.ids.new_id()
        self.janitor = Janitor(
            parts.store, retention_of(settings.retention, parts.store, parts.blobs, server_id)
        )
        self.loops: dict[str, Ticking] = {
            "executor": self.executor,
            "worker": self.worker,
            "scheduler": self.scheduler,
            "reactor": Reactor(self.trigger_tools),
            "janitor": self.janitor,
        }
        kind = settings.server.type
        names = parts_of(kind, self.loops, has_worker=settings.worker.threads != 0)
        told = told_parts(kind, names)
        groups = self.services.flow_cache.worker_groups
        self.membership = Membership(parts.store, server_id, told, self._details, groups=groups)
        self.names = (*names, "membership")
        self.loops["membership"] = self.membership
        self._running: list[tuple[Loop, asyncio.Task[None]]] = []
        self._add_gauges()

    def _details(self) -> dict[str, Json]:
        """What this server tells about itself with each heartbeat."""
        settings = self.parts.settings
        return {
            "type": settings.server.type,
            "hostname": socket.gethostname(),
            "metrics": told_work(self.worker.jobs(), settings.worker.group),
        }

    def _tools(self) -> Tools:
        parts, services = self.parts, self.services
        return Tools(
            store=parts.store,
            blobs=parts.blobs,
            secrets=services.secrets,
            clock=parts.clock,
            ids=parts.ids,
            renderer=self.renderer,
            plugin_classes=parts.catalog,
            config=self.config,
            server=self.operations,
            work_folder=parts.work_folder,
            plugin_configuration=parts.settings.plugins.configuration_of,
            is_tracing=self.telemetry.is_tracing,
            outputs_bytes_max=parts.settings.worker.outputs_size,
            environment=script_variables(parts.environ, parts.settings),
            networks=self.networks,
        )

    def _trigger_tools(self) -> TriggerTools:
        parts, services = self.parts, self.services
        return TriggerTools(
            store=parts.store,
            flow_cache=services.flow_cache,
            classes=parts.catalog,
            renderer=self.renderer,
            config=self.config,
            lookups=services.lookups,
            starter=TriggerStarter(services.starter, parts.ids),
            ids=parts.ids,
            zone=server_zone(parts.environ),
        )

    def _executor(self) -> Executor:
        flow_cache, fetch = self.services.flow_cache, self.services.lookups.fetch
        server = self.parts.settings.server
        applier = Applier(
            self.parts.blobs,
            self.stop_registry,
            StartChild(flow_cache, self.renderer, self.config, fetch),
            ListenerIndex(self.trigger_tools).wants,
            self.telemetry,
        )
        engine = Engine(
            flow_cache=flow_cache,
            cache=self.cache,
            applier=applier,
            renderer=self.renderer,
            config=self.config,
            tools=self.tools,
            blobs=self.parts.blobs,
            clock=self.parts.clock,
            fetch=fetch,
            skips=Skips(
                executions=server.skip_executions,
                flows=server.skip_flows,
                namespaces=server.skip_namespaces,
                tenants=server.skip_tenants,
            ),
        )
        return Executor(self.parts.store, self.parts.notifier, engine, self.telemetry)

    def _worker(self) -> Worker:
        parts = self.parts
        loader = WorkLoader(
            self.cache, PlansOfCache(parts.store, self.services.flow_cache), self.config
        )
        around = AttemptDependencies(self.tools, self.services.lookups, parts.attempts)

        results = TriggerResults(self.trigger_tools)

        async def prepare(job: Job) -> Attempt | None:
            if job.trigger_id is not None:
                found = await results.definition_of(job)
                return None if found is None else trigger_attempt(around, job, *found)
            work = await loader.load(job)
            return None if work is None else task_attempt(around, job, work)

        return Worker(
            WorkerParts(
                worker_id=parts.ids.new_id(),
                store=parts.store,
                attempts=parts.attempts,
                lease=Lease(
                    parts.clock,
                    parts.settings.worker.lease,
                    is_watched=parts.is_shared,
                    on_hold=parts.on_hold,
                ),
                stop_registry=self.stop_registry,
                prepare=prepare,
                triggers=results,
                slots=parts.settings.worker.slots,
                group=parts.settings.worker.group,
                telemetry=self.telemetry,
            )
        )

    def _add_gauges(self) -> None:
        """What is read of the parts when somebody asks for metrics."""
        worker, slots = self.worker, self.parts.settings.worker.slots
        about = "Connections that are open, or writes that wait."
        gauges = [Gauge("database_use", about, self.parts.store.levels, "part")]
        if "worker" in self.names:
            gauges += [
                Gauge("worker_running_count", "Attempts under way here.", lambda: worker.running),
                Gauge("worker_job_thread", "Attempts that may be.", lambda: slots),
            ]
        self.telemetry.gauges.extend(gauges)

    @cached_property
    def app(self) -> App:
        """The web application over the services."""
        return create_app(self.services, self.parts.settings, self.operations)

    @cached_property
    def management(self) -> App:
        """The application of the management port."""
        return create_management_app(self.services, self.parts.settings)

    async def start(self, check: Callable[[], None] = lambda: None) -> None:
        """Take up what was left unfinished; when `check` raises nothing then, start the loops."""
        await refuse_unfinished(self.parts.store)
        await self.services.open()
        check()
        if "executor" in self.names:
            await self.executor.recover()
        if "janitor" in self.names and not self.parts.is_shared:
            await self.janitor.take_back(self.parts.clock.now())
        due = {
            "executor": self.executor.next_due,
            "worker": self.worker.next_due,
            "scheduler": self.scheduler.next_due,
            "janitor": self.janitor.next_due,
            "membership": self.membership.next_due,
        }
        for name in self.names:
            self._run(name, self.loops[name], due.get(name, never_due))
        if "worker" in self.names and self.parts.is_shared:
            watch = LeaseWatch(self.worker)
            self._run("lease", watch, watch.next_due)

    def _run(self, name: str, part: Ticking, next_due: Callable[[], datetime | None]) -> None:
        loop = Loop(name, part, self.parts.clock, self.parts.notifier, next_due)
        task = asyncio.create_task(loop.measured(self.telemetry).run(), name=name)
        self._running.append((loop, task))

    async def leave(self) -> None:
        """Take nothing new, and let running tasks end within the grace period."""
        self.services.health.drain()
        self.worker.stop_taking()
        grace = self.parts.settings.server.termination_grace_period.total_seconds()
        if self._running and not await until(lambda: self.worker.running == 0, grace):
            self.worker.interrupt()
            self.parts.notifier.notify("worker")
            await until(lambda: self.worker.running == 0, INTERRUPT_SECONDS_MAX)

    async def stop(self) -> None:
        """Leave, end what ticks, and close the rest."""
        await self.leave()
        for loop, _ in self._running:
            loop.stop()
        await asyncio.gather(*(task for _, task in self._running), return_exceptions=True)
        self.parts.attempts.close()
        if self._running:
            await self._say_goodbye()
        if self.parts.spans is not None:
            await self.parts.spans.close()
        await self.parts.store.close()

    async def _say_goodbye(self) -> None:
        """Tell the others, if the database still hears it."""
        try:
            async with asyncio.timeout(INTERRUPT_SECONDS_MAX):
                await self.membership.leave(self.parts.clock.now())
        except (TiercelError, TimeoutError) as error:
            LOG.warning("the other servers were not told that this one stops: %s", error)


def engine_config(parts: Parts) -> EngineConfig:
    """What flows see of the server's settings."""
    settings = parts.settings
    key = settings.encryption.secret_key
    cipher = Cipher(key) if key else None
    environment = {
        name: value
        for name, value in (
            ("name", settings.environment.name),
            ("color", settings.environment.color),
        )
        if value is not None
    }
    return EngineConfig(
        globals=settings.variables.globals,
        envs=flow_variables(parts.environ, settings),
        url=settings.base_url,
        environment=environment,
        encrypt=None if cipher is None else cipher.encrypt,
        decrypt=None if cipher is None else cipher.decrypt,
        depth_max=settings.executions.max_depth,
        restarts_failed_only=settings.executions.restart == "failed",
    )


def server_zone(environ: dict[str, str]) -> ZoneInfo:
    """The server's time zone: `TZ`, else UTC."""
    return ZoneInfo(environ.get("TZ") or "UTC")


def store_of(settings: Settings, notifier: Notifier) -> Store:
    """The store that the settings name, not open yet. Raises: Invalid, Unavailable."""
    if settings.is_memory:
        return MemoryStore(notifier)
    source = settings.postgres
    if source is None:
        return SqliteStore(settings.database_path, notifier)
    try:
        from tiercel.adapters.postgres.address import read_address
        from tiercel.adapters.postgres.store import PostgresStore
    except ImportError as error:
        raise Unavailable(
            "PostgreSQL needs a driver that is not installed. Install it with:"
            " pip install 'tiercel[postgres]'"
        ) from error
    return PostgresStore(
        read_address(source.url or "", source.username, source.password),
        notifier,
        readers=source.maximum_pool_size,
    )


async def blobs_of(settings: Settings, clock: Clock) -> BlobStorage:
    """The internal storage that the settings name, seen to be there. Raises: Invalid, Unavailable.

    A database in memory has its files in memory too, unless a bucket is named.
    """
    kind = settings.storage.type.lower()
    if kind in ("s3", "minio"):
        try:
            from tiercel.adapters.objects.s3 import s3_blobs
        except ImportError as error:
            raise Unavailable(
                "Storage in a bucket needs a library that is not installed. Install it with:"
                " pip install 'tiercel[s3]'"
            ) from error
        objects = s3_blobs(kind, settings.storage.options)
        await objects.check()
        return objects
    if settings.is_memory:
        return MemoryBlobs(clock)
    if kind != "local":
        raise Invalid(
            f"The storage type '{settings.storage.type}' is not known: it is local, s3 or minio"
        )
    return LocalBlobs(settings.storage_path)


def spans_of(settings: Settings, environ: dict[str, str]) -> SpanSink | None:
    """Where spans go, when tracing is on. Raises: Unavailable without the library."""
    is_wanted = settings.traces.root.upper() != "DISABLED" or settings.otel.is_exporting
    if not is_wanted or environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    try:
        from tiercel.adapters.otlp_spans import OtlpSpans
    except ImportError as error:
        raise Unavailable(
            "Tracing needs a library that is not installed. Install it with:"
            " pip install 'tiercel[otel]'"
        ) from error
    return OtlpSpans(settings.otel.exporter.otlp.endpoint)


async def plan_migrations(settings: Settings) -> list[str]:
    """What a start would change in the database: names of migrations. Raises: Unavailable."""
    return await store_of(settings, AsyncioNotifier()).planned_migrations()


def back_up_to(settings: Settings, folder: Path) -> tuple[int, int]:
    """Copy database and files: bytes and files copied. Raises: Invalid, NotFound, Conflict."""
    if settings.store_type != "sqlite":
        raise Invalid("Only an embedded database is copied here; use pg_dump for PostgreSQL.")
    is_local = settings.storage.type.lower() == "local"
    storage = settings.storage_path if is_local else None
    copied = back_up(settings.database_path, storage, folder)
    return copied.database_bytes, copied.files


def assemble(parts: Parts) -> Application:
    """A house over given parts."""
    return Application(parts)


async def build(settings: Settings) -> Application:
    """A house over the real adapters that the settings name, its database open."""
    notifier = AsyncioNotifier()
    clock = SystemClock()
    store = store_of(settings, notifier)
    if not settings.is_memory:
        settings.data.mkdir(parents=True, exist_ok=True)
    blobs = await blobs_of(settings, clock)
    await store.open()
    environ = dict(os.environ)
    tmp = settings.tasks.tmp_dir.path
    return assemble(
        Parts(
            store=store,
            blobs=blobs,
            clock=clock,
            ids=RandomIds(),
            secrets=EnvSecrets(environ),
            notifier=notifier,
            catalog=Catalog.of_builtins(),
            settings=settings,
            attempts=AsyncioAttempts(clock, lambda: notifier.notify("worker")),
            work_folder=Path(tmp) if tmp else Path(tempfile.gettempdir()),
            environ=environ,
            spans=spans_of(settings, environ),
            is_shared=store.is_shared,
            on_hold=guard.hold,
        )
    )
