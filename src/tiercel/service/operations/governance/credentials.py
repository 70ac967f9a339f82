"""Operations on credentials of the tenant and of namespaces."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tiercel.model.access import Actor, Permission, Resource, in_namespace
from tiercel.model.errors import NotAllowed
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Page, Query
from tiercel.model.policies.credential import Credential, CredentialKey, SecretReference
from tiercel.model.request import Request
from tiercel.service.governance.credentials import CheckReferences, CredentialLevel
from tiercel.service.operations.idempotency import Made
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

_LIST = Permission(Resource.CREDENTIAL, "LIST")
_VIEW = Permission(Resource.CREDENTIAL, "VIEW")
_CREATE = Permission(Resource.CREDENTIAL, "CREATE")
_UPDATE = Permission(Resource.CREDENTIAL, "UPDATE")
_DELETE = Permission(Resource.CREDENTIAL, "DELETE")
# Whoever may save a flow can send its secrets anywhere.
_USES_SECRETS = Permission(Resource.FLOW, "UPDATE")


class OfLevel(msgspec.Struct, frozen=True, kw_only=True):
    """Whose credentials a request is about: those of a namespace, else of the tenant."""

    namespace: str | None


class OneCredential(OfLevel, frozen=True, kw_only=True):
    """Which one of them, by its name."""

    name: str

    @property
    def key(self) -> CredentialKey:
        """Where it is stored."""
        return self.namespace or "", self.name


class FindCredentials(OfLevel, Request[Page[Credential]], frozen=True, kw_only=True):
    """A page of the credentials of one level."""

    query: Query


class ShowCredential(OneCredential, Request[Credential], frozen=True, kw_only=True):
    """One credential, without its secrets."""


class ListInheritedCredentials(Request[list[CredentialLevel]], frozen=True, kw_only=True):
    """What a namespace can use: its own, those above it, those of the tenant."""

    namespace: str


class CreateCredential(OneCredential, Request[Credential], frozen=True, kw_only=True):
    """A new credential, in the words of the API."""

    document: dict[str, Json]


class UpdateCredential(OneCredential, Request[Credential], frozen=True, kw_only=True):
    """All of a credential but its name; secrets that are left out stay."""

    document: dict[str, Json]


class DeleteCredential(OneCredential, Request[None], frozen=True, kw_only=True):
    """Remove a credential; flows that name it fail from now on."""


class TryCredential(OneCredential, Request[str | None], frozen=True, kw_only=True):
    """Ask for a token with a credential, and forget it."""


@operation("credential.search", allows=_LIST, scope=in_namespace())
async def search(deps: Services, actor: Actor, ask: FindCredentials) -> Page[Credential]:
    """By name unless sorted."""
    return await deps.credentials.find(ask.namespace or "", ask.query)


@operation("credential.get", allows=_VIEW, scope=in_namespace())
async def get(deps: Services, actor: Actor, ask: ShowCredential) -> Credential:
    """As it is shown, its secrets hidden. Raises: NotFound."""
    return await deps.credentials.get(ask.key)


@operation("credential.inherited", allows=_LIST, scope=in_namespace())
async def inherited(
    deps: Services, actor: Actor, ask: ListInheritedCredentials
) -> list[CredentialLevel]:
    """The nearest level first; whoever may use a credential may know its name."""
    return await deps.credentials.levels(ask.namespace)


@makes(
    Made(
        lambda one: [*one.key],
        lambda deps, kept: deps.credentials.get((kept[0], kept[1])),
        within=("namespace",),
    )
)
@operation("credential.create", allows=_CREATE, scope=in_namespace())
async def create(deps: Services, actor: Actor, ask: CreateCredential) -> Credential:
    """Raises: Invalid, NotAllowed, Conflict."""
    check = _check_of(actor, ask.namespace)
    return await deps.credentials.create(ask.key, ask.document, check)


@operation("credential.update", allows=_UPDATE, scope=in_namespace())
async def update(deps: Services, actor: Actor, ask: UpdateCredential) -> Credential:
    """Raises: NotFound, Invalid, NotAllowed, Conflict."""
    check = _check_of(actor, ask.namespace)
    return await deps.credentials.update(ask.key, ask.document, check)


@operation("credential.delete", allows=_DELETE, scope=in_namespace())
async def delete(deps: Services, actor: Actor, ask: DeleteCredential) -> None:
    """For good, with its envelope. Raises: NotFound."""
    await deps.credentials.delete(ask.key)


@operation("credential.test", allows=_UPDATE, scope=in_namespace(), audits=False)
async def test(deps: Services, actor: Actor, ask: TryCredential) -> str | None:
    """Why there is no token; None when there is one. Raises: NotFound."""
    return await deps.credential_tokens.test(ask.key)


def _check_of(actor: Actor, namespace: str | None) -> CheckReferences:
    """Refuses secrets that the actor could not use in a flow: they are sent to its endpoint."""

    def check(references: Sequence[SecretReference]) -> None:
        for each in references:
            place = each.namespace or namespace
            if not actor.grants.may(_USES_SECRETS, place):
                where = f"of namespace '{place}'" if place else "of the server's environment"
                raise NotAllowed(
                    f"Whoever names a secret {where} in a credential needs {_USES_SECRETS} there"
                )

    return check
