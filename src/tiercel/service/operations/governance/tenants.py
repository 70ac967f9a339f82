"""Operations on the records of tenants."""

from __future__ import annotations

from msgspec.structs import replace

from tiercel.model.access import OWNER, SIGNED_IN, TENANT, Actor, Permission, Resource
from tiercel.model.audit.rules import AuditRule
from tiercel.model.errors import NotAllowed
from tiercel.model.json_types import Json
from tiercel.model.policies.tenant import DASHBOARDS, MAIN_TENANT, AppsCatalog, Tenant
from tiercel.model.request import Request
from tiercel.service.governance.tenants import picture_of
from tiercel.service.operations.governance.records import (
    Creating,
    RecordRequests,
    Updating,
    record_operations,
)
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services


class FindTenants(Request[list[Tenant]], frozen=True, kw_only=True):
    """All tenants, with that which holds the flows."""


class GetTenant(Request[Tenant], frozen=True, kw_only=True):
    """One tenant with its settings."""

    record_id: str


class CreateTenant(Creating[Tenant], frozen=True, kw_only=True):
    """A new tenant, which holds nothing."""


class UpdateTenant(Updating[Tenant], frozen=True, kw_only=True):
    """All of a tenant but its id."""


class DeleteTenant(Request[None], frozen=True, kw_only=True):
    """Forget what is kept of a tenant."""

    record_id: str


class SetTenantLogo(Request[Tenant], frozen=True, kw_only=True):
    """The picture of a tenant; `content` is a PNG or SVG."""

    record_id: str
    content: bytes


class GetAppsCatalog(Request[AppsCatalog], frozen=True, kw_only=True):
    """How the catalogue of apps of a tenant looks."""

    record_id: str


class SetAppsCatalog(Request[AppsCatalog], frozen=True, kw_only=True):
    """Another title and other colours; the picture stays."""

    record_id: str
    catalog: AppsCatalog


class SetAppsCatalogLogo(Request[AppsCatalog], frozen=True, kw_only=True):
    """Another picture of a catalogue, or none."""

    record_id: str
    content: bytes | None


class GetDefaultDashboards(Request[dict[str, Json]], frozen=True, kw_only=True):
    """Which dashboards a tenant has chosen, by their places."""

    record_id: str


class SetDefaultDashboards(Request[dict[str, Json]], frozen=True, kw_only=True):
    """Choose the dashboards of a tenant, by their places."""

    record_id: str
    dashboards: dict[str, Json]


_AUDITED = AuditRule(resource="TENANT")
_SETTINGS = Permission(Resource.TENANT_SETTINGS, "UPDATE")
OPERATIONS = record_operations(
    "tenant",
    RecordRequests(FindTenants, CreateTenant, UpdateTenant, DeleteTenant),
    lambda deps: deps.tenants,
)
find, create, update, delete = OPERATIONS


@operation("tenant.get", allows=OWNER, scope=TENANT, audits=False)
async def get(deps: Services, actor: Actor, ask: GetTenant) -> Tenant:
    """Also the one that nobody wrote down. Raises: NotFound."""
    return await deps.tenants.get(ask.record_id)


@operation("tenant.set_logo", allows=OWNER, scope=TENANT, audits=_AUDITED)
async def set_logo(deps: Services, actor: Actor, ask: SetTenantLogo) -> Tenant:
    """In place of the one before. Raises: NotFound, Invalid."""
    logo = picture_of(ask.content)
    return await deps.tenants.change(ask.record_id, lambda one: replace(one, logo=logo))


@operation("tenant.get_catalog", allows=SIGNED_IN, scope=TENANT, audits=False)
async def get_catalog(deps: Services, actor: Actor, ask: GetAppsCatalog) -> AppsCatalog:
    """Empty until somebody changes it. Raises: NotFound."""
    _check_own(actor, ask.record_id)
    return (await deps.tenants.get(ask.record_id)).catalog


@operation("tenant.set_catalog", allows=OWNER, scope=TENANT, audits=_AUDITED)
async def set_catalog(deps: Services, actor: Actor, ask: SetAppsCatalog) -> AppsCatalog:
    """All of it but the picture. Raises: NotFound, Invalid."""

    def change(one: Tenant) -> Tenant:
        return replace(one, catalog=replace(ask.catalog, logo=one.catalog.logo))

    return (await deps.tenants.change(ask.record_id, change)).catalog


@operation("tenant.set_catalog_logo", allows=OWNER, scope=TENANT, audits=_AUDITED)
async def set_catalog_logo(deps: Services, actor: Actor, ask: SetAppsCatalogLogo) -> AppsCatalog:
    """Nothing else of it changes. Raises: NotFound, Invalid."""
    logo = None if ask.content is None else picture_of(ask.content)

    def change(one: Tenant) -> Tenant:
        return replace(one, catalog=replace(one.catalog, logo=logo))

    return (await deps.tenants.change(ask.record_id, change)).catalog


@operation("tenant.get_dashboards", allows=SIGNED_IN, scope=TENANT, audits=False)
async def get_dashboards(
    deps: Services, actor: Actor, ask: GetDefaultDashboards
) -> dict[str, Json]:
    """None that nobody chose. Raises: NotFound."""
    _check_own(actor, ask.record_id)
    return (await deps.tenants.get(ask.record_id)).dashboards


@operation("tenant.set_dashboards", allows=_SETTINGS, scope=TENANT, audits=_AUDITED)
async def set_dashboards(
    deps: Services, actor: Actor, ask: SetDefaultDashboards
) -> dict[str, Json]:
    """Other settings stay as they are. Raises: NotFound, Invalid."""
    _check_own(actor, ask.record_id)

    def change(one: Tenant) -> Tenant:
        return replace(one, settings={**(one.settings or {}), DASHBOARDS: ask.dashboards})

    return (await deps.tenants.change(ask.record_id, change)).dashboards


def _check_own(actor: Actor, tenant_id: str) -> None:
    """Rights are those of the tenant that holds flows. Raises: NotAllowed for another one."""
    if tenant_id != MAIN_TENANT.id and not actor.grants.is_owner:
        raise NotAllowed("Other tenants are for owners of the server only")
