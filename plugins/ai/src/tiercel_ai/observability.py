"""Records of chats for services that show them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Annotated, Any, ClassVar
from uuid import uuid4

import msgspec

from tiercel.plugin import AdditionalPlugin, Json, Level, PluginError, Prop, RunContext, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import HttpService, given
from tiercel_ai.conversation import Conversation, Transcript

_CHARS_MAX = 100_000


class Observability(AdditionalPlugin):
    """Is given a record of a chat; a record that gets lost fails no task."""

    reference: ClassVar[str] = "io.kestra.plugin.ai.domain.Observability"

    def record(self, ctx: RunContext, asked: Conversation, transcript: Transcript) -> None:
        """Hand the chat over."""
        raise NotImplementedError


@plugin(
    "io.kestra.plugin.ai.domain.LangfuseObservability",
    title="Record chats in Langfuse.",
    examples=[
        (
            "endpoint: https://cloud.langfuse.com\npublicKey: \"{{ secret('LANGFUSE_PUBLIC') }}\"\n"
            "secretKey: \"{{ secret('LANGFUSE_SECRET') }}\"\ncapturePrompt: true"
        )
    ],
)
class LangfuseObservability(Observability, HttpService):
    """Models, tokens and tools; texts only where a property says so."""

    service = "Langfuse"
    endpoint: Annotated[str | None, Prop("Where Langfuse is; its own cloud without it.")] = None
    public_key: Annotated[str | None, Prop("The public key of the project.")] = None
    secret_key: Annotated[str | None, Prop("The secret key, best from a secret.")] = None
    service_name: Annotated[str | None, Prop("What the records are called.")] = None
    environment: Annotated[str | None, Prop("The environment that they belong to.")] = None
    release: Annotated[str | None, Prop("The release that they belong to.")] = None
    capture_prompt: Annotated[bool | None, Prop("Whether questions are recorded.")] = None
    capture_system_message: Annotated[
        bool | None, Prop("Whether system instructions are recorded.")
    ] = None
    capture_output: Annotated[bool | None, Prop("Whether answers of the model are recorded.")] = (
        None
    )
    capture_tool_arguments: Annotated[bool | None, Prop("Whether what tools are given is.")] = None
    capture_tool_results: Annotated[bool | None, Prop("Whether what tools answer is.")] = None
    max_payload_chars: Annotated[int | None, Prop("How long a text is at most.")] = None
    export_timeout: Annotated[timedelta | None, Prop("How long a record may take.")] = None

    def secrets(self) -> Iterable[str | None]:
        return (self.secret_key,)

    def record(self, ctx: RunContext, asked: Conversation, transcript: Transcript) -> None:
        root = (self.endpoint or "https://cloud.langfuse.com").rstrip("/")
        request = HttpRequest(
            url=f"{root}/api/public/ingestion",
            method="POST",
            headers={"Authorization": self._login()},
            json={"batch": self._events(ctx, asked, transcript)},
            timeout=self.export_timeout or timedelta(seconds=10),
        )
        try:
            self.answer(ctx, "the record", request)
        except PluginError as error:
            line = f"The chat is not recorded: {error}"
            ctx.log.write(Level.WARN, line)

    def _login(self) -> str:
        words = f"{self.public_key or ''}:{self.secret_key or ''}"
        return f"Basic {b64encode(words.encode()).decode()}"

    def _events(
        self, ctx: RunContext, asked: Conversation, transcript: Transcript
    ) -> list[dict[str, Json]]:
        now = ctx.now().isoformat()
        trace = uuid4().hex
        name = self.service_name or str((ctx.vars.get("flow") or {}).get("id") or "chat")
        common = given(environment=self.environment, release=self.release)
        events: list[tuple[str, dict[str, Json]]] = [
            ("trace-create", {"id": trace, "name": name, "timestamp": now, **common})
        ]
        for each in transcript.rounds:
            usage = each.answer.usage
            body = given(
                id=uuid4().hex,
                traceId=trace,
                name="chat",
                model=asked.provider.model_name,
                startTime=now,
                input=self._input(asked),
                output=self._text(each.answer.text) if self.capture_output else None,
                usage=given(input=usage.read, output=usage.written, total=usage.total),
                environment=self.environment,
                metadata={"milliseconds": each.milliseconds},
            )
            events.append(("generation-create", body))
        for done in transcript.executions:
            arguments = msgspec.json.encode(done.request_arguments).decode()
            body = given(
                id=uuid4().hex,
                traceId=trace,
                name=done.request_name,
                startTime=now,
                input=self._text(arguments) if self.capture_tool_arguments else None,
                output=self._text(done.result or "") if self.capture_tool_results else None,
            )
            events.append(("span-create", body))
        return [
            {"id": uuid4().hex, "type": kind, "timestamp": now, "body": body}
            for kind, body in events
        ]

    def _input(self, asked: Conversation) -> Json:
        wanted: Mapping[str, bool | None] = {
            "SYSTEM": self.capture_system_message,
            "USER": self.capture_prompt,
        }
        found: list[Any] = [
            {"role": each.who.lower(), "content": self._text(each.text)}
            for each in asked.messages
            if wanted.get(each.who)
        ]
        return found or None

    def _text(self, text: str) -> str:
        return text[: self.max_payload_chars or _CHARS_MAX]
