"""Records of the whole server as the API shows them (assets-apps.md, access.md §13)."""

from __future__ import annotations

from datetime import datetime

from msgspec import UNSET, UnsetType

from tiercel.model.policies.banner import Banner, BannerType
from tiercel.model.policies.kill_switch import KillSwitch, SwitchType
from tiercel.model.policies.tenant import AppsCatalog, Tenant
from tiercel.web.views.view import Date, Document, View, given


class KillSwitchView(View, frozen=True):
    """A kill switch; one that was deleted is only listed."""

    id: str
    name: str
    evaluation_type: SwitchType
    start_date: Date
    enabled: bool
    deleted: bool
    end_date: Date | UnsetType = UNSET
    tenant_id: str | UnsetType = UNSET
    namespace: str | UnsetType = UNSET
    flow_id: str | UnsetType = UNSET
    execution_ids: list[str] | UnsetType = UNSET
    description: str | UnsetType = UNSET


def kill_switch_view(switch: KillSwitch) -> KillSwitchView:
    return KillSwitchView(
        id=switch.id,
        name=switch.name,
        evaluation_type=switch.type,
        start_date=switch.start,
        enabled=switch.enabled,
        deleted=switch.deleted,
        end_date=given(switch.end),
        tenant_id=given(switch.tenant_id),
        namespace=given(switch.namespace),
        flow_id=given(switch.flow_id),
        execution_ids=given([*switch.execution_ids] or None),
        description=given(switch.description),
    )


class BannerView(View, frozen=True):
    """What everybody is to read: plain text."""

    id: str
    message: str
    type: BannerType
    active: bool
    start_date: Date | UnsetType = UNSET
    end_date: Date | UnsetType = UNSET
    tenant_id: str | UnsetType = UNSET


def banner_view(banner: Banner, now: datetime) -> BannerView:
    return BannerView(
        id=banner.id,
        message=banner.message,
        type=banner.type,
        active=banner.is_active(now),
        start_date=given(banner.start),
        end_date=given(banner.end),
        tenant_id=given(banner.tenant_id),
    )


class AppsCatalogView(View, frozen=True):
    """How the catalogue of apps of a tenant looks."""

    title: str | UnsetType = UNSET
    title_color: str | UnsetType = UNSET
    primary_color: str | UnsetType = UNSET
    background_color: str | UnsetType = UNSET
    tile_color: str | UnsetType = UNSET
    button_text_color: str | UnsetType = UNSET
    logo: str | UnsetType = UNSET


def apps_catalog_view(catalog: AppsCatalog) -> AppsCatalogView:
    return AppsCatalogView(*(given(getattr(catalog, name)) for name in catalog.__struct_fields__))


class TenantDashboardsView(View, frozen=True):
    """Which dashboards are shown where nobody chose another one."""

    default_home_dashboard: str | UnsetType = UNSET
    default_flow_overview_dashboard: str | UnsetType = UNSET
    default_namespace_overview_dashboard: str | UnsetType = UNSET


def tenant_dashboards_view(found: Document) -> TenantDashboardsView:
    names = ("defaultHomeDashboard", "defaultFlowOverviewDashboard")
    chosen = [found.get(name) for name in (*names, "defaultNamespaceOverviewDashboard")]
    return TenantDashboardsView(
        *(each if isinstance(each, str) and each else UNSET for each in chosen)
    )


class TenantLooksView(View, frozen=True):
    """How the pages show the tenant that holds the flows."""

    name: str
    dashboards: TenantDashboardsView
    logo: str | UnsetType = UNSET


def tenant_looks_view(tenant: Tenant) -> TenantLooksView:
    dashboards = tenant_dashboards_view(tenant.dashboards)
    return TenantLooksView(tenant.name, dashboards, given(tenant.logo))


class TenantRecordView(View, frozen=True):
    """A tenant with what is kept of its settings; only `main` holds flows."""

    id: str
    name: str
    deleted: bool
    concurrency: Document | UnsetType = UNSET
    quotas: list[Document] | UnsetType = UNSET
    require_existing_namespace: bool | UnsetType = UNSET
    outputs_in_internal_storage: bool | UnsetType = UNSET
    settings: Document | UnsetType = UNSET
    logo: str | UnsetType = UNSET
    app_catalog_config: AppsCatalogView | UnsetType = UNSET


class TenantPage(View, frozen=True):
    """A page of tenants."""

    results: list[TenantRecordView]
    total: int


def tenant_record_view(tenant: Tenant) -> TenantRecordView:
    return TenantRecordView(
        id=tenant.id,
        name=tenant.name,
        deleted=False,
        concurrency=given(tenant.concurrency),
        quotas=given(tenant.quotas),
        require_existing_namespace=given(tenant.require_existing_namespace),
        outputs_in_internal_storage=given(tenant.outputs_in_internal_storage),
        settings=given(tenant.settings),
        logo=given(tenant.logo),
        app_catalog_config=UNSET
        if tenant.catalog == AppsCatalog()
        else apps_catalog_view(tenant.catalog),
    )
