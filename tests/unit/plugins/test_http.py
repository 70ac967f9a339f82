"""HTTP tasks against a server on the loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

import pytest

from tiercel.model.networks import NetworkRules
from tiercel.plugin.properties import build_task, render_properties
from tiercel.plugins.core.http.sse import EventParser, SseRequest
from tiercel.plugins.core.http.tasks import Download, Request, Trigger
from tiercel.testing import FakeContext, Ran, World, run_task

EVENTS = b': hi\n\nid: 1\nevent: a\ndata: {"t": "x"}\n\ndata: {"t": "y"}\nretry: 10\n\n'


class Handler(BaseHTTPRequestHandler):
    """Answers what the tests ask for."""

    def answer(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(size)
        path = self.path.partition("?")[0].removeprefix("http://behind.example")
        code = 404 if path == "/missing" else 200
        content = {
            "/missing": b"no such thing",
            "/empty": b"",
            "/binary": b"\xff\xfe",
            "/events": EVENTS,
        }.get(path, b"%s %s|%s|" % (self.command.encode(), self.path.encode(), body))
        if path == "/away":
            code = 302
        if path == "/headers":
            content = str(self.headers).encode()
        self.send_response(code)
        if path == "/file":
            self.send_header("Content-Disposition", 'attachment; filename="../dir/my file.txt"')
        if path == "/away":
            port = self.server.server_address[1]
            self.send_header("Location", f"http://127.0.0.2:{port}/a")
        self.send_header("X-Twice", "a")
        self.send_header("X-Twice", "b")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_HEAD = answer  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def run(task: type[Any], properties: Mapping[str, Any], world: World | None = None) -> Ran:
    return run_task(task, properties, world)


def test_a_proxy_is_told_who_asks(address: str) -> None:
    port = int(address.rpartition(":")[2])
    proxy = {"type": "HTTP", "address": "127.0.0.1", "port": port, "username": "u", "password": "p"}
    properties = {"uri": "http://behind.example/headers", "options": {"proxy": proxy}}
    assert "Host: behind.example" in (body := run(Request, properties).outputs["body"])
    assert "Proxy-Authorization: Basic dTpw" in body


def test_request_gives_code_headers_and_text(address: str) -> None:
    ran = run(Request, {"uri": f"{address}/a b", "params": {"x": "1", "y": ["2", "3"]}})
    assert ran.error is None
    assert ran.outputs["code"] == 200
    assert ran.outputs["body"] == "GET /a%20b?x=1&y=2&y=3||"
    assert ran.outputs["headers"]["X-Twice"] == ["a", "b"]
    assert ran.metrics[0].name == "response.length"


@pytest.mark.parametrize("task", [Request, Download])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_denied_network_is_not_reached_by_name_or_number(
    address: str, task: type[Any], host: str
) -> None:
    world = World(networks=NetworkRules(deny=(ip_network("127.0.0.0/8"), ip_network("::1"))))
    ran = run(task, {"uri": f"{address.replace('127.0.0.1', host)}/a"}, world)
    assert ran.error is not None
    assert "is in a network that tiercel.http-tasks.deny names" in str(ran.error)


def test_a_redirect_does_not_lead_into_a_denied_network(address: str) -> None:
    world = World(networks=NetworkRules(deny=(ip_network("127.0.0.2"),)))
    ran = run(Request, {"uri": f"{address}/away"}, world)
    assert "127.0.0.2 is in a network that tiercel.http-tasks.deny names" in str(ran.error)


def test_request_sends_bodies_forms_and_credentials(address: str) -> None:
    ran = run(Request, {"uri": f"{address}/a", "method": "post", "body": '{"a":1}'})
    assert ran.outputs["body"] == 'POST /a|{"a":1}|'
    ran = run(Request, {"uri": f"{address}/a", "method": "POST", "formData": {"a": "b c"}})
    assert ran.outputs["body"] == "POST /a|a=b+c|"
    properties = {
        "uri": f"{address}/headers",
        "headers": {"X-Own": "{{ flow.id }}"},
        "options": {"auth": {"type": "BASIC", "username": "u", "password": "p"}},
    }
    text = run(Request, properties).outputs["body"]
    assert "X-Own: a-flow" in text
    assert "Authorization: Basic dTpw" in text
    assert "Content-Type: application/json" in text
    properties["options"] = {"auth": {"type": "BEARER", "token": "t"}}
    assert "Authorization: Bearer t" in run(Request, properties).outputs["body"]


def test_multipart_forms_carry_files(address: str) -> None:
    ran = run(
        Request,
        {
            "uri": f"{address}/form",
            "method": "POST",
            "contentType": "multipart/form-data",
            "formData": {
                "a": "text",
                "f": "kestra:///a/f/executions/e/in.txt",
                "g": {"name": "named.txt", "content": "kestra:///a/f/executions/e/in.txt"},
            },
        },
        World(stored={"kestra:///a/f/executions/e/in.txt": b"content"}),
    )
    assert ran.error is None, ran.error
    assert 'name="a"' in ran.outputs["body"]
    assert 'filename="in.txt"' in ran.outputs["body"]
    assert 'filename="named.txt"' in ran.outputs["body"]


def test_errors_fail_unless_allowed(address: str) -> None:
    ran = run(Request, {"uri": f"{address}/missing"})
    assert ran.error is not None
    assert ran.error.message == (
        "Failed http request with response code '404' and body:\nno such thing"
    )
    for options in ({"allowFailed": True}, {"allowedResponseCodes": [404]}):
        ran = run(Request, {"uri": f"{address}/missing", "options": options})
        assert (ran.outputs["code"], ran.outputs["body"]) == (404, "no such thing")


def test_bodies_can_be_encrypted_and_must_be_text(address: str) -> None:
    ran = run(Request, {"uri": f"{address}/a", "encryptBody": True})
    assert "body" not in ran.outputs
    assert ran.outputs["encryptedBody"]["value"] == "||a/ TEG"
    ran = run(Request, {"uri": f"{address}/binary"})
    assert ran.error is not None
    assert ran.error.message.startswith("Illegal unicode code point in request body: 255")


def test_a_server_that_is_not_there_is_named() -> None:
    ran = run(Request, {"uri": "http://127.0.0.1:1/x"})
    assert ran.error is not None
    assert ran.error.message.startswith("Unable to reach 'http://127.0.0.1:1/x'")


def test_download_keeps_the_name_without_its_folder(address: str) -> None:
    ran = run(Download, {"uri": f"{address}/file"})
    assert ran.error is None, ran.error
    assert ran.outputs["uri"].endswith("/my+file.txt")
    assert ran.context.blobs.read(ran.outputs["uri"]) == b"GET /file||"
    assert ran.outputs["length"] == 11


def test_download_of_nothing_fails_unless_allowed(address: str) -> None:
    ran = run(Download, {"uri": f"{address}/empty"})
    assert ran.error is not None
    assert ran.error.message == "No response from server"
    ran = run(Download, {"uri": f"{address}/empty", "failOnEmptyResponse": False})
    assert ran.logs[-1].endswith("is empty")


def test_events_are_read_to_the_end(address: str) -> None:
    ran = run(SseRequest, {"uri": f"{address}/events"})
    assert ran.error is None, ran.error
    assert ran.outputs["size"] == 3
    assert ran.outputs["events"][1] == {"id": "1", "name": "a", "data": {"t": "x"}}


def test_events_can_be_joined(address: str) -> None:
    ran = run(
        SseRequest,
        {
            "uri": f"{address}/events",
            "concatJqExpression": ".data.t",
            "failedOnMissingJq": False,
        },
    )
    assert ran.error is None, ran.error
    assert ran.outputs["result"] == "xy"
    assert "events" not in ran.outputs


def test_comments_and_blank_lines_are_no_events() -> None:
    parser = EventParser()
    for line in ("", "", "data: a", "data: b", ""):
        parser.feed(line)
    assert [event.data for event in parser.events] == ["a\nb"]


@pytest.mark.parametrize(("code", "fires"), [("200", True), ("404", False)])
def test_the_trigger_fires_when_its_condition_holds(address: str, code: str, fires: bool) -> None:
    path = "a" if code == "200" else "missing"
    properties = {"uri": f"{address}/{path}"}
    context = FakeContext()
    trigger = build_task(Trigger, render_properties(Trigger, properties, context))
    found = trigger.poll(context)
    assert (found is not None) == fires
