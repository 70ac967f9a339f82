"""Operations on the keys of secrets; no route leads here, only commands on the machine."""

from __future__ import annotations

from tiercel.model.access import OWNER, TENANT, Actor
from tiercel.model.request import Request
from tiercel.ports.secrets import Place
from tiercel.service.access.secret_keys import KeyUse
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services


class ListSecretKeys(Request[list[KeyUse]], frozen=True, kw_only=True):
    """The keys of the server and those that are missing, with how many secrets they seal."""


class CheckSecretKeys(Request[list[Place]], frozen=True, kw_only=True):
    """Open every secret: those that no key of the server opens."""


class RotateSecretKeys(Request[int], frozen=True, kw_only=True):
    """Bring all secrets under the first key; `with_values` makes new data keys too."""

    with_values: bool = False


class DiscardUnreadable(Request[list[Place]], frozen=True, kw_only=True):
    """Remove the secrets that no key of the server opens."""


@operation("secret_key.list", allows=OWNER, scope=TENANT)
async def uses(deps: Services, actor: Actor, ask: ListSecretKeys) -> list[KeyUse]:
    """The key that seals is the first one."""
    return await deps.secret_keys.uses()


@operation("secret_key.check", allows=OWNER, scope=TENANT)
async def check(deps: Services, actor: Actor, ask: CheckSecretKeys) -> list[Place]:
    """By namespace and key; none when all is well."""
    return await deps.secret_keys.unreadable()


@operation("secret_key.rotate", allows=OWNER, scope=TENANT)
async def rotate(deps: Services, actor: Actor, ask: RotateSecretKeys) -> int:
    """How many secrets were changed. Raises: Unavailable when one does not open."""
    return await deps.secret_keys.rotate(with_values=ask.with_values)


@operation("secret_key.discard", allows=OWNER, scope=TENANT)
async def discard(deps: Services, actor: Actor, ask: DiscardUnreadable) -> list[Place]:
    """Which secrets were removed, by namespace and key."""
    return await deps.secret_keys.discard_unreadable()
