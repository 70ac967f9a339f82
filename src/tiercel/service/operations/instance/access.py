"""Operations on who may use the server: the user, signing in, API tokens."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from tiercel.model.access import PUBLIC, SIGNED_IN, TENANT, Actor, Via
from tiercel.model.audit.entry import AuditType
from tiercel.model.audit.rules import AuditRule
from tiercel.model.authorization.people import User
from tiercel.model.errors import Invalid, Violation
from tiercel.model.request import Request
from tiercel.ports.store import Tx
from tiercel.service.access.tokens import ApiToken, NewToken
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services
from tiercel.service.unit import jointly


class Setup(msgspec.Struct, frozen=True):
    """What a first page needs to know: whether there is a user, and where things are kept."""

    is_done: bool
    store_type: str
    storage_type: str
    needs_code: bool


class GetSetup(Request[Setup], frozen=True, kw_only=True):
    """Whether the server is set up."""


class ListCredentialProblems(Request[list[str]], frozen=True, kw_only=True):
    """What is wrong with the credentials of the configuration."""


class SetUp(Request[User | None], frozen=True, kw_only=True):
    """Create the first user, who owns the server."""

    username: str | None
    password: str | None
    code: str | None = None


class SetUser(Request[bool], frozen=True, kw_only=True):
    """New credentials; whether the caller may set them.

    Shapes: `authorization` is what a request says of itself in the header of that name. Where it
    proves nobody, the current password has to.
    """

    username: str | None
    password: str | None
    current: str | None = None
    authorization: str = ""


class SignIn(Request[str | None], frozen=True, kw_only=True):
    """A session for whoever knows the credentials; None for others."""

    username: str
    password: str


class SignOut(Request[None], frozen=True, kw_only=True):
    """The session of the client ends."""

    session: str = ""


class ListTokens(Request[list[ApiToken]], frozen=True, kw_only=True):
    """All tokens without what proves them."""


class CreateToken(Request[ApiToken], frozen=True, kw_only=True):
    """A token; without an age it does not expire."""

    name: str
    description: str | None = None
    max_age: timedelta | None = None
    extended: bool = False


class DeleteToken(Request[None], frozen=True, kw_only=True):
    """Revoke a token: requests with it are refused from now on."""

    token_id: str


@operation("access.setup", allows=PUBLIC, scope=TENANT)
async def setup(deps: Services, actor: Actor, ask: GetSetup) -> Setup:
    """It is set up also where no user is needed."""
    access, settings = deps.access, deps.settings
    return Setup(
        access.is_initialised, settings.store_type, settings.storage.type, access.needs_code
    )


@operation("access.problems", allows=PUBLIC, scope=TENANT)
async def problems(deps: Services, actor: Actor, ask: ListCredentialProblems) -> list[str]:
    return deps.access.config_problems


_CREDENTIALS = AuditRule(resource="USER")


@operation("access.set_up", allows=PUBLIC, scope=TENANT, audits=_CREDENTIALS)
async def set_up(deps: Services, actor: Actor, ask: SetUp) -> User | None:
    """Raises: Conflict when it is set up already, Invalid, also for a wrong code."""
    await deps.access.set_up(ask.username, ask.password, ask.code)
    return deps.access.first


@operation("access.set_user", allows=PUBLIC, scope=TENANT, audits=_CREDENTIALS)
async def set_user(deps: Services, actor: Actor, ask: SetUser) -> bool:
    """Open until there is a user; then only for the user.

    Where the set-up needs a code, it is the only way. Guesses of the current password count as
    those at the sign-in do. Raises: Invalid, TooManyTries.
    """
    access = deps.access
    if access.needs_code:
        return False
    is_guarded = access.is_enabled and access.is_initialised
    proved = await deps.identities.of_authorization(ask.authorization, actor.address)
    if is_guarded and not (proved is not None and proved.user.is_first):
        if ask.current is None:
            return False
        if not await access.is_user(access.username, ask.current, actor.address):
            raise Invalid([Violation("", "The current password is wrong.")])
    await access.set_user(ask.username, ask.password, ask.current)
    return True


@operation("access.sign_in", allows=PUBLIC, scope=TENANT)
async def sign_in(deps: Services, actor: Actor, ask: SignIn) -> str | None:
    """Everybody is let in where nobody needs credentials. Raises: TooManyTries."""
    if not deps.access.is_enabled:
        return await deps.sessions.begin(None, actor.address)
    found = await deps.identities.of_password(ask.username, ask.password, actor.address)
    if found is None:
        return None
    return await session_of(deps, actor, found.user, found.via)


async def session_of(deps: Services, actor: Actor, user: User, via: Via) -> str:
    """A session for whoever proved to be a user, noted with it."""

    async def begin(tx: Tx) -> str:
        text = await deps.sessions.begin(user.id, actor.address)
        who = msgspec.structs.replace(actor, user_id=user.id)
        deps.audit.signed(tx, AuditType.LOGIN, user.username, who, via)
        return text

    return await jointly(deps.ports.store, begin)


@operation("access.sign_out", allows=SIGNED_IN, scope=TENANT, audits=False)
async def sign_out(deps: Services, actor: Actor, ask: SignOut) -> None:
    """At once, on this server; a moment later on others."""

    async def end(tx: Tx) -> None:
        await deps.sessions.end(ask.session)
        if actor.user is not None:
            deps.audit.signed(tx, AuditType.LOGOUT, actor.user, actor)

    await jointly(deps.ports.store, end)


@operation("token.list", allows=SIGNED_IN, scope=TENANT)
async def tokens(deps: Services, actor: Actor, ask: ListTokens) -> list[ApiToken]:
    """Those of whoever asks without their texts, expired ones among them."""
    return await deps.tokens.of(_owner(deps, actor))


@operation("token.create", allows=SIGNED_IN, scope=TENANT)
async def create_token(deps: Services, actor: Actor, ask: CreateToken) -> ApiToken:
    """Its full text is in no other answer. Raises: Conflict when there are too many."""
    asked = NewToken(
        name=ask.name, description=ask.description, max_age=ask.max_age, extended=ask.extended
    )
    return await deps.tokens.create(_owner(deps, actor), asked)


@operation("token.delete", allows=SIGNED_IN, scope=TENANT)
async def delete_token(deps: Services, actor: Actor, ask: DeleteToken) -> None:
    """At once. Raises: NotFound."""
    await deps.tokens.delete(_owner(deps, actor), ask.token_id)


def _owner(deps: Services, actor: Actor) -> str | None:
    """Whose tokens are meant; None for the first user and where nobody signs in."""
    first = deps.access.first
    return None if first is None or actor.user_id == first.id else actor.user_id
