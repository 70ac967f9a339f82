"""The sections of the settings, one class each.

Sections and keys are those of spec/api/common.md §11. A key may be written `kebab-case`,
`camelCase` or `snake_case`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from tiercel.model.flow import PluginDefault
from tiercel.model.json_types import Json
from tiercel.model.limits import (
    LEASE_S,
    LEASE_SECONDS_MAX,
    LEASE_SECONDS_MIN,
    OUTPUTS_BYTES_MAX,
    OUTPUTS_BYTES_MIN,
)
from tiercel.settings.execution_sections import Executions
from tiercel.settings.http_sections import Http, Micronaut, RateLimits, Tls
from tiercel.settings.optioned_sections import SecretManager, Storage
from tiercel.settings.origin import Origin
from tiercel.settings.section import Duration, Section, Size, TextList
from tiercel.settings.sign_in_sections import LdapSection, OidcSections, ProxySignIn
from tiercel.settings.task_sections import HttpTasks, SandboxSection, Scripts
from tiercel.settings.values import read_duration


class BasicAuth(Section):
    """`kestra.server.basic-auth`: on when both a user name and a password are set."""

    enabled: bool | None = None
    username: str | None = None
    password: str | None = None
    realm: str = "Tiercel"
    open_urls: TextList = (
        "/ping",
        "/api/v1/executions/webhook/",
        "/api/v1/main/executions/webhook/",
    )
    password_strength: bool = True


class Preview(Section):
    """Rows of a file preview."""

    initial_rows: int = 100
    max_rows: int = 5000


class Liveness(Section):
    """Heartbeats between servers."""

    enabled: bool = True
    interval: Duration = timedelta(seconds=5)
    timeout: Duration = timedelta(seconds=45)
    initial_delay: Duration = timedelta(seconds=45)
    heartbeat_interval: Duration = timedelta(seconds=3)


class Server(Section):
    """`kestra.server`; `type` is what this process is for, set by its command."""

    type: Literal["STANDALONE", "WEBSERVER", "EXECUTOR", "WORKER", "SCHEDULER", "INDEXER"] = (
        "STANDALONE"
    )
    basic_auth: BasicAuth = BasicAuth()
    preview: Preview = Preview()
    termination_grace_period: Duration = timedelta(minutes=5)
    worker_task_restart_strategy: str = "AFTER_TERMINATION_GRACE_PERIOD"
    # Start options: what the executor of this server must not touch.
    skip_executions: TextList = ()
    skip_flows: TextList = ()
    skip_namespaces: TextList = ()
    skip_tenants: TextList = ()
    liveness: Liveness = Liveness()
    # While there is no user, answer nobody: whoever has the code of the log makes the first one.
    setup: bool = False
    # Answer everybody who reaches the port, from wherever.
    insecure_anonymous: bool = False
    # Names that the server may be asked by; without any, all, or on loopback those of loopback.
    accepted_hosts: TextList = ()
    # Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` count: addresses, networks, or `*`.
    trusted_proxies: TextList = ("127.0.0.1", "::1")
    proxy_sign_in: ProxySignIn = ProxySignIn()
    oidc: OidcSections = Field(default_factory=dict)
    ldap: LdapSection = LdapSection()

    @property
    def asks_set_up(self) -> bool:
        """Whether nobody may do anything while there is no user; what opens to all wins."""
        is_open = self.insecure_anonymous or self.basic_auth.enabled is False
        has_others = self.proxy_sign_in.is_on or bool(self.oidc) or self.ldap.is_on
        return (self.setup or has_others) and not is_open


class Datasource(Section):
    """One entry of `datasources`."""

    url: str | None = None
    username: str | None = None
    password: str | None = None
    maximum_pool_size: int = 10


class TypedSection(Section):
    """A section of which only `type` counts."""

    type: str | None = None


class Environment(Section):
    """`kestra.environment`."""

    name: str | None = None
    color: str | None = None


class Encryption(Section):
    """`kestra.encryption`: base64 of a 256-bit key."""

    secret_key: str | None = None


class Variables(Section):
    """`kestra.variables`: what expressions see besides the execution."""

    env_vars_prefix: TextList = ("ENV_", "KESTRA_")
    globals: dict[str, Json] = Field(default_factory=dict)
    recursive_rendering: bool = False
    cache_enabled: bool = True
    cache_size: int = 1000


class Flows(Section):
    """`tiercel.flows`: what an expression that can't be rendered is when a flow is saved.

    `error` refuses the flow, `warn` only says so in the report, `off` looks at no expression.
    """

    expressions: Literal["error", "warn", "off"] = "error"


class PluginDefaultSetting(Section):
    """One entry of `kestra.plugins.defaults`."""

    type: str
    forced: bool = False
    values: dict[str, Json] = Field(default_factory=dict)


class PluginConfiguration(Section):
    """One entry of `kestra.plugins.configurations`: for a type, or for all below a package."""

    type: str
    values: dict[str, Json] = Field(default_factory=dict)


class PluginSecurity(Section):
    """Which plugin types may be used, as regular expressions."""

    includes: TextList = ()
    excludes: TextList = ()


class Plugins(Section):
    """`kestra.plugins`."""

    path: str | None = None
    defaults: tuple[PluginDefaultSetting, ...] = ()
    configurations: tuple[PluginConfiguration, ...] = ()
    security: PluginSecurity = PluginSecurity()

    @property
    def plugin_defaults(self) -> tuple[PluginDefault, ...]:
        """The defaults that hold for every flow."""
        return tuple(PluginDefault(each.type, each.forced, each.values) for each in self.defaults)

    def configuration_of(self, type_name: str) -> Mapping[str, Json]:
        """The values set for one plugin type; of two entries for it the later one counts."""
        found: dict[str, Json] = {}
        for entry in self.configurations:
            if type_name == entry.type or type_name.startswith(f"{entry.type}."):
                found.update(entry.values)
        return found


class TmpDir(Section):
    """Where working directories are made."""

    path: str | None = None


class Tasks(Section):
    """`kestra.tasks`."""

    tmp_dir: TmpDir = TmpDir()


class Templates(Section):
    """`kestra.templates`."""

    enabled: bool = True


class TutorialFlows(Section):
    """`kestra.tutorial-flows`."""

    enabled: bool = False


class SystemFlows(Section):
    """`kestra.system-flows`."""

    namespace: str = "system"


class HiddenLabels(Section):
    """`kestra.hidden-labels`."""

    prefixes: TextList = ("system.", "internal.", "system_")


class Charts(Section):
    """`kestra.ui.charts`."""

    default_duration: str = "P30D"


class Ui(Section):
    """`kestra.ui`: whether the pages are served, and of which folder instead of our own."""

    charts: Charts = Charts()
    enabled: bool = True
    dir: Path | None = None


class LocalFiles(Section):
    """`kestra.local-files`: folders that `file:///` may read."""

    allowed_paths: TextList = ()
    enable_preview: bool = True


class SecurityHeaders(Section):
    """`kestra.webserver.security-headers`; a blank value leaves one out."""

    enabled: bool = True
    frame_options: str = "SAMEORIGIN"
    content_type_options: str = "nosniff"
    referrer_policy: str = "strict-origin-when-cross-origin"
    content_security_policy: str = ""
    content_security_policy_report_only: str = ""
    strict_transport_security: str = ""


class Webserver(Section):
    """`kestra.webserver`."""

    google_analytics: str | None = None
    html_head: str | None = None
    security_headers: SecurityHeaders = SecurityHeaders()


class Metrics(Section):
    """`kestra.metrics`."""

    prefix: str = "kestra"
    tags: dict[str, str] = Field(default_factory=dict)


class Worker(Section):
    """`tiercel.worker`: how many jobs run at once; 0 threads = no worker here.

    `token` is what the worker registers with at a group that has tokens; it is a secret.
    `lease` is how long a worker that does not reach the database keeps its jobs from others.
    `outputs_size` is what the outputs of one attempt may have in all, whoever runs it.
    """

    threads: int | None = None
    group: str | None = None
    token: str | None = None
    lease: Duration = Field(
        default=timedelta(seconds=LEASE_S),
        ge=timedelta(seconds=LEASE_SECONDS_MIN),
        le=timedelta(seconds=LEASE_SECONDS_MAX),
    )
    outputs_size: Size = Field(default=OUTPUTS_BYTES_MAX, ge=OUTPUTS_BYTES_MIN)

    @property
    def slots(self) -> int:
        """How many jobs run at once."""
        return self.threads or 16


def _read_keep(given: Json) -> Json:
    """A duration, or None for `forever`."""
    if given is None or str(given).strip().lower() in ("forever", "off", "never"):
        return None
    return read_duration(given)


Keep = Annotated[timedelta | None, BeforeValidator(_read_keep)]


class Retention(Section):
    """`tiercel.retention`: how long ended executions are kept, with all that belongs to them.

    `namespaces` maps a namespace to the time for it and those below it; `forever` keeps all.
    """

    enabled: bool = True
    default: Keep = timedelta(days=365)
    namespaces: dict[str, Keep] = Field(default_factory=dict)
    initial_delay: Duration = timedelta(minutes=10)
    interval: Duration = timedelta(hours=1)


class Audit(Section):
    """`tiercel.audit`: how long the audit log is kept; `forever` keeps all of it."""

    retention: Keep = timedelta(days=400)


class Secrets(Section):
    """`tiercel.secrets`: where secrets come from beside the server's own store.

    `environment` says how the variables `SECRET_*` are written; `folder` has a file for each key.
    `keys` says where the keys are that its own store is sealed under, `file:PATH` or
    `env:VARIABLE` each, the one for new secrets first.
    """

    keys: TextList = ()
    environment: Literal["base64", "plain"] = "base64"
    folder: str | None = None


class Logger(Section):
    """The root `logger`: levels by logger name, and how lines look."""

    levels: dict[str, str] = Field(default_factory=dict)
    format: Literal["auto", "text", "json"] = "auto"


class Traces(Section):
    """`kestra.traces`: DISABLED, or DEFAULT to export spans."""

    root: str = "DISABLED"


class OtelTraces(Section):
    """`otel.traces`: `otlp` exports spans, `none` does not."""

    exporter: str | None = None


class OtelTarget(Section):
    """`otel.exporter.otlp`: the address below which `/v1/traces` is."""

    endpoint: str | None = None


class OtelExporter(Section):
    """`otel.exporter`."""

    otlp: OtelTarget = OtelTarget()


class Otel(Section):
    """The root `otel`; the library reads the other variables of OpenTelemetry itself."""

    traces: OtelTraces = OtelTraces()
    exporter: OtelExporter = OtelExporter()

    @property
    def is_exporting(self) -> bool:
        """Whether spans are exported."""
        return (self.traces.exporter or "").lower() == "otlp"


class Management(Section):
    """`endpoints.all`: the management port."""

    port: int | None = None
    enabled: bool = True
    basic_auth: BasicAuth = BasicAuth()


class Endpoints(Section):
    """The root `endpoints`."""

    all: Management = Management()


class Settings(Section):
    """All of it. The keys of the roots `kestra` and `tiercel` stand here at the top."""

    data: Path = Path("data")
    url: str | None = None
    server: Server = Server()
    micronaut: Micronaut = Micronaut()
    tls: Tls = Tls()
    datasources: dict[str, Datasource] = Field(default_factory=dict)
    repository: TypedSection = TypedSection()
    queue: TypedSection = TypedSection()
    storage: Storage = Storage()
    secret: SecretManager = SecretManager()
    environment: Environment = Environment()
    encryption: Encryption = Encryption()
    variables: Variables = Variables()
    plugins: Plugins = Plugins()
    # Policies that nobody can change at run time, by id, written as for the API.
    policies: dict[str, dict[str, Json]] = Field(default_factory=dict)
    tasks: Tasks = Tasks()
    templates: Templates = Templates()
    tutorial_flows: TutorialFlows = TutorialFlows()
    system_flows: SystemFlows = SystemFlows()
    hidden_labels: HiddenLabels = HiddenLabels()
    ui: Ui = Ui()
    local_files: LocalFiles = LocalFiles()
    webserver: Webserver = Webserver()
    metrics: Metrics = Metrics()
    worker: Worker = Worker()
    flows: Flows = Flows()
    executions: Executions = Executions()
    retention: Retention = Retention()
    audit: Audit = Audit()
    rate_limits: RateLimits = RateLimits()
    secrets: Secrets = Secrets()
    scripts: Scripts = Scripts()
    sandbox: SandboxSection = SandboxSection()
    http_tasks: HttpTasks = HttpTasks()
    logger: Logger = Logger()
    endpoints: Endpoints = Endpoints()
    traces: Traces = Traces()
    otel: Otel = Otel()
    enterprise_stubs: Literal["404", "403"] = "404"
    origin: Origin = Origin()
    # What the API takes its clients for, where one answer can't serve all lines.
    client_generation: Literal["auto", "0.2x", "1.x", "2.x"] = "auto"

    @property
    def http(self) -> Http:
        """Where the server listens."""
        return self.micronaut.server

    @property
    def base_url(self) -> str:
        """`kestra.url` without a trailing slash, or empty."""
        return (self.url or "").rstrip("/")

    @property
    def is_memory(self) -> bool:
        """Whether nothing is kept on disk."""
        return self.store_type == "memory"

    @property
    def postgres(self) -> Datasource | None:
        """The PostgreSQL data source when it is the chosen repository."""
        source = self.datasources.get("postgres")
        return source if self.repository.type in (None, "postgres") else None

    @property
    def store_type(self) -> str:
        """Where executions are kept: `memory`, `postgres`, `sqlite`, or what a package brings."""
        given = self.repository.type
        if given not in (None, "postgres", "sqlite"):
            return given
        if any("h2:mem" in (source.url or "") for source in self.datasources.values()):
            return "memory"
        return "sqlite" if self.postgres is None else "postgres"

    @property
    def storage_path(self) -> Path:
        """The folder of the local internal storage."""
        given = self.storage.options.get("base_path")
        return Path(str(given)) if given else self.data / "storage"

    @property
    def database_path(self) -> Path:
        """The file of the embedded database."""
        for source in self.datasources.values():
            match = re.match(r"jdbc:(?:h2:file|sqlite):([^;]+)", source.url or "")
            if match is not None:
                return Path(os.path.expanduser(match.group(1)))
        return self.data / "tiercel.db"
