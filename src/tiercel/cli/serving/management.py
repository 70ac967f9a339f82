"""Runs the management port beside whatever else a server does."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn

from tiercel.cli.serving.application import WebApplication
from tiercel.cli.serving.http_protocol import BoundedProtocol
from tiercel.cli.serving.listening import listen
from tiercel.model.errors import Unavailable
from tiercel.model.limits import MANAGEMENT_PORT
from tiercel.settings import Settings

log = logging.getLogger("tiercel.server")


class QuietServer(uvicorn.Server):
    """Uvicorn that leaves signals to the server it stands beside."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are for the server of the API: this one ends with it."""
        yield


@contextlib.asynccontextmanager
async def managed(
    app: WebApplication, settings: Settings, protocol: type[BoundedProtocol]
) -> AsyncIterator[None]:
    """Answer on the management port while the block runs. Raises: Unavailable."""
    listening = management_socket(settings)
    if listening is None:
        yield
        return
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        proxy_headers=False,
        http=protocol,
        timeout_graceful_shutdown=1,
    )
    server = QuietServer(config)
    task = asyncio.create_task(server.serve(sockets=[listening]), name="management")
    log.info("health and metrics on port %d", listening.getsockname()[1])
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.gather(task, return_exceptions=True)


def management_socket(settings: Settings) -> socket.socket | None:
    """Where to listen: the port that the settings name, or 8081 for servers without an API.

    None when it is switched off, and when nobody asked for the port and another program has it:
    several servers may well run on one machine. Raises: Unavailable for a port that was named.
    """
    given = settings.endpoints.all
    has_api = settings.server.type in ("STANDALONE", "WEBSERVER")
    if not given.enabled or (given.port is None and has_api):
        return None
    if given.port is not None:
        return listen(settings.http.host, given.port, "endpoints.all.port")
    try:
        return listen(settings.http.host, MANAGEMENT_PORT, "endpoints.all.port")
    except Unavailable:
        log.warning(
            "port %d is in use: this server answers no health checks; set endpoints.all.port",
            MANAGEMENT_PORT,
        )
        return None
