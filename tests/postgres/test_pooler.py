"""A server behind a real transaction pooler: PgBouncer, where it is installed."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from tests.e2e.server import free_port, running
from tests.ports.postgres import a_database
from tests.postgres.server import PackagedServer

pytestmark = pytest.mark.postgres

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
FLOW = """
id: pooled
namespace: company.team
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: [1, 2, 3]
    tasks:
      - id: out
        type: io.kestra.plugin.core.output.OutputValues
        values: {value: "{{ taskrun.value }}"}
  - id: shell
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner: {type: io.kestra.plugin.core.runner.Process}
    commands: ["echo hello"]
"""
EXECUTIONS = 40
WAIT_SECONDS_MAX = 60.0


@pytest.fixture
def database(postgres_server: PackagedServer) -> str:
    """The name of a new database: with a pooler, a schema can't be chosen."""
    return urlsplit(asyncio.run(a_database(postgres_server.url))).path.removeprefix("/")


@pytest.fixture
def pooler(tmp_path: Path, postgres_server: PackagedServer) -> Iterator[int]:
    """The port of a pooler that gives each transaction any of its connections."""
    if PGBOUNCER is None:
        pytest.skip("pgbouncer is not installed (on Debian: apt install pgbouncer)")
    port = free_port()
    settings = tmp_path / "pgbouncer.ini"
    settings.write_text(
        "[databases]\n"
        f"* = host={socket_of(postgres_server)} user=postgres\n"
        "[pgbouncer]\n"
        f"listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        "auth_type = any\npool_mode = transaction\ndefault_pool_size = 8\n"
        "ignore_startup_parameters = extra_float_digits\n"
    )
    tmp_path.chmod(0o755)
    command = [PGBOUNCER, str(settings)]
    if os.geteuid() == 0:
        command += ["--user", "pgserver"]  # The user of the packaged server.
    with (tmp_path / "pgbouncer.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield port
        assert process.poll() is None, (tmp_path / "pgbouncer.log").read_text()
    finally:
        process.terminate()
        process.wait(timeout=10)


def socket_of(server: PackagedServer) -> str:
    """The folder of the server's socket."""
    return parse_qs(urlsplit(server.url).query)["host"][0]


@pytest.mark.parametrize("is_direct", [True, False])
def test_executions_run_behind_a_pooler(
    tmp_path: Path, pooler: int, database: str, postgres_server: PackagedServer, is_direct: bool
) -> None:
    url = f"jdbc:postgresql://127.0.0.1:{pooler}/{database}?prepareThreshold=0"
    if is_direct:
        url += f"&directHost={socket_of(postgres_server)}"
    (tmp_path / "config.yml").write_text(
        "kestra: {repository: {type: postgres}}\n"
        f"datasources: {{postgres: {{url: '{url}', username: postgres}}}}\n"
    )
    with running(tmp_path) as server, httpx2.Client(base_url=f"{server.base}/api/v1/main") as api:
        saved = api.post("/flows", content=FLOW, headers={"Content-Type": "application/x-yaml"})
        assert saved.status_code == 200
        for _ in range(EXECUTIONS):
            assert api.post("/executions/company.team/pooled").status_code == 200
        ends = time.monotonic() + WAIT_SECONDS_MAX
        while (done := count(api, "SUCCESS")) < EXECUTIONS:
            assert time.monotonic() < ends, f"{done} of {EXECUTIONS} ended"
            time.sleep(0.1)
        assert "ERROR" not in server.log


def count(api: httpx2.Client, state: str) -> int:
    """How many executions are in the state."""
    found = api.get("/executions/search", params={"state": state, "size": 1}).json()
    return int(found["total"])
