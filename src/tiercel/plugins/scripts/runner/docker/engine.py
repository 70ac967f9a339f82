"""The few calls to the Engine API that the runner needs, over a unix socket or TCP."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from tiercel.plugin import Json, PluginError
from tiercel.plugin.limits import SCRIPT_LINE_BYTES_MAX
from tiercel.plugins.scripts.runner.json_api import CONNECT_SECONDS_MAX, ApiError, JsonApi
from tiercel.plugins.scripts.runner.limits import (
    DOCKER_FRAME_BYTES_MAX,
    DOCKER_PING_SECONDS_MAX,
    DOCKER_REMOVE_SECONDS_MAX,
    LATE_LOOK_SECONDS,
)

if TYPE_CHECKING:
    import aiohttp

OnLine = Callable[[str, bool], None]
STDERR = 2
CONFLICT, BROKEN = 409, 500


class EngineError(ApiError):
    """The engine refused a call."""


class NameTaken(EngineError):
    """There is a container of that name."""


def unreachable(*hosts: str) -> PluginError:
    """What to say when no engine answers at these addresses."""
    return PluginError(
        "Docker execution failed because Docker socket is not accessible."
        f" Tried: {', '.join(hosts)}. Start Docker or the service of podman, name another address"
        " as `host` of the task runner or as DOCKER_HOST of the server, or run the commands"
        " without a container: `taskRunner: {type: io.kestra.plugin.core.runner.Process}`"
    )


class Found(msgspec.Struct, frozen=True):
    """A container that is there; `status` is `created`, `running`, `exited`, …"""

    id: str
    status: str
    folder: str


class Engine(JsonApi):
    """A connection to a container engine."""

    error = EngineError

    def __init__(self, host: str) -> None:
        self.host = host
        self._is_local = host.startswith("unix://")
        super().__init__(
            "http://engine" if self._is_local else host.replace("tcp://", "http://", 1)
        )

    def connector(self) -> aiohttp.BaseConnector:
        """Through the socket that a local engine listens to."""
        import aiohttp

        if self._is_local:
            return aiohttp.UnixConnector(path=self.host.removeprefix("unix://"))
        return super().connector()

    async def check(self) -> None:
        """Raises: PluginError when no engine answers."""
        import aiohttp

        try:
            seconds = DOCKER_PING_SECONDS_MAX
            limit = aiohttp.ClientTimeout(sock_connect=CONNECT_SECONDS_MAX, sock_read=seconds)
            await self.call("GET", "/_ping", timeout=limit)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise unreachable(self.host) from error

    async def has_image(self, image: str) -> bool:
        """Whether the engine has the image."""
        found = await self.call("GET", f"/images/{quote(image, safe='')}/json", fine=(404,))
        return found is not None

    async def pull(self, image: str, auth: Mapping[str, str] | None) -> None:
        """Pull an image. Raises: EngineError with the engine's reason."""
        headers = {}
        if auth:
            encoded = base64.urlsafe_b64encode(msgspec.json.encode(auth))
            headers["X-Registry-Auth"] = encoded.decode()
        name, tag = split_image(image)
        path = f"/images/create?fromImage={quote(name)}&tag={quote(tag)}"
        async with self.request("POST", path, headers=headers) as response:
            await self.checked(response)
            async for line in response.content:
                progress = msgspec.json.decode(line) if line.strip() else {}
                if "error" in progress:
                    raise EngineError(str(progress["error"]))

    async def create(self, body: Mapping[str, Json], name: str) -> str:
        """The id of a new container. Raises: NameTaken, EngineError."""
        path = f"/containers/create?name={name}"
        try:
            created = await self.call_for("POST", path, "Id", json=dict(body))
        except EngineError as error:
            # podman says so in words alone.
            if error.status == CONFLICT or "is already in use" in error.message:
                raise NameTaken(error.message, error.status) from None
            raise
        return str(created["Id"])

    async def find(self, container: str) -> Found | None:
        """A container by its id or name; None when the engine has none."""
        path = f"/containers/{quote(container, safe='')}/json"
        found = await self.call("GET", path, fine=(404,))
        if found is None:
            return None
        return Found(found["Id"], found["State"]["Status"], found["Config"].get("WorkingDir", ""))

    async def put_archive(self, container: str, content: bytes) -> None:
        """Unpack a tar at the root of the container."""
        await self.call(
            "PUT",
            f"/containers/{container}/archive?path=/",
            # As a file it goes out in pieces; bytes would hold up the loop until all is written.
            data=io.BytesIO(content),
            headers={"Content-Type": "application/x-tar"},
        )

    async def get_archive(self, container: str, path: str) -> bytes:
        """A folder of the container as a tar."""
        address = f"/containers/{container}/archive?path={quote(path)}"
        async with self.request("GET", address) as response:
            await self.checked(response)
            content: bytes = await response.read()
            return content

    async def start(self, container: str) -> None:
        await self.call("POST", f"/containers/{container}/start")

    async def wait(self, container: str) -> int:
        """The exit code, once the command has ended."""
        ended = await self.call_for("POST", f"/containers/{container}/wait", "StatusCode")
        return int(ended["StatusCode"])

    async def stop(self, container: str, grace: timedelta) -> None:
        """Kill the container, or stop it with a grace period."""
        seconds = int(grace.total_seconds())
        action = f"stop?t={seconds}" if seconds > 0 else "kill"
        # Those say that it has ended in the meantime.
        await self.call("POST", f"/containers/{container}/{action}", fine=(304, 404, 409))

    async def remove(self, container: str) -> None:
        """Remove the container with its volumes; when this returns it is gone.

        Raises: EngineError when it is still there after a while.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + DOCKER_REMOVE_SECONDS_MAX
        while True:
            try:
                path = f"/containers/{container}?force=true&v=true"
                await self.call("DELETE", path, fine=(404,))
                return
            except EngineError as error:
                # Somebody else removes it already, or something holds it for a moment.
                if error.status not in (CONFLICT, BROKEN) or loop.time() >= deadline:
                    raise
            await asyncio.sleep(LATE_LOOK_SECONDS)

    async def follow_logs(self, container: str, on_line: OnLine) -> None:
        """Every line of both streams until the container ends."""
        path = f"/containers/{container}/logs?follow=true&stdout=true&stderr=true"
        async with self.request("GET", path) as response:
            await self.checked(response)
            lines = FrameLines(on_line)
            try:
                async for chunk in response.content.iter_any():
                    lines.feed(chunk)
            finally:
                lines.end()


class FrameLines:
    """The multiplexed output of a container, put together to lines of either stream."""

    def __init__(self, on_line: OnLine) -> None:
        self._on_line = on_line
        self._buffer = bytearray()
        self._open: dict[bool, bytearray] = {False: bytearray(), True: bytearray()}

    def feed(self, chunk: bytes) -> None:
        """Some bytes of the stream. Raises: PluginError for a frame that is too large."""
        self._buffer += chunk
        while len(self._buffer) >= 8:
            size = int.from_bytes(self._buffer[4:8], "big")
            if size > DOCKER_FRAME_BYTES_MAX:
                raise PluginError("The engine sent a frame that is too large")
            if len(self._buffer) < 8 + size:
                return
            is_error = self._buffer[0] == STDERR
            self._text(bytes(self._buffer[8 : 8 + size]), is_error)
            del self._buffer[: 8 + size]

    def _text(self, content: bytes, is_error: bool) -> None:
        line = self._open[is_error]
        line += content
        pieces = bytes(line).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        self._open[is_error] = bytearray(pieces.pop()[:SCRIPT_LINE_BYTES_MAX])
        for piece in pieces:
            self._on_line(piece.decode("utf-8", errors="replace"), is_error)

    def end(self) -> None:
        """Whatever stands in the last line of each stream."""
        for is_error, line in self._open.items():
            if line:
                self._on_line(line.decode("utf-8", errors="replace"), is_error)


def split_image(image: str) -> tuple[str, str]:
    """Name and tag (or digest) of an image; `latest` when it names none."""
    if "@" in image:
        name, _, digest = image.partition("@")
        return name, digest
    name, colon, tag = image.rpartition(":")
    if not colon or "/" in tag:
        return image, "latest"
    return name, tag
