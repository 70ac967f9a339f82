"""Airflow 3: `airflow standalone` with the LocalExecutor, on SQLite or PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path

import aiohttp

from bench.database import running_database
from bench.peers.environment import FLOWS, address, environment
from bench.peers.peer import Ended, Peer, until_ready
from bench.peers.tree import Tree


class Airflow(Peer):
    """Runs are asked for through the API."""

    name = "Airflow"
    setting = (
        "`airflow standalone`: LocalExecutor with the default of 32 processes, examples not"
        " loaded, every other setting its default; a task of B5 is a BashOperator"
    )
    callers = 4

    async def is_ready(self) -> bool:
        if not self.headers:
            token = (await self.get("/auth/token"))["access_token"]
            self.headers = {"Authorization": f"Bearer {token}"}
        health = await self.get("/api/v2/monitor/health")
        dags = await self.get("/api/v2/dags")
        return health["scheduler"]["status"] == "healthy" and dags["total_entries"] == 2

    async def start(self, flow: str) -> str:
        run = await self.post(f"/api/v2/dags/{flow}/dagRuns", {"logical_date": None})
        return str(run["dag_run_id"])

    async def ended(self, flow: str, run: str) -> Ended | None:
        found = await self.get(f"/api/v2/dags/{flow}/dagRuns/{run}")
        if found["state"] not in ("success", "failed"):
            return None
        return Ended(
            found["state"] == "success", datetime.fromisoformat(found["end_date"]).timestamp()
        )

    async def count(self, flow: str, *, is_success: bool) -> int:
        state = "success" if is_success else "failed"
        found = await self.get(f"/api/v2/dags/{flow}/dagRuns", state=state, limit="1")
        return int(found["total_entries"])


@asynccontextmanager
async def running_airflow(
    http: aiohttp.ClientSession, folder: Path, *, is_postgres: bool
) -> AsyncIterator[tuple[Airflow, list[int]]]:
    """All its components, and the roots of their processes."""
    programs = environment("airflow")
    dags = folder / "dags"
    dags.mkdir()
    for name in ("airflow_dags.py", "fibo.py"):
        shutil.copy(FLOWS / name, dags)
    url, port = address()
    env = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "AIRFLOW_HOME": str(folder),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "SCARF_ANALYTICS": "false",
    }
    roots = []
    with ExitStack() as stack:
        if is_postgres:
            database = stack.enter_context(running_database())
            roots.append(database.root)
            rest = database.url.split("://", 1)[1]
            env["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] = f"postgresql+psycopg2://{rest}"
            env["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC"] = f"postgresql+asyncpg://{rest}"
        command = [str(programs / "airflow"), "standalone"]
        tree = stack.enter_context(Tree(command, env, folder / "airflow.log"))
        peer = Airflow(http, url)
        await until_ready(peer.is_ready, tree.check)
        yield peer, [tree.root, *roots]
