"""Operations on the users of the server; they are for its owners."""

from __future__ import annotations

from tiercel.model.access import OWNER, TENANT, Actor
from tiercel.model.audit.rules import AuditRule
from tiercel.model.authorization.people import TENANT_ID, User, UserKind
from tiercel.model.errors import NotFound
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Page, Query
from tiercel.model.request import Request
from tiercel.service.access.identities import Identity
from tiercel.service.access.tenant_access import Entrant
from tiercel.service.access.tokens import ApiToken, NewToken
from tiercel.service.access.users import UserDraft
from tiercel.service.operations.idempotency import Made
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services


class FindUsers(Request[Page[User]], frozen=True, kw_only=True):
    """A page of people, or of service accounts."""

    query: Query
    kind: UserKind = UserKind.STANDARD


class GetUserDetail(Request[Entrant], frozen=True, kw_only=True):
    """One user with their groups."""

    user_id: str
    kind: UserKind | None = None


class CreateUser(Request[Entrant], frozen=True, kw_only=True):
    """A new user, who may enter the tenants and is in the groups."""

    draft: UserDraft
    tenants: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


class UpdateUser(Request[Entrant], frozen=True, kw_only=True):
    """Other members for a user; those that are not named stay.

    Shapes: `fields` are named as those of `User`, and `password`.
    """

    user_id: str
    fields: dict[str, Json]
    kind: UserKind | None = None


class DeleteUser(Request[None], frozen=True, kw_only=True):
    """Remove a user with everything that is theirs alone."""

    user_id: str
    kind: UserKind | None = None


class RemovePassword(Request[Entrant], frozen=True, kw_only=True):
    """Take a way to sign in from a user; the only one is `basic`, a password."""

    user_id: str
    way: str


class EndSessions(Request[None], frozen=True, kw_only=True):
    """Sign a user out everywhere."""

    user_id: str


class UnlockUser(Request[None], frozen=True, kw_only=True):
    """Let a user try again who was locked after failed sign-ins."""

    user_id: str


class Impersonate(Request[str], frozen=True, kw_only=True):
    """The session of somebody who acts as another user."""

    user_id: str


class ListUserTokens(Request[list[ApiToken]], frozen=True, kw_only=True):
    """The tokens of a user, without their texts."""

    user_id: str
    kind: UserKind | None = None


class CreateUserToken(Request[ApiToken], frozen=True, kw_only=True):
    """A token for a user."""

    user_id: str
    asked: NewToken
    kind: UserKind | None = None


class DeleteUserToken(Request[None], frozen=True, kw_only=True):
    """Revoke a token of a user."""

    user_id: str
    token_id: str
    kind: UserKind | None = None


@operation("user.search", allows=OWNER, scope=TENANT)
async def search(deps: Services, actor: Actor, ask: FindUsers) -> Page[User]:
    """As the filters say."""
    return await deps.users.find(ask.query, ask.kind)


@operation("user.get", allows=OWNER, scope=TENANT)
async def get(deps: Services, actor: Actor, ask: GetUserDetail) -> Entrant:
    """Also of users who may not enter the tenant. Raises: NotFound."""
    return await detail(deps, ask.user_id, ask.kind)


async def _recalled(deps: Services, kept: Json) -> Entrant:
    return await detail(deps, kept, None)


@makes(Made(lambda one: one.user.id, _recalled))
@operation("user.create", allows=OWNER, scope=TENANT)
async def create(deps: Services, actor: Actor, ask: CreateUser) -> Entrant:
    """Without a password they can't sign in with one.

    Raises: Invalid, Conflict when the name is taken, NotFound for a tenant or a group.
    """
    if set(ask.tenants) - {TENANT_ID}:
        raise NotFound.of("Tenant", min(set(ask.tenants) - {TENANT_ID}))
    enters = bool(ask.tenants)
    return await deps.tenant_access.create_user(actor.grants, ask.draft, ask.groups, enters=enters)


@operation("user.update", allows=OWNER, scope=TENANT)
async def update(deps: Services, actor: Actor, ask: UpdateUser) -> Entrant:
    """A new password ends all sessions. Raises: NotFound, Invalid, Conflict."""
    await deps.users.get(ask.user_id, ask.kind)
    await deps.users.update(ask.user_id, **ask.fields)
    return await detail(deps, ask.user_id, ask.kind)


@operation("user.delete", allows=OWNER, scope=TENANT)
async def delete(deps: Services, actor: Actor, ask: DeleteUser) -> None:
    """Executions keep the name. Raises: NotFound, Conflict for the first user."""
    await deps.users.delete(ask.user_id, ask.kind)


@operation("user.remove_password", allows=OWNER, scope=TENANT)
async def remove_password(deps: Services, actor: Actor, ask: RemovePassword) -> Entrant:
    """Raises: NotFound, also for another way or where there is no password."""
    user = await deps.users.get(ask.user_id)
    if ask.way.lower() not in ("basic", "basic_auth") or user.password_hash is None:
        raise NotFound.of("Way to sign in", ask.way)
    await deps.users.update(ask.user_id, password_hash=None)
    await deps.users.end_sessions(ask.user_id)
    return await detail(deps, ask.user_id, None)


@operation("user.end_sessions", allows=OWNER, scope=TENANT, audits=AuditRule(resource="USER"))
async def end_sessions(deps: Services, actor: Actor, ask: EndSessions) -> None:
    """Tokens stay good. Raises: NotFound."""
    await deps.users.end_sessions(ask.user_id)


@operation("user.unlock", allows=OWNER, scope=TENANT)
async def unlock(deps: Services, actor: Actor, ask: UnlockUser) -> None:
    """Failures from before do not count any more. Raises: NotFound."""
    await deps.identities.unlock(ask.user_id)


@operation("user.impersonate", allows=OWNER, scope=TENANT, audits=AuditRule(resource="USER"))
async def impersonate(deps: Services, actor: Actor, ask: Impersonate) -> str:
    """It ends by signing out. Raises: NotFound, NotAllowed for who may do more."""
    user = await deps.users.get(ask.user_id, UserKind.STANDARD)
    me = await deps.users.get(actor.user_id) if actor.user_id is not None else user
    await deps.identities.as_another(Identity(me, actor.grants, actor.via), user.username)
    return await deps.sessions.begin(user.id, actor.address, actor.user_id)


@operation("user_token.list", allows=OWNER, scope=TENANT)
async def tokens(deps: Services, actor: Actor, ask: ListUserTokens) -> list[ApiToken]:
    """Expired ones too. Raises: NotFound for the user."""
    await deps.users.get(ask.user_id, ask.kind)
    return await deps.tokens.of(ask.user_id)


@operation("user_token.create", allows=OWNER, scope=TENANT)
async def create_token(deps: Services, actor: Actor, ask: CreateUserToken) -> ApiToken:
    """Its full text is in no other answer. Raises: NotFound, Conflict when its name is taken."""
    await deps.users.get(ask.user_id, ask.kind)
    return await deps.tokens.create(ask.user_id, ask.asked)


@operation("user_token.delete", allows=OWNER, scope=TENANT)
async def delete_token(deps: Services, actor: Actor, ask: DeleteUserToken) -> None:
    """At once. Raises: NotFound for the user or the token."""
    await deps.users.get(ask.user_id, ask.kind)
    await deps.tokens.delete(ask.user_id, ask.token_id)


async def detail(deps: Services, user_id: str, kind: UserKind | None) -> Entrant:
    """A user with their groups. Raises: NotFound."""
    user = await deps.users.get(user_id, kind)
    return Entrant(user, await deps.groups.of(user_id))
