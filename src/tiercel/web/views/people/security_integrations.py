"""Security integrations as the API shows them (access.md §14)."""

from __future__ import annotations

from tiercel.model.authorization.people import TENANT_ID, IntegrationKind, SecurityIntegration
from tiercel.service.access.security_integrations import NewIntegration
from tiercel.web.views.access import TokenView, token_view
from tiercel.web.views.people.people import DescribedView
from tiercel.web.views.view import View

# Where the calls of an integration are, below the address of the server.
SCIM_PATH = "/api/v1/{tenant}/integrations/{integration}/scim/v2"


class SecurityIntegrationView(DescribedView, frozen=True):
    """A provider of identities that keeps users and groups of the tenant."""

    type: IntegrationKind
    tenant_id: str
    enabled: bool
    deleted: bool
    uri: str


class NewIntegrationView(SecurityIntegrationView, frozen=True):
    """One that was just made, with the token that no other answer has."""

    api_token: TokenView


class SecurityIntegrationsView(View, frozen=True):
    """A page of security integrations."""

    results: list[SecurityIntegrationView]
    total: int


def integration_view(found: SecurityIntegration, address: str) -> SecurityIntegrationView:
    """One of them; `address` is that of the server."""
    path = SCIM_PATH.format(tenant=TENANT_ID, integration=found.id)
    return SecurityIntegrationView(
        id=found.id,
        name=found.name,
        description=found.description,
        type=found.kind,
        tenant_id=TENANT_ID,
        enabled=found.is_enabled,
        deleted=False,
        uri=f"{address}{path}",
    )


def new_integration_view(made: NewIntegration, address: str) -> NewIntegrationView:
    """With the full text of its token."""
    view = integration_view(made.integration, address)
    members = {name: getattr(view, name) for name in view.__struct_fields__}
    return NewIntegrationView(**members, api_token=token_view(made.token))
