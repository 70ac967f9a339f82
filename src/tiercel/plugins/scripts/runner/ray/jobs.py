"""The few calls to Ray's Jobs API that the runner needs."""

from __future__ import annotations

import os
import ssl
from collections.abc import AsyncGenerator, Mapping
from types import TracebackType
from typing import IO, Any, Self

import msgspec

from tiercel.plugin import Json, PluginError
from tiercel.plugin.limits import (
    CLUSTER_ANSWER_SECONDS_MAX,
    CLUSTER_CONNECT_SECONDS_MAX,
    CLUSTER_ERROR_CHARS_MAX,
)

ENDED = frozenset({"SUCCEEDED", "FAILED", "STOPPED"})
HINT = "The address is that of the cluster's dashboard, such as http://ray-head:8265"
GONE, REFUSED, TOO_LARGE, SERVER_ERROR = 404, (401, 403), 413, 500


class RayError(PluginError):
    """The cluster refused a call."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class Jobs:
    """A connection to a cluster's dashboard."""

    def __init__(self, url: str, headers: Mapping[str, str], context: ssl.SSLContext | bool):
        self.url = url.rstrip("/")
        self._headers = headers
        self._context = context
        self._session: Any = None

    async def __aenter__(self) -> Self:
        """Open the connection; nothing is sent yet."""
        import aiohttp

        timeout = aiohttp.ClientTimeout(
            total=None,
            sock_connect=CLUSTER_CONNECT_SECONDS_MAX,
            sock_read=CLUSTER_ANSWER_SECONDS_MAX,
        )
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=self._context),
            headers=dict(self._headers),
            timeout=timeout,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection."""
        await self._session.close()

    async def check(self) -> str:
        """The version of Ray. Raises: PluginError when that is no cluster that takes jobs."""
        import aiohttp

        try:
            found = await self._call("GET", "/api/version")
        except (aiohttp.ClientError, OSError) as error:
            reason = str(error) or type(error).__name__
            raise PluginError(
                f"Unable to reach the Ray cluster at {self.url}: {reason}. {HINT}"
            ) from error
        except RayError as error:
            if error.status in REFUSED:
                raise PluginError(
                    f"The Ray cluster at {self.url} refuses us: its `token` is needed"
                ) from error
            raise PluginError(f"No Ray cluster answers at {self.url}. {HINT}") from error
        version = found.get("ray_version") if isinstance(found, Mapping) else None
        if not isinstance(version, str):
            raise PluginError(f"No Ray cluster answers at {self.url}. {HINT}")
        if not version.split(".")[0].isdigit() or int(version.split(".")[0]) < 2:
            raise PluginError(
                f"The cluster at {self.url} has Ray {version}, but jobs need Ray 2:"
                " pip install -U 'ray[default]' on all its nodes"
            )
        return version

    async def put_package(self, name: str, content: IO[bytes]) -> str:
        """Store a zip in the cluster; its URI. Raises: RayError when it is too large."""
        # aiohttp closes in some thread what it has sent, and two threads must not close one file.
        handle = os.fdopen(os.dup(content.fileno()), "rb")
        try:
            await self._call("PUT", f"/api/packages/gcs/{name}", data=handle)
        except RayError as error:
            if error.status == TOO_LARGE:
                raise RayError(
                    "the files of the working directory are larger than Ray takes (100 MB packed)"
                ) from error
            raise
        return f"gcs://{name}"

    async def submit(self, body: Mapping[str, Json]) -> None:
        """A new job. Raises: RayError."""
        await self._call("POST", "/api/jobs/", json=dict(body))

    async def job(self, name: str) -> Mapping[str, Json]:
        """The job as it is now. Raises: RayError with status 404 when there is none."""
        found = await self._call("GET", f"/api/jobs/{name}")
        assert isinstance(found, Mapping)
        return found

    async def stop(self, name: str) -> None:
        """Ask the job to end; one that is gone is fine."""
        await self._unless_gone("POST", f"/api/jobs/{name}/stop")

    async def delete(self, name: str) -> None:
        """Forget a job that has ended; one that is gone is fine."""
        await self._unless_gone("DELETE", f"/api/jobs/{name}")

    async def tail(self, name: str) -> AsyncGenerator[str, None]:
        """The job's log from its beginning, in pieces of any size, until it ends."""
        import aiohttp

        address = f"{self.url}/api/jobs/{name}/logs/tail"
        timeout = aiohttp.ClientWSTimeout(ws_close=1.0)
        async with self._session.ws_connect(address, timeout=timeout, heartbeat=30) as channel:
            async for message in channel:
                if message.type is aiohttp.WSMsgType.TEXT:
                    yield message.data

    async def _unless_gone(self, method: str, path: str) -> None:
        try:
            await self._call(method, path)
        except RayError as error:
            if error.status != GONE:
                raise

    async def _call(self, method: str, path: str, **options: Any) -> Json:
        async with self._session.request(method, self.url + path, **options) as response:
            content = await response.read()
            if response.status >= 400:
                raise RayError(reason_of(content, response.status), response.status)
        try:
            return msgspec.json.decode(content) if content.strip() else None
        except msgspec.DecodeError:
            return None


def reason_of(content: bytes, status: int) -> str:
    """The last line of a trace, which is its error."""
    lines = content.decode("utf-8", errors="replace").strip().splitlines()
    return lines[-1][:CLUSTER_ERROR_CHARS_MAX] if lines else f"status {status}"
