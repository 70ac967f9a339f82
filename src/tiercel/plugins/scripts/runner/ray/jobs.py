"""The few calls to Ray's Jobs API that the runner needs."""

from __future__ import annotations

import os
import ssl
from collections.abc import AsyncGenerator, Mapping
from typing import IO

from tiercel.plugin import Json, PluginError
from tiercel.plugins.scripts.runner.json_api import ApiError, JsonApi
from tiercel.plugins.scripts.runner.limits import (
    CLUSTER_ANSWER_SECONDS_MAX,
    CLUSTER_CONNECT_SECONDS_MAX,
    CLUSTER_ERROR_CHARS_MAX,
)

ENDED = frozenset({"SUCCEEDED", "FAILED", "STOPPED"})
HINT = "The address is that of the cluster's dashboard, such as http://ray-head:8265"
GONE, REFUSED, TOO_LARGE, SERVER_ERROR = 404, (401, 403), 413, 500


class RayError(ApiError):
    """The cluster refused a call."""


class Jobs(JsonApi):
    """A connection to a cluster's dashboard."""

    error = RayError

    def __init__(self, url: str, headers: Mapping[str, str], context: ssl.SSLContext | bool):
        super().__init__(
            url,
            headers=headers,
            context=context,
            connect_seconds=CLUSTER_CONNECT_SECONDS_MAX,
            read_seconds=CLUSTER_ANSWER_SECONDS_MAX,
        )

    @property
    def url(self) -> str:
        """The address of the dashboard."""
        return self.base

    async def check(self) -> str:
        """The version of Ray. Raises: PluginError when that is no cluster that takes jobs."""
        import aiohttp

        try:
            found = await self.call("GET", "/api/version")
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
        # An earlier try may have read some of it.
        content.seek(0)
        # aiohttp closes in some thread what it has sent, and two threads must not close one file.
        handle = os.fdopen(os.dup(content.fileno()), "rb")
        try:
            await self.call("PUT", f"/api/packages/gcs/{name}", data=handle)
        except RayError as error:
            if error.status == TOO_LARGE:
                raise RayError(
                    "the files of the working directory are larger than Ray takes (100 MB packed)"
                ) from error
            raise
        return f"gcs://{name}"

    async def submit(self, body: Mapping[str, Json]) -> None:
        """A new job. Raises: RayError."""
        await self.call("POST", "/api/jobs/", json=dict(body))

    async def job(self, name: str) -> Mapping[str, Json]:
        """The job as it is now. Raises: RayError with status 404 when there is none."""
        found = await self.call("GET", f"/api/jobs/{name}")
        assert isinstance(found, Mapping)
        return found

    async def stop(self, name: str) -> None:
        """Ask the job to end; one that is gone is fine."""
        await self.call("POST", f"/api/jobs/{name}/stop", fine=(GONE,))

    async def delete(self, name: str) -> None:
        """Forget a job that has ended; one that is gone is fine."""
        await self.call("DELETE", f"/api/jobs/{name}", fine=(GONE,))

    async def tail(self, name: str) -> AsyncGenerator[str, None]:
        """The job's log from its beginning, in pieces of any size, until it ends."""
        import aiohttp

        path = f"/api/jobs/{name}/logs/tail"
        timeout = aiohttp.ClientWSTimeout(ws_close=1.0)
        async with self.channel(path, timeout=timeout, heartbeat=30) as channel:
            async for message in channel:
                if message.type is aiohttp.WSMsgType.TEXT:
                    yield message.data

    def reason(self, content: bytes, status: int) -> str:
        """The last line of a trace, which is its error."""
        lines = content.decode("utf-8", errors="replace").strip().splitlines()
        return lines[-1][:CLUSTER_ERROR_CHARS_MAX] if lines else f"status {status}"
