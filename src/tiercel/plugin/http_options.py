"""The property `options` of tasks that ask one server by HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from msgspec.structs import replace

from tiercel.model.errors import PluginError
from tiercel.plugin.fields import Prop
from tiercel.plugin.http import HttpProxy, HttpRequest
from tiercel.plugin.part import Part

__all__ = ["HttpOptions"]

_ONE_WAY = "Accepted, without effect."


class HttpOptions(Part):
    """How the request is made."""

    connect_timeout: Annotated[timedelta | None, Prop("How long connecting may take.")] = None
    read_timeout: Annotated[timedelta, Prop("How long the answer may take.")] = timedelta(
        seconds=10
    )
    read_idle_timeout: Annotated[timedelta, Prop("How long silence may last.", _ONE_WAY)] = (
        timedelta(minutes=5)
    )
    connection_pool_idle_timeout: Annotated[
        timedelta, Prop("How long connections are kept.", _ONE_WAY)
    ] = timedelta()
    max_content_length: Annotated[int, Prop("How long an answer may be.", _ONE_WAY)] = 10485760
    default_charset: Annotated[str, Prop("The encoding of the message.")] = "UTF-8"
    headers: Annotated[dict[str, str] | None, Prop("Headers of all requests, values by name.")] = (
        None
    )

    def http_proxy(self) -> HttpProxy | None:
        """The proxy that requests go through, where the service's options have one."""
        return None

    def applied(self, request: HttpRequest) -> HttpRequest:
        """A request with these times and headers, and with this proxy."""
        made = replace(
            request,
            headers={**request.headers, **(self.headers or {})},
            read_timeout=self.read_timeout,
            proxy=self.http_proxy(),
        )
        if self.connect_timeout is None:
            return made
        return replace(made, connect_timeout=self.connect_timeout)

    def encoded(self, text: str) -> bytes:
        """The text in `defaultCharset`.

        Raises: PluginError for an encoding that lacks a sign of it, or that is none.
        """
        try:
            return text.encode(self.default_charset)
        except (LookupError, UnicodeEncodeError) as error:
            raise PluginError(
                f"`options.defaultCharset` {self.default_charset} can't be used: {error}"
            ) from None
