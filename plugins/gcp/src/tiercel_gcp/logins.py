"""Who asks: credentials of a login, and a session of HTTP that signs with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import msgspec

from tiercel.plugin import PluginError, RunContext
from tiercel.plugins.clients import client_module
from tiercel.plugins.hosts import allowed_addresses
from tiercel_gcp.limits import ATTEMPTS_MAX, MESSAGE_CHARS_MAX, PAUSE_SECONDS, SESSIONS_MAX

CLOUD = "https://www.googleapis.com/auth/cloud-platform"


TOKENS = "https://oauth2.googleapis.com/token"
# Where older keys have their tokens from, beside googleapis.com: no look-up before they are asked.
_GOOGLE = ("accounts.google.com",)


class Grant(msgspec.Struct, frozen=True):
    """What a person has allowed an application: `refresh_token` gives tokens again and again."""

    client_id: str
    client_secret: str
    refresh_token: str
    access_token: str | None = None


class Login(msgspec.Struct, frozen=True):
    """As whom. Without `key` and `grant` the machine's own credentials are used.

    Shapes: `key` is the JSON of a service account; `impersonated` is the mail address of another;
    `emulator` is host and port of one that stands for the service and asks nobody.
    """

    key: str | None = None
    impersonated: str | None = None
    scopes: tuple[str, ...] = (CLOUD,)
    grant: Grant | None = None
    emulator: str | None = None


def library(name: str) -> Any:
    """A module of the client library. Raises: PluginError with the command that installs it."""
    return client_module(name, "Google Cloud", "tiercel[gcp]")


def key_of(text: str | None) -> dict[str, str]:
    """The fields of a key. Raises: PluginError for a text that is none."""
    if not text:
        return {}
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise PluginError("`serviceAccount` must be the JSON of a service account's key")
    return found


def check_token_host(ctx: RunContext, key: str | None) -> None:
    """Raises: PluginError for a key that has its tokens from where flows may not ask."""
    address = str(key_of(key).get("token_uri") or TOKENS)
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise PluginError("`serviceAccount`: its `token_uri` is no address") from None
    if host not in _GOOGLE and not host.endswith(".googleapis.com"):
        allowed_addresses(ctx, f"Google Cloud at {parts.netloc}", host, port)


def words_of(error: Exception) -> str:
    """What the library says, without the whole answer that it has behind that."""
    return str(error.args[0] if error.args else error)[:MESSAGE_CHARS_MAX]


@contextmanager
def signing_in(key: str | None) -> Iterator[None]:
    """Errors of the library as one. Raises: PluginError, without the private key."""
    errors = library("google.auth.exceptions").GoogleAuthError
    try:
        yield
    except (errors, ValueError) as error:
        text = words_of(error).replace(str(key_of(key).get("private_key")), "****")
        raise PluginError(f"Google Cloud: signing in failed: {text}") from None


def credentials_of(login: Login) -> tuple[Any, str | None]:
    """Credentials, and the project that they belong to where they say so.

    Raises: PluginError for a key that can't be used, errors of the library where the machine has
    no credentials.
    """
    scopes = list(login.scopes)
    if login.grant is not None:
        return _granted(login.grant), None
    if login.key:
        info = key_of(login.key)
        try:
            found = library("google.oauth2.service_account").Credentials.from_service_account_info(
                info, scopes=scopes
            )
        except ValueError as error:
            reason = str(error).replace(str(info.get("private_key")), "****")
            raise PluginError(f"`serviceAccount` can't be used: {reason}") from None
        project = info.get("project_id")
    else:
        found, project = library("google.auth").default(scopes=scopes)
    if login.impersonated:
        found = library("google.auth.impersonated_credentials").Credentials(
            source_credentials=found, target_principal=login.impersonated, target_scopes=scopes
        )
    return found, project


def _granted(grant: Grant) -> Any:
    """They are good for what the person has allowed, whatever else is asked for."""
    return library("google.oauth2.credentials").Credentials(
        grant.access_token,
        refresh_token=grant.refresh_token,
        client_id=grant.client_id,
        client_secret=grant.client_secret,
        token_uri=TOKENS,
    )


@lru_cache(maxsize=SESSIONS_MAX)
def session_of(login: Login) -> Any:
    """A session that signs its requests, which is kept. Raises: as `credentials_of`."""
    found, _ = credentials_of(login)
    return with_retries(library("google.auth.transport.requests").AuthorizedSession(found))


@lru_cache(maxsize=1)
def unsigned_session() -> Any:
    """A session for emulators, which ask nobody who they are."""
    return with_retries(library("requests").Session())


def with_retries(session: Any) -> Any:
    """A session that repeats what can be repeated when the service is busy for a moment."""
    retry = library("urllib3.util.retry").Retry(
        total=ATTEMPTS_MAX,
        backoff_factor=PAUSE_SECONDS,
        backoff_jitter=PAUSE_SECONDS,
        status_forcelist=(429, 500, 502, 503, 504),
        allowed_methods=("GET", "HEAD", "PUT", "DELETE"),
        raise_on_status=False,
    )
    adapter = library("requests.adapters").HTTPAdapter(max_retries=retry, pool_maxsize=32)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session
