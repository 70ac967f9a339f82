"""Prefect 3: `prefect server start`, and a process that serves the two flows."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

import aiohttp

from bench.peers.environment import FLOWS, address, environment
from bench.peers.peer import Called, Ended, Peer, until_ready
from bench.peers.tree import Tree

POLL_SECONDS = 1
# Of the interpreter's start, a call that warms up, and what is under way when the time is over.
CALL_SECONDS_MAX = 60.0


class Prefect(Peer):
    """Runs are asked for through the API and taken by the serving process."""

    name = "Prefect"
    setting = (
        "`prefect server start` on SQLite, the default; `serve()` with the default of 5 processes,"
        f" asking for new runs every {POLL_SECONDS} s (default 10); a run is a process;"
        " a task of B5 starts the script with `subprocess`; called as a function: from four threads"
        " of one process, where each call waits up to 1 s for the thread of its own heartbeat"
    )
    callers = 4
    can_call = True

    def __init__(self, http: aiohttp.ClientSession, url: str, env: dict[str, str]) -> None:
        super().__init__(http, url)
        self._env = env
        self._deployments: dict[str, str] = {}

    async def is_ready(self) -> bool:
        return await self._deployment("b5") != ""

    async def start(self, flow: str) -> str:
        deployment = await self._deployment(flow)
        run = await self.post(f"/deployments/{deployment}/create_flow_run", {})
        return str(run["id"])

    async def ended(self, flow: str, run: str) -> Ended | None:
        found = await self.get(f"/flow_runs/{run}")
        if found["end_time"] is None:
            return None
        at = datetime.fromisoformat(found["end_time"]).timestamp()
        return Ended(found["state_type"] == "COMPLETED", at)

    async def count(self, flow: str, *, is_success: bool) -> int:
        deployment = await self._deployment(flow)
        wanted = {
            "flow_runs": {
                "state": {"type": {"any_": ["COMPLETED"] if is_success else ["FAILED", "CRASHED"]}}
            },
            "deployments": {"id": {"any_": [deployment]}},
        }
        return int(await self.post("/flow_runs/count", wanted))

    async def _deployment(self, flow: str) -> str:
        """The id of the served flow."""
        if flow not in self._deployments:
            found = await self.get(f"/deployments/name/{flow}/{flow}")
            self._deployments[flow] = str(found["id"])
        return self._deployments[flow]

    async def call(self, flow: str, *, count: int, seconds_max: float) -> Called:
        program = [str(environment("prefect") / "python"), str(FLOWS / "prefect_serve.py")]
        process = await asyncio.create_subprocess_exec(
            *program,
            *("--calls", str(count), str(seconds_max)),
            env=os.environ | self._env,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        assert process.stdout is not None
        done, at = 0, 0.0
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds_max + CALL_SECONDS_MAX):
                async for line in process.stdout:
                    done, at = done + 1, float(line.removeprefix(b"ended "))
                await process.wait()
        if process.returncode is None:
            process.kill()
            await process.wait()
        return Called(done, at if done == count else seconds_max)


@asynccontextmanager
async def running_prefect(
    http: aiohttp.ClientSession, folder: Path
) -> AsyncIterator[tuple[Prefect, list[int]]]:
    """A server with the flows served, and the roots of its processes."""
    programs = environment("prefect")
    url, port = address()
    env = {
        "PREFECT_HOME": str(folder),
        "PREFECT_API_URL": f"{url}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_RUNNER_POLL_FREQUENCY": str(POLL_SECONDS),
    }
    server = [str(programs / "prefect"), "server", "start", "--host", "127.0.0.1"]
    peer = Prefect(http, f"{url}/api", env)

    async def is_up() -> bool:
        return bool(await peer.get("/health"))

    with Tree([*server, "--port", str(port)], env, folder / "server.log") as first:
        await until_ready(is_up, first.check)
        serving = [str(programs / "python"), str(FLOWS / "prefect_serve.py")]
        with Tree(serving, env, folder / "serve.log") as second:
            await until_ready(peer.is_ready, second.check)
            yield peer, [first.root, second.root]
