"""Tiercel: `tiercel server standalone`, on SQLite or PostgreSQL."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path

import aiohttp

from bench.database import configuration, running_database
from bench.flows import NAMESPACE, TWO_TASKS, scripts
from bench.peers.environment import FLOWS, address
from bench.peers.peer import Ended, Peer, until_ready
from bench.peers.tree import Tree


class Tiercel(Peer):
    """Runs are asked for through the API."""

    name = "Tiercel"
    setting = (
        "`tiercel server standalone`, every setting its default; a task of B5 is a"
        " `python.Script` with the process runner, each in a process of its own; warm: with"
        " `warmInterpreter: true`, a fork of a waiting interpreter"
    )
    look_seconds = 0.02
    warm_flow = "b5-warm"

    async def is_ready(self) -> bool:
        async with self.http.get(f"{self.url}/ping") as answer:
            return answer.status == 200

    async def create_flows(self) -> None:
        """Store B1 and B5."""
        script = (FLOWS / "fibo.py").read_text()
        headers = {"Content-Type": "application/x-yaml"}
        for source in (
            TWO_TASKS,
            scripts("b5", script, is_warm=False),
            scripts("b5-warm", script, is_warm=True),
        ):
            url = f"{self.url}/api/v1/flows"
            async with self.http.post(url, data=source, headers=headers) as answer:
                answer.raise_for_status()

    async def start(self, flow: str) -> str:
        execution = await self.post(f"/api/v1/executions/{NAMESPACE}/{flow}", None)
        return str(execution["id"])

    async def ended(self, flow: str, run: str) -> Ended | None:
        state = (await self.get(f"/api/v1/executions/{run}"))["state"]
        if "endDate" not in state:
            return None
        at = datetime.fromisoformat(state["endDate"]).timestamp()
        return Ended(state["current"] == "SUCCESS", at)

    async def count(self, flow: str, *, is_success: bool) -> int:
        state = "SUCCESS" if is_success else "FAILED"
        wanted = {"namespace": NAMESPACE, "flowId": flow, "state": state, "size": "1"}
        return int((await self.get("/api/v1/executions/search", **wanted))["total"])


@asynccontextmanager
async def running_tiercel(
    http: aiohttp.ClientSession, folder: Path, *, is_postgres: bool
) -> AsyncIterator[tuple[Tiercel, list[int]]]:
    """A server with the flows, and the roots of its processes."""
    url, port = address()
    command = [sys.executable, "-m", "tiercel", "server", "standalone", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--data", str(folder / "data")]
    roots = []
    with ExitStack() as stack:
        if is_postgres:
            database = stack.enter_context(running_database())
            roots.append(database.root)
            command += ["--config", str(configuration(database, folder))]
        # As in its environment: `python` is the interpreter, not a script that looks for one.
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        tree = stack.enter_context(Tree(command, {"PATH": path}, folder / "server.log"))
        peer = Tiercel(http, url)
        await until_ready(peer.is_ready, tree.check)
        await peer.create_flows()
        yield peer, [tree.root, *roots]
