"""Real services: an engine of containers, PostgreSQL, SSH, and a program as a task."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg

from bench.kills.attempt import Ended, Plan
from bench.kills.rounds import Case
from plugins.fs.tests.servers import PASSWORD, USER, ssh_server
from tests.containers.engine import NoEngine, an_image, find_engine
from tests.containers.podman import own_service
from tests.postgres.server import FAST, running_server
from tiercel.plugins.scripts.runner.docker.engine import Engine

LINES = 5
STEP_SECONDS = 0.15
DOCKER = "io.kestra.plugin.scripts.runner.docker.Docker"
PROCESS = "io.kestra.plugin.core.runner.Process"


class Ledgers(Case):
    """Commands that write a line into a file of their mark when they begin."""

    def __init__(self) -> None:
        self.ledgers = Path()

    @contextmanager
    def open(self, folder: Path) -> Iterator[None]:
        self.ledgers = folder / "ledgers"
        self.ledgers.mkdir()
        yield

    def commands(self, ledger: str, mark: str) -> list[str]:
        """A script of a few lines over most of a second."""
        lines = [f"echo begin >> {ledger}/{mark}"]
        for number in range(LINES):
            lines += [f"echo line {number}", f"sleep {STEP_SECONDS}"]
        return lines

    def starts(self, mark: str) -> int:
        file = self.ledgers / mark
        return len(file.read_text().splitlines()) if file.exists() else 0

    def left(self, mark: str) -> int:
        return sum(1 for each in Path("/proc").glob("[0-9]*/cmdline") if _names(each, mark))

    def is_whole(self, mark: str, ended: Ended) -> bool:
        return {f"line {number}" for number in range(LINES)} <= set(ended.lines)


def _names(file: Path, mark: str) -> bool:
    """Whether a process, which is not ours, was started with a mark in its words."""
    try:
        return mark.encode() in file.read_bytes() and file.parent.name != str(os.getpid())
    except (FileNotFoundError, ProcessLookupError):
        return False


class Containers(Ledgers):
    name = "podman"
    service = "podman, real"

    def __init__(self) -> None:
        super().__init__()
        self._host = self._image = ""

    @contextmanager
    def open(self, folder: Path) -> Iterator[None]:
        with ExitStack() as stack:
            try:
                self._host = find_engine()
            except NoEngine:
                self._host = stack.enter_context(own_service())
            self._image = stack.enter_context(an_image(self._host))
            stack.enter_context(super().open(folder))
            yield

    def plan(self, mark: str, folder: Path) -> Plan:
        runner = {"type": DOCKER, "host": self._host, "volumes": [f"{self.ledgers}:/ledgers"]}
        properties = {
            "containerImage": self._image,
            "taskRunner": runner,
            "commands": self.commands("/ledgers", mark),
            "warningOnStdErr": False,
        }
        place = "tiercel.plugins.scripts.languages.shell:Commands"
        others = {DOCKER: {"volume-enabled": True}}
        return Plan(place, properties, mark, folder, others=others)

    def left(self, mark: str) -> int:
        return asyncio.run(self._containers(f"tiercel-{mark}"))

    async def _containers(self, name: str) -> int:
        async with Engine(self._host) as engine:
            return 0 if await engine.find(name) is None else 1


class Commands(Ledgers):
    name = "ssh"
    service = "SSH, a server in Python"

    def __init__(self) -> None:
        super().__init__()
        self._port = 0

    @contextmanager
    def open(self, folder: Path) -> Iterator[None]:
        with super().open(folder), ssh_server(folder) as port:
            self._port = port
            yield

    def plan(self, mark: str, folder: Path) -> Plan:
        properties = {
            "host": "127.0.0.1",
            "port": str(self._port),
            "username": USER,
            "password": PASSWORD,
            "commands": self.commands(str(self.ledgers), mark),
        }
        return Plan("tiercel_fs.types.ssh:Command", properties, mark, folder)


class Program(Ledgers):
    """dbt as a program of ours, which takes as long and writes what it did."""

    name = "dbt"
    service = "dbt, a program of ours, as a process of the worker"

    @contextmanager
    def open(self, folder: Path) -> Iterator[None]:
        with super().open(folder):
            lines = "\n".join(self.commands(str(self.ledgers), "$2"))
            program = folder / "dbt"
            program.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
            program.chmod(0o755)
            self._path = f"{folder}:/usr/bin:/bin"
            yield

    def plan(self, mark: str, folder: Path) -> Plan:
        properties = {
            "commands": [f"dbt build {mark}"],
            "taskRunner": {"type": PROCESS},
            "env": {"PATH": self._path},
        }
        return Plan("tiercel_dbt.cli:DbtCLI", properties, mark, folder)


class PostgreSql(Case):
    """A statement that takes its time and writes rows; a sequence counts what is undone too."""

    name = "postgresql"
    service = "PostgreSQL, real"

    def __init__(self) -> None:
        self._url: dict[str, Any] = {}
        self._connection: Any = None

    @contextmanager
    def open(self, folder: Path) -> Iterator[None]:
        with running_server(FAST) as server, psycopg.connect(server.url, autocommit=True) as found:
            parts = urlsplit(server.url)
            host = parse_qs(parts.query)["host"][0]
            user = parts.username or "postgres"
            self._url = {"url": f"jdbc:postgresql:///postgres?host={host}", "username": user}
            self._connection = found
            found.execute("CREATE TABLE kept (mark text, number int)")
            yield

    def plan(self, mark: str, folder: Path) -> Plan:
        self._connection.execute(f"CREATE SEQUENCE begun_{mark}")
        sql = (
            f"INSERT INTO kept SELECT '{mark}', nextval('begun_{mark}') FROM"
            f" (SELECT pg_sleep({STEP_SECONDS}) FROM generate_series(1, {LINES})) AS waits"
        )
        properties = {**self._url, "sql": sql}
        return Plan("tiercel_jdbc.types.servers:PostgresqlQuery", properties, mark, folder)

    def starts(self, mark: str) -> int:
        last, is_called = self._value(f"SELECT last_value, is_called FROM begun_{mark}")
        return -(-last // LINES) if is_called else 0

    def left(self, mark: str) -> int:
        (count,) = self._value(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
            f" AND query LIKE 'INSERT INTO kept SELECT ''{mark}''%'"
        )
        return int(count)

    def is_whole(self, mark: str, ended: Ended) -> bool:
        (count,) = self._value(f"SELECT count(*) FROM kept WHERE mark = '{mark}'")
        return count >= LINES and count % LINES == 0

    def _value(self, sql: str) -> Any:
        return self._connection.execute(sql).fetchone()
