"""Client libraries of Azure: what they sign with, and how their errors are told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from tiercel.plugin import PluginError, RunContext
from tiercel.plugin.services.far_errors import explained, words_of
from tiercel.plugin.services.foreign import OTHER_FORM, web_page
from tiercel.plugins.clients import client_module
from tiercel.plugins.hosts import address_of, allowed_addresses
from tiercel_azure.connection import Signed
from tiercel_azure.limits import CONNECT_SECONDS, READ_SECONDS, TRIES

_SECRET_PARTS = ("accountkey", "sharedaccesskey", "sharedaccesssignature")
# Of every client: it asks again after one second, two and four.
OPTIONS: dict[str, Any] = {
    "connection_timeout": CONNECT_SECONDS,
    "read_timeout": READ_SECONDS,
    "retry_total": TRIES,
    "initial_backoff": 1,
    "increment_base": 2,
    "random_jitter_range": 1,
}


def library(name: str) -> Any:
    """A library below `azure`. Raises: PluginError with the command that installs it."""
    return client_module(f"azure.{name}", "Azure", "tiercel[azure]")


class Refused(Exception):
    """What a service says of a request, in one line."""


class Tokens:
    """Tokens of an application, as clients ask for them."""

    def __init__(self, ctx: RunContext, application: Signed) -> None:
        self._ctx = ctx
        self._application = application

    def get_token(self, *scopes: str, **_: Any) -> Any:
        """A token that is good for what is asked. Raises: PluginError when there is none."""
        found = self._application.token(self._ctx, " ".join(scopes))
        until = self._ctx.now().timestamp() + int(found["expires_in"])
        return library("core.credentials").AccessToken(found["access_token"], int(until))


def parts_of(connection_string: str) -> dict[str, str]:
    """The parts of a connection string, by their names in small letters.

    Raises: PluginError for a text that is none, without what is in it.
    """
    parts = [each.strip() for each in connection_string.split(";") if each.strip()]
    if not parts or not all("=" in each for each in parts):
        raise PluginError("`connectionString` must be such as AccountName=…;AccountKey=…")
    return {each.partition("=")[0].lower(): each.partition("=")[2] for each in parts}


def secrets_of(connection_string: str | None, *more: str | None) -> tuple[str, ...]:
    """What no error may show: keys, whole signatures, and the signature alone."""
    parts = parts_of(connection_string) if connection_string else {}
    found = [*(parts.get(name) for name in _SECRET_PARTS), *more]
    signatures = [
        word.removeprefix("sig=")
        for each in found
        if each
        for word in each.lstrip("?").split("&")
        if word.startswith("sig=")
    ]
    whole = {each for each in (*found, *signatures) if each}
    forms = whole | {quote(each, safe="") for each in whole}
    return tuple(sorted(forms, key=len, reverse=True))


def allowed(ctx: RunContext, service: str, url: str) -> str:
    """How errors call the service. Raises: PluginError for a host that the settings forbid."""
    example = "https://name.blob.core.windows.net"
    address = address_of(f"{service}: the endpoint", url, example, ("http", "https", "sb"))
    place = f"{service} at {address.host}"
    allowed_addresses(ctx, place, address.host, address.port)
    return place


@contextmanager
def told(
    ctx: RunContext,
    place: str,
    operation: str,
    secrets: tuple[str, ...],
    more: tuple[type[Exception], ...] = (),
) -> Iterator[None]:
    """Errors of a client with where, what and what the service says, and no credential.

    `more` are errors of clients that have others than the usual ones.
    """
    errors = library("core.exceptions")
    with explained(ctx, place, operation, (errors.AzureError, Refused, *more), secrets):
        try:
            yield
        except errors.HttpResponseError as error:
            raise Refused(_said(error)) from None
        except errors.ServiceResponseError as error:
            raise Refused(words_of(error.inner_exception or error)) from None
        except errors.DeserializationError as error:
            raise Refused(OTHER_FORM) from error


def _said(error: Any) -> str:
    """Status, code and the first line; what follows there are numbers of the request."""
    code = getattr(error, "error_code", None) or getattr(error.error, "code", None) or ""
    status = error.status_code or ""
    text = (error.message or "").strip()
    line = web_page(text) or text.partition("\n")[0]
    return f"{status} {getattr(code, 'value', code)}: {line}".strip(": ")
