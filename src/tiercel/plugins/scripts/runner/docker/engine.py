"""The few calls to the Engine API that the runner needs, over a unix socket or TCP."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import msgspec

from tiercel.plugin import Json, PluginError
from tiercel.plugin.limits import DOCKER_FRAME_BYTES_MAX, SCRIPT_LINE_BYTES_MAX

OnLine = Callable[[str, bool], None]
STDERR = 2


class EngineError(PluginError):
    """The engine refused a call."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


def unreachable(*hosts: str) -> PluginError:
    """What to say when no engine answers at these addresses."""
    return PluginError(
        "Docker execution failed because Docker socket is not accessible."
        f" Tried: {', '.join(hosts)}. Start Docker or the service of podman, name another address"
        " as `host` of the task runner or as DOCKER_HOST of the server, or run the commands"
        " without a container: `taskRunner: {type: io.kestra.plugin.core.runner.Process}`"
    )


class Engine:
    """A connection to a container engine."""

    def __init__(self, host: str) -> None:
        self.host = host
        self._session: Any = None

    async def __aenter__(self) -> Self:
        """Open the connection; nothing is sent yet."""
        import aiohttp

        # Commands may run and be silent for days: only the connection itself has a bound.
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=10)
        if self.host.startswith("unix://"):
            connector: aiohttp.BaseConnector = aiohttp.UnixConnector(
                path=self.host.removeprefix("unix://")
            )
            self._base = "http://engine"
        else:
            connector = aiohttp.TCPConnector()
            self._base = self.host.replace("tcp://", "http://", 1)
        self._session = aiohttp.ClientSession(connector=connector, timeout=timeout)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection."""
        await self._session.close()

    async def check(self) -> None:
        """Raises: PluginError when no engine answers."""
        import aiohttp

        try:
            await self._call("GET", "/_ping")
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise unreachable(self.host) from error

    async def has_image(self, image: str) -> bool:
        """Whether the engine has the image."""
        try:
            await self._call("GET", f"/images/{quote(image, safe='')}/json")
        except EngineError as error:
            if error.status == 404:
                return False
            raise
        return True

    async def pull(self, image: str, auth: Mapping[str, str] | None) -> None:
        """Pull an image. Raises: EngineError with the engine's reason."""
        headers = {}
        if auth:
            encoded = base64.urlsafe_b64encode(msgspec.json.encode(auth))
            headers["X-Registry-Auth"] = encoded.decode()
        name, tag = split_image(image)
        path = f"/images/create?fromImage={quote(name)}&tag={quote(tag)}"
        async with self._request("POST", path, headers=headers) as response:
            await self._checked(response)
            async for line in response.content:
                progress = msgspec.json.decode(line) if line.strip() else {}
                if "error" in progress:
                    raise EngineError(str(progress["error"]))

    async def create(self, body: Mapping[str, Json]) -> str:
        """The id of a new container."""
        created = await self._call("POST", "/containers/create", json=dict(body))
        return str(created["Id"])

    async def put_archive(self, container: str, content: bytes) -> None:
        """Unpack a tar at the root of the container."""
        await self._call(
            "PUT",
            f"/containers/{container}/archive?path=/",
            # As a file it goes out in pieces; bytes would hold up the loop until all is written.
            data=io.BytesIO(content),
            headers={"Content-Type": "application/x-tar"},
        )

    async def get_archive(self, container: str, path: str) -> bytes:
        """A folder of the container as a tar."""
        address = f"/containers/{container}/archive?path={quote(path)}"
        async with self._request("GET", address) as response:
            await self._checked(response)
            content: bytes = await response.read()
            return content

    async def start(self, container: str) -> None:
        """Start the command."""
        await self._call("POST", f"/containers/{container}/start")

    async def wait(self, container: str) -> int:
        """The exit code, once the command has ended."""
        ended = await self._call("POST", f"/containers/{container}/wait")
        return int(ended["StatusCode"])

    async def stop(self, container: str, grace: timedelta) -> None:
        """Kill the container, or stop it with a grace period."""
        seconds = int(grace.total_seconds())
        action = f"stop?t={seconds}" if seconds > 0 else "kill"
        try:
            await self._call("POST", f"/containers/{container}/{action}")
        except EngineError as error:
            # It has ended in the meantime.
            if error.status not in (304, 404, 409):
                raise

    async def remove(self, container: str) -> None:
        """Remove the container with its volumes."""
        try:
            await self._call("DELETE", f"/containers/{container}?force=true&v=true")
        except EngineError as error:
            if error.status not in (404, 409):
                raise

    async def follow_logs(self, container: str, on_line: OnLine) -> None:
        """Every line of both streams until the container ends."""
        path = f"/containers/{container}/logs?follow=true&stdout=true&stderr=true"
        async with self._request("GET", path) as response:
            await self._checked(response)
            lines = FrameLines(on_line)
            try:
                async for chunk in response.content.iter_any():
                    lines.feed(chunk)
            finally:
                lines.end()

    def _request(self, method: str, path: str, **options: Any) -> Any:
        return self._session.request(method, self._base + path, **options)

    async def _call(self, method: str, path: str, **options: Any) -> Json:
        async with self._request(method, path, **options) as response:
            await self._checked(response)
            content = await response.read()
        is_json = content.lstrip()[:1] in (b"{", b"[")
        return msgspec.json.decode(content) if is_json else content.decode(errors="replace")

    async def _checked(self, response: Any) -> None:
        if response.status < 400 and response.status != 304:
            return
        text = (await response.read()).decode(errors="replace")
        try:
            text = str(msgspec.json.decode(text)["message"])
        except (msgspec.DecodeError, KeyError, TypeError):
            text = text.strip() or f"status {response.status}"
        raise EngineError(text, response.status)


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
