"""Which pages may make a browser ask this server, and by which names it may be asked.

A browser sends what any page wants, with the user's cookies and passwords. So a page of another
site must not write here, nor read as if it was ours because its name leads here for a moment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.responses import Response
from starlette.types import Scope

from tiercel.model.limits import WEB_HOSTS_KNOWN_MAX, WEB_ORIGIN_SHOWN_CHARS_MAX
from tiercel.settings.http_sections import CorsRule, is_loopback
from tiercel.settings.sections import Settings
from tiercel.web.errors import Refused
from tiercel.web.http.headers import header_of

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Its key proves who calls a webhook, and no browser keeps that.
_WEBHOOK = re.compile(r"/api/v1/(main/)?executions/webhook/[^/]+/[^/]+/.+")
# No pattern that names origins matches it.
_NOBODY = "https://0.invalid"


class Origins:
    """Judges the headers by which browsers say where a request comes from and goes to."""

    def __init__(self, settings: Settings) -> None:
        cors = settings.http.cors
        rules = list(cors.configurations.values()) if cors.enabled else []
        self._is_cors = cors.enabled
        self._named = _Named(rules)
        self._trusted = _Named([rule for rule in rules if rule.allow_credentials])
        self._is_for_all = cors.enabled and (self._named.is_all or not rules)
        self._own = {_address(urlsplit(settings.base_url).netloc)} if settings.base_url else set()
        names = {name.lower() for name in settings.server.accepted_hosts}
        self._is_local = settings.http.is_local
        self._takes_all = "*" in names or not (names or self._is_local)
        self._hosts = names | {_name(address) for address in self._own}
        self._known: set[bytes] = set()

    def check_host(self, scope: Scope) -> None:
        """Raises: Refused when the server is asked by a name that is not its own."""
        if self._takes_all:
            return
        for key, value in scope["headers"]:
            if key == b"host":
                if value not in self._known:
                    self._check_name(value)
                return

    def _check_name(self, given: bytes) -> None:
        name = _name(_address(given.decode("latin-1")))
        if not (name in self._hosts or is_loopback(name) or self._is_plain_address(name)):
            raise Refused(
                "misdirected",
                f"This server may not be asked as '{name[:WEB_ORIGIN_SHOWN_CHARS_MAX]}'. Names that"
                " it may be asked by are set in tiercel.server.accepted-hosts"
                " (TIERCEL_SERVER_ACCEPTED_HOSTS) or kestra.url; one that listens on this machine"
                " alone is asked as localhost or 127.0.0.1",
            )
        if len(self._known) < WEB_HOSTS_KNOWN_MAX:
            self._known.add(given)

    def _is_plain_address(self, name: str) -> bool:
        """Names can be made to lead here, addresses can't."""
        if self._is_local:
            return False
        try:
            ip_address(name)
        except ValueError:
            return False
        return True

    def check_write(self, scope: Scope, path: str) -> None:
        """Raises: Refused when a page of another site wants to change something."""
        if scope["method"] in SAFE:
            return
        origin, site = header_of(scope, b"origin"), header_of(scope, b"sec-fetch-site")
        if origin is None and site in (None, "same-origin", "none"):
            return
        if origin is not None and (self._named.has(origin) or self._is_own(scope, origin, site)):
            return
        if not _WEBHOOK.fullmatch(path):
            raise _refused(origin)

    def _is_own(self, scope: Scope, origin: str, site: str | None) -> bool:
        """Whether a page of ours sent it, as far as the browser or the addresses show.

        A page of another site can't set the header of the proxy: the browser would ask first.
        """
        if site is not None and site != "same-site":
            return site in ("same-origin", "none")
        host, passed = header_of(scope, b"host"), header_of(scope, b"x-forwarded-host")
        own = {_address(text) for text in (host, (passed or "").partition(",")[0].strip()) if text}
        return _address(origin.partition("://")[2]) in own | self._own

    def preflight(self, scope: Scope) -> Response | None:
        """The answer to a browser that asks whether a page may; None for anything else.

        Raises: Refused when it may not.
        """
        if not self._is_cors or scope["method"] != "OPTIONS":
            return None
        origin = header_of(scope, b"origin")
        if origin is None:
            return None
        method = header_of(scope, b"access-control-request-method") or "GET"
        if method not in SAFE and not self._named.has(origin):
            raise _refused(origin)
        return Response(None, 200)

    def allow(self, scope: Scope, response: Response) -> None:
        """Let a page that may read the answer do so; with the user's credentials if it is named."""
        if not self._is_cors:
            return
        origin = header_of(scope, b"origin")
        if origin is None:
            return
        response.headers.add_vary_header("Origin")
        if self._named.has(origin):
            response.headers["access-control-allow-origin"] = origin
            if self._trusted.has(origin):
                response.headers["access-control-allow-credentials"] = "true"
        elif self._is_for_all:
            response.headers["access-control-allow-origin"] = "*"
        if scope["method"] == "OPTIONS":
            asked = header_of(scope, b"access-control-request-method") or "GET"
            response.headers["access-control-allow-methods"] = asked
            wanted = header_of(scope, b"access-control-request-headers")
            if wanted:
                response.headers["access-control-allow-headers"] = wanted
            response.headers["access-control-max-age"] = "1800"


class _Named:
    """The origins that the settings name; `*`, and patterns that match anything, name none."""

    def __init__(self, rules: Sequence[CorsRule]) -> None:
        origins = {origin for rule in rules for origin in rule.allowed_origins}
        patterns = [pattern for rule in rules for pattern in rule.allowed_origins_regex]
        self._patterns = [pattern for pattern in patterns if not pattern.fullmatch(_NOBODY)]
        self._origins = origins - {"*"}
        self.is_all = "*" in origins or len(self._patterns) < len(patterns)

    def has(self, origin: str) -> bool:
        """Whether it is one of them."""
        if origin == "null":
            return False
        if origin.lower() in self._origins:
            return True
        return any(pattern.fullmatch(origin) for pattern in self._patterns)


def _refused(origin: str | None) -> Refused:
    shown = (origin or "another site")[:WEB_ORIGIN_SHOWN_CHARS_MAX]
    return Refused(
        "forbidden",
        f"A page of {shown} may not change anything here. If it is yours, name its origin in"
        " micronaut.server.cors.configurations.<name>.allowed-origins, with"
        " micronaut.server.cors.enabled; if it is this server's own page behind a proxy, set"
        " kestra.url to its address",
    )


def _address(netloc: str) -> str:
    """Host and port in lower case; the usual ports are left out."""
    return netloc.lower().removesuffix(":80").removesuffix(":443")


def _name(address: str) -> str:
    """The host without port, brackets and the dot at its end."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0].rstrip(".")
