"""The engine of a task: where it is, who pulls and pushes, and how a kill ends a call."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any, TypeVar

import msgspec

from tiercel.plugin import Json, Level, Plugin, PluginError, Prop, RunContext
from tiercel.plugins.scripts.docker_options import Credentials
from tiercel.plugins.scripts.runner.docker.docker import (
    default_host,
    set_from_thread,
    unless_stopped,
)
from tiercel.plugins.scripts.runner.docker.engine import Engine, EngineError, split_image
from tiercel.plugins.scripts.runner.docker.properties import DockerProperties
from tiercel.plugins.scripts.runner.docker.pull import registry_auth, registry_of

T = TypeVar("T")


class Engined(Plugin):
    """A task that asks an engine."""

    host: Annotated[
        str | None,
        Prop(
            "The address of the engine, such as unix:///run/podman/podman.sock.",
            "DOCKER_HOST of the server, or the socket that is there, by default.",
        ),
    ] = None
    config: Annotated[
        str | dict[str, Json] | None, Prop("A docker config.json with logins, as text or as a map.")
    ] = None
    credentials: Annotated[
        Credentials | None, Prop("Who pulls and pushes; in place of `config`.")
    ] = None

    def asked(self, ctx: RunContext, operation: str, work: Callable[[Engine], Awaitable[T]]) -> T:
        """The result of work with the engine; a kill ends it.

        Raises: PluginError with the operation and the engine's reason, Interrupted.
        """

        async def run() -> T:
            loop, stopped = asyncio.get_running_loop(), asyncio.Event()
            ctx.on_stop(lambda: set_from_thread(loop, stopped))
            async with Engine(self.host or default_host()) as engine:
                await engine.check()
                return await unless_stopped(_coroutine(work(engine)), stopped)

        try:
            return asyncio.run(run())
        except EngineError as error:
            raise PluginError(f"{operation} failed: {self.masked(error.message)}") from None

    def auth(self, image: str) -> dict[str, str] | None:
        """Who the registry of an image is told; None for nobody."""
        runner = DockerProperties(config=self.config, credentials=self.credentials)
        return registry_auth(runner, image)

    def masked(self, text: str) -> str:
        """A text without the credentials."""
        given = self.credentials
        secrets = [] if given is None else [given.password, given.identity_token, given.auth]
        for secret in secrets:
            text = text.replace(secret, "****") if secret else text
        return text

    async def send_image(self, ctx: RunContext, engine: Engine, image: str) -> None:
        """Send an image to its registry. Raises: EngineError with the reason."""
        name, tag = split_image(image)
        auth = self.auth(image) or {"serveraddress": registry_of(image)}
        headers = {"X-Registry-Auth": encoded(auth)}
        path = f"/images/{name}/push"
        async with engine.request("POST", path, params={"tag": tag}, headers=headers) as response:
            await engine.checked(response)
            async for _ in progress(response):
                pass
        ctx.log.write(Level.INFO, f"Pushed {name}:{tag}")


async def _coroutine(work: Awaitable[T]) -> T:
    return await work


def encoded(auth: Json) -> str:
    """A header with a login."""
    return base64.urlsafe_b64encode(msgspec.json.encode(auth)).decode()


async def progress(response: Any) -> AsyncIterator[dict[str, Json]]:
    """What an engine says while it works. Raises: EngineError for an error in it."""
    async for line in response.content:
        if not line.strip():
            continue
        found = msgspec.json.decode(line)
        if "error" in found:
            raise EngineError(str(found["error"]))
        yield found
