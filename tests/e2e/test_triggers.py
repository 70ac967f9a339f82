"""Everything that starts executions, over HTTP against a server process."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx2
import pytest

from tests.e2e.server import Server, running
from tiercel.model.json_types import Json

YAML = {"Content-Type": "application/x-yaml"}
WAIT_SECONDS_MAX = 120.0
BACKFILL_DATES = 1000

LISTENER = '''"""A trigger that listens."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated

from tiercel.plugin import Output, Prop, RealtimeTrigger, RunContext, plugin


class News(Output):
    number: Annotated[int, Prop("Which one it is.")]


@plugin("com.acme.news.Listen", title="Listen to news.", examples=["count: 3"])
class Listen(RealtimeTrigger[News]):
    count: Annotated[int, Prop("How many there are.")]

    async def listen(self, ctx: RunContext) -> AsyncIterator[News]:
        for number in range(self.count):
            yield News(number=number)
        await ctx.sleep(timedelta(days=1))
'''


def install(folder: Path) -> None:
    """The package of the listening trigger, as an installer leaves it."""
    info = folder / "acme_news-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-news\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[tiercel.plugins]\nnews = acme_news\n")
    (folder / "acme_news.py").write_text(LISTENER, encoding="utf-8")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    install(folder / "packages")
    paths = [str(folder / "packages"), os.environ.get("PYTHONPATH", "")]
    with running(folder, environ={"PYTHONPATH": os.pathsep.join(filter(None, paths))}) as server:
        yield server


@pytest.fixture
def http(server: Server) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=f"{server.base}/api/v1/main/", timeout=30) as client:
        yield client


def create(http: httpx2.Client, source: str) -> None:
    answer = http.post("flows", headers=YAML, content=source)
    assert answer.status_code == 200, answer.text


def run(http: httpx2.Client, flow_id: str) -> Json:
    answer = http.post(f"executions/company.team/{flow_id}?wait=true")
    assert answer.status_code == 200, answer.text
    return answer.json()


def executions(http: httpx2.Client, flow_id: str, size: int = 100, state: str = "") -> Json:
    query = f"namespace=company.team&flowId={flow_id}&size={size}&sort=state.startDate:asc"
    query += f"&state={state}" if state else ""
    return http.get(f"executions/search?{query}").json()


def until(what: Callable[[], Json]) -> Json:
    """The first answer that says something; fails when none does for long."""
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while time.monotonic() < deadline:
        found = what()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("nothing came")


def ended(http: httpx2.Client, flow_id: str, count: int = 1) -> Json:
    """The executions of a flow once that many have ended."""

    def look() -> Json:
        found = executions(http, flow_id)["results"]
        done = [each for each in found if each["state"]["current"] in ("SUCCESS", "FAILED")]
        return done if len(done) >= count else None

    return until(look)


def a_flow(flow_id: str, rest: str = "") -> str:
    return (
        f"id: {flow_id}\nnamespace: company.team\ntasks:\n"
        "  - id: say\n    type: io.kestra.plugin.core.debug.Return\n"
        f"    format: \"{{{{ trigger ?? 'by hand' }}}}\"\n{rest}"
    )


UPSTREAM = """id: {id}
namespace: company.team
tasks:
  - id: say
    type: io.kestra.plugin.core.debug.Return
    format: done
outputs:
  - id: who
    type: STRING
    value: "{id}"
"""
HEADERS_HOOK = """triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: a-long-secret-word
"""
JOINED = """triggers:
  - id: both
    type: io.kestra.plugin.core.trigger.Flow
    preconditions:
      id: both_are_done
      timeWindow:
        type: DURATION_WINDOW
        window: PT1H
      flows:
        - namespace: company.team
          flowId: first
          states: [SUCCESS]
        - namespace: company.team
          flowId: second
          states: [SUCCESS]
"""
CONDITIONED = """triggers:
  - id: after_first
    type: io.kestra.plugin.core.trigger.Flow
    states: [SUCCESS]
    conditions:
      - type: io.kestra.plugin.core.condition.ExecutionFlow
        namespace: company.team
        flowId: first
      - type: io.kestra.plugin.core.condition.Expression
        expression: "{{ flow.id == 'first' }}"
"""


def test_flow_triggers_with_preconditions_and_conditions(http: httpx2.Client) -> None:
    create(http, UPSTREAM.format(id="first"))
    create(http, UPSTREAM.format(id="second"))
    create(http, a_flow("joined", JOINED))
    create(http, a_flow("conditioned", CONDITIONED))
    run(http, "first")
    (conditioned,) = ended(http, "conditioned")
    assert conditioned["trigger"]["variables"]["flowId"] == "first"
    assert executions(http, "joined")["total"] == 0
    run(http, "second")
    (joined,) = ended(http, "joined")
    assert joined["state"]["current"] == "SUCCESS"
    assert joined["trigger"]["id"] == "both"
    assert executions(http, "conditioned")["total"] == 1


HOOK = """id: hook
namespace: company.team
tasks:
  - id: double
    type: io.kestra.plugin.core.debug.Return
    format: "{{ trigger.body.n * 2 }}"
outputs:
  - id: doubled
    type: INT
    value: "{{ outputs.double.value }}"
triggers:
  - id: called
    type: io.kestra.plugin.core.trigger.Webhook
    key: a-long-secret-word
    wait: true
    returnOutputs: true
    conditions:
      - type: io.kestra.plugin.core.condition.Expression
        expression: "{{ trigger.body.n > 0 }}"
"""


def test_a_webhook_waits_and_returns_outputs(http: httpx2.Client) -> None:
    create(http, HOOK)
    path = "executions/webhook/company.team/hook"
    answer = http.post(f"{path}/a-long-secret-word", json={"n": 21})
    assert answer.status_code == 200
    assert answer.json() == {"doubled": 42}
    refused = http.post(f"{path}/a-long-secret-word", json={"n": -1})
    assert refused.status_code == 204
    assert http.post(f"{path}/wrong", json={"n": 1}).status_code == 404
    assert executions(http, "hook")["total"] == 1


def test_a_webhook_sees_the_names_of_headers_as_they_were_sent(
    http: httpx2.Client, server: Server
) -> None:
    create(http, a_flow("headers", HEADERS_HOOK))
    path = "/api/v1/main/executions/webhook/company.team/headers/a-long-secret-word"
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-GitHub-Event: push\r\n"
    head += "X-Two: 1\r\nx-two: 2\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("localhost", server.port), timeout=10) as raw:
        raw.sendall(head.encode())
        assert raw.recv(65_536).startswith(b"HTTP/1.1 200")
    (execution,) = ended(http, "headers")
    found = execution["trigger"]["variables"]["headers"]
    assert found["X-GitHub-Event"] == ["push"]
    assert found["X-Two"] == ["1", "2"]
    assert "x-two" not in found


class Shop(BaseHTTPRequestHandler):
    """Says how often it was asked."""

    def do_GET(self) -> None:
        content = json.dumps({"asked": self.server.next_answer()}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Json) -> None:
        """Nothing: the test reads answers."""


class Asked(HTTPServer):
    """A shop that counts."""

    asked = 0

    def next_answer(self) -> int:
        self.asked += 1
        return self.asked


@pytest.fixture
def shop() -> Iterator[Asked]:
    with Asked(("127.0.0.1", 0), Shop) as found:
        thread = threading.Thread(target=found.serve_forever, args=(0.02,))
        thread.start()
        yield found
        found.shutdown()
        thread.join()


POLLING = """triggers:
  - id: poll
    type: io.kestra.plugin.core.http.Trigger
    uri: {uri}
    interval: PT0.2S
    responseCondition: "{{{{ json(response.body).asked >= 2 }}}}"
    stopAfter: [SUCCESS]
"""


def test_a_polling_http_trigger_starts_once_its_condition_holds(
    http: httpx2.Client, shop: Asked
) -> None:
    create(http, a_flow("polled", POLLING.format(uri=f"http://127.0.0.1:{shop.server_port}/")))
    (execution,) = ended(http, "polled")
    assert execution["trigger"]["variables"]["body"] == '{"asked": 2}'
    assert execution["trigger"]["variables"]["code"] == 200
    (row,) = http.get("triggers/company.team/polled").json()["results"]
    assert row["triggerId"] == "poll"


LISTENING = """triggers:
  - id: news
    type: com.acme.news.Listen
    count: 5
"""


def test_a_realtime_trigger_starts_one_execution_per_event(http: httpx2.Client) -> None:
    create(http, a_flow("listening", LISTENING))
    found = ended(http, "listening", 5)
    assert sorted(each["trigger"]["variables"]["number"] for each in found) == [0, 1, 2, 3, 4]
    assert all(each["state"]["current"] == "SUCCESS" for each in found)


DAILY = """triggers:
  - id: daily
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 0 * * *"
"""


def test_a_backfill_runs_each_of_a_thousand_dates_once(http: httpx2.Client) -> None:
    create(http, a_flow("filled", DAILY))
    # The date that is the start itself is not run.
    backfill = {"start": "2000-12-31T00:00:00Z", "end": "2003-09-27T00:00:00Z"}
    row = {"namespace": "company.team", "flowId": "filled", "triggerId": "daily"}
    asked = http.put("triggers/backfill/create", json={**row, "backfill": backfill})
    assert asked.status_code == 200, asked.text
    until(lambda: executions(http, "filled", 1)["total"] >= BACKFILL_DATES)
    until(lambda: "backfill" not in http.get("triggers/company.team/filled").json()["results"][0])
    found = executions(http, "filled", 2 * BACKFILL_DATES)["results"]
    dates = sorted(each["trigger"]["variables"]["date"] for each in found)
    assert len(dates) == len(set(dates)) == BACKFILL_DATES
    assert dates[0].startswith("2001-01-01T00:00")
    assert dates[-1].startswith("2003-09-27T00:00")
    until(lambda: executions(http, "filled", 1, "SUCCESS")["total"] == BACKFILL_DATES)


FAILING = """id: failing
namespace: company.team
tasks:
  - {id: r, type: io.kestra.plugin.core.debug.Return, format: x}
triggers:
  - {id: poll, type: io.kestra.plugin.core.http.Trigger, interval: PT1S, uri: "http://127.0.0.1:1/"}
"""


def test_a_trigger_that_fails_is_known_to_fail_after_a_restart(tmp_path: Path) -> None:
    with running(tmp_path) as server, client_of(server) as http:
        create(http, FAILING)
        before = evaluation_of(http, failures=2)
        assert before["error"]
    with running(tmp_path) as server, client_of(server) as http:
        after = evaluation_of(http, failures=before["failures"] + 1)
        assert after["error"] == before["error"]
        found = http.get("triggers/search?filters[hasError][EQUALS]=true").json()
        assert found["total"] == 1


def client_of(server: Server) -> httpx2.Client:
    return httpx2.Client(base_url=f"{server.base}/api/v1/main/", timeout=30)


def evaluation_of(http: httpx2.Client, failures: int) -> Json:
    """The last evaluation of the trigger, once so many have failed in a row."""
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while True:
        (row,) = http.get("triggers/company.team/failing").json()["results"]
        found = row.get("lastEvaluation", {"failures": 0})
        if found["failures"] >= failures:
            return found
        assert time.monotonic() < deadline, row
        time.sleep(0.1)
