"""Reads credentials from headers and cookies and asks the access service (common.md §3)."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Sequence
from http.cookies import CookieError, SimpleCookie
from typing import Protocol
from urllib.parse import unquote, urlsplit

from starlette.responses import Response
from starlette.types import Scope

from tiercel.model.authorization.grants import UNLIMITED
from tiercel.service.access.access import Access
from tiercel.service.access.identities import Identity
from tiercel.service.access.provisioning import Assertion
from tiercel.service.access.rate_limits import RateLimits
from tiercel.web.call import GRANTS, USER, USER_ID, VIA
from tiercel.web.http.headers import header_of
from tiercel.web.http.peers import peer_of
from tiercel.web.proxy_sign_in import ProxyHeaders, Spoofed

SESSION_COOKIE = "JWT"
BASIC_COOKIE = "BASIC_AUTH"
CSRF_COOKIE = "csrfToken"
# Whom a call acts as, for those who may.
IMPERSONATE_HEADER = b"x-kestra-impersonate"
# Where a scope says that nobody owns the server yet, and what is answered all the same.
UNOWNED = "tiercel.unowned"
OF_SET_UP = (
    "/setup",
    "/login",
    "/auths",
    "/basicAuth",
    "/configs/login",
    "/basicAuthValidationErrors",
)
WEBHOOKS = "/executions/webhook/"
WEBHOOK_SLASHES = 2
_WRONG_TOKEN = "The CSRF token is missing or wrong."
LOG = logging.getLogger("tiercel.access")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

# At the root, but they name executions and flows.
_NAMING = frozenset({"/worker", "/scheduler"})


class Guarding(Protocol):
    """Lets a request pass, or answers it."""

    async def refusal(self, scope: Scope, path: str) -> Response | None:
        """The answer for a request that may not pass, else None."""


class Proofs(Protocol):
    """Whom a request proves to come from; reading one notes that it was used."""

    def known(self, header: str) -> Identity | None:
        """By the header of that name, where it proved somebody a moment ago."""

    async def of_authorization(self, header: str, address: str) -> Identity | None:
        """By the header of that name. Raises: TooManyTries."""

    async def of_basic(self, encoded: str, address: str) -> Identity | None:
        """By base64 of a name and a password. Raises: TooManyTries."""

    async def of_session(self, text: str) -> Identity | None:
        """By the cookie of a sign-in."""

    async def of_assertion(self, assertion: Assertion) -> Identity | None:
        """By what a proxy says."""

    async def refused(self, username: str, address: str) -> None:
        """Somebody named a user whom they could not prove to be."""

    async def as_another(self, identity: Identity, username: str) -> Identity:
        """Whom somebody acts as. Raises: NotAllowed."""


class Guard:
    """Asks for the credentials of the API."""

    def __init__(
        self,
        access: Access,
        proofs: Proofs,
        limits: RateLimits,
        open_urls: Sequence[str],
        proxy: ProxyHeaders,
    ) -> None:
        self._access = access
        self._proxy = proxy
        self._proofs = proofs
        self._limits = limits
        self._open = tuple(open_urls)

    async def refusal(self, scope: Scope, path: str) -> Response | None:
        """The answer for a request that may not pass; else None.

        Shapes: then the scope has the user, and what they may do. Whatever takes no credentials may
        be used by everybody, as the configuration says. Raises: TooManyTries.
        """
        if not self._access.is_fresh:
            await self._access.refresh()
        if not self._asks(path):
            scope[GRANTS] = UNLIMITED
            return None
        if not self._access.is_initialised:
            scope[UNOWNED] = True
            return unauthenticated(scope)
        assertion = self._proxy.assertion(scope)
        if assertion is not None:
            return await self._of_proxy(scope, assertion)
        authorization = header_of(scope, b"authorization")
        if authorization:
            identity = self._proofs.known(authorization)
            if identity is None:
                address = address_of(scope)
                identity = await self._proofs.of_authorization(authorization, address)
            elif header_of(scope, IMPERSONATE_HEADER) is None:
                # Nearly every request of a program: nothing of it waits.
                self._limits.take(identity)
                _note(scope, identity)
                return None
            return await self._admitted(scope, identity)
        cookies = cookies_of(header_of(scope, b"cookie") or "")
        identity = await self._of_cookies(cookies, address_of(scope))
        if identity is None:
            return unauthenticated(scope)
        if scope["method"] not in _SAFE and not _is_same_site(scope, cookies):
            return Response(_WRONG_TOKEN, 403)
        return await self._admitted(scope, identity)

    async def _of_proxy(self, scope: Scope, assertion: Assertion | Spoofed) -> Response | None:
        """As `refusal`, for a request that names a user by header."""
        if isinstance(assertion, Spoofed):
            peer = peer_of(scope)
            LOG.warning("A connection of %s names a user by header: %s", peer, assertion.reason)
            await self._proofs.refused("", peer)
            return unauthenticated(scope)
        cookies = cookies_of(header_of(scope, b"cookie") or "")
        if scope["method"] not in _SAFE and not _is_same_site(scope, cookies):
            return Response(_WRONG_TOKEN, 403)
        identity = await self._proofs.of_assertion(assertion)
        if identity is None:
            await self._proofs.refused(assertion.username, address_of(scope))
        return await self._admitted(scope, identity)

    async def _admitted(self, scope: Scope, identity: Identity | None) -> Response | None:
        """Notes who it is; the answer for a request of nobody. Raises: NotAllowed, TooManyTries."""
        if identity is None:
            return unauthenticated(scope)
        self._limits.take(identity)
        other = header_of(scope, IMPERSONATE_HEADER)
        if other is not None:
            identity = await self._proofs.as_another(identity, other)
        _note(scope, identity)
        return None

    def _asks(self, path: str) -> bool:
        """Whether a path takes credentials."""
        if not self._access.is_enabled or self._is_open(path):
            return False
        return path.startswith("/api/") or unquote(path) in _NAMING

    def _is_open(self, path: str) -> bool:
        if not path.startswith(self._open):
            return False
        for prefix in self._open:
            if path.startswith(prefix):
                # A webhook has a namespace, a flow and a key. Fewer words name something else: to
                # start a flow of a namespace `webhook` takes credentials.
                if not prefix.endswith(WEBHOOKS):
                    return True
                is_hook = path.count("/", len(prefix)) >= WEBHOOK_SLASHES
                # Nothing is started on a server whose owner is still to come.
                return is_hook and self._access.is_initialised
        return False

    async def _of_cookies(self, cookies: dict[str, str], address: str) -> Identity | None:
        identity = await self._proofs.of_session(cookies.get(SESSION_COOKIE, ""))
        basic = cookies.get(BASIC_COOKIE)
        if identity is None and basic is not None:
            return await self._proofs.of_basic(basic, address)
        return identity


def _note(scope: Scope, identity: Identity) -> None:
    """What operations are asked for with, see `Call.actor`."""
    scope[USER], scope[USER_ID] = identity.user.username, identity.user.id
    scope[GRANTS], scope[VIA] = identity.grants, identity.via


def address_of(scope: Scope) -> str:
    """Where the client is; empty when the transport does not say."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def unauthenticated(scope: Scope) -> Response:
    """401 without a body; on our own pages no popup of the browser, for they ask themselves."""
    if "/ui/" in urlsplit(header_of(scope, b"referer") or "").path:
        return Response(None, 401)
    return Response(None, 401, {"WWW-Authenticate": "Basic"})


def cookies_of(header: str) -> dict[str, str]:
    """The cookies of a request; a broken header has none."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(header)
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


def _is_same_site(scope: Scope, cookies: dict[str, str]) -> bool:
    """Whether a write that only cookies prove comes from our own pages, as its origin said."""
    token = cookies.get(CSRF_COOKIE)
    if token is not None:
        sent = header_of(scope, b"x-csrf-token") or ""
        return hmac.compare_digest(sent.encode(), token.encode())
    # Compat: pages of the 1.x generation write the cookie themselves and know no token.
    referer = header_of(scope, b"referer")
    if header_of(scope, b"origin") is not None or referer is None:
        return True
    return urlsplit(referer).netloc == (header_of(scope, b"host") or "")
