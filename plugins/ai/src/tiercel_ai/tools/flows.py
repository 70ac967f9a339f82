"""Flows as tools: a model starts executions of them."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote
from uuid import uuid4

from tiercel.plugin import TENANT, Json, Part, PluginError, Prop, RunContext, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.server import Label, ListFlows, StartExecution
from tiercel.plugin.services.asking import HttpService
from tiercel_ai.chat import ToolSpec
from tiercel_ai.tools.tool import Tool, ToolProvider

_TYPES = {"INT": "integer", "FLOAT": "number", "BOOL": "boolean", "BOOLEAN": "boolean"}
_PLACES = {"namespace": "The namespace of the flow.", "flowId": "The id of the flow."}


class Login(Part):
    """Who asks another server; one way is enough."""

    username: Annotated[str | None, Prop("The name of the user, together with `password`.")] = None
    password: Annotated[str | None, Prop("The password of the user.")] = None
    api_token: Annotated[
        str | None, Prop("A token of the API of that server, best from a secret.")
    ] = None
    auto: Annotated[bool, Prop("Ignored: this server asks itself without a login.")] = True


class FlowTool(ToolProvider):
    """A flow, and what its executions are given beside what the model says."""

    description: Annotated[
        str | None, Prop("What the flow does; the description of the flow if absent.")
    ] = None
    revision: Annotated[int | None, Prop("The revision; the newest if absent.")] = None
    inputs: Annotated[dict[str, Json] | None, Prop("Inputs; the model says what is not here.")] = (
        None
    )
    labels: Annotated[dict[str, Json] | list[Json] | None, Prop("Labels of the executions.")] = None
    inherit_labels: Annotated[
        bool, Prop("Whether they have the labels of this execution as well.")
    ] = False
    schedule_date: Annotated[datetime | None, Prop("When they start; at once if absent.")] = None

    def place(self) -> tuple[str | None, str | None]:
        """Namespace and id of the flow; None is said by the model."""
        raise NotImplementedError

    def start(self, ctx: RunContext, ask: StartExecution) -> dict[str, Json]:
        """The execution, by what the model is to know of it. Raises: PluginError."""
        made = ctx.server.run(ask)
        return {"executionId": made.id, "state": made.state.current.value}

    def offered(self, ctx: RunContext, until: ExitStack) -> Sequence[Tool]:
        namespace, flow_id = self.place()
        flow = self.flow(ctx, namespace, flow_id)
        name = "kestra_flow"
        schema: dict[str, Json] = {"type": "object", "properties": {}, "required": []}
        if namespace and flow_id:
            words = f"{namespace}_{flow_id}".replace(".", "_").replace("-", "_")
            name = f"kestra_flow_{words}"[:64]
        else:
            for each, words in _PLACES.items():
                schema["properties"][each] = {"type": "string", "description": words}
                schema["required"].append(each)
        _add_inputs(schema, flow, self.inputs or {})
        described = self.description or (None if flow is None else flow.description)
        if not described:
            raise PluginError(
                "A flow that a model may start needs a `description`, its own or one of the tool"
            )

        def call(arguments: dict[str, Json]) -> str:
            return json.dumps(self.start(ctx, self.asked(ctx, arguments)))

        return [Tool(ToolSpec(name, described, schema), call)]

    def flow(self, ctx: RunContext, namespace: str | None, flow_id: str | None) -> Any:
        """The flow; None when the model says which. Raises: PluginError when it is not there."""
        if not (namespace and flow_id):
            return None
        found = ctx.server.run(ListFlows(namespace=namespace))
        flow = next((each for each in found if each.id == flow_id), None)
        if flow is None:
            raise PluginError(f"There is no flow {flow_id} in the namespace {namespace}")
        return flow

    def asked(self, ctx: RunContext, arguments: Mapping[str, Json]) -> StartExecution:
        """What to start. Raises: PluginError when it is not said which flow."""
        given_namespace, given_flow = self.place()
        namespace = given_namespace or arguments.get("namespace")
        flow_id = given_flow or arguments.get("flowId")
        if not namespace or not flow_id:
            raise PluginError("Say `namespace` and `flowId`")
        said = arguments.get("inputs")
        return StartExecution(
            namespace=str(namespace),
            flow_id=str(flow_id),
            revision=self.revision,
            inputs={**(said if isinstance(said, dict) else {}), **(self.inputs or {})},
            labels=tuple(Label(key, value) for key, value in self._labels(ctx).items()),
            schedule_date=self.schedule_date,
        )

    def _labels(self, ctx: RunContext) -> dict[str, str]:
        found: dict[str, str] = {}
        if self.inherit_labels:
            own = ctx.vars.get("labels") or {}
            found |= {key: str(value) for key, value in own.items() if key != "system"}
        pairs = self.labels or {}
        if isinstance(pairs, list):
            pairs = {str(each["key"]): each["value"] for each in pairs}
        return found | {key: str(value) for key, value in pairs.items()}


def _add_inputs(schema: dict[str, Json], flow: Any, given: Mapping[str, Json]) -> None:
    """What the model says of inputs: those of the flow that the tool does not set."""
    properties: dict[str, Json] = {}
    required = []
    for each in () if flow is None else flow.inputs:
        if each.id in given:
            continue
        words = each.description or each.display_name or each.id
        properties[each.id] = {"type": _TYPES.get(each.type, "string"), "description": words}
        if each.required and "defaults" not in each.properties:
            required.append(each.id)
    if flow is None or properties:
        schema["properties"]["inputs"] = {
            "type": "object",
            "properties": properties,
            "required": required,
        }
        schema["required"] += ["inputs"] if required else []


@plugin(
    "io.kestra.plugin.ai.tool.KestraFlowCalling",
    title="Let a model start a flow.",
    examples=["namespace: company.team\nflowId: send-parcel\ndescription: Sends a parcel."],
)
class KestraFlowCalling(FlowTool):
    """The model says the inputs that are not set here. It does not wait for the end."""

    namespace: Annotated[str, Prop("The namespace of the flow.")]
    flow_id: Annotated[str, Prop("The id of the flow that the model may start.")]

    def place(self) -> tuple[str | None, str | None]:
        return self.namespace, self.flow_id


@plugin(
    "io.kestra.plugin.ai.tool.KestraFlow",
    title="Let a model start a flow, or any flow.",
    examples=["namespace: company.team\nflowId: send-parcel\ndescription: Sends a parcel."],
)
class KestraFlow(FlowTool, HttpService):
    """Without a namespace or flow the model says which. It does not wait for the end."""

    service = "the other server"
    namespace: Annotated[str | None, Prop("The namespace of the flow.")] = None
    flow_id: Annotated[
        str | None, Prop("The flow that may be started; the model says which by default.")
    ] = None
    kestra_url: Annotated[
        str | None, Prop("The address of another server; this server if absent.")
    ] = None
    tenant_id: Annotated[str | None, Prop("The tenant on the other server.")] = None
    auth: Annotated[Login | None, Prop("The login on the other server.")] = None

    def place(self) -> tuple[str | None, str | None]:
        return self.namespace, self.flow_id

    def secrets(self) -> Iterable[str | None]:
        login = self.auth or Login()
        return (login.password, login.api_token)

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        login = self.auth or Login()
        if login.api_token:
            return {"Authorization": f"Bearer {login.api_token}"}
        if login.username:
            words = f"{login.username}:{login.password or ''}"
            return {"Authorization": f"Basic {b64encode(words.encode()).decode()}"}
        return {}

    def flow(self, ctx: RunContext, namespace: str | None, flow_id: str | None) -> Any:
        return None if self.kestra_url else super().flow(ctx, namespace, flow_id)

    def start(self, ctx: RunContext, ask: StartExecution) -> dict[str, Json]:
        if not self.kestra_url:
            return super().start(ctx, ask)
        tenant = quote(self.tenant_id or TENANT, safe="")
        path = f"executions/{quote(ask.namespace, safe='')}/{quote(ask.flow_id, safe='')}"
        boundary = uuid4().hex
        found: Any = self.ask(
            ctx,
            "the start",
            HttpRequest(
                url=f"{self.kestra_url.rstrip('/')}/api/v1/{tenant}/{path}",
                method="POST",
                params={"labels": [f"{each.key}:{each.value}" for each in ask.labels]},
                headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
                content=_form_of(ask.inputs, boundary),
            ),
        )
        return {"executionId": found["id"], "state": found["state"]["current"]}


def _form_of(inputs: Mapping[str, Json], boundary: str) -> bytes:
    parts = []
    for name, value in inputs.items():
        text = value if isinstance(value, str) else json.dumps(value)
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{quote(name)}"\r\n\r\n'
        parts.append(f"{head}{text}\r\n")
    return ("".join(parts) + f"--{boundary}--\r\n").encode()
