"""Properties that all HTTP tasks and the HTTP trigger share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

import msgspec

from tiercel.plugin import Json, Part, Prop

LogPart = Literal["REQUEST_HEADERS", "REQUEST_BODY", "RESPONSE_HEADERS", "RESPONSE_BODY"]
ALL_PARTS: tuple[LogPart, ...] = (
    "REQUEST_HEADERS",
    "REQUEST_BODY",
    "RESPONSE_HEADERS",
    "RESPONSE_BODY",
)
# What the old `logLevel` stands for.
LEVEL_PARTS: Mapping[str, tuple[LogPart, ...]] = {
    "TRACE": ALL_PARTS,
    "DEBUG": ("REQUEST_HEADERS", "RESPONSE_HEADERS"),
    "INFO": ("RESPONSE_HEADERS",),
}


class Timeout(Part):
    """How long to wait."""

    connect_timeout: Annotated[
        timedelta | None, Prop("How long to wait for the connection, such as `PT10S`.")
    ] = None
    read_idle_timeout: Annotated[timedelta, Prop("For more of the answer.")] = timedelta(minutes=5)


class Proxy(Part):
    """A proxy."""

    type: Annotated[
        Literal["DIRECT", "HTTP", "SOCKS"],
        Prop("How the proxy is spoken to; `DIRECT` goes without one."),
    ] = "DIRECT"
    address: Annotated[str | None, Prop("The host name or address of the proxy.")] = None
    port: Annotated[int | None, Prop("The port of the proxy, such as 3128.")] = None
    username: Annotated[str | None, Prop("A user it knows.")] = None
    password: Annotated[str | None, Prop("The password of the user.")] = None


class Auth(Part):
    """Who asks."""

    type: Annotated[
        Literal["BASIC", "BEARER", "DIGEST"],
        Prop("How to sign in: name and password (`BASIC`, `DIGEST`) or a token (`BEARER`)."),
    ] = "BASIC"
    username: Annotated[str | None, Prop("The user, for BASIC and DIGEST.")] = None
    password: Annotated[str | None, Prop("The password, for BASIC and DIGEST.")] = None
    token: Annotated[str | None, Prop("The token, for BEARER.")] = None


class SslOptions(Part):
    """How the server's certificate is checked."""

    insecure_trust_all_certificates: Annotated[
        bool | None,
        Prop(
            "Whether any certificate of the server is accepted, even a false one; for tests only."
        ),
    ] = None


class HttpOptions(Part):
    """How a request is made."""

    timeout: Annotated[Timeout | None, Prop("How long to wait.")] = None
    proxy: Annotated[Proxy | None, Prop("The proxy to use.")] = None
    auth: Annotated[Auth | None, Prop("How to sign in; nobody is signed in unless set.")] = None
    ssl: Annotated[SslOptions | None, Prop("How certificates are checked.")] = None
    follow_redirects: Annotated[bool, Prop("Go where the server sends us.")] = True
    allow_failed: Annotated[bool, Prop("Take answers with a code of 400 and above.")] = False
    allowed_response_codes: Annotated[list[int] | None, Prop("Codes that are never an error.")] = (
        None
    )
    enabled_tcp_extended_keep_alive: Annotated[bool, Prop("Keep idle connections alive.")] = True
    default_charset: Annotated[str, Prop("The charset of texts that name none.")] = "UTF-8"
    logs: Annotated[
        list[LogPart] | None,
        Prop("Which parts of requests and answers are written to the log; none unless set."),
    ] = None
    connect_timeout: Annotated[
        timedelta | None,
        Prop(
            "An older name of `timeout.connectTimeout`: how long to wait for the connection.",
            deprecated=True,
        ),
    ] = None
    read_timeout: Annotated[
        timedelta | None,
        Prop(
            "An older name of `timeout.readIdleTimeout`: how long to wait for more of an answer.",
            deprecated=True,
        ),
    ] = None
    read_idle_timeout: Annotated[
        timedelta | None,
        Prop("Accepted and ignored; `timeout.readIdleTimeout` sets the wait.", deprecated=True),
    ] = None
    connection_pool_idle_timeout: Annotated[
        timedelta | None, Prop("Accepted for older flows, and ignored.", deprecated=True)
    ] = None
    max_content_length: Annotated[
        int | None, Prop("Accepted for older flows, and ignored.", deprecated=True)
    ] = None
    proxy_type: Annotated[
        Literal["DIRECT", "HTTP", "SOCKS"] | None,
        Prop("An older name of `proxy.type`: how the proxy is spoken to.", deprecated=True),
    ] = None
    proxy_address: Annotated[
        str | None,
        Prop("An older name of `proxy.address`: the host of the proxy.", deprecated=True),
    ] = None
    proxy_port: Annotated[
        int | None, Prop("An older name of `proxy.port`: the port of the proxy.", deprecated=True)
    ] = None
    proxy_username: Annotated[
        str | None,
        Prop("An older name of `proxy.username`: who signs in at the proxy.", deprecated=True),
    ] = None
    proxy_password: Annotated[
        str | None,
        Prop("An older name of `proxy.password`: the password for the proxy.", deprecated=True),
    ] = None
    basic_auth_user: Annotated[
        str | None, Prop("An older name of `auth.username`: who signs in.", deprecated=True)
    ] = None
    basic_auth_password: Annotated[
        str | None,
        Prop("An older name of `auth.password`: the password to sign in with.", deprecated=True),
    ] = None
    log_level: Annotated[
        str | None, Prop("An older setting; `logs` says what is written.", deprecated=True)
    ] = None


class Settings(msgspec.Struct, frozen=True):
    """The options with their old names resolved."""

    connect_timeout: timedelta | None
    read_timeout: timedelta
    proxy: Proxy | None
    auth: Auth | None
    trusts_all: bool
    follows_redirects: bool
    allows_failed: bool
    allowed_codes: tuple[int, ...]
    charset: str
    logs: tuple[str, ...]


def settings_of(
    given: HttpOptions, *, auth: Auth | None, ssl: SslOptions | None, failed: bool | None
) -> Settings:
    """The options `given` to a request; `auth`, `ssl` and `failed` are the old top-level ones."""
    timeout = given.timeout or Timeout()
    certificates = given.ssl or ssl
    return Settings(
        connect_timeout=timeout.connect_timeout or given.connect_timeout,
        read_timeout=given.read_timeout or timeout.read_idle_timeout,
        proxy=given.proxy or _old_proxy(given),
        auth=given.auth or auth or _old_auth(given),
        trusts_all=bool(certificates and certificates.insecure_trust_all_certificates),
        follows_redirects=given.follow_redirects,
        allows_failed=given.allow_failed or bool(failed),
        allowed_codes=tuple(given.allowed_response_codes or ()),
        charset=given.default_charset,
        logs=tuple(given.logs or LEVEL_PARTS.get(given.log_level or "", ())),
    )


def _old_proxy(given: HttpOptions) -> Proxy | None:
    if given.proxy_type is None and given.proxy_address is None:
        return None
    return Proxy(
        type=given.proxy_type or "HTTP",
        address=given.proxy_address,
        port=given.proxy_port,
        username=given.proxy_username,
        password=given.proxy_password,
    )


def _old_auth(given: HttpOptions) -> Auth | None:
    if given.basic_auth_user is None:
        return None
    return Auth(username=given.basic_auth_user, password=given.basic_auth_password)


Headers = dict[str, Json]
