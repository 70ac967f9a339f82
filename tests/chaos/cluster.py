"""A cluster of real server processes over one PostgreSQL database, any of which can be killed."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROLES = {"webserver": 2, "executor": 2, "worker": 3, "scheduler": 2}
START_SECONDS_MAX = 60.0


class Member:
    """One process of a role; it is started again in the same place."""

    def __init__(self, folder: Path, role: str, number: int) -> None:
        self.name = f"{role}-{number}"
        self.port = free_port() if role == "webserver" else None
        self._folder = folder
        self._command = [sys.executable, "-m", "tiercel", "server", role]
        self._command += ["--config", str(folder / "config.yml"), "--data", str(folder / "data")]
        if self.port is not None:
            self._command += ["--port", str(self.port), "--host", "127.0.0.1", "--no-tutorials"]
        if role == "worker":
            self._command += ["--thread", "8"]
        self._process: subprocess.Popen[bytes] | None = None
        self.kills = 0

    def start(self) -> None:
        """Begin; what it writes is kept."""
        with (self._folder / f"{self.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command, stdout=log, stderr=log, cwd=self._folder, env=dict(os.environ)
            )

    def kill(self) -> None:
        """As a power cut would."""
        assert self._process is not None
        self.kills += 1
        self._process.kill()
        self._process.wait(30)

    def stop(self) -> None:
        """End it, politely at first."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(30)

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None


class Cluster:
    """All members."""

    def __init__(self, folder: Path, database_url: str) -> None:
        url = database_url.replace("postgres:@", "postgres@")
        (folder / "config.yml").write_text(
            "kestra: {repository: {type: postgres}}\n"
            f"datasources: {{postgres: {{url: '{url}', maximum-pool-size: 4}}}}\n"
        )
        self.members = [
            Member(folder, role, number)
            for role, count in ROLES.items()
            for number in range(1, count + 1)
        ]

    @property
    def ports(self) -> list[int]:
        """Where the API is."""
        return [member.port for member in self.members if member.port is not None]

    def start(self) -> None:
        """All of them, until every webserver answers."""
        for member in self.members:
            member.start()
        ends = time.monotonic() + START_SECONDS_MAX
        while not all(map(answers, self.ports)):
            assert time.monotonic() < ends, "the webservers don't answer"
            time.sleep(0.1)

    def kill_one(self, chance: random.Random) -> str:
        """Kill any member and start it again; its name."""
        member = chance.choice(self.members)
        member.kill()
        member.start()
        return member.name

    def stop(self) -> None:
        """End all."""
        for member in self.members:
            member.stop()


def answers(port: int) -> bool:
    """Whether a webserver is there."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ping", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
