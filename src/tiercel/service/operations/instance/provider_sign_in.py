"""Operations of signing in by a provider of identities."""

from __future__ import annotations

import msgspec

from tiercel.model.access import PUBLIC, TENANT, Actor, Via
from tiercel.model.errors import NotAllowed
from tiercel.model.request import Request
from tiercel.service.access.provider_sign_ins import (
    BegunSignIn,
    OfferedProvider,
    ProviderAnswer,
)
from tiercel.service.operations.instance.access import session_of
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services


class SignedIn(msgspec.Struct, frozen=True):
    """A new session, and the path of the pages that its browser asked for."""

    session: str
    target: str


class ListProviders(Request[list[OfferedProvider]], frozen=True, kw_only=True):
    """Who else signs people in."""


class BeginSignIn(Request[BegunSignIn], frozen=True, kw_only=True):
    """A sign-in by a provider, which leads back to `callback`, and then to `target`."""

    provider: str
    callback: str
    target: str


class FinishSignIn(Request[SignedIn], frozen=True, kw_only=True):
    """A session for whom the provider has signed in."""

    provider: str
    answer: ProviderAnswer


@operation("access.providers", allows=PUBLIC, scope=TENANT)
async def providers(deps: Services, actor: Actor, ask: ListProviders) -> list[OfferedProvider]:
    return deps.provider_sign_ins.offered


@operation("access.begin_sign_in", allows=PUBLIC, scope=TENANT, audits=False)
async def begin(deps: Services, actor: Actor, ask: BeginSignIn) -> BegunSignIn:
    """Raises: NotFound for an unknown provider, Unavailable, NotAllowed while nobody owns it."""
    _check_owned(deps)
    return await deps.provider_sign_ins.begin(ask.provider, ask.callback, ask.target)


@operation("access.finish_sign_in", allows=PUBLIC, scope=TENANT)
async def finish(deps: Services, actor: Actor, ask: FinishSignIn) -> SignedIn:
    """Whatever proves nobody is noted. Raises: NotFound, Unavailable, NotAllowed."""
    _check_owned(deps)
    try:
        user, flow = await deps.provider_sign_ins.finish(ask.provider, ask.answer)
        if user.is_disabled:
            raise NotAllowed("the user is disabled")
    except NotAllowed:
        await deps.audit.failed_sign_in(f"oidc:{ask.provider}", actor.address, Via.OIDC)
        raise
    return SignedIn(await session_of(deps, actor, user, Via.OIDC), flow.target)


def _check_owned(deps: Services) -> None:
    if not deps.access.is_initialised:
        raise NotAllowed("Nobody owns this server yet")
