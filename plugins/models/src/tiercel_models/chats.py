"""Chats of services that are asked as OpenAI is: Mistral, DeepSeek, Perplexity."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from tiercel.plugin import Json, Output, Part, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.asking import given, json_of
from tiercel_models.asking import USED, Ask, Service, count_tokens

_MESSAGES = (
    "messages:\n  - type: SYSTEM\n    content: You are short.\n"
    "  - type: USER\n    content: What is a tiercel?"
)


class ChatMessage(Part):
    """A message."""

    type: Annotated[
        Literal["SYSTEM", "ASSISTANT", "USER"],
        Prop("Who says it: the instruction (SYSTEM), the model (ASSISTANT) or the user."),
    ]
    content: Annotated[str, Prop("The text of the message.")]


class Chat(Service):
    """A chat with a service."""

    messages: Annotated[list[ChatMessage], Prop("The chat so far.")]
    json_response_schema: Annotated[
        str | None, Prop("The JSON schema of the answer; a text without one.")
    ] = None

    def told(self) -> dict[str, Json]:
        """The messages, and the form of the answer. Raises: PluginError for a bad schema."""
        form = None
        if self.json_response_schema is not None:
            schema = json_of(self.json_response_schema, "jsonResponseSchema")
            form = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
        messages = [{"role": each.type.lower(), "content": each.content} for each in self.messages]
        return given(messages=messages, response_format=form)


class Response(Output):
    """The answer."""

    response: Annotated[str | None, Prop("The text of the answer.")] = None
    raw: Annotated[str | None, Prop("All of it as JSON, as the service has it.")] = None


class BaseUrlChat(Chat, RunnableTask[Response]):
    """A service that may be elsewhere."""

    model_name: Annotated[str, Prop("The name of the model, as the service calls it.")]

    def run(self, ctx: RunContext) -> Response:
        """Raises: PluginError for what the service refuses."""
        body = {"model": self.model_name, **self.told()}
        url = f"{self.root().rstrip('/')}/chat/completions"
        found = self.found(ctx, Ask(operation="the chat", url=url, body=body), "choices")
        count_usage(ctx, found)
        return Response(response=text_of(found), raw=msgspec.json.encode(found).decode())

    def root(self) -> str:
        """Where the service is."""
        raise NotImplementedError


@plugin(
    "io.kestra.plugin.mistral.ChatCompletion",
    title="Ask a model of Mistral in a chat.",
    examples=[
        f"apiKey: \"{{{{ secret('MISTRAL_KEY') }}}}\"\nmodelName: mistral-small\n{_MESSAGES}"
    ],
    metrics=USED,
)
class MistralChat(BaseUrlChat):
    """The messages of a chat, the last one of the user."""

    service = "Mistral"
    base_url: Annotated[str, Prop("Where the service is.")] = "https://api.mistral.ai/v1"

    def root(self) -> str:
        return self.base_url


@plugin(
    "io.kestra.plugin.deepseek.ChatCompletion",
    title="Ask a model of DeepSeek in a chat.",
    examples=[
        f"apiKey: \"{{{{ secret('DEEPSEEK_KEY') }}}}\"\nmodelName: deepseek-chat\n{_MESSAGES}"
    ],
    metrics=USED,
)
class DeepSeekChat(BaseUrlChat):
    """The messages of a chat, the last one of the user."""

    service = "DeepSeek"
    base_url: Annotated[str, Prop("Where the service is.")] = "https://api.deepseek.com/v1"

    def root(self) -> str:
        return self.base_url


class Searched(Output):
    """The answer."""

    output_text: Annotated[str | None, Prop("The text of the answer.")] = None
    raw_response: Annotated[str | None, Prop("All of it as JSON, as the service has it.")] = None


@plugin(
    "io.kestra.plugin.perplexity.ChatCompletion",
    title="Ask Perplexity, which searches before it answers.",
    examples=[f"apiKey: \"{{{{ secret('PERPLEXITY_KEY') }}}}\"\nmodel: sonar\n{_MESSAGES}"],
    metrics=USED,
)
class PerplexityChat(Chat, RunnableTask[Searched]):
    """The messages of a chat, the last one of the user."""

    service = "Perplexity"
    model: Annotated[str, Prop("The model, such as sonar.")]
    temperature: Annotated[float, Prop("How free the answer is: 0 to 2.")] = 0.2
    top_p: Annotated[float, Prop("The share of likely words that are looked at: 0 to 1.")] = 0.9
    top_k: Annotated[int, Prop("How many likely words are looked at; 0 is all.")] = 0
    max_tokens: Annotated[int | None, Prop("How long the answer is at most, in tokens.")] = None
    presence_penalty: Annotated[float, Prop("How much new themes are preferred: -2 to 2.")] = 0.0
    frequency_penalty: Annotated[
        float, Prop("How much words that were said are avoided: -2 to 2.")
    ] = 0.0
    stream: Annotated[
        bool, Prop("Whether the answer comes word by word.", "The output is the whole, as well.")
    ] = False

    def run(self, ctx: RunContext) -> Searched:
        """Raises: PluginError for what the service refuses."""
        penalties = {
            "presence_penalty": self.presence_penalty or None,
            "frequency_penalty": self.frequency_penalty or None,
        }
        body = given(
            model=self.model,
            temperature=self.temperature,
            top_p=self.top_p,
            top_k=self.top_k,
            max_tokens=self.max_tokens,
            stream=self.stream or None,
            **penalties,
            **self.told(),
        )
        request = Ask(
            operation="the chat", url="https://api.perplexity.ai/chat/completions", body=body
        )
        if self.stream:
            found = joined(self.sent(ctx, request).text)
        else:
            found = self.found(ctx, request, "choices")
        count_usage(ctx, found)
        return Searched(
            output_text=text_of(found), raw_response=msgspec.json.encode(found).decode()
        )


def joined(stream: str) -> dict[str, Json]:
    """The answer that came in pieces (`data: {…}` lines), as it would have come whole.

    Raises: LookupError for an answer without any.
    """
    lines = (line.removeprefix("data:").strip() for line in stream.splitlines())
    pieces = [msgspec.json.decode(line) for line in lines if line.startswith("{")]
    text = "".join(
        str((choice.get("delta") or {}).get("content") or "")
        for piece in pieces
        for choice in piece.get("choices") or []
    )
    return {**pieces[-1], "choices": [{"message": {"role": "assistant", "content": text}}]}


def text_of(found: dict[str, Json]) -> str | None:
    """The text of the first answer."""
    first: dict[str, Json] = next(iter(found.get("choices") or []), {})
    text: str | None = (first.get("message") or {}).get("content")
    return text


def count_usage(ctx: RunContext, found: dict[str, Json]) -> None:
    """Publish how many tokens an answer took."""
    usage = found.get("usage") or {}
    count_tokens(ctx, usage.get("prompt_tokens"), usage.get("completion_tokens"))
