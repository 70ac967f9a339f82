"""Spans to a collector by OTLP over HTTP, in batches, from a thread of the library."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, SpanKind, TraceFlags
from opentelemetry.trace.status import Status, StatusCode

from tiercel import __version__
from tiercel.model.trace import Span

_SAMPLED = TraceFlags(TraceFlags.SAMPLED)
_SCOPE = InstrumentationScope("tiercel", __version__)


class OtlpSpans:
    """See `ports.spans.SpanSink`.

    Headers, timeouts, sizes of batches and attributes of the resource come from the environment
    variables that OpenTelemetry defines. When the collector is slow, spans are dropped.
    """

    def __init__(self, endpoint: str | None = None) -> None:
        target = None if endpoint is None else f"{endpoint.rstrip('/')}/v1/traces"
        self._resource = Resource.create({"service.version": __version__})
        if "OTEL_SERVICE_NAME" not in os.environ:
            self._resource = Resource({"service.name": "tiercel"}).merge(
                Resource.create({"service.name": "tiercel", "service.version": __version__})
            )
        self._processor = BatchSpanProcessor(OTLPSpanExporter(endpoint=target))

    def write(self, span: Span) -> None:
        """Hand a span over; never waits."""
        place = span.place
        trace_id = int(place.trace_id, 16)
        parent = None
        if place.parent_id is not None:
            parent = SpanContext(trace_id, int(place.parent_id, 16), True, _SAMPLED)
        self._processor.on_end(
            ReadableSpan(
                name=span.name,
                context=SpanContext(trace_id, int(place.span_id, 16), False, _SAMPLED),
                parent=parent,
                resource=self._resource,
                attributes=span.attributes,
                kind=SpanKind.SERVER if span.is_request else SpanKind.INTERNAL,
                status=Status(StatusCode.ERROR if span.is_error else StatusCode.UNSET),
                start_time=_nanoseconds(span.start),
                end_time=_nanoseconds(span.end),
                instrumentation_scope=_SCOPE,
            )
        )

    async def close(self) -> None:
        """Send what is left."""
        await asyncio.to_thread(self._processor.shutdown)


def _nanoseconds(date: datetime) -> int:
    return int(date.timestamp() * 1_000_000) * 1_000
