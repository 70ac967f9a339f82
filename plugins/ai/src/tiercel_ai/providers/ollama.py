"""Models of a server of Ollama."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Json, Prop, RunContext, plugin
from tiercel.plugin.services.asking import given
from tiercel_ai.chat import Answer, Embedded, Message, Question, ToolCall
from tiercel_ai.providers.provider import (
    ROLES,
    ModelProvider,
    arguments_of,
    finish_of,
    functions_of,
    usage_of,
)


@plugin(
    "io.kestra.plugin.ai.provider.Ollama",
    title="A model of Ollama.",
    examples=["endpoint: http://localhost:11434\nmodelName: llama3.2"],
    aliases=["io.kestra.plugin.langchain4j.provider.Ollama"],
)
class Ollama(ModelProvider):
    """Chats and embeddings, without a key."""

    service = "Ollama"
    endpoint: Annotated[str, Prop("Where the server is.")]

    def root(self) -> str:
        return f"{(self.base_url or self.endpoint).rstrip('/')}/api"

    def chat(self, ctx: RunContext, question: Question) -> Answer:
        """Raises: PluginError for what the server refuses."""
        found = self.found(ctx, "the chat", "/chat", self._body(question))
        message = found.get("message") or {}
        functions = [each.get("function") or {} for each in message.get("tool_calls") or ()]
        calls = tuple(
            ToolCall(f"call-{number}", str(each.get("name")), arguments_of(each.get("arguments")))
            for number, each in enumerate(functions)
        )
        return Answer(
            text=message.get("content") or "",
            thinking=message.get("thinking"),
            calls=calls,
            finish=finish_of(found.get("done_reason"), calls),
            usage=usage_of(found, "prompt_eval_count", "eval_count"),
        )

    def embed(self, ctx: RunContext, texts: list[str]) -> Embedded:
        """Raises: PluginError for what the server refuses."""
        body = {"model": self.model_name, "input": texts}
        found = self.found(ctx, "the embedding", "/embed", body)
        usage = usage_of(found, "prompt_eval_count", "eval_count")
        return Embedded(found.get("embeddings") or [], usage)

    def _body(self, question: Question) -> dict[str, Json]:
        settings = question.configuration
        options = given(
            temperature=settings.temperature,
            top_k=settings.top_k,
            top_p=settings.top_p,
            seed=settings.seed,
            num_predict=settings.max_token,
        )
        return given(
            model=self.model_name,
            messages=[_written(each) for each in question.messages],
            stream=False,
            options=options or None,
            format=(settings.answer_schema or "json") if settings.wants_json else None,
            tools=functions_of(question),
            think=settings.thinking_enabled,
        )


def _written(message: Message) -> dict[str, Json]:
    calls = [{"function": {"name": c.name, "arguments": c.arguments}} for c in message.calls]
    return given(
        role=ROLES[message.who],
        content=message.text,
        images=[each.data for each in message.media if each.data] or None,
        tool_calls=calls or None,
        tool_name=None if message.call is None else message.call.name,
    )
