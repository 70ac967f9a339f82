"""Real server processes, any of which can be killed: a cluster, or one that does everything."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

CLUSTER = {"webserver": 2, "executor": 2, "worker": 3, "scheduler": 2}
STANDALONE = {"standalone": 1}
# Two seconds of work; a machine at load 30 takes minutes for them.
START_SECONDS_MAX = 600.0
READY = b" is ready: "
READY_SHARE = 0.6
# From the end of a server to the end of the scripts that it had started.
ORPHAN_SECONDS_MAX = 5.0


class Member:
    """One process of a role; it is started again in the same place."""

    def __init__(self, folder: Path, role: str, number: int) -> None:
        self.role = role
        self.name = f"{role}-{number}"
        self.port = free_port() if role in {"webserver", "standalone"} else None
        self._folder = folder
        self._command = [sys.executable, "-m", "tiercel", "server", role]
        self._command += ["--config", str(folder / "config.yml"), "--data", str(folder / "data")]
        if self.port is not None:
            self._command += ["--port", str(self.port), "--host", "127.0.0.1", "--no-tutorials"]
        if role == "worker":
            self._command += ["--thread", "8"]
        self._log = folder / f"{self.name}.log"
        self._log_before = 0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin; what it writes is kept."""
        with self._log.open("ab") as log:
            self._log_before = log.tell()
            self._process = subprocess.Popen(
                self._command, stdout=log, stderr=log, cwd=self._folder, env=dict(os.environ)
            )

    def wait(self) -> None:
        """Until it is ready. Raises: AssertionError when it takes too long."""
        ends = time.monotonic() + START_SECONDS_MAX
        while not self._is_ready:
            assert time.monotonic() < ends, f"{self.name} does not start"
            if self._process is None or self._process.poll() is not None:
                # It gave up, as without a database; whoever runs servers starts them again.
                self.start()
            time.sleep(0.05)

    @property
    def _is_ready(self) -> bool:
        with self._log.open("rb") as log:
            log.seek(self._log_before)
            return READY in log.read()

    def kill(self) -> list[str]:
        """As a power cut of it would; the commands that outlive it."""
        assert self._process is not None
        children = descendants(self._process.pid)
        self._process.kill()
        self._process.wait(30)
        return survivors(children)

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


class Servers:
    """All members, how often they were killed, and what outlived them."""

    def __init__(self, folder: Path, roles: Mapping[str, int], config: str) -> None:
        (folder / "config.yml").write_text(config)
        self.members = [
            Member(folder, role, number)
            for role, count in roles.items()
            for number in range(1, count + 1)
        ]
        self.kills: Counter[str] = Counter()
        self.orphans: list[str] = []
        self._next: list[Member] = []

    @property
    def ports(self) -> list[int]:
        """Where the API is."""
        return [member.port for member in self.members if member.port is not None]

    def start(self) -> None:
        """All of them, until they are ready."""
        for member in self.members:
            member.start()
        self.wait()

    def wait(self) -> None:
        """Until all are ready."""
        for member in self.members:
            member.wait()

    def kill_one(self, chance: random.Random) -> None:
        """Kill one and start it again: everybody has a turn, in an order of chance."""
        if not self._next:
            self._next = chance.sample(self.members, len(self.members))
        member = self._next.pop()
        self.orphans += [f"{member.name} left {line}" for line in member.kill()]
        member.start()
        self.kills[member.role] += 1
        # Mostly it gets time to start, however busy the machine is; or more are away at once.
        if len(self.members) == 1 or chance.random() < READY_SHARE:
            member.wait()

    def stop(self) -> None:
        """End all."""
        for member in self.members:
            member.stop()


def cluster_config(database_url: str) -> str:
    """The settings of a cluster over that database."""
    url = database_url.replace("postgres:@", "postgres@")
    return (
        "kestra: {repository: {type: postgres}}\n"
        f"datasources: {{postgres: {{url: '{url}', maximum-pool-size: 4}}}}\n"
    )


def descendants(process: int) -> list[int]:
    """The children of a process, their children, and so on."""
    found = []
    for file in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = [int(each) for each in file.read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
        for child in children:
            found += [child, *descendants(child)]
    return found


def survivors(processes: list[int]) -> list[str]:
    """Command lines of those that do not end soon."""
    ends = time.monotonic() + ORPHAN_SECONDS_MAX
    while processes := [each for each in processes if command_of(each)]:
        if time.monotonic() > ends:
            return [command_of(each) for each in processes]
        time.sleep(0.02)
    return []


def command_of(process: int) -> str:
    """Its command line; nothing when it is gone (a zombie has none)."""
    try:
        content = Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return content.replace(b"\0", b" ").decode(errors="replace").strip()


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
