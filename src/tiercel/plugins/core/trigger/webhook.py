"""Webhook and McpToolTrigger: executions that somebody asks for over HTTP."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from tiercel.plugin import Example, Json, Output, Part, Prop, Static, TriggerPlugin, plugin


class WebhookPart(Part):
    """A file of a multipart request."""

    name: Annotated[str, Prop("The name of the part.")]
    filename: Annotated[str, Prop("The name of the file.")]
    content_type: Annotated[str | None, Prop("The type of the file.")] = None
    size: Annotated[int, Prop("The size of the part in bytes.")]
    uri: Annotated[str, Prop("Where it is stored.")]


class Called(Output):
    """The request."""

    body: Annotated[Json, Prop("The body, parsed when it is JSON.")] = None
    headers: Annotated[
        dict[str, list[str]] | None, Prop("The headers of the request: for each name its values.")
    ] = None
    parameters: Annotated[
        dict[str, list[str]] | None, Prop("The parameters of the query: for each name its values.")
    ] = None
    uri: Annotated[str | None, Prop("The stored body, with `fetchType: STORE`.")] = None
    parts: Annotated[list[WebhookPart] | None, Prop("The files of a multipart request.")] = None
    form_fields: Annotated[
        dict[str, list[str]] | None, Prop("The fields of a sent form: for each name its values.")
    ] = None


@plugin(
    "io.kestra.plugin.core.trigger.Webhook",
    title="Start an execution by an HTTP request.",
    description="At `/api/v1/main/executions/webhook/{namespace}/{flowId}/{key}`.",
    aliases=["io.kestra.core.models.triggers.types.Webhook"],
    examples=[
        Example("key: a-long-secret-word", title="With a key of your own."),
        Example("key: \"{{ secret('WEBHOOK_KEY') }}\"\nwait: true\nreturnOutputs: true"),
    ],
)
class Webhook(TriggerPlugin):
    """GET, POST and PUT."""

    mechanism: ClassVar[str] = "WEBHOOK"
    outputs_class: ClassVar[type[Output]] = Called

    key: Annotated[
        str, Field(min_length=1, max_length=256), Prop("The secret last part of the address.")
    ]
    inputs: Annotated[dict[str, Json] | None, Prop("Inputs; they may use `trigger`.")] = None
    wait: Annotated[Static[bool], Prop("Answer when the execution has ended.")] = False
    return_outputs: Annotated[Static[bool], Prop("Answer with the outputs of the flow.")] = False
    response_content_type: Annotated[
        Static[Literal["application/json", "text/plain"] | None], Prop("The type of the answer.")
    ] = None
    response_code: Annotated[int | None, Prop("The status code of the answer.")] = None
    fetch_type: Annotated[
        Static[Literal["FETCH", "STORE", "NONE"]], Prop("Hold, store or drop the body.")
    ] = "FETCH"


class McpAnnotations(Part):
    """What a client may expect of the tool."""

    read_only: Annotated[bool, Prop("Whether a call changes nothing, which clients may show.")] = (
        False
    )
    open_world: Annotated[bool, Prop("It acts on the outside.")] = True
    destructive: Annotated[bool, Prop("It may destroy something.")] = True
    idempotent: Annotated[bool, Prop("Calling it twice is as calling it once.")] = False
    return_direct: Annotated[bool, Prop("Its answer goes to the user as it is.")] = False


@plugin(
    "io.kestra.plugin.core.trigger.McpToolTrigger",
    title="Offer the flow as a tool of an MCP server.",
    examples=[
        Example("toolName: add_user\ntitle: Add a user\ntoolDescription: Adds a user to a team")
    ],
)
class McpToolTrigger(TriggerPlugin):
    """Inputs of the flow are the arguments of the tool."""

    tool_name: Annotated[
        Static[str],
        Field(min_length=1, max_length=64, pattern=r"^[a-zA-Z0-9]([a-zA-Z0-9_.-]*[a-zA-Z0-9])?$"),
        Prop("The name by which clients call the tool: letters, digits, `.`, `_` and `-`."),
    ]
    title: Annotated[Static[str], Prop("The title of the tool.")]
    tool_description: Annotated[Static[str], Prop("What the tool does.")]
    mcp_server: Annotated[Static[str], Prop("The server that offers it.")] = "default"
    annotations: Annotated[Static[McpAnnotations], Prop("What a client may expect.")] = (
        McpAnnotations()
    )
