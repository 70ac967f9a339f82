"""The documented curl commands, as they are written, against a real server."""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.server import CURL, Server, running
from tiercel.model.json_types import Json

pytestmark = pytest.mark.skipif(CURL is None, reason="needs curl")

POST_FLOW = (
    'curl -X POST http://localhost:8080/api/v1/flows -H "Content-Type: application/x-yaml" -d '
)
CREATE = (
    POST_FLOW
    + '''"id: created_by_api
namespace: company.team
tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: Hello from API"'''
)
RUN = "curl -X POST http://localhost:8080/api/v1/executions/company.team/created_by_api"
KV = "http://localhost:8080/api/v1/namespaces/company.team/kv/my_key"
FILES = "http://localhost:8080/api/v1/namespaces/company.team/files"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    with running(folder) as server:
        (folder / "api_example.py").write_text("print('hello')\n", encoding="utf-8")
        yield server


def curl(server: Server, command: str) -> tuple[int, str]:
    """Status and body; the port of the documentation is replaced."""
    words = shlex.split(command.replace("localhost:8080", f"localhost:{server.port}"))
    done = subprocess.run(
        [*words, "-s", "-w", "\n%{http_code}"],
        cwd=server.folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    body, _, status = done.stdout.rpartition("\n")
    return int(status), body


def answer(server: Server, command: str) -> Json:
    status, body = curl(server, command)
    assert status == 200, body
    return json.loads(body) if body else None


def test_the_examples_in_their_order(server: Server) -> None:
    flow = answer(server, CREATE)
    assert (flow["id"], flow["revision"]) == ("created_by_api", 1)
    assert answer(server, RUN)["state"]["current"] == "CREATED"
    with_input = answer(server, f'{RUN} -F "greeting=Hello World"')
    assert "inputs" not in with_input
    waited = answer(server, f"curl -X POST '{RUN.rpartition(' ')[2]}?wait=true'")
    assert waited["state"]["current"] == "SUCCESS"
    assert waited["taskRunList"][0]["taskId"] == "hello"


def test_key_value_examples(server: Server) -> None:
    assert answer(server, f'curl -X PUT {KV} -d "my_value"') is None
    value = answer(server, f"curl -X GET {KV}")
    assert (value["type"], value["value"]) == ("STRING", "my_value")
    assert answer(server, f"curl -X DELETE {KV}") is True
    assert curl(server, f"curl -X GET {KV}")[0] == 404


def test_file_examples(server: Server) -> None:
    upload = f'curl -X POST {FILES} -F "fileContent=@api_example.py" -F "path=api_example.py"'
    assert answer(server, upload) is None
    listed = answer(server, f"curl -X GET {FILES}")
    assert [entry["fileName"] for entry in listed] == ["api_example.py"]
    status, body = curl(server, f'curl -X GET "{FILES}?path=api_example.py"')
    assert (status, body) == (200, "print('hello')\n")


def test_bad_flows_are_refused_and_nothing_is_stored(server: Server) -> None:
    for source in ("id: [", "id: x\nnamespace: y\ntasks:\n- id: a\n  type: com.Nope"):
        status, body = curl(server, f'{POST_FLOW}"{source}"')
        assert status == 422
        assert json.loads(body)["errors"][0]["line"] >= 1
    assert curl(server, "curl http://localhost:8080/api/v1/flows/y/x")[0] == 404


def test_basic_authentication(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(
        "kestra:\n  server:\n    basic-auth:\n      username: admin@tiercel.dev\n"
        "      password: kestra\n",
        encoding="utf-8",
    )
    example = (
        "curl -X POST -u 'admin@tiercel.dev:kestra' "
        "http://localhost:8080/api/v1/executions/company.team/hello_world"
    )
    flow = CREATE.replace("created_by_api", "hello_world")
    with running(tmp_path) as server:
        signed = flow.replace("curl ", "curl -u 'admin@tiercel.dev:kestra' ")
        assert curl(server, flow)[0] == 401
        assert curl(server, signed)[0] == 200
        assert answer(server, example)["flowId"] == "hello_world"
        assert curl(server, example.replace(":kestra'", ":wrong'"))[0] == 401
