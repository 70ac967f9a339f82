"""Operations on security integrations; they are for owners of the server."""

from __future__ import annotations

from tiercel.model.access import OWNER, TENANT, Actor
from tiercel.model.audit.rules import AuditRule
from tiercel.model.authorization.people import SecurityIntegration
from tiercel.model.lists.paging import Page, Query
from tiercel.model.request import Request
from tiercel.service.access.security_integrations import IntegrationDraft, NewIntegration
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_AUDITED = AuditRule(resource="SECURITY_INTEGRATION")


class FindIntegrations(Request[Page[SecurityIntegration]], frozen=True, kw_only=True):
    """A page of security integrations."""

    query: Query


class GetIntegration(Request[SecurityIntegration], frozen=True, kw_only=True):
    """One security integration, without its token."""

    integration_id: str


class CreateIntegration(Request[NewIntegration], frozen=True, kw_only=True):
    """A new security integration with a token."""

    draft: IntegrationDraft


class EnableIntegration(Request[SecurityIntegration], frozen=True, kw_only=True):
    """Let the calls of a security integration in, or refuse them."""

    integration_id: str
    is_enabled: bool


class DeleteIntegration(Request[None], frozen=True, kw_only=True):
    """Remove a security integration with its account."""

    integration_id: str


@operation("security_integration.search", allows=OWNER, scope=TENANT, audits=False)
async def search(deps: Services, actor: Actor, ask: FindIntegrations) -> Page[SecurityIntegration]:
    """As the filters say."""
    return await deps.security_integrations.find(ask.query)


@operation("security_integration.get", allows=OWNER, scope=TENANT, audits=False)
async def get(deps: Services, actor: Actor, ask: GetIntegration) -> SecurityIntegration:
    """Without its token. Raises: NotFound."""
    return await deps.security_integrations.get(ask.integration_id)


@operation("security_integration.create", allows=OWNER, scope=TENANT, audits=_AUDITED)
async def create(deps: Services, actor: Actor, ask: CreateIntegration) -> NewIntegration:
    """The text of its token is in no other answer. Raises: Invalid, Conflict for a taken name."""
    return await deps.security_integrations.create(ask.draft)


@operation("security_integration.enable", allows=OWNER, scope=TENANT, audits=_AUDITED)
async def enable(deps: Services, actor: Actor, ask: EnableIntegration) -> SecurityIntegration:
    """Its token stays. Raises: NotFound."""
    return await deps.security_integrations.set_enabled(
        ask.integration_id, is_enabled=ask.is_enabled
    )


@operation("security_integration.delete", allows=OWNER, scope=TENANT, audits=_AUDITED)
async def delete(deps: Services, actor: Actor, ask: DeleteIntegration) -> None:
    """Users and groups stay as they are. Raises: NotFound."""
    await deps.security_integrations.delete(ask.integration_id)
