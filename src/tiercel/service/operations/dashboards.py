"""Operations on dashboards."""

from __future__ import annotations

from tiercel.model.access import TENANT, Actor, Permission, Resource
from tiercel.model.request import Request
from tiercel.service.dashboards.source import Dashboard
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services


class CreateDashboard(Request[Dashboard], frozen=True, kw_only=True):
    """A new dashboard of its source."""

    source: str


class UpdateDashboard(Request[Dashboard], frozen=True, kw_only=True):
    """Another source for a dashboard."""

    dashboard_id: str
    source: str


class DeleteDashboard(Request[None], frozen=True, kw_only=True):
    """Remove a dashboard for good."""

    dashboard_id: str


@operation("dashboard.create", allows=Permission(Resource.DASHBOARD, "CREATE"), scope=TENANT)
async def create(deps: Services, actor: Actor, ask: CreateDashboard) -> Dashboard:
    """Raises: InvalidSource, Conflict."""
    return await deps.dashboards.create(ask.source)


@operation("dashboard.update", allows=Permission(Resource.DASHBOARD, "UPDATE"), scope=TENANT)
async def update(deps: Services, actor: Actor, ask: UpdateDashboard) -> Dashboard:
    """Raises: NotFound, InvalidSource."""
    return await deps.dashboards.update(ask.dashboard_id, ask.source)


@operation("dashboard.delete", allows=Permission(Resource.DASHBOARD, "DELETE"), scope=TENANT)
async def delete(deps: Services, actor: Actor, ask: DeleteDashboard) -> None:
    """Raises: NotFound."""
    await deps.dashboards.delete(ask.dashboard_id)
