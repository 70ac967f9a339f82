"""Services that are asked as OpenAI is: one form of chats, embeddings and pictures."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

from tiercel.plugin import Json, RunContext
from tiercel.plugin.services.asking import given
from tiercel_ai.chat import Answer, Embedded, Media, Message, Painted, Question, ToolCall
from tiercel_ai.configuration import ChatConfiguration
from tiercel_ai.providers.provider import (
    ROLES,
    ModelProvider,
    arguments_of,
    finish_of,
    functions_of,
    usage_of,
)


class OpenAiForm(ModelProvider):
    """Chats, embeddings and pictures in the form of OpenAI."""

    # What the service calls the longest answer.
    bound_name: ClassVar[str] = "max_tokens"

    def chat(self, ctx: RunContext, question: Question) -> Answer:
        """Raises: PluginError for what the service refuses."""
        found = self.found(ctx, "the chat", self.path("chat/completions"), self.asked(question))
        choice: dict[str, Any] = next(iter(found.get("choices") or []), {})
        message = choice.get("message") or {}
        calls = tuple(_call_of(each) for each in message.get("tool_calls") or ())
        return Answer(
            text=message.get("content") or "",
            id=found.get("id"),
            thinking=message.get("reasoning_content") or message.get("reasoning"),
            calls=calls,
            finish=finish_of(choice.get("finish_reason"), calls),
            usage=usage_of(found.get("usage"), "prompt_tokens", "completion_tokens"),
        )

    def embed(self, ctx: RunContext, texts: list[str]) -> Embedded:
        """Raises: PluginError for what the service refuses."""
        body = {**self.model(), "input": texts}
        found = self.found(ctx, "the embedding", self.path("embeddings"), body)
        rows = sorted(found.get("data") or [], key=lambda row: row.get("index") or 0)
        usage = usage_of(found.get("usage"), "prompt_tokens", "completion_tokens")
        return Embedded([row["embedding"] for row in rows], usage)

    def paint(self, ctx: RunContext, prompt: str) -> Painted:
        """Raises: PluginError for what the service refuses."""
        body = {**self.model(), "prompt": prompt, "n": 1}
        found = self.found(ctx, "the picture", self.path("images/generations"), body)
        picture: dict[str, Any] = next(iter(found.get("data") or []), {})
        url = picture.get("url") or Media("image/png", picture.get("b64_json") or "").address
        return Painted(url, usage_of(found.get("usage"), "input_tokens", "output_tokens"))

    def path(self, what: str) -> str:
        """What is behind `root()`."""
        return f"/{what}"

    def model(self) -> dict[str, Json]:
        """What says which model."""
        return {"model": self.model_name}

    def asked(self, question: Question) -> dict[str, Json]:
        """The body of a chat."""
        settings = question.configuration
        return {
            **self.model(),
            **self.further(settings),
            **given(
                messages=[_written(each) for each in question.messages],
                temperature=settings.temperature,
                top_p=settings.top_p,
                top_k=settings.top_k,
                seed=settings.seed,
                tools=functions_of(question),
                response_format=_form_of(settings),
            ),
            **given(**{self.bound_name: settings.max_token}),
        }

    def further(self, settings: ChatConfiguration) -> dict[str, Json]:
        """What the service has beside the usual."""
        return {}


def _call_of(written: dict[str, Any]) -> ToolCall:
    function = written.get("function") or {}
    arguments = arguments_of(function.get("arguments"))
    return ToolCall(str(written.get("id") or ""), str(function.get("name") or ""), arguments)


def _form_of(settings: ChatConfiguration) -> Json:
    form = settings.response_format
    if form is None or form.type == "TEXT":
        return None
    if form.json_schema is None:
        return {"type": "json_object"}
    described = given(
        name="answer",
        description=form.json_schema_description,
        schema=form.json_schema,
        strict=form.strict_json or None,
    )
    return {"type": "json_schema", "json_schema": described}


def _written(message: Message) -> dict[str, Json]:
    if message.call is not None:
        return {"role": "tool", "tool_call_id": message.call.id, "content": message.text}
    content: Json = message.text
    if message.media:
        content = [{"type": "text", "text": message.text}] if message.text else []
        content += [_part_of(each) for each in message.media]
    written: dict[str, Json] = {"role": ROLES[message.who], "content": content}
    if message.calls:
        written["tool_calls"] = [
            {"id": each.id, "type": "function", "function": _function_of(each)}
            for each in message.calls
        ]
    return written


def _function_of(call: ToolCall) -> dict[str, str]:
    return {"name": call.name, "arguments": msgspec.json.encode(call.arguments).decode()}


def _part_of(media: Media) -> dict[str, Json]:
    if media.type == "application/pdf":
        return {"type": "file", "file": {"filename": "file.pdf", "file_data": media.address}}
    return {"type": "image_url", "image_url": {"url": media.address}}
