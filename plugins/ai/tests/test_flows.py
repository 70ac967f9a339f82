"""Flows that a model starts: on this server by its operation, on another by its API."""

from __future__ import annotations

from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

import pytest

from plugins.ai.tests.asking import KEY, failure
from tiercel.plugin import Json, PluginError
from tiercel.plugin.server import Label, ListFlows
from tiercel.testing import FakeContext, World
from tiercel_ai.tools.flows import FlowTool, KestraFlow, KestraFlowCalling


def an_input(name: str, kind: str, **properties: Json) -> Any:
    return SimpleNamespace(
        id=name,
        type=kind,
        required=True,
        description=None,
        display_name=None,
        properties=properties,
    )


FLOW = SimpleNamespace(
    id="send",
    description="Sends a parcel.",
    inputs=[an_input("number", "INT"), an_input("to", "STRING"), an_input("by", "STRING")],
)
STARTED = SimpleNamespace(id="e1", state=SimpleNamespace(current=SimpleNamespace(value="CREATED")))


def offered(tool: FlowTool, **world: Any) -> tuple[Any, FakeContext]:
    def answer(request: Any) -> Any:
        return [FLOW] if isinstance(request, ListFlows) else STARTED

    ctx = FakeContext(World(server=answer, **world), {})
    with ExitStack() as until:
        (found,) = tool.offered(ctx, until)
    return found, ctx


def test_a_flow_is_started_with_what_the_model_says() -> None:
    tool = KestraFlowCalling(
        namespace="company.team", flow_id="send", inputs={"by": "ship"}, labels={"why": "mail"}
    )
    found, ctx = offered(tool)
    assert found.spec.name == "kestra_flow_company_team_send"
    assert found.spec.description == "Sends a parcel."
    inputs = found.spec.parameters["properties"]["inputs"]
    assert inputs["properties"]["number"]["type"] == "integer"
    assert inputs["required"] == ["number", "to"]
    answer = found.call({"inputs": {"number": 7, "to": "Ann", "by": "air"}})
    assert answer == '{"executionId": "e1", "state": "CREATED"}'
    start = ctx.server.asked[-1]
    assert (start.namespace, start.flow_id) == ("company.team", "send")
    assert start.inputs == {"number": 7, "to": "Ann", "by": "ship"}
    assert start.labels == (Label("why", "mail"),)


def test_the_model_says_which_flow() -> None:
    found, ctx = offered(KestraFlow(description="Starts any flow."))
    assert found.spec.parameters["required"] == ["namespace", "flowId"]
    found.call({"namespace": "company", "flowId": "send"})
    assert ctx.server.asked[-1].namespace == "company"
    with pytest.raises(PluginError, match="Say `namespace` and `flowId`"):
        found.call({})
    with pytest.raises(PluginError, match="needs a `description`"):
        offered(KestraFlow())
    with pytest.raises(PluginError, match="There is no flow other in the namespace company"):
        offered(KestraFlow(namespace="company", flow_id="other"))


def test_a_flow_of_another_server() -> None:
    tool = KestraFlow.model_validate(
        {
            "namespace": "company",
            "flowId": "send",
            "description": "Sends.",
            "kestraUrl": "https://k.example/",
            "auth": {"apiToken": KEY},
        }
    )
    made = failure(200, {"id": "e2", "state": {"current": "CREATED"}})
    found, ctx = offered(tool, http=lambda request: made)
    assert found.call({"inputs": {"to": "Ann"}}) == '{"executionId": "e2", "state": "CREATED"}'
    (request,) = ctx.http.sent
    assert request.url == "https://k.example/api/v1/main/executions/company/send"
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert b'name="to"\r\n\r\nAnn\r\n' in request.content
    refused, _ = offered(tool, http=lambda request: failure(403, {"message": f"not {KEY}"}))
    with pytest.raises(PluginError, match="403 not") as failed:
        refused.call({})
    assert KEY not in str(failed.value)
