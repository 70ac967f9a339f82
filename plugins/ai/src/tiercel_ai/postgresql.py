"""Connections to PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from tiercel.plugin import RunContext
from tiercel.plugin.services.far_errors import explained
from tiercel.plugins.clients import client_module
from tiercel.plugins.hosts import allowed_addresses

_CONNECT_SECONDS = 10


class Server(msgspec.Struct, frozen=True):
    """A database, and who asks."""

    host: str
    port: int
    database: str
    user: str
    password: str


@contextmanager
def connection(ctx: RunContext, server: Server, operation: str) -> Iterator[Any]:
    """A cursor within the block, whose statements are one transaction.

    Raises: PluginError with host, operation and the server's message, Interrupted when the task
    was stopped.
    """
    driver = client_module("psycopg", "PostgreSQL", "tiercel-ai[postgresql]")
    place = f"PostgreSQL at {server.host}:{server.port}"
    if not server.host.startswith("/"):  # Else the folder of a socket of this machine.
        allowed_addresses(ctx, place, server.host, server.port)
    with (
        explained(ctx, place, operation, (driver.Error, OSError), (server.password,)),
        driver.connect(
            host=server.host,
            port=server.port,
            dbname=server.database,
            user=server.user,
            password=server.password,
            connect_timeout=_CONNECT_SECONDS,
        ) as opened,
        opened.cursor() as cursor,
    ):
        ctx.on_stop(opened.cancel_safe)
        yield cursor


def quoted(name: str) -> str:
    """A name as SQL has it, also one with a schema before it."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))
