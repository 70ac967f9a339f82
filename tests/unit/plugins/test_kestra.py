"""Tasks that act on this server or on another one: what is asked, the requests made."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import pytest

from tiercel.model.log import Level, LogEntry
from tiercel.model.state import StateType
from tiercel.plugin import server
from tiercel.plugin.catalog.registry import Catalog
from tiercel.testing import START, Ran, World, run_task

CATALOG = Catalog.of_builtins()
ASKED: list[tuple[str, str | None, bytes]] = []
ANSWERS = {
    "/api/v1/main/executions/search": b'{"results": [{}], "total": 7}',
    "/api/v1/t2/executions/search": b'{"results": [], "total": 0}',
    "/api/v1/main/logs/e1": b'[{"taskId": "a", "message": "x"}, {"taskId": "b", "message": "y"}]',
    "/api/v1/main/triggers": b"{}",
    "/api/v1/main/executions/e1/resume": b"",
    "/page/api/v1/main/executions/search": b"<html>",
}


class Handler(BaseHTTPRequestHandler):
    """Another server."""

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        ASKED.append(
            (f"{self.command} {unquote(self.path)}", self.headers.get("Authorization"), body)
        )
        content = ANSWERS.get(self.path.partition("?")[0])
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")

    do_GET = do_POST = do_PUT = answer  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def forgotten() -> None:
    ASKED.clear()


def run(name: str, properties: Mapping[str, Any], answer: Any = None, own: str = "") -> Ran:
    task = CATALOG.class_of(f"io.kestra.plugin.kestra.{name}")
    assert task is not None
    variables = {
        "kestra": {"url": own},
        "flow": {"id": "f", "namespace": "n"},
        "execution": {"id": "own"},
    }
    world = World(variables=variables, server=lambda request: answer)
    return run_task(task, properties, world)  # type: ignore[arg-type]


def test_executions_are_counted_here() -> None:
    ran = run("executions.Count", {"namespaces": ["a"], "states": ["FAILED"], "flowId": "f"}, 3)
    assert ran.outputs == {"count": 3}
    assert ran.context.server.asked == [
        server.TotalExecutions(namespaces=("a",), flow_id="f", states=(StateType.FAILED,))
    ]


@pytest.mark.parametrize(("expression", "count"), [("{{ count > 2 }}", 3), ("{{ count > 3 }}", 0)])
def test_a_count_that_the_expression_refuses_is_0(expression: str, count: int) -> None:
    assert run("executions.Count", {"expression": expression}, 3).outputs == {"count": count}


def test_the_address_of_this_server_is_here(address: str) -> None:
    properties = {"kestraUrl": f"{address}/", "tenantId": "main"}
    assert run("executions.Count", properties, 3, own=address).outputs == {"count": 3}
    assert ASKED == []


def test_executions_are_counted_there(address: str) -> None:
    properties = {
        "kestraUrl": f"{address}/",
        "auth": {"username": "u", "password": "p"},
        "namespaces": ["a", "b"],
        "states": ["FAILED", "WARNING"],
        "startDate": "2026-01-01T00:00:00Z",
    }
    assert run("executions.Count", properties).outputs == {"count": 7}
    ((line, authorization, _),) = ASKED
    assert line == (
        "GET /api/v1/main/executions/search?page=1&size=1&filters[namespace][IN]=a,b"
        "&filters[state][IN]=FAILED,WARNING"
        "&filters[startDate][GREATER_THAN_OR_EQUAL_TO]=2026-01-01T00:00:00Z"
    )
    assert authorization == "Basic dTpw"


def test_a_tenant_and_a_token_are_sent(address: str) -> None:
    properties = {"kestraUrl": address, "tenantId": "t2", "auth": {"apiToken": "k"}}
    assert run("executions.Count", properties).outputs == {"count": 0}
    assert ASKED[0][:2] == ("GET /api/v1/t2/executions/search?page=1&size=1", "Bearer k")


def test_what_is_no_api_is_reported(address: str) -> None:
    ran = run("executions.Count", {"kestraUrl": f"{address}/page"})
    assert ran.error is not None
    assert "GET /executions/search failed: the answer is a web page" in ran.error.message
    missing = run("executions.Count", {"kestraUrl": f"{address}/nothing"})
    assert missing.error is not None
    assert "GET /executions/search failed: 404" in missing.error.message


def test_an_execution_is_resumed_here_and_there(address: str) -> None:
    ran = run("executions.Resume", {"inputs": {"ok": True}})
    assert ran.context.server.asked == [
        server.ResumeExecution(execution_id="own", inputs={"ok": True})
    ]
    properties = {"kestraUrl": address, "executionId": "e1", "inputs": {"ok": True}}
    assert run("executions.Resume", properties).error is None
    assert ASKED[0][0] == "POST /api/v1/main/executions/e1/resume"
    assert b'name="ok"' in ASKED[0][2]
    assert run("executions.Resume", {"kestraUrl": address, "executionId": "e1"}).error is None


def test_logs_are_fetched_here_and_there(address: str) -> None:
    entry = LogEntry("n", "f", START, Level.INFO, "x")
    ran = run("logs.Fetch", {"tasksId": ["a"]}, (entry,))
    assert ran.outputs["size"] == 1
    assert ran.context.server.asked == [server.FetchLogs(task_ids=("a",), min_level=Level.INFO)]
    properties = {"kestraUrl": address, "executionId": "e1", "level": "WARN", "tasksId": ["b"]}
    ran = run("logs.Fetch", properties)
    assert ran.outputs["size"] == 1
    assert json.loads(ran.context.blobs.read(ran.outputs["uri"]))["message"] == "y"
    assert ASKED[0][0] == "GET /api/v1/main/logs/e1?minLevel=WARN"


def test_a_trigger_is_turned_here_and_there(address: str) -> None:
    place = {"namespace": "n", "flowId": "f", "triggerId": "t"}
    ran = run("triggers.Toggle", {"trigger": "t", "enabled": True})
    assert ran.context.server.asked == [
        server.EnableTrigger(namespace="n", flow_id="f", trigger_id="t")
    ]
    assert run("triggers.Toggle", {"kestraUrl": address, "trigger": "t"}).error is None
    assert ASKED[0][0] == "PUT /api/v1/main/triggers"
    assert json.loads(ASKED[0][2]) == {**place, "disabled": True}
    nameless = run("triggers.Toggle", {})
    assert nameless.error is not None
    assert "`trigger` must be set" in nameless.error.message
