"""Chats of Anthropic."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from tiercel.plugin import Json, Metric, Output, Part, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.asking import given
from tiercel_models.anthropic.service import KEY, Anthropic
from tiercel_models.asking import USED, Ask, count_tokens

CACHED = [
    Metric("usage.cache.creation.tokens", "counter", "token", "How many tokens were cached."),
    Metric("usage.cache.read.tokens", "counter", "token", "How many came from the cache."),
]


class ChatMessage(Part):
    """A message."""

    type: Annotated[
        Literal["ASSISTANT", "USER"], Prop("Who says it: the model (ASSISTANT) or the user.")
    ]
    content: Annotated[str, Prop("The text of the message.")]


class Tool(Part):
    """A tool that the model may ask for."""

    name: Annotated[str, Prop("The name by which the model asks for the tool.")]
    description: Annotated[str | None, Prop("What the tool does, which the model decides by.")] = (
        None
    )
    input_schema: Annotated[dict[str, Json] | None, Prop("The JSON schema of its input.")] = None

    def written(self) -> dict[str, Json]:
        """As the service has it."""
        schema = self.input_schema or {"type": "object"}
        return given(name=self.name, description=self.description, input_schema=schema)


class ToolUse(Output):
    """A tool that the model asks for."""

    id: Annotated[str | None, Prop("The id of the request.")] = None
    name: Annotated[str | None, Prop("The name of the tool.")] = None
    input: Annotated[dict[str, Json] | None, Prop("What the tool is given, values by name.")] = None


class Answer(Output):
    """The answer."""

    output_text: Annotated[
        str | None, Prop("The text of the answer; empty when it only asks for tools.")
    ] = None
    stop_reason: Annotated[str | None, Prop("Why it ends, such as `end_turn`.")] = None
    tool_uses: Annotated[list[ToolUse] | None, Prop("Tools that it asks for.")] = None
    cache_creation_input_tokens: Annotated[int | None, Prop("How many tokens were cached.")] = None
    cache_read_input_tokens: Annotated[int | None, Prop("How many came from the cache.")] = None
    raw_response: Annotated[str | None, Prop("All of it as JSON, as the service has it.")] = None


@plugin(
    "io.kestra.plugin.anthropic.ChatCompletion",
    title="Ask Claude in a chat.",
    examples=[
        KEY + "model: claude-sonnet-4-5\nmaxTokens: 1024\nsystem: You are short.\n"
        "messages:\n  - type: USER\n    content: What is a tiercel?"
    ],
    metrics=[*USED, *CACHED],
)
class ChatCompletion(Anthropic, RunnableTask[Answer]):
    """The messages of a chat, the last one of the user."""

    model: Annotated[str, Prop("The model, such as claude-sonnet-4-5.")]
    messages: Annotated[list[ChatMessage], Prop("The chat so far.")]
    system: Annotated[str | None, Prop("What the model is told beforehand.")] = None
    max_tokens: Annotated[int, Prop("How long the answer is at most, in tokens.")] = 1024
    temperature: Annotated[float | None, Prop("How free the answer is: 0 to 1; 1 by default.")] = (
        None
    )
    top_p: Annotated[
        float | None, Prop("The share of likely words that are looked at: 0 to 1.")
    ] = None
    top_k: Annotated[int | None, Prop("How many likely words are looked at.")] = None
    tools: Annotated[list[Tool] | None, Prop("Tools that the model may ask for.")] = None
    prompt_caching: Annotated[
        bool, Prop("Whether the service caches `system` and `tools` for the next request.")
    ] = False

    def run(self, ctx: RunContext) -> Answer:
        """Raises: PluginError for what the service refuses."""
        request = Ask(operation="the chat", url=f"{self.api}/messages", body=self.body())
        found = self.found(ctx, request, "content")
        usage = found.get("usage") or {}
        count_tokens(ctx, usage.get("input_tokens"), usage.get("output_tokens"))
        cached = [usage.get("cache_creation_input_tokens"), usage.get("cache_read_input_tokens")]
        for metric, value in zip(CACHED, cached, strict=True):
            ctx.metrics.counter(metric.name, value or 0)
        parts = found.get("content") or []
        return Answer(
            output_text="".join(each["text"] for each in parts if each.get("type") == "text"),
            stop_reason=found.get("stop_reason"),
            tool_uses=[
                ToolUse(id=each.get("id"), name=each.get("name"), input=each.get("input"))
                for each in parts
                if each.get("type") == "tool_use"
            ],
            cache_creation_input_tokens=cached[0],
            cache_read_input_tokens=cached[1],
            raw_response=msgspec.json.encode(found).decode(),
        )

    def body(self) -> dict[str, Json]:
        """What is asked."""
        tools = [each.written() for each in self.tools or []]
        mark = {"cache_control": {"type": "ephemeral"}} if self.prompt_caching else {}
        if tools:
            tools[-1] = {**tools[-1], **mark}
        system = self.system and [{"type": "text", "text": self.system, **mark}]
        return given(
            model=self.model,
            max_tokens=self.max_tokens,
            messages=[
                {"role": each.type.lower(), "content": each.content} for each in self.messages
            ],
            system=system or None,
            temperature=self.temperature,
            top_p=self.top_p,
            top_k=self.top_k,
            tools=tools or None,
        )
