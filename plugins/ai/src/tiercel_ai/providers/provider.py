"""The base of services of models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Annotated, Any, ClassVar

import msgspec

from tiercel.plugin import AdditionalPlugin, Json, PluginError, Prop, RunContext
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import HttpService, Repeats
from tiercel_ai.chat import Answer, Embedded, Finish, Painted, Question, ToolCall, Usage
from tiercel_ai.limits import SILENT_MINUTES_MAX, TRIES_MAX

# Who says a message, as most services call it.
ROLES: Mapping[str, str] = {
    "SYSTEM": "system",
    "USER": "user",
    "AI": "assistant",
    "TOOL": "tool",
}
_FINISHES: Mapping[str, Finish] = {
    "stop": "STOP",
    "end_turn": "STOP",
    "stop_sequence": "STOP",
    "length": "LENGTH",
    "max_tokens": "LENGTH",
    "tool_calls": "TOOL_EXECUTION",
    "tool_use": "TOOL_EXECUTION",
    "function_call": "TOOL_EXECUTION",
    "content_filter": "CONTENT_FILTER",
    "content_filtered": "CONTENT_FILTER",
    "guardrail_intervened": "CONTENT_FILTER",
    "safety": "CONTENT_FILTER",
    "refusal": "CONTENT_FILTER",
}


class ModelProvider(AdditionalPlugin, HttpService):
    """A model of a service: it chats; some make vectors of texts, or pictures."""

    reference: ClassVar[str] = "io.kestra.plugin.ai.domain.ModelProvider"
    # The fields that no error and no log may show.
    secret_fields: ClassVar[tuple[str, ...]] = ("api_key",)

    model_name: Annotated[str, Prop("The name of the model, as the service calls it.")]
    base_url: Annotated[str | None, Prop("Where the service is, when not at its makers.")] = None
    ca_pem: Annotated[
        str | None, Prop("Not supported: certificates that are trusted are those of the machine.")
    ] = None
    client_pem: Annotated[str | None, Prop("Not supported, as `caPem`.")] = None

    def chat(self, ctx: RunContext, question: Question) -> Answer:
        """Ask the model. Raises: PluginError for what the service refuses."""
        raise self.without("chats")

    def embed(self, ctx: RunContext, texts: list[str]) -> Embedded:
        """A vector for each text, in their order. Raises: as `chat`."""
        raise self.without("embeddings")

    def paint(self, ctx: RunContext, prompt: str) -> Painted:
        """A picture. Raises: as `chat`."""
        raise self.without("pictures")

    def without(self, what: str) -> PluginError:
        """The error of what the service does not have here."""
        return PluginError(f"{self.service}: there are no {what} of this provider")

    def root(self) -> str:
        """Where the service is, without a slash at the end."""
        raise NotImplementedError

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        """What says who asks."""
        key = next(iter(self.secrets()), None)
        return {} if not key else {"Authorization": f"Bearer {key}"}

    def secrets(self) -> Iterable[str | None]:
        """The keys."""
        return [getattr(self, name) for name in self.secret_fields if hasattr(self, name)]

    def repeats(self, request: HttpRequest) -> Repeats:
        """A busy service is asked again."""
        return Repeats(TRIES_MAX)

    def token(self, ctx: RunContext, url: str, form: Mapping[str, str]) -> str:
        """What a login gives that speaks OAuth. Raises: PluginError when it refuses."""
        request = HttpRequest(url=url, method="POST", form=form)
        return str(self.signed_in(ctx, request, "access_token")["access_token"])

    def found(
        self, ctx: RunContext, operation: str, path: str, body: Json, **params: str
    ) -> dict[str, Any]:
        """The answer to a body, an object. Raises: PluginError with the message of the service."""
        if self.ca_pem or self.client_pem:
            raise PluginError(
                "`caPem` and `clientPem` are not supported: certificates are those of the machine"
            )
        request = HttpRequest(
            url=self.root().rstrip("/") + path,
            method="POST",
            params=params,
            json=body,
            read_timeout=timedelta(minutes=SILENT_MINUTES_MAX),
        )
        found = self.ask(ctx, operation, request)
        if not isinstance(found, dict):
            raise self.failed(operation, request, "the answer is no JSON object")
        return found


def functions_of(question: Question) -> list[Json] | None:
    """The tools of a question, in the form that most services share; None for none."""
    return [
        {
            "type": "function",
            "function": {
                "name": each.name,
                "description": each.description,
                "parameters": dict(each.parameters),
            },
        }
        for each in question.tools
    ] or None


def finish_of(word: Json, calls: tuple[ToolCall, ...] = ()) -> Finish:
    """Why a model ended, of the word that its service has for it."""
    return "TOOL_EXECUTION" if calls else _FINISHES.get(str(word or "").lower(), "OTHER")


def usage_of(found: Json, read: str, written: str) -> Usage:
    """Tokens by the names of a service."""
    counts = found if isinstance(found, dict) else {}
    return Usage(_count(counts.get(read)), _count(counts.get(written)))


def arguments_of(written: Json) -> dict[str, Json]:
    """What a model gives a tool, which may be a JSON text, or no JSON at all."""
    if isinstance(written, str):
        try:
            written = msgspec.json.decode(written or "{}")
        except msgspec.DecodeError:
            return {}
    return written if isinstance(written, dict) else {}


def _count(value: Json) -> int | None:
    return value if isinstance(value, int) else None
