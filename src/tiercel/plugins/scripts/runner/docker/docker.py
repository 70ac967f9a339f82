"""The Docker runner: a command in a container, through the API of the engine."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from tiercel.plugin import (
    Example,
    Interrupted,
    Level,
    PluginError,
    RunContext,
    plugin,
)
from tiercel.plugin.limits import DOCKER_SILENCE_SECONDS_MAX
from tiercel.plugin.runner import Command, Ended
from tiercel.plugins.scripts.runner.docker.archive import pack, unpack
from tiercel.plugins.scripts.runner.docker.engine import Engine, EngineError, unreachable
from tiercel.plugins.scripts.runner.docker.properties import DockerProperties
from tiercel.plugins.scripts.runner.docker.pull import pull_image
from tiercel.plugins.scripts.runner.docker.specification import container_body

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
        await unless_stopped(pull_image(ctx, engine, self, str(command.image)), stopped)
        may_mount = self._may_mount(ctx)
        container = await engine.create(container_body(self, command, may_mount=may_mount))
        try:
            if self.file_handling_strategy == "VOLUME":
                await engine.put_archive(container, await asyncio.to_thread(pack, command.folder))
            await engine.start(container)
            ctx.log.write(Level.DEBUG, f"Starting command with container id {container}")
            if not self.wait:
                return Ended(exit_code=0, details={"containerId": container})
            code = await self._watched(engine, container, command, stopped)
            if self.file_handling_strategy == "VOLUME":
                await self._copy_back(engine, container, command.folder)
        finally:
            if self.delete and self.wait:
                await asyncio.shield(engine.remove(container))
        if stopped.is_set() or ctx.is_stopped:
            raise Interrupted("The command was interrupted")
        return Ended(exit_code=code, details={"containerId": container})

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
        self, engine: Engine, container: str, command: Command, stopped: asyncio.Event
    ) -> int:
        """The exit code, once all output is read; a stop kills the container."""
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
                await engine.stop(container, self.kill_grace_period)
            code = await ended
            await until_silent(logs, lambda: lines)
            return code
        finally:
            for task in (logs, ended, stop):
                task.cancel()

    async def _copy_back(self, engine: Engine, container: str, folder: Path) -> None:
        content = await engine.get_archive(container, str(folder))
        await asyncio.to_thread(unpack, content, folder)


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
