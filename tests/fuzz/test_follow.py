"""Event streams, asked for in every way that the document allows; the client leaves early."""

from __future__ import annotations

import json
import os
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation, BaseSchema

from tests.e2e.server import Server, running

EXAMPLES = 9 + int(os.environ.get("TIERCEL_FUZZ_EXAMPLES", "1"))
FLOW = b"""id: two
namespace: company.team
tasks:
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: hello
"""
PAUSED = b"""id: paused
namespace: company.team
tasks:
  - id: wait
    type: io.kestra.plugin.core.flow.Pause
"""
STREAMS = (
    "/api/v1/executions/{executionId}/follow",
    "/api/v1/executions/{executionId}/follow-dependencies",
    "/api/v1/logs/{executionId}/follow",
    "/api/v1/notifications/follow",
)
# Each as the document says; those with parameters that are more than texts also otherwise.
ASKED = [
    *((path, GenerationMode.POSITIVE) for path in STREAMS),
    *((path, GenerationMode.NEGATIVE) for path in STREAMS[:3]),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("follow")
    with running(folder) as server:
        yield server
        assert "Traceback" not in server.log


@pytest.fixture(scope="module")
def known(server: Server) -> list[str]:
    """An execution that has ended, and one that has not."""
    ids = []
    for source, name, is_waited_for in ((FLOW, "two", "true"), (PAUSED, "paused", "false")):
        post(f"{server.base}/api/v1/flows", source)
        url = f"{server.base}/api/v1/executions/company.team/{name}?wait={is_waited_for}"
        ids.append(json.loads(post(url))["id"])
    return ids


@pytest.fixture(scope="module")
def document(server: Server) -> BaseSchema:
    return schemathesis.openapi.from_url(f"{server.base}/openapi.json")


def post(url: str, body: bytes = b"") -> bytes:
    """Send something and read the answer."""
    headers = {"Content-Type": "application/x-yaml"} if body else {}
    request = urllib.request.Request(url, data=body, method="POST", headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        read: bytes = answer.read()
        return read


def test_no_stream_is_forgotten(document: BaseSchema) -> None:
    assert sorted(path for path in document if "/follow" in path) == sorted(STREAMS)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("path", "mode"), ASKED)
def test_a_stream_begins_or_is_refused(
    server: Server, known: list[str], document: BaseSchema, path: str, mode: GenerationMode
) -> None:
    operation: APIOperation[Any, Any, Any, Any] = document[path]["GET"]
    documented = {int(status) for status in operation.definition.raw["responses"]}
    ids = st.sampled_from([*known * 5, "unknown"])

    @given(case=operation.as_strategy(generation_mode=mode), execution_id=ids)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=EXAMPLES == 10,
        suppress_health_check=list(HealthCheck),
    )
    def asked(case: Case[Any], execution_id: str) -> None:
        if "executionId" in path:
            case.path_parameters = {"executionId": execution_id}
        status, kind = first_event(client, case, server.base)
        assert status in documented
        assert kind == ("text/event-stream" if status == 200 else "application/json")

    with httpx2.Client(timeout=10) as client:
        asked()


def first_event(client: httpx2.Client, case: Case[Any], base: str) -> tuple[int, str]:
    """The status and media type; of a stream the first event is read, then the client leaves."""
    asked = case.as_transport_kwargs(base_url=base)
    began = time.monotonic()
    with client.stream("GET", asked["url"], params=asked.get("params")) as answer:
        kind = answer.headers["content-type"].partition(";")[0]
        if answer.status_code == 200:
            lines = answer.iter_lines()
            first = next(lines)
            # A stream of changes names its events and says when to come back.
            assert first.startswith(("id: ", "event: snapshot"))
            data = next(line for line in lines if line.startswith("data: "))
            json.loads(data.removeprefix("data: "))
        assert time.monotonic() - began < 10
        return answer.status_code, kind
