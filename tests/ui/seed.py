"""What tests put on a server before they look at it."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Mapping
from typing import Any

from tests.e2e.server import Server

NAMESPACE = "company.pages"
WAIT_SECONDS_MAX = 30.0
HELLO = """id: {id}
namespace: {namespace}
tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: Hello
"""
FAILS = """id: {id}
namespace: {namespace}
tasks:
  - id: fails
    type: io.kestra.plugin.core.execution.Fail
    errorMessage: Out of luck
"""


def ask(server: Server, method: str, path: str, body: bytes | None = None, **headers: str) -> Any:
    """Call the API; the JSON of the answer."""
    request = urllib.request.Request(
        f"{server.base}/api/v1{path}",
        data=body,
        method=method,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        text = response.read()
    return json.loads(text) if text else None


def flow(server: Server, source: str, flow_id: str, namespace: str = NAMESPACE) -> None:
    """Create or replace a flow."""
    text = source.format(id=flow_id, namespace=namespace)
    found = ask(server, "GET", f"/flows/search?q={flow_id}&namespace={namespace}")
    is_there = any(one["id"] == flow_id for one in found["results"])
    method = "PUT" if is_there else "POST"
    path = f"/flows/{namespace}/{flow_id}" if is_there else "/flows"
    ask(server, method, path, text.encode(), Content_Type="application/x-yaml")


def execution(server: Server, flow_id: str, namespace: str = NAMESPACE) -> Mapping[str, Any]:
    """Run a flow to its end."""
    started = ask(server, "POST", f"/executions/{namespace}/{flow_id}?wait=true", b"")
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while started["state"]["current"] in ("CREATED", "RUNNING"):
        assert time.monotonic() < deadline, started["state"]
        started = ask(server, "GET", f"/executions/{started['id']}")
    found: Mapping[str, Any] = started
    return found
