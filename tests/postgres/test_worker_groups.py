"""Worker groups with real servers: a task of a group runs on a worker of the group only."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.e2e.server import Server, running
from tests.examples.shell import block_that_begins
from tests.postgres.server import PackagedServer

pytestmark = pytest.mark.postgres

# The task is that of the page on operating.
FLOW = f"""
id: grouped
namespace: company.team
tasks:
  - id: anywhere
    type: io.kestra.plugin.core.log.Log
    message: hi
{textwrap.indent(block_that_begins("- id: train").text, "  ")}
pluginDefaults:
  - type: io.kestra.plugin.scripts.python.Script
    values: {{taskRunner: {{type: io.kestra.plugin.core.runner.Process}}}}
"""
YAML = {"Content-Type": "application/x-yaml"}
WAIT_SECONDS_MAX = 60.0


@pytest.fixture
def server(tmp_path: Path, postgres_server: PackagedServer) -> Iterator[Server]:
    url = f"{postgres_server.url}&currentSchema=test_{secrets.token_hex(6)}"
    (tmp_path / "config.yml").write_text(
        "kestra: {repository: {type: postgres}}\n"
        f"datasources: {{postgres: {{url: '{url.replace('postgres:@', 'postgres@')}'}}}}\n"
    )
    with running(tmp_path) as started:
        yield started


@pytest.fixture
def client(server: Server) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=f"{server.base}/api/v1/main", timeout=30) as opened:
        yield opened


def test_a_task_of_a_group_waits_for_a_worker_of_the_group(
    server: Server, client: httpx2.Client
) -> None:
    def save() -> int:
        return client.post("/flows", content=FLOW, headers=YAML).status_code

    assert save() == 422
    with gpu_worker(server):
        when(lambda: save() == 200)
        first = begin(client)
        when(lambda: states(client, first) == ["SUCCESS", "SUCCESS"])
    # The worker of no group, which is alive, leaves it alone.
    second = begin(client)
    when(lambda: states(client, second) == ["SUCCESS", "SUBMITTED"])
    with gpu_worker(server):
        when(lambda: states(client, second) == ["SUCCESS", "SUCCESS"])


@contextmanager
def gpu_worker(server: Server) -> Iterator[None]:
    """A worker process of the group."""
    command = [sys.executable, "-m", "tiercel", "server", "worker", "--worker-group", "gpu"]
    command += [
        "--config",
        str(server.folder / "config.yml"),
        "--data",
        str(server.folder / "data"),
    ]
    with (server.folder / "worker.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=dict(os.environ))
    try:
        yield
        assert process.poll() is None, (server.folder / "worker.log").read_text()
    finally:
        process.terminate()
        process.wait(timeout=30)


def begin(client: httpx2.Client) -> str:
    """A new execution."""
    return str(client.post("/executions/company.team/grouped").json()["id"])


def states(client: httpx2.Client, execution_id: str) -> list[str]:
    """The states of its task runs."""
    runs = client.get(f"/executions/{execution_id}").json().get("taskRunList") or []
    return [run["state"]["current"] for run in runs]


def when(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    ends = time.monotonic() + WAIT_SECONDS_MAX
    while not holds():
        assert time.monotonic() < ends, "it did not come to hold"
        time.sleep(0.05)
