"""Which server, and what errors say of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

import msgspec

from tiercel.plugin import Json, Plugin, PluginError, Prop, RunContext
from tiercel.plugin.services.far_errors import explained
from tiercel.plugins.clients import client_module
from tiercel.plugins.hosts import allowed_addresses

_CONNECT_SECONDS = 10
_SILENT_SECONDS = 60
_PORT = 6379


class Address(msgspec.Struct, frozen=True):
    """Where a server is, and what of its address nobody may read."""

    host: str
    port: int
    secrets: tuple[str, ...]

    @property
    def place(self) -> str:
        """How errors call the server."""
        return f"Redis at {self.host}:{self.port}"


def address_of(url: str) -> Address:
    """Raises: PluginError, without the address, for one that is none of a single server."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port or _PORT
    except ValueError:
        parts, port = urlsplit(""), _PORT
    number = parts.path.strip("/")
    if parts.scheme not in ("redis", "rediss") or not parts.hostname:
        raise PluginError(
            "`url` must be an address such as redis://:password@host:6379/0, or rediss:// for TLS"
        )
    if number and not number.isdecimal():
        raise PluginError("`url` must end with the number of a database, such as /0, or with none")
    written = parts.password or ""
    return Address(parts.hostname, port, tuple({written, unquote(written)} - {""}))


def library() -> Any:
    """The client library. Raises: PluginError with the command that installs it."""
    return client_module("redis", "Redis", "tiercel[redis]")


class Redis(Plugin):
    """Base of everything that asks a server."""

    url: Annotated[
        str,
        Prop(
            "The address of the server: `redis://user:password@host:6379/0`.",
            "`rediss://` speaks TLS. The password is best from a secret.",
        ),
    ]

    @contextmanager
    def client(self, ctx: RunContext, operation: str) -> Iterator[Any]:
        """A connection to the server.

        Raises: PluginError with host, operation and the server's message, Interrupted when the
        task was stopped.
        """
        address, redis = address_of(self.url), library()
        allowed_addresses(ctx, address.place, address.host, address.port)
        errors = (redis.RedisError, OSError, ValueError)
        with explained(ctx, address.place, operation, errors, address.secrets):
            client = redis.Redis.from_url(
                self.url.strip(),
                decode_responses=True,
                encoding_errors="replace",
                socket_connect_timeout=_CONNECT_SECONDS,
                socket_timeout=_SILENT_SECONDS,
            )
            try:
                yield client
            except redis.exceptions.InvalidResponse:
                raise redis.RedisError("what answers there does not speak Redis") from None
            except redis.AuthenticationError:
                if address.secrets:
                    raise
                # Its words are about a command that no flow has.
                raise redis.RedisError("the server wants a password, which `url` lacks") from None
            finally:
                client.close()


def given_or_missing(value: Json, *, fails: bool, what: str) -> Json:
    """A value that may be missing. Raises: PluginError when it must not."""
    if value is None and fails:
        raise PluginError(f"There is no {what}")
    return value


def all_deleted(count: int, wanted: int, *, fails: bool) -> int:
    """How many were deleted. Raises: PluginError when some were not there, and must be."""
    if fails and count < wanted:
        raise PluginError(f"Only {count} of {wanted} were there")
    return count
