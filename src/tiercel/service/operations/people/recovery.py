"""Operations that bring somebody back in; no route leads here, only commands on the machine."""

from __future__ import annotations

from tiercel.model.access import OWNER, TENANT, Actor
from tiercel.model.authorization.people import User
from tiercel.model.request import Request
from tiercel.service.access.recovery import OneTimePassword
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services


class ListEverybody(Request[list[User]], frozen=True, kw_only=True):
    """All users of the server, service accounts among them."""


class AddUser(Request[OneTimePassword], frozen=True, kw_only=True):
    """A new person; `is_admin` gives the role Admin in the whole tenant."""

    username: str
    is_owner: bool = False
    is_admin: bool = False


class ResetPassword(Request[OneTimePassword], frozen=True, kw_only=True):
    """A new password for a user who lost theirs."""

    username: str


class RecoverOwner(Request[OneTimePassword], frozen=True, kw_only=True):
    """An owner who can sign in, whoever was lost."""

    username: str


class ChangeUser(Request[User], frozen=True, kw_only=True):
    """Whether a user owns the server, or is shut out; None leaves it as it is."""

    username: str
    is_owner: bool | None = None
    is_disabled: bool | None = None


class UnlockByName(Request[None], frozen=True, kw_only=True):
    """Let a user try again who was locked after failed sign-ins."""

    username: str


class RevokeTokens(Request[int], frozen=True, kw_only=True):
    """All tokens of a user are refused from now on; how many there were."""

    username: str


@operation("recovery.list", allows=OWNER, scope=TENANT)
async def everybody(deps: Services, actor: Actor, ask: ListEverybody) -> list[User]:
    """All users, service accounts among them, sorted by user name."""
    return await deps.recovery.everybody()


@operation("recovery.add", allows=OWNER, scope=TENANT)
async def add(deps: Services, actor: Actor, ask: AddUser) -> OneTimePassword:
    """Raises: Invalid, Conflict when the name is taken."""
    return await deps.recovery.create_user(
        ask.username, is_owner=ask.is_owner, is_admin=ask.is_admin
    )


@operation("recovery.reset_password", allows=OWNER, scope=TENANT)
async def reset_password(deps: Services, actor: Actor, ask: ResetPassword) -> OneTimePassword:
    """Raises: NotFound, Conflict for a password of the configuration."""
    return await deps.recovery.reset_password(ask.username)


@operation("recovery.owner", allows=OWNER, scope=TENANT)
async def owner(deps: Services, actor: Actor, ask: RecoverOwner) -> OneTimePassword:
    """Raises: Invalid, Conflict for a password of the configuration."""
    return await deps.recovery.recover_owner(ask.username)


@operation("recovery.change", allows=OWNER, scope=TENANT)
async def change(deps: Services, actor: Actor, ask: ChangeUser) -> User:
    """Raises: NotFound, Conflict for the first user."""
    user = await deps.recovery.user_named(ask.username)
    fields = {
        name: value
        for name, value in (("is_owner", ask.is_owner), ("is_disabled", ask.is_disabled))
        if value is not None
    }
    return await deps.users.update(user.id, **fields)


@operation("recovery.unlock", allows=OWNER, scope=TENANT)
async def unlock(deps: Services, actor: Actor, ask: UnlockByName) -> None:
    """Let a user try to sign in again after too many failures. Raises: NotFound."""
    await deps.recovery.unlock(ask.username)


@operation("recovery.revoke_tokens", allows=OWNER, scope=TENANT)
async def revoke_tokens(deps: Services, actor: Actor, ask: RevokeTokens) -> int:
    """Delete the tokens of a user; how many there were. Raises: NotFound."""
    return await deps.recovery.revoke_tokens(ask.username)
