"""A server with all families, and flows that it runs once, with the seconds of their tasks."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.client import Client
from bench.server import ServerProcess
from tests.families.installed import python_path


@contextmanager
def server_with_families() -> Iterator[ServerProcess]:
    """One of this checkout, with its families by their sources."""
    with tempfile.TemporaryDirectory() as folder:
        sources = str(Path(__file__).parents[2] / "src")
        path = os.pathsep.join((python_path(Path(folder)), sources))
        with ServerProcess(environment={"PYTHONPATH": path}) as server:
            yield server


def run(server: ServerProcess, flow_id: str, source: str) -> dict[str, float]:
    """Seconds of each task of a flow that is stored and run. Raises: RuntimeError when it fails."""
    task_runs = asyncio.run(_run(server, flow_id, source))
    return {each["taskId"]: _seconds(each["state"]) for each in task_runs}


def outputs(server: ServerProcess, flow_id: str, source: str) -> dict[str, Any]:
    """What the first task of a flow gives. Raises: RuntimeError when the flow fails."""
    found: dict[str, Any] = asyncio.run(_run(server, flow_id, source))[0]["outputs"]
    return found


async def _run(server: ServerProcess, flow_id: str, source: str) -> list[dict[str, Any]]:
    async with Client(server.url, longest_s=None) as client:
        await client.create_flow(source)
        execution = await client.run(flow_id)
    if execution["state"]["current"] != "SUCCESS":
        raise RuntimeError(f"{flow_id} is {execution['state']['current']}: {_failure(execution)}")
    found: list[dict[str, Any]] = execution["taskRunList"]
    return found


def _seconds(state: dict[str, Any]) -> float:
    begun, ended = (datetime.fromisoformat(state[name]) for name in ("startDate", "endDate"))
    return (ended - begun).total_seconds()


def _failure(execution: dict[str, Any]) -> str:
    return str(execution.get("failure") or execution["id"])
