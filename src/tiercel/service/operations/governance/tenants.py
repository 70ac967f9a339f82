"""Operations on the records of tenants."""

from __future__ import annotations

from tiercel.model.access import OWNER, TENANT, Actor
from tiercel.model.policies.tenant import Tenant
from tiercel.model.request import Request
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
