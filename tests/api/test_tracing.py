"""One trace from the request to the tasks, also those of child executions and scripts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from tests.api.application import parts_in_memory
from tests.api.client import Api
from tiercel.bootstrap import Application, assemble, spans_of
from tiercel.model.trace import Span
from tiercel.settings import Settings, read_settings

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
HEADER = f"00-{TRACE}-00f067aa0ba902b7-01"
FLOW = """id: traced
namespace: company.team
tasks:
  - id: script
    type: io.kestra.plugin.scripts.shell.Commands
    taskRunner:
      type: io.kestra.plugin.core.runner.Process
    commands:
      - echo "::{\\"outputs\\":{\\"parent\\":\\"$TRACEPARENT\\"}}::"
  - id: both
    type: io.kestra.plugin.core.flow.Sequential
    tasks:
      - id: inner
        type: io.kestra.plugin.core.log.Log
        message: hi
  - id: child
    type: io.kestra.plugin.core.flow.Subflow
    namespace: company.team
    flowId: below
    wait: true
"""
BELOW = """id: below
namespace: company.team
tasks:
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: hi
"""


class ListSink:
    """Keeps spans."""

    def __init__(self) -> None:
        self.spans: list[Span] = []

    def write(self, span: Span) -> None:
        self.spans.append(span)

    async def close(self) -> None:
        """Nothing is left."""

    def named(self, name: str) -> Span:
        (found,) = [span for span in self.spans if span.name == name]
        return found


@pytest.fixture
def sink() -> ListSink:
    return ListSink()


@pytest.fixture
async def application(tmp_path: Path, sink: ListSink) -> AsyncIterator[Application]:
    parts = parts_in_memory(tmp_path, Settings())
    application = assemble(
        msgspec.structs.replace(parts, ports=msgspec.structs.replace(parts.ports, spans=sink))
    )
    await application.start()
    yield application
    await application.stop()


async def test_a_trace_goes_from_the_request_to_the_tasks(api: Api, sink: ListSink) -> None:
    await api.create(BELOW)
    await api.create(FLOW)
    sink.spans.clear()
    answer = await api.http.post(
        "/api/v1/main/executions/company.team/traced",
        params={"wait": "true"},
        headers={"traceparent": HEADER},
    )
    execution = answer.json()
    request = sink.named("POST /executions/{namespace}/{id}")
    assert request.place.trace_id == TRACE
    assert request.place.parent_id == "00f067aa0ba902b7"
    assert execution["traceParent"] == request.place.trace_parent
    whole = sink.named("execution company.team.traced")
    assert whole.place.parent_id == request.place.span_id
    script = sink.named("task script")
    assert script.place.parent_id == whole.place.span_id
    outputs = execution["taskRunList"][0]["outputs"]
    assert outputs["vars"]["parent"] == script.place.trace_parent
    assert sink.named("task inner").place.parent_id == sink.named("task both").place.span_id
    child = sink.named("execution company.team.below")
    assert child.place.parent_id == sink.named("task child").place.span_id
    assert sink.named("task say").place.parent_id == child.place.span_id
    assert {span.place.trace_id for span in sink.spans} == {TRACE}


async def test_what_the_caller_does_not_record_is_not_exported(api: Api, sink: ListSink) -> None:
    await api.create(BELOW)
    sink.spans.clear()
    await api.http.post(
        "/api/v1/main/executions/company.team/below",
        params={"wait": "true"},
        headers={"traceparent": HEADER[:-2] + "00"},
    )
    assert sink.spans == []


def test_tracing_is_off_unless_asked_for() -> None:
    assert spans_of(Settings(), {}) is None
    wanted = read_settings(environ={"OTEL_TRACES_EXPORTER": "otlp"})
    assert wanted.otel.is_exporting
    assert spans_of(wanted, {"OTEL_SDK_DISABLED": "true"}) is None
