"""Spans arrive at a collector on the loopback interface."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

pytest.importorskip("opentelemetry.sdk", reason="the extra otel is not installed")

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from tiercel.adapters.otlp_spans import OtlpSpans
from tiercel.model.trace import Span, SpanContext

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
TRACE, SPAN, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "a" * 16


class Collector(HTTPServer):
    """Keeps what it is sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.received: list[tuple[str, ExportTraceServiceRequest]] = []

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        assert isinstance(self.server, Collector)
        self.server.received.append((self.path, ExportTraceServiceRequest.FromString(body)))
        self.send_response(200)
        self.send_header("content-type", "application/x-protobuf")
        self.end_headers()
        self.wfile.write(ExportTraceServiceResponse().SerializeToString())

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    server = Collector()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


async def test_spans_arrive_with_their_ids_dates_and_attributes(collector: Collector) -> None:
    sink = OtlpSpans(collector.endpoint + "/")
    place = SpanContext(TRACE, SPAN, PARENT)
    end = START + timedelta(seconds=2)
    sink.write(Span("task a", place, START, end, {"tiercel.task.id": "a"}, is_error=True))
    sink.write(Span("GET /x", SpanContext(TRACE, "b" * 16), START, START, {}, is_request=True))
    await sink.close()
    ((path, request),) = collector.received
    assert path == "/v1/traces"
    (resources,) = request.resource_spans
    names = {each.key: each.value.string_value for each in resources.resource.attributes}
    assert names["service.name"] == "tiercel"
    first, second = resources.scope_spans[0].spans
    assert (first.trace_id.hex(), first.span_id.hex()) == (TRACE, SPAN)
    assert first.parent_span_id.hex() == PARENT
    assert first.end_time_unix_nano - first.start_time_unix_nano == 2_000_000_000
    assert first.attributes[0].value.string_value == "a"
    assert first.status.code == 2
    assert second.parent_span_id == b""
    assert second.kind == 2


async def test_the_name_of_the_service_can_be_set(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_SERVICE_NAME", "flows")
    sink = OtlpSpans(collector.endpoint)
    sink.write(Span("x", SpanContext(TRACE, SPAN), START, START))
    await sink.close()
    attributes = collector.received[0][1].resource_spans[0].resource.attributes
    assert {each.key: each.value.string_value for each in attributes}["service.name"] == "flows"
