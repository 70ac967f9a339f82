"""All services of a server, each built of the ports that it needs."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import msgspec

from tiercel import __version__
from tiercel.engine.env import EngineConfig
from tiercel.expr import Renderer
from tiercel.model.flow import PluginDefault
from tiercel.plugin.catalog.registry import Catalog
from tiercel.ports.blobs import BlobStorage
from tiercel.ports.clock import Clock, IdSource
from tiercel.ports.secrets import SecretStore
from tiercel.ports.store import Notifier, Store
from tiercel.service.access.access import Access
from tiercel.service.access.secret_vault import SecretVault
from tiercel.service.attention import AttentionService
from tiercel.service.dashboards.chart_data import ChartData
from tiercel.service.dashboards.dashboards import DashboardService
from tiercel.service.executions.actions import ExecutionActions
from tiercel.service.executions.bulk import ExecutionBulk
from tiercel.service.executions.changes import ExecutionChanges
from tiercel.service.executions.comparisons import ExecutionComparisons
from tiercel.service.executions.error_groups import ErrorGrouping
from tiercel.service.executions.executions import ExecutionService
from tiercel.service.executions.expressions import ExpressionService
from tiercel.service.executions.failures import ExecutionFailures
from tiercel.service.executions.files import ExecutionFiles
from tiercel.service.executions.follow import Follower
from tiercel.service.executions.follow_related import RelatedFollower
from tiercel.service.executions.iterations import Iterations
from tiercel.service.executions.moments import ExecutionMoments
from tiercel.service.executions.pauses import ExecutionPauses
from tiercel.service.executions.release import SlowRelease
from tiercel.service.executions.replays import ExecutionReplays
from tiercel.service.executions.reviews import Approvals
from tiercel.service.executions.start import ExecutionStarter, StartDependencies
from tiercel.service.executions.task_runs import TaskRunService
from tiercel.service.executions.usual import Durations
from tiercel.service.executions.webhooks import WebhookService
from tiercel.service.files.archives import FileArchives
from tiercel.service.files.files import FileService
from tiercel.service.finding import Finder
from tiercel.service.flows.blueprint_files import bundled_blueprints
from tiercel.service.flows.blueprints import BlueprintService
from tiercel.service.flows.bulk import FlowBulkService
from tiercel.service.flows.cache import FlowCache
from tiercel.service.flows.checks import FlowChecks
from tiercel.service.flows.concurrency import ConcurrencyService
from tiercel.service.flows.flows import FlowService
from tiercel.service.flows.graphs import GraphService
from tiercel.service.flows.insights import InsightService
from tiercel.service.flows.references import ReferenceService
from tiercel.service.flows.search import FlowSearch
from tiercel.service.flows.source_edits import SourceEdits
from tiercel.service.flows.templates import TemplateService
from tiercel.service.flows.tutorials import Tutorials
from tiercel.service.instance.instance import InstanceService
from tiercel.service.instance.servers import ServerService
from tiercel.service.kv.kv import KvService
from tiercel.service.lookups import LookupDependencies, LookupService, Request, no_request
from tiercel.service.namespaces import NamespaceService
from tiercel.service.observability.health import HealthService
from tiercel.service.observability.logs import LogService
from tiercel.service.observability.meters import MeterService
from tiercel.service.observability.metrics import MetricService
from tiercel.service.observability.statistics import StatisticsService
from tiercel.service.observability.telemetry import Telemetry
from tiercel.service.plugins.plugins import PluginService
from tiercel.service.tool_servers import ToolServers
from tiercel.service.triggers.environment import TriggerEnvs
from tiercel.service.triggers.previews import TriggerPreviews
from tiercel.service.triggers.rows import TriggerRows
from tiercel.service.triggers.triggers import TriggerService
from tiercel.settings.sections import Settings


class ServiceDependencies(msgspec.Struct, frozen=True, kw_only=True):
    """What services are built of. `defaults` are the plugin defaults of the server."""

    store: Store
    blobs: BlobStorage
    clock: Clock
    ids: IdSource
    secrets: SecretStore
    notifier: Notifier
    catalog: Catalog
    settings: Settings
    renderer: Renderer
    config: EngineConfig
    zone: ZoneInfo
    http: Request = no_request
    telemetry: Telemetry = msgspec.field(default_factory=Telemetry)
    defaults: Sequence[PluginDefault] = ()


class Services:
    """The services, built once."""

    def __init__(self, parts: ServiceDependencies) -> None:
        store, clock, notifier = parts.store, parts.clock, parts.notifier
        self.parts = parts
        self.secrets = SecretVault(store, parts.secrets, parts.config, clock)
        self.lookups = LookupService(
            LookupDependencies(
                store=store,
                blobs=parts.blobs,
                secrets=self.secrets,
                clock=clock,
                http=parts.http,
            )
        )
        self.access = Access(store, clock, parts.ids, parts.settings.server.basic_auth)
        self.flow_cache = FlowCache(parts.catalog, parts.defaults)
        self.trigger_envs = TriggerEnvs(
            parts.catalog, parts.renderer, parts.config, zone=parts.zone
        )
        rows = TriggerRows(self.trigger_envs.initial_state)
        self.flows = FlowService(store, self.flow_cache, rows, clock, notifier)
        self.flow_bulk = FlowBulkService(store, self.flows)
        self.flow_search = FlowSearch(self.flows, clock)
        self.source_edits = SourceEdits(self.flows, clock)
        self.insights = InsightService(store, self.flows, parts.catalog)
        self.references = ReferenceService(store, self.flow_cache)
        self.flow_checks = FlowChecks(store, self.flow_cache)
        self.files = FileService(parts.blobs)
        self.archives = FileArchives(parts.blobs, parts.ids, self.files, self.flows, self.flow_bulk)
        self.kv = KvService(store, clock)
        self.logs = LogService(store, notifier, clock)
        self.metrics = MetricService(store)
        self.namespaces = NamespaceService(store, parts.settings.system_flows.namespace)
        self.finder = Finder(store, self.namespaces, parts.catalog, clock)
        self.templates = TemplateService(store, parts.catalog)
        has_api = parts.settings.server.type in ("STANDALONE", "WEBSERVER")
        self.meters = MeterService(store, clock, parts.telemetry, asks_store=has_api)
        self.health = HealthService(store, parts.settings)
        self.instance = InstanceService(
            store, clock, parts.settings, self.access, (parts.catalog, self.flows)
        )
        self.servers = ServerService(store, clock)
        self._build_executions(parts)
        self._build_views(parts)

    def _build_executions(self, parts: ServiceDependencies) -> None:
        store, clock = parts.store, parts.clock
        dependencies = StartDependencies(parts.renderer, parts.config, self.lookups)
        self.release = SlowRelease()
        self.follower = Follower(store, parts.notifier, clock, self.release)
        self.related = RelatedFollower(store, parts.notifier, clock)
        self.executions = ExecutionService(store, self.flow_cache, parts.blobs, self.release)
        self.changes = ExecutionChanges(self.follower)
        self.failures = ExecutionFailures(store)
        self.errors = ErrorGrouping(store, self.failures, clock)
        self.iterations = Iterations(store, self.failures)
        self.comparisons = ExecutionComparisons(store)
        self.durations = Durations(store)
        self.attention = AttentionService(store, self.failures, self.durations, clock)
        self.starter = ExecutionStarter(store, self.flow_cache, clock, parts.ids, dependencies)
        self.starter.trace(parts.telemetry.trace_parent)
        moments = ExecutionMoments(store, self.flow_cache, dependencies)
        self.actions = ExecutionActions(store, self.follower, moments)
        self.approvals = Approvals(self.executions, self.actions, clock, dependencies)
        self.replays = ExecutionReplays(store, self.flow_cache, clock, parts.ids, dependencies)
        self.pauses = ExecutionPauses(self.executions, self.actions, clock, dependencies)
        self.execution_bulk = ExecutionBulk(store, self.executions, self.actions, self.replays)
        self.execution_files = ExecutionFiles(self.executions, parts.blobs)
        self.webhooks = WebhookService(
            store, self.flow_cache, self.starter, self.lookups, self.trigger_envs
        )
        self.task_runs = TaskRunService(store)
        self.expressions = ExpressionService(
            self.executions, self.flows, parts.renderer, parts.config, self.lookups
        )
        self.triggers = TriggerService(
            store, self.flow_cache, self.trigger_envs, self.lookups, (clock, parts.notifier)
        )

        self.previews = TriggerPreviews(
            store, self.triggers, self.trigger_envs, self.lookups, clock
        )

    def _build_views(self, parts: ServiceDependencies) -> None:
        store = parts.store
        self.graphs = GraphService(store, self.flow_cache, self.executions)
        self.blueprints = BlueprintService(bundled_blueprints, self.graphs)
        self.tutorials = Tutorials(
            bundled_blueprints, self.flows, parts.settings.system_flows.namespace
        )
        self.statistics = StatisticsService(store, parts.zone, TaskRunService(store))
        data = ChartData(store, parts.catalog, parts.zone)
        self.dashboards = DashboardService(store, parts.catalog, parts.clock, parts.ids, data)
        self.plugins = PluginService(parts.catalog, __version__)
        self.tool_servers = ToolServers(store, parts.clock, self.flows)
        self.concurrency = ConcurrencyService(store, self.flow_cache)

    async def open(self) -> None:
        """Load what services keep in memory."""
        self.plugins.open()
        await self.access.open()
        await self.instance.open()
        if self.parts.settings.tutorial_flows.enabled:
            await self.tutorials.create()
