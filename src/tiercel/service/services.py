"""All services of a server, each built of the ports that it needs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec.structs import replace

from tiercel import __version__
from tiercel.engine.expressions.review import ExpressionRules
from tiercel.flowlang.policies.exported import static_policies
from tiercel.ports.credentials import TokenSource
from tiercel.ports.ports import Ports
from tiercel.ports.secrets import SecretStore
from tiercel.ports.sign_in import IdentityProvider, PeopleDirectory
from tiercel.service.access.access import Access
from tiercel.service.access.changes import AccessChanges
from tiercel.service.access.directory import DirectoryService
from tiercel.service.access.directory_sign_in import DirectorySignIn
from tiercel.service.access.flow_grants import FlowGrants
from tiercel.service.access.flow_tokens import FlowTokens
from tiercel.service.access.granting import Granting
from tiercel.service.access.groups import GroupService
from tiercel.service.access.identities import Identities
from tiercel.service.access.invitations import InvitationService
from tiercel.service.access.locks import UserLocks
from tiercel.service.access.provider_sign_ins import ProviderSignIns
from tiercel.service.access.provisioning import Provisioning
from tiercel.service.access.rate_limits import RateLimits
from tiercel.service.access.recovery import RecoveryService
from tiercel.service.access.roles import BindingService, RoleService
from tiercel.service.access.secret_keys import SecretKeys
from tiercel.service.access.secret_vault import SecretVault
from tiercel.service.access.security_integrations import SecurityIntegrationService
from tiercel.service.access.sessions import Sessions
from tiercel.service.access.tenant_access import TenantAccessService
from tiercel.service.access.tokens import Tokens
from tiercel.service.access.users import UserService
from tiercel.service.attention import AttentionService
from tiercel.service.audit.log import AuditLog
from tiercel.service.audit.reading import AuditReader
from tiercel.service.audit.sealing import AuditKeeper
from tiercel.service.audit.watching import AuditingStore
from tiercel.service.dashboards.chart_data import ChartData
from tiercel.service.dashboards.dashboards import DashboardService
from tiercel.service.documentation.documentation import DocumentationService
from tiercel.service.documentation.pages import bundled_pages
from tiercel.service.executions.actions import ExecutionActions
from tiercel.service.executions.bulk import ExecutionBulk
from tiercel.service.executions.changes import ExecutionChanges
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
from tiercel.service.executions.reports.comparisons import ExecutionComparisons
from tiercel.service.executions.reports.error_groups import ErrorGrouping
from tiercel.service.executions.reports.late import Lateness
from tiercel.service.executions.reports.side_by_side import SidesBySide
from tiercel.service.executions.resume_forms import ResumeForms
from tiercel.service.executions.reviews import Approvals
from tiercel.service.executions.start import ExecutionStarter
from tiercel.service.executions.task_runs import TaskRunService
from tiercel.service.executions.usual import Durations
from tiercel.service.executions.waits import ExecutionWaits
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
from tiercel.service.flows.own_blueprints import OwnBlueprints
from tiercel.service.flows.references import ReferenceService
from tiercel.service.flows.search import FlowSearch
from tiercel.service.flows.source_edits import SourceEdits
from tiercel.service.flows.templates import TemplateService
from tiercel.service.flows.tutorials import Tutorials
from tiercel.service.governance.banners import BANNERS
from tiercel.service.governance.credential_tokens import CredentialTokens, NoTokens
from tiercel.service.governance.credentials import CredentialService
from tiercel.service.governance.evaluation import PolicyEvaluation
from tiercel.service.governance.instance_records import InstanceRecords
from tiercel.service.governance.kill_switches import KILL_SWITCHES, KillSwitchRegistry
from tiercel.service.governance.policies import PolicyService
from tiercel.service.governance.reusable_inputs import ReusableInputsService
from tiercel.service.governance.storage_quotas import BoundedBlobs, StorageQuotas
from tiercel.service.governance.tenants import TENANTS
from tiercel.service.instance.drains import WorkerDrains
from tiercel.service.instance.environment import EnvironmentService
from tiercel.service.instance.instance import InstanceService
from tiercel.service.instance.maintenance import MaintenanceService
from tiercel.service.instance.servers import ServerService
from tiercel.service.instance.system import SystemService
from tiercel.service.kv.kv import KvService
from tiercel.service.lookups import LookupService, Request, no_request
from tiercel.service.namespaces import NamespaceService
from tiercel.service.observability.health import HealthService
from tiercel.service.observability.loggers import LoggerService
from tiercel.service.observability.logs import LogService
from tiercel.service.observability.meters import MeterService
from tiercel.service.observability.metrics import MetricService
from tiercel.service.observability.statistics import StatisticsService
from tiercel.service.observability.telemetry import Telemetry
from tiercel.service.personal.preferences import PreferenceService
from tiercel.service.personal.saved_views import SavedViewService
from tiercel.service.plugins.plugins import PluginService
from tiercel.service.plugins.rescans import PluginRescans
from tiercel.service.plugins.usage import PluginUsage
from tiercel.service.tool_servers import ToolServers
from tiercel.service.triggers.environment import TriggerEnvs
from tiercel.service.triggers.previews import TriggerPreviews
from tiercel.service.triggers.rows import TriggerRows
from tiercel.service.triggers.triggers import TriggerService
from tiercel.service.workers.admission import WorkerAdmission
from tiercel.service.workers.changes import WorkerChanges
from tiercel.service.workers.groups import WorkerGroupService
from tiercel.service.workers.live import LiveWorkers
from tiercel.service.workers.queues import WorkerQueueService
from tiercel.service.workers.tokens import WorkerTokens
from tiercel.settings.sections import Settings


class Services:
    """The services, built once.

    `secrets` are those of the environment; `http` answers the requests of expressions; `environ`
    says where the engine of containers is; `providers` sign people in, by name, and `directory` has
    passwords of those who have none here; `tokens` are asked for with credentials.
    """

    def __init__(  # noqa: PLR0913  What is not a port is given by itself.
        self,
        ports: Ports,
        settings: Settings,
        secrets: SecretStore,
        http: Request = no_request,
        environ: Mapping[str, str] = MappingProxyType({}),
        providers: Mapping[str, IdentityProvider] = MappingProxyType({}),
        directory: PeopleDirectory | None = None,
        tokens: TokenSource | None = None,
    ) -> None:
        self.audit = AuditLog(ports)
        self.audit_reader = AuditReader(ports)
        self.audit_keeper = AuditKeeper(ports, settings.audit.retention)
        ports = replace(ports, store=AuditingStore(ports.store))
        store, clock = ports.store, ports.clock
        self.ports = ports
        self.settings = settings
        self.environ = environ
        self._providers = providers
        self._directory = directory
        self.telemetry = Telemetry(ports.spans)
        self._build_secrets(ports, secrets, tokens or NoTokens())
        self.lookups = LookupService(ports, self.secrets, http, self.credential_tokens.of)
        self._build_access(ports)
        rules = ExpressionRules(settings.flows.expressions, ports.renderer.is_modern)
        self.flow_cache = FlowCache(
            ports.catalog,
            settings.plugins.plugin_defaults,
            rules,
            static_policies(settings.policies),
        )
        self.policies = PolicyService(ports, self.flow_cache)
        self.reusable_inputs = ReusableInputsService(ports, self.flow_cache)
        self.tenants = InstanceRecords(ports, TENANTS)
        self.banners = InstanceRecords(ports, BANNERS)
        self.switches = KillSwitchRegistry()
        self.kill_switches = InstanceRecords(ports, KILL_SWITCHES)
        self.trigger_envs = TriggerEnvs(ports)
        rows = TriggerRows(self.trigger_envs.initial_state)
        self.flows = FlowService(ports, self.flow_cache, rows)
        self.policy_evaluation = PolicyEvaluation(self.flows, self.flow_cache)
        self.flow_bulk = FlowBulkService(store, self.flows)
        self.flow_search = FlowSearch(self.flows, clock)
        self.source_edits = SourceEdits(self.flows, clock)
        self.insights = InsightService(store, self.flows, ports.catalog)
        self.references = ReferenceService(store, self.flow_cache)
        self.flow_checks = FlowChecks(store, self.flow_cache, self.lookups)
        self._build_files(ports)
        self.logs = LogService(ports)
        self.metrics = MetricService(store)
        self.namespaces = NamespaceService(store, self.flow_cache, settings.system_flows.namespace)
        self.finder = Finder(ports, self.namespaces)
        self.templates = TemplateService(store, self.flow_cache)
        has_api = settings.server.type in ("STANDALONE", "WEBSERVER")
        self.meters = MeterService(store, clock, self.telemetry, asks_store=has_api)
        self.health = HealthService(store, settings)
        self.instance = InstanceService(ports, settings, self.access, self.flows)
        self.servers = ServerService(store, clock)
        self.maintenance = MaintenanceService(store, clock, self.servers)
        self.drains = WorkerDrains(store, clock, self.servers)
        self.loggers = LoggerService()
        self.environment = EnvironmentService(settings)
        self.system = SystemService(ports, settings, self.health)
        self._build_workers(ports)
        self._build_executions(ports)
        self._build_views(ports)

    def _build_files(self, ports: Ports) -> None:
        self.storage_quotas = StorageQuotas(ports, self.flow_cache.namespaces)
        self.blobs = BoundedBlobs(ports.blobs, self.storage_quotas)
        self.files = FileService(self.blobs)
        self.archives = FileArchives(self.blobs, ports.ids, self.files, self.flows, self.flow_bulk)
        self.kv = KvService(ports.store, ports.clock, self.storage_quotas)

    def _build_secrets(self, ports: Ports, secrets: SecretStore, tokens: TokenSource) -> None:
        self.secret_keys = SecretKeys(ports)
        self.secrets = SecretVault(ports, self.secret_keys, secrets)
        self.credentials = CredentialService(ports, self.secret_keys)
        self.credential_tokens = CredentialTokens(
            self.credentials, self.secrets, tokens, ports.clock
        )

    def _build_access(self, ports: Ports) -> None:
        changes = AccessChanges(ports)
        server = self.settings.server
        self.access = Access(ports, server.basic_auth, changes, asks_set_up=server.asks_set_up)
        self.flow_grants = FlowGrants(self.access, Granting(ports.store, changes))
        self.flow_tokens = FlowTokens(ports, changes, self.access)
        self.tokens = Tokens(ports, changes)
        self.sessions = Sessions(ports, changes)
        provisioning = Provisioning(ports, changes)
        locks = UserLocks(ports, changes, self.audit)
        directory = None
        if self._directory is not None:
            directory = DirectorySignIn(
                ports, self._directory, server.ldap, self.access, provisioning, locks, self.audit
            )
        self.identities = Identities(
            ports,
            self.access,
            changes,
            self.tokens,
            self.sessions,
            provisioning,
            locks,
            self.flow_tokens,
            self.flow_grants,
            directory,
        )
        self.provider_sign_ins = ProviderSignIns(
            ports, changes, provisioning, self._providers, server.oidc
        )
        limits = self.settings.rate_limits
        self.rate_limits = RateLimits(ports.clock, user=limits.user, token=limits.token)
        self.users = UserService(ports, changes)
        self.groups = GroupService(ports, changes)
        self.roles = RoleService(ports, changes)
        self.bindings = BindingService(ports, changes)
        self.tenant_access = TenantAccessService(ports, changes)
        self.security_integrations = SecurityIntegrationService(
            ports, changes, self.users, self.tokens
        )
        self.directory = DirectoryService(ports, changes, self.tenant_access, self.groups)
        self.invitations = InvitationService(ports, changes, self.tenant_access)
        self.recovery = RecoveryService(
            ports,
            server.basic_auth,
            self.access,
            self.identities,
            self.users,
            self.tenant_access,
            self.bindings,
            self.tokens,
        )

    def _build_workers(self, ports: Ports) -> None:
        self.live_workers = LiveWorkers(ports, self.servers)
        changes = WorkerChanges(ports, self.flow_cache.worker_groups)
        self.worker_groups = WorkerGroupService(ports, self.live_workers, changes)
        self.worker_queues = WorkerQueueService(ports, self.live_workers, changes)
        self.worker_tokens = WorkerTokens(ports)
        self.worker_admission = WorkerAdmission(
            ports,
            self.flow_cache.worker_groups,
            self.settings.worker.group,
            self.settings.worker.token,
        )

    def _build_executions(self, ports: Ports) -> None:
        store, clock = ports.store, ports.clock
        self.release = SlowRelease()
        self.follower = Follower(ports, self.release)
        self.related = RelatedFollower(ports)
        self.executions = ExecutionService(store, self.flow_cache, ports.blobs, self.release)
        self.waits = ExecutionWaits(store, self.flow_cache, clock)
        self.changes = ExecutionChanges(self.follower)
        self.failures = ExecutionFailures(store)
        self.errors = ErrorGrouping(store, self.failures, clock)
        self.iterations = Iterations(store, self.failures)
        self.comparisons = ExecutionComparisons(store)
        self.sides = SidesBySide(store, clock)
        self.lateness = Lateness(store, clock)
        self.durations = Durations(store)
        self.attention = AttentionService(store, self.failures, self.durations, clock)
        self.starter = ExecutionStarter(
            ports, self.flow_cache, self.lookups, self.telemetry.trace_parent
        )
        moments = ExecutionMoments(ports, self.flow_cache)
        self.actions = ExecutionActions(store, self.follower, moments)
        forms = ResumeForms(ports, self.executions, self.lookups)
        self.approvals = Approvals(self.executions, self.actions, forms)
        self.replays = ExecutionReplays(ports, self.flow_cache, self.lookups)
        self.pauses = ExecutionPauses(clock, self.executions, forms)
        self.execution_bulk = ExecutionBulk(store, self.executions, self.actions, self.replays)
        self.execution_files = ExecutionFiles(self.executions, ports.blobs)
        self.webhooks = WebhookService(
            store, self.flow_cache, self.starter, self.lookups, self.trigger_envs
        )
        self.task_runs = TaskRunService(ports, self.flow_cache)
        self.expressions = ExpressionService(ports, self.executions, self.flows, self.lookups)
        self.triggers = TriggerService(ports, self.flow_cache, self.trigger_envs, self.lookups)
        self.previews = TriggerPreviews(
            store, self.triggers, self.trigger_envs, self.lookups, clock
        )

    def _build_views(self, ports: Ports) -> None:
        store = ports.store
        self.graphs = GraphService(store, self.flow_cache, self.executions)
        self.blueprints = BlueprintService(bundled_blueprints, self.graphs)
        self.own_blueprints = OwnBlueprints(ports)
        self.preferences = PreferenceService(ports)
        self.saved_views = SavedViewService(ports)
        self.tutorials = Tutorials(
            bundled_blueprints, self.flows, self.settings.system_flows.namespace
        )
        self.statistics = StatisticsService(store, ports.zone, self.task_runs)
        self.dashboards = DashboardService(ports, ChartData(ports))
        self.documentation = DocumentationService(bundled_pages)
        self.plugins = PluginService(ports.catalog, __version__)
        self.rescans = PluginRescans(ports, self.plugins, self.flow_cache)
        self.plugin_usage = PluginUsage(store, self.flow_cache, ports.catalog)
        self.tool_servers = ToolServers(store, ports.clock, self.flows)
        self.concurrency = ConcurrencyService(store, self.flow_cache)

    async def follow_switches(self) -> None:
        """Hold executions to the kill switches and the maintenance that are stored now."""
        async with self.ports.store.transaction() as tx:
            is_new = await self.switches.look(tx)
        if is_new:
            self.ports.notifier.notify("executor")

    async def open(self) -> None:
        """Load what services keep in memory."""
        self.plugins.open()
        await self.rescans.open()
        await self.policies.follow()
        await self.worker_admission.open()
        await self.follow_switches()
        await self.access.open()
        await self.secret_keys.open_all()
        await self.instance.open()
        if self.settings.tutorial_flows.enabled:
            await self.tutorials.create()
