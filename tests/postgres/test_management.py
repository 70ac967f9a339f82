"""A real server without an API reports its health on the management port."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.server import free_port
from tests.postgres.server import DURABLE, Missing, PackagedServer, running_server

pytestmark = pytest.mark.postgres
SECONDS_MAX = 40.0


@pytest.fixture(scope="module")
def database() -> Iterator[PackagedServer]:
    """A server of its own: this test stops it."""
    try:
        with running_server(DURABLE) as server:
            yield server
    except Missing as error:
        pytest.skip(str(error))


def asked(port: int, path: str) -> tuple[int, str]:
    """Status and body; 0 when nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=8) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def until(holds: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + SECONDS_MAX
    while not holds():
        assert time.monotonic() < ends
        assert process.poll() is None
        time.sleep(0.1)


def test_a_worker_is_ready_while_its_database_is_there(
    database: PackagedServer, tmp_path: Path
) -> None:
    port = free_port()
    environ = {
        **os.environ,
        "KESTRA_REPOSITORY_TYPE": "postgres",
        "DATASOURCES_POSTGRES_URL": database.url,
        "ENDPOINTS_ALL_PORT": str(port),
        "MICRONAUT_SERVER_HOST": "127.0.0.1",
    }
    command = [sys.executable, "-m", "tiercel", "server", "worker", "--data", str(tmp_path)]
    process = subprocess.Popen(command, env=environ, cwd=tmp_path, stderr=subprocess.DEVNULL)
    try:
        until(lambda: asked(port, "/health/readiness")[0] == 200, process)
        assert "kestra_worker_job_thread" in asked(port, "/prometheus")[1]
        assert 'part="readers"' in asked(port, "/prometheus")[1]
        assert asked(port, "/api/v1/main/flows/search")[0] == 404
        database.stop()
        until(lambda: asked(port, "/health/readiness")[0] == 503, process)
        status, body = asked(port, "/health")
        assert status == 503
        assert json.loads(body)["details"]["database"]["status"] == "DOWN"
        assert asked(port, "/health/liveness")[0] == 200
        database.start()
        until(lambda: asked(port, "/health/readiness")[0] == 200, process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(10)
