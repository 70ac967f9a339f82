"""Operations on the secrets that the server keeps."""

from __future__ import annotations

from tiercel.engine.graphs.references import ReferenceKind
from tiercel.model.access import (
    SIGNED_IN,
    TENANT,
    Actor,
    Permission,
    Resource,
    in_namespace,
    what_matches,
)
from tiercel.model.lists.paging import Page, Query
from tiercel.model.request import Request
from tiercel.service.access.secret_vault import SecretAbout, SecretChange
from tiercel.service.flows.references import LineOfUse
from tiercel.service.operations.idempotency import whole
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

_LIST = Permission(Resource.SECRET, "LIST")
_VIEW = Permission(Resource.SECRET, "VIEW")
_FLOW = Permission(Resource.FLOW, "VIEW")
_CREATE = Permission(Resource.SECRET, "CREATE")
_UPDATE = Permission(Resource.SECRET, "UPDATE")


class FindSecrets(Request[Page[SecretAbout]], frozen=True, kw_only=True):
    """A page of the secrets that a namespace can use, or of all."""

    query: Query
    namespace: str | None = None


class IsVaultReadOnly(Request[bool], frozen=True, kw_only=True):
    """Whether the server can't store secrets, since it has no encryption key."""


class ListInheritedSecrets(Request[dict[str, list[str]]], frozen=True, kw_only=True):
    """Names by namespace: all that the namespace can use, then of those above it that have some."""

    namespace: str


class StoreSecret(Request[SecretAbout], SecretChange, frozen=True, kw_only=True):
    """Store a secret, in place of one of that name.

    Shapes: `tags` are pairs of key and value.
    """


class ChangeSecret(Request[SecretAbout], SecretChange, frozen=True, kw_only=True):
    """Change what is said about a secret, or its value."""


class DeleteSecret(Request[None], frozen=True, kw_only=True):
    """Remove a secret from its namespace; flows that name it fail from now on."""

    namespace: str
    key: str


class FindSecretUsages(Request[list[LineOfUse]], frozen=True, kw_only=True):
    """Places in flows that name a secret of a namespace literally."""

    namespace: str
    key: str


@operation("secret.search", allows=_LIST, scope=what_matches())
async def search(deps: Services, actor: Actor, ask: FindSecrets) -> Page[SecretAbout]:
    """A page of keys and descriptions, never with their values."""
    return await deps.secrets.find(ask.namespace, ask.query)


@operation("secret.read_only", allows=SIGNED_IN, scope=TENANT)
async def is_read_only(deps: Services, actor: Actor, ask: IsVaultReadOnly) -> bool:
    """The same until the server is configured anew; secrets of the environment can be read."""
    return deps.secrets.is_read_only


@operation("secret.inherited", allows=_LIST, scope=in_namespace())
async def inherited(
    deps: Services, actor: Actor, ask: ListInheritedSecrets
) -> dict[str, list[str]]:
    """Keys by namespace, its own and those above, never with their values."""
    found = await deps.secrets.by_namespace(ask.namespace)
    return {**found, ask.namespace: await deps.secrets.names(ask.namespace)}


@operation("secret.usages", allows=(_VIEW, _FLOW), scope=in_namespace())
async def usages(deps: Services, actor: Actor, ask: FindSecretUsages) -> list[LineOfUse]:
    """In flows that the actor may see, some hundred at most; by namespace and id of the flow."""
    found = await deps.references.uses(ReferenceKind.SECRET, ask.key, ask.namespace)
    visible = actor.grants.visible(_FLOW)
    return await deps.references.with_lines(
        [use for use in found.results if visible.has(use.namespace)]
    )


@makes(whole(SecretAbout))
@operation("secret.store", allows=(_CREATE, _UPDATE), scope=in_namespace())
async def store(deps: Services, actor: Actor, ask: StoreSecret) -> SecretAbout:
    """Raises: Conflict when the vault is read-only, Invalid, TooLarge."""
    return await deps.secrets.put(ask)


@operation("secret.change", allows=_UPDATE, scope=in_namespace())
async def change(deps: Services, actor: Actor, ask: ChangeSecret) -> SecretAbout:
    """Raises: Conflict when the vault is read-only, NotFound, Invalid, TooLarge."""
    return await deps.secrets.put(ask, must_exist=True)


@operation("secret.delete", allows=Permission(Resource.SECRET, "DELETE"), scope=in_namespace())
async def delete(deps: Services, actor: Actor, ask: DeleteSecret) -> None:
    """Raises: Conflict when the vault is read-only, NotFound."""
    await deps.secrets.delete(ask.namespace, ask.key)
