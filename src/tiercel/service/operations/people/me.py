"""Operations of somebody on themselves."""

from __future__ import annotations

from tiercel.model.access import SIGNED_IN, TENANT, Actor, Permission
from tiercel.model.audit.rules import AuditRule
from tiercel.model.authorization.people import User
from tiercel.model.authorization.permissions import ALL_PERMISSIONS
from tiercel.model.errors import Invalid, NotAllowed, Violation
from tiercel.model.json_types import Json
from tiercel.model.request import Request
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services


class GetMe(Request[User | None], frozen=True, kw_only=True):
    """Who asks; None where nobody signs in."""


class UpdateMe(Request[User | None], frozen=True, kw_only=True):
    """Other members for oneself: `fields` are named as those of `User`."""

    fields: dict[str, Json]


class ChangePassword(Request[None], frozen=True, kw_only=True):
    """Another password for oneself."""

    old: str
    new: str


class ListMyPermissions(Request[frozenset[Permission]], frozen=True, kw_only=True):
    """What one may do in a namespace, or without one in the whole tenant."""

    namespace: str | None = None


@operation("me.get", allows=SIGNED_IN, scope=TENANT)
async def get(deps: Services, actor: Actor, ask: GetMe) -> User | None:
    """As stored by now."""
    return None if actor.user_id is None else await deps.users.get(actor.user_id)


@operation("me.update", allows=SIGNED_IN, scope=TENANT)
async def update(deps: Services, actor: Actor, ask: UpdateMe) -> User | None:
    """Raises: Invalid, Conflict when the e-mail address is taken, NotAllowed."""
    if actor.user_id is None:
        return None
    await _check_may_change(deps, actor.user_id)
    return await deps.users.update(actor.user_id, **ask.fields)


@operation("me.change_password", allows=SIGNED_IN, scope=TENANT, audits=AuditRule(resource="USER"))
async def change_password(deps: Services, actor: Actor, ask: ChangePassword) -> None:
    """All other sessions end. Raises: Invalid, TooManyTries, NotAllowed."""
    if actor.user_id is None:
        raise NotAllowed("Nobody has signed in")
    user = await _check_may_change(deps, actor.user_id)
    if ask.new == ask.old:
        raise Invalid([Violation("newPassword", "must differ from the old one")])
    if user.is_first:
        if not await deps.access.is_user(user.username, ask.old, actor.address):
            raise Invalid([Violation("oldPassword", "is wrong")])
        await deps.access.set_user(deps.access.username, ask.new)
        return
    stored = user.password_hash
    if not await deps.access.proves(user.username, ask.old, stored, actor.address):
        raise Invalid([Violation("oldPassword", "is wrong")])
    await deps.users.update(actor.user_id, password=ask.new)


@operation("me.permissions", allows=SIGNED_IN, scope=TENANT)
async def permissions(
    deps: Services, actor: Actor, ask: ListMyPermissions
) -> frozenset[Permission]:
    """What pages need to know before they offer something."""
    return frozenset(each for each in ALL_PERMISSIONS if actor.grants.may(each, ask.namespace))


async def _check_may_change(deps: Services, user_id: str) -> User:
    user = await deps.users.get(user_id)
    if user.is_restricted:
        raise NotAllowed("A restricted user keeps name and password")
    return user
