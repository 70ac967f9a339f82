"""Operations on the secrets that the server keeps."""

from __future__ import annotations

from tiercel.model.access import Actor, Permission, Resource, in_namespace
from tiercel.model.request import Request
from tiercel.service.access.secret_vault import SecretAbout
from tiercel.service.operations.idempotency import whole
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

_CREATE = Permission(Resource.SECRET, "CREATE")
_UPDATE = Permission(Resource.SECRET, "UPDATE")


class StoreSecret(Request[SecretAbout], frozen=True, kw_only=True):
    """Store a secret, in place of one of that name.

    Shapes: `tags` are pairs of key and value.
    """

    namespace: str
    key: str
    value: str | None
    description: str | None = None
    tags: tuple[tuple[str, str], ...] = ()


class ChangeSecret(Request[SecretAbout], frozen=True, kw_only=True):
    """Change what is said about a secret, and its value unless that is None."""

    namespace: str
    key: str
    value: str | None
    description: str | None = None
    tags: tuple[tuple[str, str], ...] = ()


class DeleteSecret(Request[None], frozen=True, kw_only=True):
    """Forget a secret."""

    namespace: str
    key: str


@makes(whole(SecretAbout))
@operation("secret.store", allows=(_CREATE, _UPDATE), scope=in_namespace())
async def store(deps: Services, actor: Actor, ask: StoreSecret) -> SecretAbout:
    """Raises: Conflict when the vault is read-only, Invalid, TooLarge."""
    about = SecretAbout(ask.namespace, ask.key, ask.description, ask.tags)
    return await deps.secrets.put(about, ask.value)


@operation("secret.change", allows=_UPDATE, scope=in_namespace())
async def change(deps: Services, actor: Actor, ask: ChangeSecret) -> SecretAbout:
    """Raises: Conflict when the vault is read-only, NotFound, Invalid, TooLarge."""
    about = SecretAbout(ask.namespace, ask.key, ask.description, ask.tags)
    return await deps.secrets.put(about, ask.value, must_exist=True)


@operation("secret.delete", allows=Permission(Resource.SECRET, "DELETE"), scope=in_namespace())
async def delete(deps: Services, actor: Actor, ask: DeleteSecret) -> None:
    """Raises: Conflict when the vault is read-only, NotFound."""
    await deps.secrets.delete(ask.namespace, ask.key)
