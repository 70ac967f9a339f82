"""The server process: start, stop, crash, and big uploads."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.server import CURL, Server, free_port, running
from tiercel.model.json_types import Json

SLOW = b"""id: slow
namespace: company.team
tasks:
  - id: sleep
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT2S
  - id: after
    type: io.kestra.plugin.core.log.Log
    message: done
"""
UPLOAD_MIB = 300


def call(server: Server, method: str, path: str, body: bytes | None = None) -> Json:
    request = urllib.request.Request(
        f"{server.base}/api/v1{path}",
        data=body,
        method=method,
        headers={"Content-Type": "application/x-yaml"} if body else {},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        content = answer.read()
    return json.loads(content) if content else None


def test_a_signal_ends_the_server_well(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        assert server.stop(signal.SIGTERM) == 0
        assert "stopped" in server.log


@pytest.fixture
def hangups() -> Iterator[None]:
    """Signals of a terminal that closes reach what a test starts, even if it runs below `nohup`."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("hangups")
def test_signals_of_terminals_stop_it_well_and_others_change_nothing(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        for number in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM):
            server.process.send_signal(number)
        assert call(server, "GET", "/flows/search")["total"] == 0
        assert server.stop(signal.SIGHUP) == 0
        assert "stopped" in server.log
        assert "task executor at " in server.log, "SIGUSR1 shows where everything waits"


def test_a_server_whose_database_is_away_waits_until_it_is_stopped(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(
        "kestra: {repository: {type: postgres}}\n"
        f"datasources: {{postgres: {{url: 'jdbc:postgresql://127.0.0.1:{free_port()}/db'}}}}\n"
    )
    command = [sys.executable, "-m", "tiercel", "server", "webserver", "--host", "127.0.0.1"]
    command += ["--port", "0", "--config", str(tmp_path / "config.yml")]
    command += ["--data", str(tmp_path / "data")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        shown = process.stderr.readline()
        while "waiting for the database" not in shown:
            assert process.poll() is None, shown
            shown = process.stderr.readline()
        assert "can't be reached" in shown
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_a_busy_port_is_named(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        command = [sys.executable, "-m", "tiercel", "server", "standalone", "--host", "127.0.0.1"]
        command += ["--port", str(server.port), "--data", str(tmp_path / "other")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert "Choose another port with --port" in done.stderr


def test_data_outlives_a_crash(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port=port) as server:
        call(server, "POST", "/flows", SLOW)
        ids = [call(server, "POST", "/executions/company.team/slow")["id"] for _ in range(20)]
        server.stop(signal.SIGKILL)
    with running(tmp_path, port=port) as server:
        for execution_id in ids:
            with urllib.request.urlopen(
                f"{server.base}/api/v1/executions/{execution_id}/follow", timeout=60
            ) as stream:
                last = [line for line in stream if line.startswith(b"id: ")][-1]
            assert last == b"id: end\n"
            execution = call(server, "GET", f"/executions/{execution_id}")
            assert execution["state"]["current"] == "SUCCESS"
            assert len(execution["taskRunList"]) == 2


@pytest.mark.skipif(CURL is None, reason="needs curl")
def test_a_big_upload_does_not_fill_the_memory(tmp_path: Path) -> None:
    big = tmp_path / "big.bin"
    with big.open("wb") as file:
        file.truncate(UPLOAD_MIB * 1024 * 1024)
    with running(tmp_path) as server:
        url = f"{server.base}/api/v1/namespaces/company.team/files"
        before = _resident_mib(server)
        command = ["curl", "-s", "-w", "%{http_code}", url, "-F", f"fileContent=@{big}"]
        command += ["-F", "path=big.bin"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
        assert done.stdout == "200"
        assert _resident_mib(server) - before < 60
        stats = call(server, "GET", "/namespaces/company.team/files/stats?path=big.bin")
        assert stats["size"] == UPLOAD_MIB * 1024 * 1024


def _resident_mib(server: Server) -> float:
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="utf-8")
    line = next(each for each in status.splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
