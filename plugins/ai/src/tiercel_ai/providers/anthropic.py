"""Models of Anthropic."""

from __future__ import annotations

import json
from typing import Annotated, Any

from tiercel.plugin import Json, Prop, RunContext, plugin
from tiercel.plugin.services.asking import given
from tiercel_ai.chat import Answer, Media, Message, Question, ToolCall
from tiercel_ai.configuration import ChatConfiguration
from tiercel_ai.limits import ANSWER_TOKENS
from tiercel_ai.providers.provider import ModelProvider, arguments_of, finish_of, usage_of

_VERSION = "2023-06-01"


@plugin(
    "io.kestra.plugin.ai.provider.Anthropic",
    title="A model of Anthropic.",
    examples=["apiKey: \"{{ secret('ANTHROPIC_KEY') }}\"\nmodelName: claude-3-5-haiku-latest"],
    aliases=["io.kestra.plugin.langchain4j.provider.Anthropic"],
)
class Anthropic(ModelProvider):
    """Chats only."""

    service = "Anthropic"
    api_key: Annotated[str, Prop("The key of the service, best from a secret.")]
    max_tokens: Annotated[
        int | None, Prop("How long the answer is at most, in tokens; 4096 unless it is set.")
    ] = None

    def root(self) -> str:
        return self.base_url or "https://api.anthropic.com/v1"

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        return {"x-api-key": self.api_key, "anthropic-version": _VERSION}

    def chat(self, ctx: RunContext, question: Question) -> Answer:
        """Raises: PluginError for what the service refuses."""
        found = self.found(ctx, "the chat", "/messages", self._body(question))
        blocks: list[dict[str, Any]] = found.get("content") or []
        calls = tuple(
            ToolCall(each["id"], each["name"], arguments_of(each.get("input")))
            for each in blocks
            if each.get("type") == "tool_use"
        )
        return Answer(
            text=_joined(blocks, "text"),
            id=found.get("id"),
            thinking=_joined(blocks, "thinking") or None,
            calls=calls,
            finish=finish_of(found.get("stop_reason"), calls),
            usage=usage_of(found.get("usage"), "input_tokens", "output_tokens"),
            raw=blocks,
        )

    def _body(self, question: Question) -> dict[str, Json]:
        settings = question.configuration
        cache = {"cache_control": {"type": "ephemeral"}} if settings.prompt_caching else {}
        instruction = "\n\n".join(filter(None, (question.system, json_instruction(settings))))
        system = [{"type": "text", "text": instruction, **cache}] if instruction else None
        thinking = None
        if settings.thinking_enabled:
            budget = settings.thinking_budget_tokens or ANSWER_TOKENS // 2
            thinking = {"type": "enabled", "budget_tokens": budget}
        tools = [
            {"name": each.name, "description": each.description, "input_schema": each.parameters}
            for each in question.tools
        ]
        return given(
            model=self.model_name,
            max_tokens=settings.max_token or self.max_tokens or ANSWER_TOKENS,
            system=system,
            messages=merged([_written(each) for each in question.turns]),
            temperature=settings.temperature,
            top_p=settings.top_p,
            top_k=settings.top_k,
            thinking=thinking,
            tools=tools or None,
        )


def json_instruction(settings: ChatConfiguration) -> str:
    """What a model is told where its service has no field for the form of an answer."""
    if not settings.wants_json:
        return ""
    form = settings.response_format
    schema = (
        ""
        if settings.answer_schema is None
        else f" of this JSON schema: {json.dumps(settings.answer_schema)}"
    )
    what = form.json_schema_description if form is not None else None
    described = f" It is: {what}." if what else ""
    return f"Answer with JSON only{schema}.{described} Nothing is before it or after it."


def merged(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Messages of one side that follow each other as one: services want both to take turns."""
    found: list[dict[str, Any]] = []
    for each in messages:
        if found and found[-1]["role"] == each["role"]:
            found[-1] = {**each, "content": [*found[-1]["content"], *each["content"]]}
        else:
            found.append(each)
    return found


def _joined(blocks: list[dict[str, Any]], kind: str) -> str:
    return "".join(str(each.get(kind) or "") for each in blocks if each.get("type") == kind)


def _written(message: Message) -> dict[str, Json]:
    role = "assistant" if message.who == "AI" else "user"
    if message.raw is not None:
        return {"role": role, "content": message.raw}
    blocks: list[Json] = []
    if message.call is not None:
        result = {"type": "tool_result", "tool_use_id": message.call.id, "content": message.text}
        return {"role": role, "content": [result]}
    blocks += [_block_of(each) for each in message.media]
    blocks += [{"type": "text", "text": message.text}] if message.text else []
    blocks += [
        {"type": "tool_use", "id": each.id, "name": each.name, "input": each.arguments}
        for each in message.calls
    ]
    return {"role": role, "content": blocks}


def _block_of(media: Media) -> dict[str, Json]:
    kind = "document" if media.type == "application/pdf" else "image"
    if media.url:
        return {"type": kind, "source": {"type": "url", "url": media.url}}
    source = {"type": "base64", "media_type": media.type, "data": media.data}
    return {"type": kind, "source": source}
