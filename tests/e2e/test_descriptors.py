"""A server with few file descriptors, and clients that want them all."""

from __future__ import annotations

import contextlib
import json
import socket
import urllib.request
from pathlib import Path

from tests.e2e.server import Server, running
from tiercel.model.json_types import Json

DESCRIPTORS = 256
CLIENTS = 400
SCRIPT = b"""id: script
namespace: company.team
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.Parallel
    tasks:
""" + b"".join(
    b"""      - id: run%d
        type: io.kestra.plugin.scripts.shell.Commands
        taskRunner:
          type: io.kestra.plugin.core.runner.Process
        commands: [sleep 0.2]
"""
    % number
    for number in range(8)
)


def call(server: Server, method: str, path: str, body: bytes | None = None) -> Json:
    headers = {"Content-Type": "application/x-yaml"} if body else {}
    address = f"http://127.0.0.1:{server.port}{path}"
    request = urllib.request.Request(address, data=body, method=method, headers=headers)
    with urllib.request.urlopen(request, timeout=100) as answer:
        content = answer.read()
    return json.loads(content) if content.startswith((b"{", b"[")) else content


def test_half_open_requests_take_none_of_those_for_work(tmp_path: Path) -> None:
    with running(tmp_path, descriptors=DESCRIPTORS) as server, contextlib.ExitStack() as stack:
        call(server, "POST", "/api/v1/flows", SCRIPT)
        for _ in range(CLIENTS):
            client = stack.enter_context(
                socket.create_connection(("127.0.0.1", server.port), timeout=20)
            )
            with contextlib.suppress(ConnectionError):
                client.sendall(b"GET /ping HTTP/1.1\r\nHost:")
        assert call(server, "GET", "/ping") == b"pong"
        done = call(server, "POST", "/api/v1/executions/company.team/script?wait=true")
        assert done["state"]["current"] == "SUCCESS"
        assert len(server.log.splitlines()) < 50
        assert "Traceback" not in server.log
