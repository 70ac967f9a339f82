"""The Docker runner: a command in a container, through the API of the engine."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any, TypeVar

from tiercel.plugin import (
    Example,
    Interrupted,
    Json,
    Level,
    PluginError,
    RunContext,
    plugin,
)
from tiercel.plugin.runner import Command, Ended
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugin.services.unreachable import reason_of
from tiercel.plugins.scripts.runner.docker.archive import pack, unpack
from tiercel.plugins.scripts.runner.docker.engine import (
    Engine,
    EngineError,
    Found,
    NameTaken,
    unreachable,
)
from tiercel.plugins.scripts.runner.docker.properties import DockerProperties
from tiercel.plugins.scripts.runner.docker.pull import pull_image
from tiercel.plugins.scripts.runner.docker.specification import container_body
from tiercel.plugins.scripts.runner.late import found_late
from tiercel.plugins.scripts.runner.limits import DOCKER_SILENCE_SECONDS_MAX

T = TypeVar("T")
DOCKER = "io.kestra.plugin.scripts.runner.docker.Docker"
DEFAULT_SOCKETS = ("/var/run/docker.sock", "/dind/docker.sock")


@plugin(
    DOCKER,
    title="Run commands in a container.",
    description="Works with Docker and with the API socket of podman.",
    aliases=["io.kestra.plugin.scripts.runner.docker.DockerTaskRunner"],
    examples=[
        Example(
            "taskRunner:\n  type: io.kestra.plugin.scripts.runner.docker.Docker\n"
            "  cpu:\n    cpus: 1.5\n  memory:\n    memory: 512MB"
        )
    ],
)
class Docker(DockerProperties):
    """Copies the working directory in and out, or mounts it."""

    far_work = by_handle("the id of the container, and its name, which is that of the attempt")

    def image_for(self, image: str) -> str:
        """Its own image, else that of the task."""
        return self.image or image

    def run(self, ctx: RunContext, command: Command) -> Ended:
        """Run it in a container of its own.

        Raises: PluginError without an image or an engine; Interrupted after a kill.
        """
        if not command.image:
            raise PluginError("This task runner needs the `containerImage` property to be set")
        return asyncio.run(self._run(ctx, command))

    async def _run(self, ctx: RunContext, command: Command) -> Ended:
        loop = asyncio.get_running_loop()
        stopped = asyncio.Event()
        ctx.on_stop(lambda: set_from_thread(loop, stopped))
        async with Engine(self.host or default_host()) as engine:
            try:
                return await self._in_container(ctx, command, engine, stopped)
            except EngineError as error:
                raise PluginError(f"Docker execution failed: {error.message}") from error

    async def _in_container(
        self, ctx: RunContext, command: Command, engine: Engine, stopped: asyncio.Event
    ) -> Ended:
        await engine.check()
        earlier = await self._earlier(ctx, engine)
        if earlier is None:
            earlier = await self._started(ctx, command, engine, stopped)
        else:
            ctx.log.write(Level.INFO, f"Going on with container {earlier.id} of an attempt before")
        container, details = earlier.id, {"containerId": earlier.id}
        is_over = False
        if not self.wait:
            return Ended(exit_code=0, details=details)
        try:
            code = await self._watched(ctx, engine, container, command, stopped)
            if self.file_handling_strategy == "VOLUME" and not ctx.is_stopped:
                await self._copy_back(engine, earlier, command.folder)
            is_over = not ctx.is_stopped
        finally:
            await asyncio.shield(self._let_go(ctx, engine, container, is_over=is_over))
        if stopped.is_set() or ctx.is_stopped:
            raise Interrupted("The command was interrupted")
        return Ended(exit_code=code, details=details)

    async def _let_go(
        self, ctx: RunContext, engine: Engine, container: str, *, is_over: bool
    ) -> None:
        """A container that is over stays until the result that was read from it is stored.

        One that can't be removed is removed later.
        """
        import aiohttp

        if not self.delete or ctx.is_left_running:
            return
        handle = handle_of(engine, container)
        if is_over and ctx.remove_after_end(handle, lambda _: self._removed(handle)):
            return
        try:
            await engine.remove(container)
        except (EngineError, aiohttp.ClientError, OSError) as error:
            if not ctx.remove_after_end(handle, lambda _: self._removed(handle)):
                raise
            line = f"The container {container} can't be removed yet: {reason_of(error)}"
            ctx.log.write(Level.WARN, line)

    async def _started(
        self, ctx: RunContext, command: Command, engine: Engine, stopped: asyncio.Event
    ) -> Found:
        """A new container that runs the command."""
        await unless_stopped(pull_image(ctx, engine, self, str(command.image)), stopped)
        body = container_body(self, command, may_mount=self._may_mount(ctx))
        container = await self._created(ctx, engine, body)
        try:
            if self.wait:
                ctx.remember(handle_of(engine, container))
            if self.file_handling_strategy == "VOLUME":
                await engine.put_archive(container, await asyncio.to_thread(pack, command.folder))
            await engine.start(container)
        except BaseException:
            await asyncio.shield(self._let_go(ctx, engine, container, is_over=False))
            raise
        ctx.log.write(Level.DEBUG, f"Starting command with container id {container}")
        return Found(container, "running", str(command.folder))

    async def _created(self, ctx: RunContext, engine: Engine, body: Mapping[str, Json]) -> str:
        """The id of a new container.

        Its name is remembered before, so that a kill finds it when the worker is lost before it
        has the id.
        """
        name, refused = name_of(ctx), list[NameTaken]()
        if self.wait:
            ctx.remember({"name": name, **place_of(engine)})

        async def create() -> str | None:
            try:
                return await engine.create(body, name)
            except NameTaken as error:
                refused.append(error)
            # A lost attempt has asked for it, and could not start it any more.
            found = await engine.find(name)
            if found is not None:
                await engine.remove(found.id)
            return None

        container = await found_late(create)
        if container is None:
            raise refused[-1]
        return container

    async def _earlier(self, ctx: RunContext, engine: Engine) -> Found | None:
        """The container of an attempt whose worker was lost, if this one can go on with it.

        Raises: PluginError when there was one, and what became of it can't be said.
        """
        handle = ctx.remembered or {}
        is_elsewhere = is_local(engine.host) and handle.get("machine") != socket.gethostname()
        if handle and (is_elsewhere or handle.get("host") != engine.host):
            where = f"{handle.get('machine')}, {handle.get('host')}"
            ctx.log.write(
                Level.WARN, f"The container of an attempt before is out of reach: {where}"
            )
            handle = {}
        found = await engine.find(handle.get("container") or name_of(ctx))
        if found is None and "container" in handle:
            raise PluginError(
                f"The container {handle['container']} of an attempt before is gone: whether its"
                " command has ended well is not known"
            )
        if found is None:
            return None
        # A mounted folder went with its worker, and a container that was not started has no files.
        is_whole = self.file_handling_strategy == "VOLUME" and found.status != "created"
        if self.resume and self.wait and ctx.can_remember and is_whole:
            return found
        await engine.remove(found.id)
        return None

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Remove the container. Raises: PluginError when its engine does not answer."""
        self._removed(handle)

    def _removed(self, handle: Mapping[str, Json]) -> None:
        asyncio.run(self._remove(handle))

    async def _remove(self, handle: Mapping[str, Json]) -> None:
        host, machine = str(handle["host"]), handle.get("machine")
        if is_local(host) and machine != socket.gethostname():
            raise PluginError(f"Only a worker on {machine} reaches the container")
        async with Engine(host) as engine:
            await engine.check()
            container = handle.get("container")
            if container is None:
                found = await found_late(lambda: engine.find(str(handle["name"])))
                container = None if found is None else found.id
            if container is not None:
                await engine.remove(str(container))

    def _may_mount(self, ctx: RunContext) -> bool:
        """Whether the server's settings allow volumes; warns of those that are not mounted."""
        settings = {**ctx.configuration_of(DOCKER), **ctx.plugin_configuration}
        may_mount = settings.get("volume-enabled", settings.get("volumeEnabled")) is True
        if self.volumes and not may_mount:
            # Compat: the reference leaves them out as well.
            ctx.log.write(
                Level.WARN,
                "The `volumes` are not mounted: `volume-enabled: true` in the server's settings"
                f" (`kestra.plugins.configurations`, type {DOCKER}) allows them",
            )
        return may_mount

    async def _watched(
        self,
        ctx: RunContext,
        engine: Engine,
        container: str,
        command: Command,
        stopped: asyncio.Event,
    ) -> int:
        """The exit code, once all output is read; a stop kills the container.

        Raises: Interrupted when the worker stops, and the container goes on.
        """
        lines = 0

        def on_line(line: str, is_error: bool) -> None:
            nonlocal lines
            lines += 1
            command.on_line(line, is_error)

        logs = asyncio.create_task(engine.follow_logs(container, on_line))
        ended = asyncio.create_task(engine.wait(container))
        stop = asyncio.create_task(stopped.wait())
        try:
            await asyncio.wait({ended, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not ended.done():
                if ctx.is_left_running:
                    raise Interrupted("The worker stops: the container goes on")
                await engine.stop(container, self.kill_grace_period)
            code = await ended
            await until_silent(logs, lambda: lines)
            return code
        finally:
            for task in (logs, ended, stop):
                task.cancel()

    async def _copy_back(self, engine: Engine, container: Found, folder: Path) -> None:
        content = await engine.get_archive(container.id, container.folder)
        await asyncio.to_thread(unpack, content, folder)


def name_of(ctx: RunContext) -> str:
    """The name of the container of this attempt, and of the lost ones before it."""
    return f"tiercel-{ctx.remote_name}"


def handle_of(engine: Engine, container: str) -> dict[str, Json]:
    """What names a container for the attempt after a lost one, and for who removes it."""
    return {"container": container, **place_of(engine)}


def place_of(engine: Engine) -> dict[str, Json]:
    """Where the containers of an engine are."""
    return {"host": engine.host, "machine": socket.gethostname()}


def is_local(host: str) -> bool:
    """Whether only this machine reaches an engine."""
    return host.startswith("unix://")


async def unless_stopped(work: Coroutine[Any, Any, T], stopped: asyncio.Event) -> T:
    """The result of the work. Raises: Interrupted as soon as the task is stopped."""
    working, stop = asyncio.create_task(work), asyncio.create_task(stopped.wait())
    try:
        await asyncio.wait({working, stop}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Interrupted("The command was interrupted")
        return await working
    finally:
        working.cancel()
        stop.cancel()


async def until_silent(logs: asyncio.Task[None], count: Callable[[], int]) -> None:
    """Wait for the rest of the output; `count` says how many lines came so far.

    podman now and then does not end the stream of a container that has ended, so the output is
    also over when nothing came for a while.
    """
    before = -1
    while not logs.done() and count() != before:
        before = count()
        await asyncio.wait({logs}, timeout=DOCKER_SILENCE_SECONDS_MAX)
    if logs.done():
        await logs


def set_from_thread(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    """Set an event of a loop that runs in another thread, if it still does."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(event.set)


def default_host() -> str:
    """The address that the environment names, else the first socket that is there.

    Raises: PluginError when there is none.
    """
    named = os.environ.get("DOCKER_HOST")
    if named:
        return named
    for path in DEFAULT_SOCKETS:
        if Path(path).exists():
            return f"unix://{path}"
    raise unreachable(*(f"unix://{path}" for path in DEFAULT_SOCKETS))
