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

# Tasks at once, for two cores: the default of 32 took so much of them that the API, which starts
# and ends each task, did not answer for a minute; on SQLite it brings the system to a stop.
TASKS = 8
SQLITE_TASKS = 4
WHY_SQLITE_DIFFERS = (
    f"at most {SQLITE_TASKS} tasks at once, and B1 is asked for one by one while the flow is"
    " paused, which is then let go. With the default of 32 tasks, or asked for while runs were"
    " under way, none of 500 ended: SQLite has one writer at a time; requests to the API kept its"
    " lock for longer than the 5 s that each component waits for it; scheduler, DAG processor and"
    " triggerer ended with `database is locked`, and `airflow standalone` does not start them"
    " again. Airflow's documentation calls SQLite a database for development only"
)
# What stands in the log when a scheduler ends, and for each wait in vain for SQLite's lock.
SCHEDULER_ENDED = "Exited execute loop"
LOCKED = "sqlite3.OperationalError: database is locked"


class Airflow(Peer):
    """Runs are asked for through the API."""

    name = "Airflow"
    setting = (
        f"`airflow standalone`: LocalExecutor with at most {TASKS} tasks at once (the default of 32"
        " was slower on two cores), at most 32 runs of B1 at once (default 16), examples not"
        " loaded, every other setting its default; a task of B5 is a BashOperator"
    )
    # A look is a request to the API, which starts the tasks as well.
    look_seconds = 2.0
    callers = 4

    def __init__(
        self, http: aiohttp.ClientSession, url: str, *, log: Path, is_postgres: bool
    ) -> None:
        super().__init__(http, url)
        self._log = log
        self._is_held = not is_postgres
        if self._is_held:
            self.callers = 1

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

    async def start_many(self, flow: str, count: int) -> None:
        if self._is_held:
            await self._pause(flow, is_paused=True)
        await super().start_many(flow, count)
        if self._is_held:
            await self._pause(flow, is_paused=False)

    async def _pause(self, flow: str, *, is_paused: bool) -> None:
        await self._json("PATCH", f"/api/v2/dags/{flow}", json={"is_paused": is_paused})

    def remarks(self) -> list[str]:
        log = self._log.read_text(errors="replace")
        texts = [WHY_SQLITE_DIFFERS] if self._is_held else []
        if SCHEDULER_ENDED in log:
            texts.append("its scheduler ended during the run")
        if times := log.count(LOCKED):
            texts.append(f"`database is locked` stands {times} times in its log")
        return texts


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
        "AIRFLOW__CORE__PARALLELISM": str(TASKS),
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
        else:
            env["AIRFLOW__CORE__PARALLELISM"] = str(SQLITE_TASKS)
        command = [str(programs / "airflow"), "standalone"]
        tree = stack.enter_context(Tree(command, env, folder / "airflow.log"))
        peer = Airflow(http, url, log=folder / "airflow.log", is_postgres=is_postgres)
        await until_ready(peer.is_ready, tree.check)
        yield peer, [tree.root, *roots]
