"""Outputs of chats and agents."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Json, Metric, Output, Prop
from tiercel_ai.chat import Usage

TOKENS = [
    Metric("input.token.count", "counter", "token", "How many tokens were read."),
    Metric("output.token.count", "counter", "token", "How many tokens were written."),
    Metric("total.token.count", "counter", "token", "Both together."),
]
PROVIDER_CALLS = Metric("ai.provider.calls", "counter", "calls", "How often a model was asked.")
TOOL_CALLS = Metric("ai.agent.tool.calls", "counter", "calls", "How often a tool was.")
STORE_CALLS = Metric(
    "ai.embedding.store.calls", "counter", "calls", "How often a store of embeddings was."
)
OF_CHATS = [*TOKENS, TOOL_CALLS, PROVIDER_CALLS]


class TokenUsage(Output):
    """Tokens."""

    input_token_count: Annotated[int | None, Prop("How many were read.")] = None
    output_token_count: Annotated[int | None, Prop("How many were written.")] = None
    total_token_count: Annotated[int | None, Prop("How many were read and written together.")] = (
        None
    )


class ToolExecutionRequest(Output):
    """What the model asked a tool for."""

    id: Annotated[
        str | None, Prop("The id that the model gave the request, which the answer names.")
    ] = None
    name: Annotated[str | None, Prop("The name of the tool that was asked.")] = None
    arguments: Annotated[dict[str, Json] | None, Prop("What the tool was given.")] = None


class AiResponse(Output):
    """One answer of a model on the way."""

    id: Annotated[str | None, Prop("The id that the service gave the answer.")] = None
    completion: Annotated[str | None, Prop("The text of the answer.")] = None
    finish_reason: Annotated[
        str | None, Prop("Why the model ended the answer, such as STOP, LENGTH or TOOL_EXECUTION.")
    ] = None
    token_usage: Annotated[TokenUsage | None, Prop("How many tokens this answer took.")] = None
    tool_execution_requests: Annotated[
        list[ToolExecutionRequest] | None, Prop("What it asked tools for.")
    ] = None
    request_duration: Annotated[int | None, Prop("How long it took, in milliseconds.")] = None


class ToolExecution(Output):
    """What a tool did."""

    request_id: Annotated[str | None, Prop("The number of the request.")] = None
    request_name: Annotated[str | None, Prop("The name of the tool that was asked.")] = None
    request_arguments: Annotated[
        dict[str, Json] | None, Prop("What the tool was given, values by name.")
    ] = None
    result: Annotated[str | None, Prop("What the tool answered, as text.")] = None


class ContentSource(Output):
    """A text that the answer rests on."""

    content: Annotated[
        str | None, Prop("The text of the source, or of the piece that was found.")
    ] = None
    metadata: Annotated[
        dict[str, Json] | None, Prop("What is known of the text, such as the file that it is from.")
    ] = None


class Guarded(Output):
    """How the model ended, and what guardrails say."""

    finish_reason: Annotated[
        str | None,
        Prop("Why the model ended: STOP, LENGTH, TOOL_EXECUTION, CONTENT_FILTER or OTHER."),
    ] = None
    token_usage: Annotated[TokenUsage | None, Prop("Tokens of all answers.")] = None
    guardrail_violated: Annotated[bool | None, Prop("Whether a guardrail did not hold.")] = None
    guardrail_violation_message: Annotated[
        str | None, Prop("What the guardrail says that did not hold.")
    ] = None


class AiOutput(Guarded):
    """The answer, and how it came to be."""

    text_output: Annotated[
        str | None, Prop("The answer as text; nothing when it is asked for as JSON.")
    ] = None
    json_output: Annotated[
        dict[str, Json] | None, Prop("The answer as a map, when it is asked for as JSON.")
    ] = None
    thinking: Annotated[str | None, Prop("What the model thought, when that is asked for.")] = None
    request_duration: Annotated[int | None, Prop("How long all took, in milliseconds.")] = None
    intermediate_responses: Annotated[
        list[AiResponse] | None, Prop("The answers before the last one.")
    ] = None
    tool_executions: Annotated[
        list[ToolExecution] | None, Prop("What tools were asked for, and what they answered.")
    ] = None
    sources: Annotated[list[ContentSource] | None, Prop("What the answer rests on.")] = None
    output_files: Annotated[dict[str, str] | None, Prop("Files that were kept, by name.")] = None


def usage_output(usage: Usage) -> TokenUsage:
    """Tokens as an output."""
    return TokenUsage(
        input_token_count=usage.read,
        output_token_count=usage.written,
        total_token_count=usage.total,
    )
