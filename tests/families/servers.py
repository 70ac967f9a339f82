"""Servers that tests start: a program on a free port of the loopback, ended with the tests."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

# Far more than any needs: the machine may do much else.
_START_SECONDS = 900


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def program(name: str, package: str) -> str:
    """Where a program is; without it the test is skipped with the command that installs it."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        pytest.skip(f"no {name}: apt-get install {package}")
    return found


@contextmanager
def running(
    command: Callable[[int, Path], Sequence[str]], environment: dict[str, str] | None = None
) -> Iterator[int]:
    """The port of a server whose command is made of a port and an empty folder."""
    port, folder = free_port(), Path(tempfile.mkdtemp())
    with (folder / "output").open("wb") as output:
        server = subprocess.Popen(
            command(port, folder), stdout=output, stderr=output, cwd=folder, env=environment
        )
    try:
        _wait_for(port, server, folder / "output")
        yield port
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(port: int, server: subprocess.Popen[bytes], output: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(output.read_text(errors="replace")[-2000:]) from None
            time.sleep(0.05)
