"""An application behind a real port, for tests of connections and of clients of their own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import uvicorn

from tiercel.bootstrap import Application
from tiercel.cli.serving.connections import Connections
from tiercel.cli.serving.http_protocol import BoundedProtocol, bounded
from tiercel.cli.serving.listening import listen
from tiercel.cli.serving.management import QuietServer


@contextlib.asynccontextmanager
async def served(
    application: Application, protocol: type[BoundedProtocol] | None = None
) -> AsyncIterator[tuple[int, uvicorn.Server]]:
    """The port on loopback, and the server there until the block ends."""
    listening = listen("127.0.0.1", 0, "--port")
    config = uvicorn.Config(
        application.app,
        log_config=None,
        lifespan="off",
        ws="none",
        http=protocol or bounded(Connections(100), head_seconds=60.0),
        access_log=False,
    )
    server = QuietServer(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield listening.getsockname()[1], server
    finally:
        application.app.close()
        server.should_exit = server.force_exit = True
        await task
