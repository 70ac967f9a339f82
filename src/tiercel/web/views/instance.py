"""The server itself: what it offers, how much there is, its services (misc.md)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import UNSET, UnsetType

from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.service.instance.maintenance import MaintenanceStatus
from tiercel.service.instance.servers import Service
from tiercel.service.observability.instruments import Sample
from tiercel.web.views.governance.records import BannerView, TenantLooksView
from tiercel.web.views.statistics import ExecutionStatisticsView
from tiercel.web.views.view import Date, DateText, OpenView, View


class EnvironmentView(View, frozen=True):
    """The name of the environment, and the color that shows it."""

    name: str | UnsetType = UNSET
    color: str | UnsetType = UNSET


class PreviewLimitsView(View, frozen=True):
    """Rows that a preview of a file has at first, and at most."""

    initial: int
    max: int


class ResourceFilterView(OpenView, frozen=True):
    """Filters that a kind of resource has."""


class ConfigurationView(View, frozen=True, kw_only=True):
    """What the server offers: the union of all generations."""

    uuid: str
    version: str
    edition: str
    is_custom_dashboards_enabled: bool
    is_task_run_enabled: bool
    is_anonymous_usage_enabled: bool
    is_ui_anonymous_usage_enabled: bool
    is_template_enabled: bool
    environment: EnvironmentView | UnsetType = UNSET
    preview: PreviewLimitsView
    is_basic_auth_enabled: bool
    is_basic_auth_initialized: bool
    system_namespace: str
    hidden_labels_prefixes: list[str]
    resource_to_filters: list[ResourceFilterView]
    is_ai_enabled: bool
    is_ai_api_key_configured: bool
    is_plugin_auto_install_enabled: bool
    plugins_hash: int
    chart_default_duration: str
    is_concurrency_view_enabled: bool
    banners: list[BannerView]
    is_under_maintenance: bool
    tenant: TenantLooksView
    url: str | UnsetType = UNSET


class LoginConfigurationView(View, frozen=True):
    """Whether there is a user."""

    is_basic_auth_initialized: bool


class SystemView(View, frozen=True):
    """The operating system."""

    family: str
    version: str


class RuntimeView(View, frozen=True):
    """What runs the server."""

    name: str
    vendor: str
    version: str


class HostView(View, frozen=True):
    """The machine."""

    uuid: str
    os: SystemView
    jvm: RuntimeView


class StoresView(View, frozen=True):
    """Where things are kept."""

    repository_type: str
    queue_type: str
    storage_type: str


class UsedPluginView(OpenView, frozen=True):
    """A package of plugins."""


class FlowUsageView(View, frozen=True):
    """How many flows there are, and what they use."""

    count: int
    namespaces_count: int
    task_type_count: dict[str, int]
    trigger_type_count: dict[str, int]
    task_runner_type_count: dict[str, int]


class DayOfServicesView(OpenView, frozen=True):
    """Services of a day."""


class ServiceUsageView(View, frozen=True):
    """Services by day."""

    daily_statistics: list[DayOfServicesView]


class ExecutionUsageView(View, frozen=True):
    """Executions of yesterday and today."""

    daily_executions_count: list[ExecutionStatisticsView]


class UsageView(View, frozen=True):
    """How much there is of what."""

    uuid: str
    start_uuid: str
    instance_uuid: str
    server_type: str
    version: str
    zone_id: str
    environments: list[str]
    start_time: Date
    host: HostView
    configurations: StoresView
    plugins: list[UsedPluginView]
    flows: FlowUsageView
    services: ServiceUsageView
    executions: ExecutionUsageView


class RestingServicesView(View, frozen=True):
    """How many services of a type there are, and how many of them are under maintenance."""

    total: int
    in_maintenance: int


class MaintenanceView(View, frozen=True):
    """Whether servers are under maintenance; the services, by type, only while they are."""

    maintenance: bool
    ready: bool
    services: dict[str, RestingServicesView]


def maintenance_view(status: MaintenanceStatus) -> MaintenanceView:
    services = {
        kind: RestingServicesView(found.total, found.in_maintenance)
        for kind, found in status.services.items()
    }
    return MaintenanceView(status.is_on, status.is_ready, services)


class ServiceCountView(View, frozen=True):
    """How many services of a type run."""

    type: str
    total: int


class ActiveServicesView(View, frozen=True):
    """How many services run."""

    total: int
    services: list[ServiceCountView]


class ServiceMetricView(View, frozen=True, kw_only=True):
    """What is measured of a service."""

    name: str
    type: str
    description: str | UnsetType = UNSET
    tags: list[Label]
    value: Json


class ServiceEventView(OpenView, frozen=True):
    """What happened to a service."""


class ServicePropertiesView(OpenView, frozen=True):
    """Properties of a service or a server."""


class ServerView(View, frozen=True):
    """A process that runs services."""

    id: str
    type: str
    version: str
    hostname: str
    metrics: list[ServiceMetricView]
    props: ServicePropertiesView


class ServiceView(View, frozen=True):
    """A part of a server, such as its executor."""

    id: str
    type: str
    state: str
    server: ServerView
    metrics: list[ServiceMetricView]
    events: list[ServiceEventView]
    props: ServicePropertiesView
    created_at: DateText
    updated_at: DateText


class ServicePage(View, frozen=True):
    """A page of services."""

    results: list[ServiceView]
    total: int


class NotificationView(OpenView, frozen=True):
    """A notification."""


class NotificationsView(View, frozen=True):
    """Notifications, and when they were asked for."""

    notifications: list[NotificationView]
    server_time: Date


class UpdatedView(View, frozen=True):
    """How many were changed."""

    updated: int


class ProviderView(OpenView, frozen=True):
    """A provider of language models."""


class MissingPluginsView(View, frozen=True):
    """Plugins that a flow needs and the server lacks."""

    missing: list[str]


class ConcurrencyLimitView(View, frozen=True):
    """A flow with a limit, and how many executions hold a slot."""

    tenant_id: str
    namespace: str
    flow_id: str
    running: int
    limit: int
    behavior: str


class ConcurrencyLimitPage(View, frozen=True):
    """A page of flows with a limit."""

    results: list[ConcurrencyLimitView]
    total: int


def active_view(totals: dict[str, int]) -> ActiveServicesView:
    """How many services run, by type."""
    listed = [ServiceCountView(name, total) for name, total in totals.items()]
    return ActiveServicesView(sum(totals.values()), listed)


def _metrics(values: Mapping[str, Json]) -> list[ServiceMetricView]:
    return [
        ServiceMetricView(name=name, type="GAUGE", tags=[], value=value)
        for name, value in sorted(values.items())
        if value is not None
    ]


def service_view(service: Service) -> ServiceView:
    """A service, and the server that it is a part of."""
    server = service.server
    return ServiceView(
        id=service.id,
        type=service.type,
        state=service.state,
        server=ServerView(
            id=server.id,
            type=server.type,
            version=server.version,
            hostname=server.hostname,
            metrics=_metrics({"memory": server.memory}),
            props=ServicePropertiesView(),
        ),
        metrics=_metrics(service.metrics),
        events=[],
        props=ServicePropertiesView(),
        created_at=service.created,
        updated_at=service.updated,
    )


def metric_view(sample: Sample) -> ServiceMetricView:
    """What is measured, without prefix; of histograms the sum."""
    return ServiceMetricView(
        name=sample.name,
        type=sample.kind.upper(),
        description=sample.about,
        tags=[Label(key, value) for key, value in sample.labels.items()],
        value=sample.value,
    )
