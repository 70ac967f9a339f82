"""Credentials as the API shows them, without their secrets (secrets-ee.md §7)."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from tiercel.model.authorization.people import TENANT_ID
from tiercel.model.policies.credential import TENANT_LEVEL, Credential, CredentialType
from tiercel.service.governance.credential_drafts import shown_auth, shown_caching
from tiercel.service.governance.credentials import CredentialLevel
from tiercel.web.views.view import Date, Document, View, given


class CredentialView(View, frozen=True):
    """A credential; secret texts of its own are shown as asterisks."""

    id: str
    name: str
    type: CredentialType
    tenant_id: str
    token_endpoint: str
    scopes: list[str]
    token_caching: Document
    auth_config: Document
    created_at: Date
    updated_at: Date
    description: str | UnsetType = UNSET
    audience: str | UnsetType = UNSET
    namespace: str | UnsetType = UNSET


class CredentialPage(View, frozen=True):
    """A page of credentials."""

    results: list[CredentialView]
    total: int


class CredentialNameView(View, frozen=True):
    """Which credential it is."""

    id: str
    name: str
    type: CredentialType
    description: str | UnsetType = UNSET


class CredentialLevelView(View, frozen=True):
    """The credentials of a namespace, or of the `tenant`."""

    namespace: str
    credentials: list[CredentialNameView]


class InheritedCredentialsView(View, frozen=True):
    """What a namespace can use, the nearest level first."""

    levels: list[CredentialLevelView]


class CredentialTestView(View, frozen=True):
    """Whether a token was given, and why not."""

    success: bool
    message: str


def credential_view(one: Credential) -> CredentialView:
    return CredentialView(
        id=one.id,
        name=one.id,
        type=one.type,
        tenant_id=TENANT_ID,
        token_endpoint=one.endpoint,
        scopes=[*one.scopes],
        token_caching=shown_caching(one),
        auth_config=shown_auth(one),
        created_at=one.created,
        updated_at=one.updated,
        description=given(one.description),
        audience=given(one.audience),
        namespace=one.namespace or UNSET,
    )


def level_view(level: CredentialLevel) -> CredentialLevelView:
    names = [
        CredentialNameView(each.id, each.id, each.type, given(each.description))
        for each in level.credentials
    ]
    return CredentialLevelView(level.namespace or TENANT_LEVEL, names)
