"""Stores that shippers of logs send to: what services are asked with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from tiercel.flowlang.validate import validate_source
from tiercel.plugin import Json, PluginError, server
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.nested import nested_plugin
from tiercel.plugin.services.log_exports import LogExporter, LogRecord
from tiercel.testing import FakeContext, World, run_task

DATE = datetime(2026, 5, 1, 12, tzinfo=UTC)
MILLIS = int(DATE.timestamp() * 1000)
KEY = "canary-of-a-key"
FILE = "io.kestra.plugin.ee.core.log.FileLogExporter"
Sent = list[HttpRequest]


def records(count: int = 1) -> Iterator[LogRecord]:
    attributes: dict[str, Json] = {"flowId": "load", "attemptNumber": 1, "timestamp": DATE}
    return (LogRecord(DATE, "WARN", f"late {number}", attributes) for number in range(count))


def exported(properties: dict[str, Json], answer: HttpAnswer, count: int = 1) -> tuple[Json, Sent]:
    sent: Sent = []

    def asked(request: HttpRequest) -> HttpAnswer:
        sent.append(request)
        return answer

    context = FakeContext(World(http=asked))
    exporter = nested_plugin(context, "x", {"id": "x", **properties}, LogExporter)
    return exporter.export(context, records(count)), sent


def datadog(body: Any) -> None:
    (row,) = body
    assert row["message"] == "late 0"
    assert (row["ddsource"], row["service"], row["status"]) == ("tiercel", "load", "WARN")


def splunk(body: Any) -> None:
    assert (body["time"], body["event"]["message"]) == (DATE.timestamp(), "late 0")


def newrelic(body: Any) -> None:
    (log,) = body[0]["logs"]
    assert (log["timestamp"], log["message"], log["attributes"]["level"]) == (
        MILLIS,
        "late 0",
        "WARN",
    )


def opentelemetry(body: Any) -> None:
    (log,) = body["resourceLogs"][0]["scopeLogs"][0]["logRecords"]
    assert log["timeUnixNano"] == str(MILLIS * 1_000_000)
    assert (log["severityText"], log["severityNumber"]) == ("WARN", 13)
    assert log["body"] == {"stringValue": "late 0"}
    assert {"key": "attemptNumber", "value": {"stringValue": "1"}} in log["attributes"]


SERVICES = [
    (
        {
            "type": "io.kestra.plugin.ee.datadog.LogExporter",
            "basePath": "https://d/",
            "apiKey": KEY,
        },
        ("https://d/api/v2/logs", "DD-API-KEY", KEY),
        datadog,
    ),
    (
        {"type": "io.kestra.plugin.ee.splunk.LogExporter", "host": "s", "token": KEY},
        ("https://s:8088/services/collector/event", "Authorization", f"Splunk {KEY}"),
        splunk,
    ),
    (
        {"type": "io.kestra.plugin.ee.splunk.LogExporter", "host": "http://s:1", "token": KEY},
        ("http://s:1/services/collector/event", "Authorization", f"Splunk {KEY}"),
        splunk,
    ),
    (
        {
            "type": "io.kestra.plugin.ee.newrelic.LogExporter",
            "basePath": "https://n",
            "apiKey": KEY,
        },
        ("https://n/log/v1", "Api-Key", KEY),
        newrelic,
    ),
    (
        {
            "type": "io.kestra.plugin.ee.opentelemetry.LogExporter",
            "otlpEndpoint": "https://o/v1/logs",
            "authorizationHeaderName": "Api",
            "authorizationHeaderValue": KEY,
        },
        ("https://o/v1/logs", "Api", KEY),
        opentelemetry,
    ),
]


@pytest.mark.parametrize(("properties", "asked", "check"), SERVICES)
def test_a_service_is_sent_records(
    properties: dict[str, Json], asked: tuple[str, str, str], check: Callable[[Any], None]
) -> None:
    outputs, (request,) = exported(properties, HttpAnswer(url="", status=202))
    url, header, value = asked
    assert outputs == {"requests": 1}
    assert (request.method, request.url, request.headers[header]) == ("POST", url, value)
    content, _ = request.body()
    check(msgspec.json.decode(content or b""))


@pytest.mark.parametrize(("properties", "asked", "check"), SERVICES)
def test_a_refusal_shows_no_key(
    properties: dict[str, Json], asked: tuple[str, str, str], check: Callable[[Any], None]
) -> None:
    answer = HttpAnswer(url="", status=403, content=f"no {KEY}".encode())
    with pytest.raises(PluginError, match=r"the records failed: 403 no \*\*\*\*"):
        exported(properties, answer)


def test_some_records_go_with_each_request() -> None:
    properties = {**SERVICES[0][0], "chunk": 2}
    outputs, sent = exported(properties, HttpAnswer(url="", status=200), count=5)
    assert outputs == {"requests": 3}
    assert [len(request.json) for request in sent] == [2, 2, 1]


def test_files_are_named_and_of_some_lines() -> None:
    context = FakeContext()
    given = {
        "type": FILE,
        "id": "kept",
        "logFilePrefix": "logs",
        "maxLinesPerFile": 2,
    }
    exporter = nested_plugin(context, "x", given, LogExporter)
    uris: Any = exporter.export(context, records(3))["uris"]
    assert [uri.rpartition("/")[2].partition("kept")[2] for uri in uris] == ["-1.ion", "-2.ion"]
    assert all(uri.rpartition("/")[2].startswith("logs-2") for uri in uris)
    first, second = (context.blobs.read(uri).splitlines() for uri in uris)
    assert (len(first), len(second)) == (2, 1)
    assert msgspec.json.decode(second[0])["message"] == "late 2"


def test_young_entries_wait_for_the_next_time() -> None:
    asked: list[Any] = []

    def nothing(request: Any) -> Any:
        asked.append(request.query)
        return server.Page((), 0)

    given = {"logExporters": [{"id": "x", "type": FILE}], "offsetKey": "mine"}
    shipper: Any = Catalog.of_builtins().class_of("io.kestra.plugin.ee.core.log.LogShipper")
    ran = run_task(shipper, given, World(server=nothing))
    assert ran.error is None, ran.error
    (query,) = asked
    now = ran.context.now()
    start, end = (each.value for each in query.filters if each.field == "timestamp")
    assert (now - start, now - end) == (timedelta(days=1), timedelta(seconds=10))
    assert ran.context.kv.get("mine") == (True, end.isoformat())


FLOW = """id: a
namespace: b
tasks:
  - id: ship
    type: io.kestra.plugin.ee.core.log.{}
    delete: {}
    logExporters:
      - id: one
        type: io.kestra.plugin.ee.core.log.FileLogExporter
      - id: {}
        type: io.kestra.plugin.ee.core.log.FileLogExporter
"""


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("LogShipper", "true", "two"), None),
        (("LogShipper", "false", "one"), "there is another exporter 'one'"),
        (("AuditLogShipper", "true", "two"), "must be false"),
    ],
)
def test_what_can_not_be_shipped_is_refused_when_a_flow_is_saved(
    given: tuple[str, str, str], words: str | None
) -> None:
    report = validate_source(FLOW.format(*given), Catalog.of_builtins())
    found = [each.message for each in report.violations]
    assert (found == []) if words is None else (words in str(found))
