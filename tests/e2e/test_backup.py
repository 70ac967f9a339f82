"""A backup that is made while the server works holds all that was acknowledged before it."""

from __future__ import annotations

import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import msgspec

from tests.e2e.server import Server, running

FLOW = b"""id: busy
namespace: company.team
tasks:
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: hello
  - id: file
    type: io.kestra.plugin.core.storage.Write
    content: kept
"""


def call(server: Server, method: str, path: str, body: bytes = b"", kind: str = "") -> object:
    request = urllib.request.Request(f"{server.base}/api/v1/main{path}", body or None)
    request.method = method
    request.add_header("content-type", kind or "application/json")
    with urllib.request.urlopen(request, timeout=20) as answer:
        return msgspec.json.decode(answer.read())


class Load(threading.Thread):
    """Starts one execution after the other and keeps the ids that were acknowledged."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self.server = server
        self.ids: list[str] = []
        self.enough = threading.Event()
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            body = call(self.server, "POST", "/executions/company.team/busy")
            self.ids.append(body["id"])  # type: ignore[index]
            if len(self.ids) >= 30:
                self.enough.set()


def back_up(folder: Path, target: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tiercel", "sys", "backup", str(target)]
    return subprocess.run(
        [*command, "--data", str(folder / "data")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_backup_under_load_is_whole_and_can_be_served(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    with running(first) as server:
        call(server, "POST", "/flows", FLOW, "application/x-yaml")
        load = Load(server)
        load.start()
        try:
            assert load.enough.wait(30)
            acknowledged = list(load.ids)
            done = back_up(first, second / "data")
        finally:
            load.over.set()
            load.join()
        assert done.returncode == 0, done.stderr
        assert "Backed up" in done.stdout
        assert len(load.ids) > len(acknowledged)
        again = back_up(first, second / "data")
        assert again.returncode == 1
        assert "exists" in again.stderr
        # The server whose data was copied is none the worse for it.
        call(server, "GET", f"/executions/{load.ids[-1]}")
    with running(second) as restored:
        for execution_id in acknowledged:
            ended(restored, execution_id)
        body = call(restored, "POST", "/executions/company.team/busy?wait=true")
        assert body["state"]["current"] == "SUCCESS"  # type: ignore[index]


def ended(server: Server, execution_id: str) -> None:
    """The execution is there, goes on to its end if it must, and its file can be read."""
    with urllib.request.urlopen(
        f"{server.base}/api/v1/main/executions/{execution_id}/follow", timeout=30
    ) as events:
        events.read()
    body = call(server, "GET", f"/executions/{execution_id}")
    assert body["state"]["current"] == "SUCCESS"  # type: ignore[index]
    uri = body["taskRunList"][1]["outputs"]["uri"]  # type: ignore[index]
    with urllib.request.urlopen(
        f"{server.base}/api/v1/main/executions/{execution_id}/file?path={uri}", timeout=10
    ) as file:
        assert file.read() == b"kept"
