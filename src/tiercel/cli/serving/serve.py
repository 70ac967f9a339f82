"""Runs the application and its web part until a signal comes."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import math
import os
import socket
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import uvicorn

from tiercel import __version__
from tiercel.cli.serving.application import Application, Build, WebApplication
from tiercel.cli.serving.connections import Connections
from tiercel.cli.serving.descriptors import (
    ExhaustionLog,
    connections_within,
    raise_descriptor_limit,
)
from tiercel.cli.serving.exposure import check_door
from tiercel.cli.serving.first_request import LoadedOnFirstRequest
from tiercel.cli.serving.http_protocol import BoundedProtocol, bounded
from tiercel.cli.serving.listening import listen
from tiercel.cli.serving.management import managed
from tiercel.cli.serving.privacy import hide_from_others
from tiercel.cli.serving.signals import Signals
from tiercel.model.access import SYSTEM
from tiercel.model.errors import Away, Invalid, TiercelError
from tiercel.model.limits import (
    SERVER_ACCEPTS_MAX,
    SERVER_BACKLOG,
    SERVER_COLLECT_OBJECTS,
    SERVER_DRAIN_SECONDS,
    SERVER_SWITCH_SECONDS,
    START_PAUSE_SECONDS,
)
from tiercel.plugin.server import SaveFlow
from tiercel.settings import Settings

log = logging.getLogger("tiercel.server")


class Server(uvicorn.Server):
    """Uvicorn that ends event streams first, so that open connections can drain."""

    def __init__(
        self,
        config: uvicorn.Config,
        application: Application,
        web: WebApplication,
        signals: Signals,
    ) -> None:
        super().__init__(config)
        self._application = application
        self._web = web
        self._signals = signals

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen; few are accepted in one turn, but many may wait for it."""
        await super().startup(sockets)
        for listening in sockets or ():
            listening.listen(SERVER_BACKLOG)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on the first signal, at once on the second."""
        self._signals.then = self._leave
        if self._signals.leaving.is_set():
            self._leave()
        yield

    def _leave(self) -> None:
        self._application.services.health.drain()
        self._web.close()
        self.force_exit = self.should_exit
        self.should_exit = True


def serve(build: Build, settings: Settings, flow_path: Path | None = None) -> int:
    """Serve until a signal comes; the exit code."""
    sys.setswitchinterval(SERVER_SWITCH_SECONDS)
    hide_from_others()
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(_run(build, settings, _sources_in(flow_path)))


async def _run(build: Build, settings: Settings, sources: list[tuple[Path, str]]) -> int:
    signals = Signals()
    with signals.handled():
        if settings.server.type in ("STANDALONE", "WEBSERVER"):
            return await _serve(build, settings, sources, signals)
        return await _work(build, settings, signals)


async def _work(build: Build, settings: Settings, signals: Signals) -> int:
    """Run the loops of a server that answers nobody."""
    protocol = _protocol(settings)
    application = await built(build, settings, signals)
    if application is None:
        return 0
    try:
        await application.start()
        async with managed(application.management, settings, protocol):
            kind = settings.server.type.lower()
            log.info("Tiercel %s is ready: %s", __version__, kind)
            if kind == "worker":
                log.info("Worker started with %d thread(s)", settings.worker.slots)
            await signals.leaving.wait()
            log.info("stopping")
            signals.then = _end_at_once
            await application.leave()
    finally:
        await application.stop()
    log.info("stopped")
    return 0


def _end_at_once() -> None:
    """The second signal ends the process."""
    os._exit(1)


async def built(build: Build, settings: Settings, signals: Signals) -> Application | None:
    """The server, as soon as its database is there; None after a signal.

    Raises: as `build`, for what waiting does not mend.
    """
    while not signals.leaving.is_set():
        try:
            return await build(settings)
        except Away as error:
            log.warning("waiting for the database: %s", error.message)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(START_PAUSE_SECONDS):
                await signals.leaving.wait()
    log.info("stopped before the database was there")
    return None


async def _serve(
    build: Build, settings: Settings, sources: list[tuple[Path, str]], signals: Signals
) -> int:
    listening = listen(settings.http.host, settings.http.port, "--port")
    protocol = _protocol(settings)
    try:
        application = await built(build, settings, signals)
        if application is None:
            listening.close()
            return 0
        access = application.services.access
        await application.start(lambda: check_door(settings, is_guarded=access.is_guarded))
    except BaseException:
        listening.close()
        raise
    try:
        await _save_flows(application, sources)
        web = LoadedOnFirstRequest(application)
        config = uvicorn.Config(
            web,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            http=protocol,
            timeout_keep_alive=math.ceil(settings.http.idle_timeout.total_seconds()),
            timeout_graceful_shutdown=SERVER_DRAIN_SECONDS,
            backlog=SERVER_ACCEPTS_MAX,
            # The application reads them itself, since it has to know both addresses.
            proxy_headers=False,
            ssl_certfile=settings.tls.cert,
            ssl_keyfile=settings.tls.key,
        )
        _load(config)
        _spare_the_collector()
        base = _log_addresses(settings, listening)
        if access.needs_code:
            code = await access.codes.issue()
            log.warning(
                "No user owns this server yet: open %s/ui/setup, the code is %s", base, code
            )
        warming = asyncio.create_task(_warm_up(application))
        async with managed(application.management, settings, protocol):
            await Server(config, application, web, signals).serve(sockets=[listening])
            log.info("stopping")
            signals.then = _end_at_once
            await warming
            await application.leave()
    finally:
        await application.stop()
    log.info("stopped")
    return 0


def _load(config: uvicorn.Config) -> None:
    """Load it, with the certificate. Raises: Invalid for one that is no good."""
    try:
        config.load()
    except OSError as error:
        # What SSL refuses is one too, with a number of its own.
        raise Invalid(
            f"The certificate can't be used (--tls-cert {config.ssl_certfile},"
            f" --tls-key {config.ssl_keyfile}): {error.strerror or error}"
        ) from None


def _protocol(settings: Settings) -> type[BoundedProtocol]:
    """The protocol of all ports of this process: they share its descriptors."""
    asyncio.get_running_loop().set_exception_handler(ExhaustionLog().handle)
    connections = Connections(connections_within(raise_descriptor_limit()))
    return bounded(connections, settings.http.header_timeout.total_seconds())


def _spare_the_collector() -> None:
    """What was loaded stays: a collection need not look at it ever again."""
    gc.collect()
    gc.freeze()
    # No thread runs while older ones are looked at: soon, so that there are few of them.
    gc.set_threshold(SERVER_COLLECT_OBJECTS, 5, 160)


async def _warm_up(application: Application) -> None:
    """Load what renders expressions before the first one comes: it takes a tenth of a second.

    Without flows none comes: it is loaded with the first flow that is saved.
    """
    with contextlib.suppress(TiercelError):
        if await application.services.flows.namespaces():
            await asyncio.to_thread(_load_expressions)


def _load_expressions() -> None:
    from tiercel.expr.template import Template

    Template("{{ max(1, 2) | string }}", is_modern=True)


def _log_addresses(settings: Settings, listening: socket.socket) -> str:
    """Say where the server is; its address without a path."""
    port = listening.getsockname()[1]
    host = settings.http.host
    shown = "localhost" if host in ("0.0.0.0", "::", "") else host
    scheme = "http" if settings.tls.cert is None else "https"
    base = f"{scheme}://{shown}:{port}{settings.http.prefix}"
    log.info("Tiercel %s is ready: %s", __version__, base)
    log.info("API reference: %s/docs/api-reference/open-source", base)
    where = str(settings.data.resolve()) if settings.store_type == "sqlite" else settings.store_type
    log.info("data in %s", where)
    return base


def _sources_in(folder: Path | None) -> list[tuple[Path, str]]:
    """Every flow source of a folder, with the file that it stands in."""
    from tiercel.flowlang.write import split_documents

    if folder is None:
        return []
    paths = sorted([*folder.rglob("*.yml"), *folder.rglob("*.yaml")])
    return [
        (path, source)
        for path in paths
        for source in split_documents(path.read_text(encoding="utf-8"))
    ]


async def _save_flows(application: Application, sources: list[tuple[Path, str]]) -> None:
    """Create or update flows; broken ones are named and passed over."""
    for path, source in sources:
        try:
            await application.operations.run(SYSTEM, SaveFlow(source=source))
        except TiercelError as error:
            log.error("%s: %s", path, error.message)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The faster loop when it is installed, else that of the standard library."""
    if find_spec("uvloop") is None:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = import_module("uvloop").new_event_loop
    return factory
