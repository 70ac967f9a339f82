"""Which broker, and as whom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

from tiercel.plugin import Plugin, PluginError, Prop, RunContext
from tiercel.plugin.services.far_errors import explained
from tiercel.plugins.clients import client_module
from tiercel.plugins.hosts import allowed_addresses

_CONNECT_SECONDS = 20
# Until a broker has let the client in.
_STACK_SECONDS = 30
# Seconds between signs of life; reading and storing may take longer than usual.
_HEARTBEAT_SECONDS = 300


def library(name: str = "pika") -> Any:
    """The client library. Raises: PluginError with the command that installs it."""
    return client_module(name, "AMQP", "tiercel[amqp]")


class Amqp(Plugin):
    """Base of everything that asks a broker."""

    host: Annotated[str | None, Prop("The name or address of the broker, which must be given.")] = (
        None
    )
    port: Annotated[str, Prop("The port of the broker.")] = "5672"
    username: Annotated[str | None, Prop("The name to sign in with; guest by default.")] = None
    password: Annotated[str | None, Prop("The password to sign in with, best from a secret.")] = (
        None
    )
    virtual_host: Annotated[
        str, Prop("The virtual host of the broker; `/` is its default one.")
    ] = "/"
    url: Annotated[
        str | None,
        Prop("The address, `amqp://user:password@host:5672/vhost`, instead.", deprecated=True),
    ] = None

    @contextmanager
    def channel(self, ctx: RunContext, operation: str) -> Iterator[Any]:
        """A channel to the broker.

        Raises: PluginError with host, operation and the broker's message, Interrupted.
        """
        pika = library()
        host, port, login, virtual_host, is_tls = self._parts()
        place = f"AMQP at {host}:{port}"
        allowed_addresses(ctx, place, host, port)
        options: dict[str, Any] = {}
        if is_tls:
            ssl = client_module("ssl", "", "")
            options["ssl_options"] = pika.SSLOptions(ssl.create_default_context(), host)
        parameters = pika.ConnectionParameters(
            host=host,
            port=port,
            virtual_host=virtual_host,
            credentials=pika.PlainCredentials(*login, erase_on_connect=False),
            heartbeat=_HEARTBEAT_SECONDS,
            socket_timeout=_CONNECT_SECONDS,
            stack_timeout=_STACK_SECONDS,
            blocked_connection_timeout=_HEARTBEAT_SECONDS,
            **options,
        )
        errors = (pika.exceptions.AMQPError, OSError, ValueError, TypeError)
        silent = library("pika.adapters.utils.connection_workflow").AMQPConnectorException
        with explained(ctx, place, operation, errors, (login[1],)):
            try:
                connection = pika.BlockingConnection(parameters)
            except silent:
                raise TimeoutError("what answers there, if anything, speaks no AMQP") from None
            try:
                yield connection.channel()
            finally:
                # A broker that has ended the connection is told of nothing.
                with suppress(pika.exceptions.AMQPError):
                    connection.close()

    def _parts(self) -> tuple[str, int, tuple[str, str], str, bool]:
        host, port = self.host, self.port
        login = (self.username or "guest", self.password or "guest")
        if self.url is None:
            if not host or not port.isdigit():
                raise PluginError("`host` must be given, and `port` a number")
            return host, int(port), login, self.virtual_host, False
        try:
            parts = urlsplit(self.url.strip())
            number = parts.port
        except ValueError:
            parts, number = urlsplit(""), None
        if parts.scheme not in ("amqp", "amqps") or not parts.hostname:
            raise PluginError("`url` must be an address such as amqp://user:password@host:5672/")
        is_tls = parts.scheme == "amqps"
        if parts.username:
            login = (unquote(parts.username), unquote(parts.password or ""))
        path = unquote(parts.path[1:]) or self.virtual_host
        return parts.hostname, number or (5671 if is_tls else 5672), login, path, is_tls
