"""A real server process on a free port, and curl to call it with."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

CURL = shutil.which("curl")
TIERCEL = (sys.executable, "-m", "tiercel")
# On a machine that does other work as well; nothing is measured by it.
START_SECONDS_MAX = 120.0


class Server:
    """The process, where it listens, and what it wrote."""

    def __init__(self, folder: Path, port: int, process: subprocess.Popen[bytes]) -> None:
        self.folder = folder
        self.port = port
        self.process = process

    @property
    def base(self) -> str:
        """The address."""
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> str:
        """What it wrote so far."""
        return (self.folder / "server.log").read_text(encoding="utf-8")

    def get(self, path: str) -> Any:
        """The JSON that it answers below the tenant."""
        address = f"{self.base}/api/v1/main{path}"
        with urllib.request.urlopen(address, timeout=60) as answer:
            return json.load(answer)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; the exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=30)


def start(
    folder: Path,
    *,
    port: int | None = None,
    environ: Mapping[str, str] | None = None,
    host: str | None = "127.0.0.1",
    descriptors: int | None = None,
    program: Sequence[str] = TIERCEL,
) -> Server:
    """A server with its data below `folder`, once it answers; `descriptors` bounds its files."""
    port = port or free_port()
    command = [*program, "server", "standalone"]
    command += [] if host is None else ["--host", host]
    command += ["--port", str(port), "--data", str(folder / "data")]
    config = folder / "config.yml"
    if config.exists():
        command += ["--config", str(config)]
    if descriptors is not None:
        command = ["sh", "-c", f'ulimit -n {descriptors} && exec "$@"', "sh", *command]
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            env={**os.environ, **(environ or {})},
            cwd=folder,
        )
    server = Server(folder, port, process)
    try:
        _await(server)
    except BaseException:
        process.kill()
        process.wait()
        raise
    return server


@contextlib.contextmanager
def running(folder: Path, **options: Any) -> Iterator[Server]:
    """A server that is stopped at the end, whatever happens."""
    server = start(folder, **options)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait(timeout=10)


def wait_for(holds: Callable[[], bool], seconds: float) -> float:
    """Seconds until something holds; fails when it does not in time."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, "it did not happen in time"
        time.sleep(0.05)
    return time.monotonic() - began


def free_port() -> int:
    """A port that nobody uses right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise AssertionError(f"the server ended:\n{server.log}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/ping", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise AssertionError(f"the server does not answer:\n{server.log}")
