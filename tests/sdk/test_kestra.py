"""The Python client for scripts: its `Flow`, and its `Kestra` inside a script task."""

from __future__ import annotations

import base64
import json
import urllib.request

import pytest

from tests.e2e.server import Server
from tests.sdk import sources
from tests.sdk.conftest import PASSWORD, USER
from tests.sdk.environments import python_of, run
from tests.sdk.results import failures
from tiercel.model.json_types import Json

SCRIPT = """id: script
namespace: sdk.two
tasks:
  - id: run
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner:
      type: io.kestra.plugin.core.runner.Process
    commands:
      - PYTHON program.py
    inputFiles:
      program.py: |
        from kestra import Kestra
        Kestra.outputs({"text": "x", "number": 7, "nested": {"list": [1, 2]}})
        Kestra.counter("rows", 5, {"table": "a"})
        Kestra.timer("took", 2)
        Kestra.gauge("level", 3)
        Kestra.logger().warning("a warning")
"""
JSON = "application/json"


def call(server: Server, method: str, path: str, body: bytes = b"", kind: str = JSON) -> Json:
    """JSON of an authenticated request."""
    basic = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}", "Content-Type": kind}
    request = urllib.request.Request(
        f"{server.base}/api/v1{path}", body or None, headers, method=method
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def create(server: Server, source: str) -> None:
    """A new flow."""
    call(server, "POST", "/flows", source.encode(), "application/x-yaml")


@pytest.mark.timeout(400)
def test_flow(server: Server, environ: dict[str, str]) -> None:
    python = str(python_of("kestra"))
    for source in (sources.HELLO, sources.FAILING, sources.INPUTS):
        create(server, source)
    token = call(server, "POST", "/me/api-tokens", b'{"name": "run"}')["fullToken"]
    given = {
        "KESTRA_HOSTNAME": server.base,
        "KESTRA_USER": USER,
        "KESTRA_PASSWORD": PASSWORD,
    }
    output = run([python, "-m", "kestra_2", token], {**environ, **given})
    assert failures(output) == []


@pytest.mark.timeout(400)
def test_outputs_metrics_and_logs_of_a_script(server: Server) -> None:
    create(server, SCRIPT.replace("PYTHON", str(python_of("kestra"))))
    done = call(server, "POST", "/executions/sdk.two/script?wait=true")
    assert done["state"]["current"] == "WARNING", done["state"]
    outputs = done["taskRunList"][0]["outputs"]
    assert outputs["vars"] == {"text": "x", "number": 7, "nested": {"list": [1, 2]}}
    metrics = call(server, "GET", f"/metrics/{done['id']}")["results"]
    found = {entry["name"]: (entry["type"], entry["value"]) for entry in metrics}
    assert found["rows"] == ("counter", 5)
    assert found["took"][0] == "timer"
    assert found["level"] == ("gauge", 3)
    logs = call(server, "GET", f"/logs/{done['id']}")
    warnings = [entry["message"] for entry in logs if entry["level"] == "WARN"]
    assert [text.endswith("a warning") for text in warnings] == [True]
