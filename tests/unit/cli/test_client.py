"""Calls as requests, and requests that may be sent again."""

from __future__ import annotations

from http.client import HTTPMessage
from io import BytesIO
from pathlib import Path
from urllib.request import HTTPRedirectHandler, Request

import msgspec
import pytest

from tiercel.cli.api.executions import GetExecution, StartExecution
from tiercel.cli.api.namespaces import SetKey
from tiercel.cli.app import run as cli
from tiercel.cli.client import (
    Client,
    KeepsCredentials,
    Parameters,
    Target,
    parameters_of,
)
from tiercel.model.errors import TiercelError

SOURCE = "id: hello\nnamespace: company.team\ntasks: []\n"
FLOW = {
    "id": "hello",
    "namespace": "company.team",
    "revision": 1,
    "disabled": False,
    "draft": False,
    "deleted": False,
    "tasks": [],
}
EXECUTION = {
    "id": "x",
    "namespace": "company.team",
    "flowId": "hello",
    "flowRevision": 1,
    "originalId": "x",
    "state": {
        "current": "SUCCESS",
        "histories": [],
        "duration": "PT1S",
        "startDate": "2024-01-01T00:00:00Z",
    },
}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """Each request."""
    found: list[Request] = []

    def send(self: Client, request: Request) -> bytes:
        found.append(request)
        return msgspec.json.encode(EXECUTION if "/executions/" in request.full_url else FLOW)

    monkeypatch.setattr(Client, "send", send)
    return found


def keys(sent: list[Request]) -> list[str | None]:
    return [request.get_header("Idempotency-key") for request in sent]


def commands(folder: Path) -> list[list[str]]:
    flow = folder / "flow.yml"
    flow.write_text(SOURCE)
    return [
        ["flow", "create", str(flow)],
        ["flow", "run", "company.team", "hello"],
        ["namespace", "kv", "update", "company.team", "a", "1"],
    ]


def test_a_key_goes_with_what_makes_something(tmp_path: Path, sent: list[Request]) -> None:
    for command in commands(tmp_path):
        assert cli([*command, "--idempotency-key", "one"], None) == 0
    assert keys(sent) == ["one"] * 3


def test_without_one_none_is_sent(tmp_path: Path, sent: list[Request]) -> None:
    for command in commands(tmp_path):
        assert cli(command, None) == 0
    assert keys(sent) == [None] * 3


def test_each_file_of_many_has_a_key_of_its_own(tmp_path: Path, sent: list[Request]) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)
    command = ["namespace", "files", "update", "company.team", str(tmp_path)]
    for _ in range(2):
        assert cli([*command, "--idempotency-key", "one"], None) == 0
    first, second, *again = keys(sent)
    assert first is not None
    assert first.startswith("one-")
    assert first != second
    assert again == [first, second]


def test_fields_go_into_the_path_a_header_or_the_query() -> None:
    key = SetKey(namespace="a/b", key="c d", ttl="PT1H", body=msgspec.Raw(b"1"))
    assert parameters_of(key) == Parameters("/namespaces/a%2Fb/kv/c%20d", [], {"ttl": "PT1H"})
    start = StartExecution(namespace="n", id="f", wait=True, labels=("a:b", "c:d"))
    assert parameters_of(start).query == [
        ("labels", "a:b"),
        ("labels", "c:d"),
        ("wait", "true"),
    ]


def test_the_tenant_stands_before_the_path(sent: list[Request]) -> None:
    target = Target(server="http://h/", tenant="main", headers=["X-A=b"], user="u:p")
    found = Client(target).call(GetExecution(execution_id="x"))
    assert (found.flow_id, found.state.current) == ("hello", "SUCCESS")
    (request,) = sent
    assert request.full_url == "http://h/api/v1/main/executions/x"
    assert request.get_header("X-a") == "b"
    assert request.get_header("Authorization") == "Basic dTpw"


def test_an_answer_of_another_form_says_which_call_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Client, "send", lambda self, request: b'{"id": 1}')
    with pytest.raises(TiercelError, match=r"answers GET /executions/.* in a form that"):
        Client(Target()).call(GetExecution(execution_id="x"))


def test_every_command_that_asks_a_server_takes_the_options_that_say_which(
    sent: list[Request],
) -> None:
    options = ["--server", "http://h", "--headers", "X-A=b", "--api-token", "t", "--tenant", "main"]
    assert cli(["execution", "show", "x", *options], None) == 0
    (request,) = sent
    assert request.full_url == "http://h/api/v1/main/executions/x"
    assert request.get_header("X-a") == "b"
    assert request.get_header("Authorization") == "Bearer t"


@pytest.mark.parametrize(
    ("there", "is_sent"),
    [
        ("https://flows.example.com/moved", True),
        ("https://flows.example.com:8443/x", True),
        ("http://flows.example.com/x", False),
        ("https://elsewhere.example.com/x", False),
    ],
)
def test_credentials_follow_a_redirect_to_the_same_host_only(there: str, is_sent: bool) -> None:
    handler: HTTPRedirectHandler = KeepsCredentials()
    request = Request("https://flows.example.com/x", headers={"Authorization": "Bearer t"})
    further = handler.redirect_request(request, BytesIO(), 302, "", HTTPMessage(), there)
    assert further is not None
    assert further.full_url == there
    assert further.has_header("Authorization") is is_sent
