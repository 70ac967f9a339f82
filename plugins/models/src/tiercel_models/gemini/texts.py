"""Texts of Gemini: of a prompt, in a chat, in a form."""

from __future__ import annotations

from typing import Annotated, Literal

from tiercel.plugin import Json, Output, Part, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.asking import json_of
from tiercel_models.gemini.service import COUNTED, KEY, Gemini, said, text_of


class Prediction(Output):
    """An answer."""

    content: Annotated[str | None, Prop("The text of the answer.")] = None
    safety_ratings: Annotated[list[Json] | None, Prop("How harmful it may be, by kind.")] = None
    citation_metadata: Annotated[
        Json, Prop("The sources that the answer cites, as the service has them.")
    ] = None


class Predictions(Output):
    """The answers."""

    predictions: Annotated[list[Prediction], Prop("The answers, most often one.")]


def _predictions(answers: list[dict[str, Json]]) -> Predictions:
    return Predictions(
        predictions=[
            Prediction(
                content=text_of(each),
                safety_ratings=each.get("safetyRatings"),
                citation_metadata=each.get("citationMetadata"),
            )
            for each in answers
        ]
    )


@plugin(
    "io.kestra.plugin.gemini.TextCompletion",
    title="Have Gemini answer a text.",
    examples=[KEY + "prompt: What is a tiercel?"],
    metrics=COUNTED,
)
class TextCompletion(Gemini, RunnableTask[Predictions]):
    """One question, one answer."""

    prompt: Annotated[str, Prop("The question or order that the model answers.")]

    def run(self, ctx: RunContext) -> Predictions:
        """Raises: PluginError for what the service refuses."""
        return _predictions(self.generated(ctx, [said(self.prompt)]))


class ChatMessage(Part):
    """A message."""

    type: Annotated[
        Literal["SYSTEM", "AI", "USER"],
        Prop("Who says it: the instruction (SYSTEM), the model (AI) or the user."),
    ]
    content: Annotated[str, Prop("The text of the message.")]


@plugin(
    "io.kestra.plugin.gemini.ChatCompletion",
    title="Ask Gemini in a chat.",
    examples=[
        KEY + "messages:\n  - type: SYSTEM\n    content: You are short.\n"
        "  - type: USER\n    content: What is a tiercel?"
    ],
    metrics=COUNTED,
)
class ChatCompletion(Gemini, RunnableTask[Predictions]):
    """The messages of a chat; what SYSTEM says goes before all of it."""

    messages: Annotated[list[ChatMessage], Prop("The chat so far.")]

    def run(self, ctx: RunContext) -> Predictions:
        """Raises: PluginError for what the service refuses."""
        orders = [each.content for each in self.messages if each.type == "SYSTEM"]
        chat = [
            said(each.content, "model" if each.type == "AI" else "user")
            for each in self.messages
            if each.type != "SYSTEM"
        ]
        told = {"parts": [{"text": each} for each in orders]} if orders else None
        return _predictions(self.generated(ctx, chat, systemInstruction=told))


class Structures(Output):
    """The answers."""

    predictions: Annotated[list[str], Prop("The answers as JSON texts.")]


@plugin(
    "io.kestra.plugin.gemini.StructuredOutputCompletion",
    title="Have Gemini answer in a form.",
    examples=[
        KEY + "prompt: Which birds of prey are in this text? {{ inputs.text }}\n"
        "jsonResponseSchema: |\n"
        '  {"type": "array", "items": {"type": "string"}}'
    ],
    metrics=COUNTED,
)
class StructuredOutputCompletion(Gemini, RunnableTask[Structures]):
    """JSON of a schema."""

    prompt: Annotated[str, Prop("The question or order that the model answers.")]
    json_response_schema: Annotated[str, Prop("The schema of the answer, as the service has it.")]

    def run(self, ctx: RunContext) -> Structures:
        """Raises: PluginError for a schema that is no JSON, or for what the service refuses."""
        schema = json_of(self.json_response_schema, "jsonResponseSchema")
        form = {"responseMimeType": "application/json", "responseSchema": schema}
        answers = self.generated(ctx, [said(self.prompt)], generationConfig=form)
        return Structures(predictions=[text_of(each) for each in answers])
