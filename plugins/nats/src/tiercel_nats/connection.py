"""Which server, and as whom; the client is asynchronous, most tasks are not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from tiercel.plugin import Plugin, PluginError, Prop, RunContext
from tiercel.plugin.services.far_errors import explained
from tiercel.plugins.clients import client_module
from tiercel.plugins.hosts import allowed_addresses

T = TypeVar("T")
_CONNECT_SECONDS = 10
_PORT = 4222
_AGAIN_SECONDS = 0.2


def library(name: str = "nats") -> Any:
    """A module of the client. Raises: PluginError with the command that installs it."""
    return client_module(name, "NATS", "tiercel[nats]")


class Nats(Plugin):
    """Base of everything that asks a server."""

    url: Annotated[str, Prop("The address of the server, such as nats://localhost:4222.")]
    username: Annotated[str | None, Prop("The name to sign in with.")] = None
    password: Annotated[str | None, Prop("The password to sign in with, best from a secret.")] = (
        None
    )
    token: Annotated[str | None, Prop("A token to sign in with, instead.")] = None
    creds: Annotated[
        str | None, Prop("The content of a file of credentials, instead, best from a secret.")
    ] = None

    @contextmanager
    def explained(self, ctx: RunContext, operation: str) -> Iterator[None]:
        """Errors of the client as one. Raises: PluginError, Interrupted."""
        errors = (library("nats.errors").Error, OSError, ValueError, TimeoutError)
        place = f"NATS at {', '.join(self._hosts())}"
        with explained(ctx, place, operation, errors, (self.password, self.token, self.creds)):
            try:
                yield
            except library("nats.js.errors").NotFoundError as error:
                raise library("nats.errors").Error(_missing(error)) from None

    @asynccontextmanager
    async def connected(self, ctx: RunContext) -> AsyncIterator[Any]:
        """A connection, closed at the end. Raises: errors of the client; see `explained`."""
        for host in self._hosts():
            name, _, port = host.rpartition(":")
            allowed_addresses(ctx, f"NATS at {host}", name.strip("[]"), int(port))
        options: dict[str, Any] = {}
        if self.creds is not None:
            client_module("nkeys", "credentials of NATS", "tiercel-nats[creds]")
            path = ctx.files.resolve("nats.creds")
            path.write_text(self.creds, encoding="utf-8")
            path.chmod(0o600)
            options["user_credentials"] = str(path)
        connection = library("nats.aio.client").Client()
        try:
            await connection.connect(
                [each.strip() for each in self.url.split(",")],
                user=self.username,
                password=self.password,
                token=self.token,
                connect_timeout=_CONNECT_SECONDS,
                allow_reconnect=False,
                # Twice, then it says so.
                max_reconnect_attempts=1,
                reconnect_time_wait=_AGAIN_SECONDS,
                error_cb=_silent,
                **options,
            )
            yield connection
        finally:
            # After a refusal too: the client leaves its socket open.
            await connection.close()

    def within(self, ctx: RunContext, operation: str, work: Callable[[Any], Awaitable[T]]) -> T:
        """What is done with a connection, on an event loop of its own."""

        async def done() -> T:
            async with self.connected(ctx) as connection:
                return await work(connection)

        with self.explained(ctx, operation):
            return asyncio.run(done())

    def _hosts(self) -> list[str]:
        """Raises: PluginError, without the address, for one that is none."""
        found = []
        for each in self.url.split(","):
            try:
                parts = urlsplit(each.strip())
                port = parts.port or _PORT
            except ValueError:
                parts, port = urlsplit(""), _PORT
            if parts.scheme not in ("nats", "tls") or not parts.hostname:
                raise PluginError("`url` must be an address such as nats://localhost:4222")
            found.append(f"{parts.hostname}:{port}")
        return found


def _missing(error: Any) -> str:
    """What there is not: errors of the client itself have no word for it."""
    return error.description or (
        "there is no such bucket: `bucketName` must be one that CreateBucket has made"
        if "Bucket" in type(error).__name__
        else "no stream keeps this subject: what no stream keeps can't be read"
    )


async def _silent(error: Exception) -> None:
    """Errors arrive where the connection is used."""
