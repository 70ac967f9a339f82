"""Gemini, and how it is asked."""

from __future__ import annotations

from typing import Annotated, ClassVar

from tiercel.plugin import Json, Metric, Prop, RunContext
from tiercel.plugin.services.asking import given
from tiercel_models.asking import Ask, Service

KEY = "apiKey: \"{{ secret('GEMINI_KEY') }}\"\nmodel: gemini-2.5-flash\n"
COUNTED = [
    Metric("prompt.token.count", "counter", "", "How many tokens were read."),
    Metric("candidate.token.count", "counter", "", "How many tokens were written."),
    Metric("total.token.count", "counter", "", "How many tokens were used in all."),
]
_COUNTS = ("promptTokenCount", "candidatesTokenCount", "totalTokenCount")


class Gemini(Service):
    """The service of Gemini."""

    service = "Gemini"
    api: ClassVar[str] = "https://generativelanguage.googleapis.com/v1beta"

    model: Annotated[str, Prop("The model, such as gemini-2.5-flash.")]

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        return {"x-goog-api-key": self.api_key}

    def generated(
        self, ctx: RunContext, contents: list[Json], **more: Json
    ) -> list[dict[str, Json]]:
        """The answers, each with its `content`. Raises: PluginError for what is refused."""
        request = Ask(
            operation="the request",
            url=f"{self.api}/models/{self.model}:generateContent",
            body=given(contents=contents, **more),
        )
        found = self.found(ctx, request, "candidates", "promptFeedback", "usageMetadata")
        usage = found.get("usageMetadata") or {}
        for metric, name in zip(COUNTED, _COUNTS, strict=True):
            ctx.metrics.counter(metric.name, usage.get(name) or 0)
        feedback = found.get("promptFeedback") or {}
        answers = list(found.get("candidates") or [])
        if not answers and feedback.get("blockReason"):
            return [{"finishReason": feedback["blockReason"], **feedback}]
        return answers


def parts_of(answer: dict[str, Json]) -> list[dict[str, Json]]:
    """What an answer consists of."""
    return list((answer.get("content") or {}).get("parts") or [])


def text_of(answer: dict[str, Json]) -> str:
    """The text of an answer."""
    return "".join(str(each.get("text") or "") for each in parts_of(answer))


def said(text: str, role: str = "user") -> Json:
    """A message."""
    return {"role": role, "parts": [{"text": text}]}
