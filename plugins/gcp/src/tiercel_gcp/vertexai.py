"""Models of Vertex AI."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec
from pydantic import Field

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel.plugin.services.given_rows import STORAGE
from tiercel_gcp.connection import Gcp
from tiercel_gcp.rest import part
from tiercel_gcp.values import without_none

# Bytes of a stored file that a request may hold: the service takes 20 MB as a whole.
_FILE_BYTES_MAX = 15 * 1024 * 1024
_METRICS = [
    Metric("candidate.token.count", "counter", "", "How many tokens the model wrote."),
    Metric("prompt.token.count", "counter", "", "How many tokens it read."),
    Metric("total.token.count", "counter", "", "Both together."),
    Metric("serialized.size", "counter", "bytes", "The size of the answer."),
]
_TOKENS = {
    "candidate.token.count": "candidatesTokenCount",
    "prompt.token.count": "promptTokenCount",
    "total.token.count": "totalTokenCount",
}
_PLACE = "projectId: shop\nregion: europe-west1\nmodelId: gemini-2.0-flash\n"


class ModelParameter(Part):
    """How a model answers."""

    temperature: Annotated[float, Prop("How freely it answers, from 0.")] = 0.2
    max_output_tokens: Annotated[int, Prop("How many tokens it writes at most.")] = 128
    top_k: Annotated[int, Prop("Out of how many tokens it chooses each.")] = 40
    top_p: Annotated[float, Prop("How likely the tokens that it chooses out of are, to 1.")] = 0.95


class Asking(Gcp):
    """What all of them have."""

    region: Annotated[str, Prop("The region, such as europe-west1.")]
    model_id: Annotated[str, Prop("The name of the model.")] = "gemini-pro"
    parameters: Annotated[Static[ModelParameter], Prop("How the model answers.")] = Field(
        default_factory=ModelParameter
    )

    def ask(
        self, ctx: RunContext, contents: Sequence[Json], system: str | None = None
    ) -> dict[str, Json]:
        """The answer to a conversation, with its metrics."""
        rest = self.rest(ctx, "aiplatform", f"https://{self.region}-aiplatform.googleapis.com/v1")
        place = f"/projects/{part(self.project(ctx))}/locations/{part(self.region)}"
        asked = without_none(
            contents=contents,
            systemInstruction={"parts": [{"text": system}]} if system else None,
            generationConfig=self.parameters.model_dump(by_alias=True),
        )
        model = part(self.model_id)
        answer = rest.post(f"{place}/publishers/google/models/{model}:generateContent", asked)
        usage = answer.get("usageMetadata", {})
        for name, member in _TOKENS.items():
            ctx.metrics.counter(name, int(usage.get(member, 0)))
        ctx.metrics.counter("serialized.size", len(msgspec.json.encode(answer)))
        found: dict[str, Json] = answer
        return found


class Citation(Part):
    """Where a piece of an answer comes from."""

    citations: Annotated[list[str] | None, Prop("Addresses of what the answer cites.")] = None


class CitationMetadata(Part):
    """Where an answer comes from."""

    citations: Annotated[
        list[Citation] | None, Prop("Sources that the answer cites, piece by piece.")
    ] = None


class SafetyAttributes(Part):
    """How harmful an answer may be."""

    scores: Annotated[list[float] | None, Prop("How much, in the order of the categories.")] = None
    categories: Annotated[
        list[str] | None, Prop("Ways of harm that were rated, such as HARM_CATEGORY_HARASSMENT.")
    ] = None
    blocked: Annotated[bool | None, Prop("Whether the answer was kept back.")] = None


class Prediction(Part):
    """An answer."""

    content: Annotated[str, Prop("The text of the answer.")]
    citation_metadata: Annotated[CitationMetadata | None, Prop("Where it comes from.")] = None
    safety_attributes: Annotated[SafetyAttributes | None, Prop("How harmful it may be.")] = None


class Predictions(Output):
    """Answers."""

    predictions: Annotated[list[Prediction], Prop("The answers, mostly one.")]


def predictions_of(answer: Mapping[str, Json]) -> Predictions:
    """The answers of a model. Raises: PluginError when the question was refused."""
    candidates = answer.get("candidates") or ()
    if not candidates:
        reason = (answer.get("promptFeedback") or {}).get("blockReason", "without a reason")
        raise PluginError(f"The model refused the question: {reason}")
    return Predictions(predictions=[_prediction(each) for each in candidates])


def _prediction(candidate: Mapping[str, Json]) -> Prediction:
    ratings = candidate.get("safetyRatings") or ()
    sources = (candidate.get("citationMetadata") or {}).get("citations") or ()
    citations = [Citation(citations=[each["uri"]]) for each in sources if each.get("uri")]
    return Prediction(
        content=text_of(candidate),
        citation_metadata=CitationMetadata(citations=citations) if citations else None,
        safety_attributes=SafetyAttributes(
            categories=[str(each.get("category")) for each in ratings],
            scores=[float(each.get("probabilityScore", 0)) for each in ratings],
            blocked=candidate.get("finishReason") == "SAFETY",
        ),
    )


def text_of(candidate: Mapping[str, Any]) -> str:
    """The text of an answer."""
    parts = (candidate.get("content") or {}).get("parts", ())
    return "".join(each.get("text", "") for each in parts)


def said(role: str, text: str) -> dict[str, Json]:
    """A message of a conversation."""
    return {"role": role, "parts": [{"text": text}]}


class Example(Part):
    """A question with its answer."""

    input: Annotated[str, Prop("The question, as a user would ask it.")]
    output: Annotated[str, Prop("How the model should answer it.")]


class Message(Part):
    """A message."""

    author: Annotated[str | None, Prop("`bot` for those of the model.", deprecated=True)] = None
    content: Annotated[str, Prop("The text of the message.")]

    def request(self) -> dict[str, Json]:
        """As requests have it."""
        return said("model" if self.author in ("bot", "model") else "user", self.content)


@plugin(
    "io.kestra.plugin.gcp.vertexai.ChatCompletion",
    title="Go on with a conversation with a model of Vertex AI.",
    examples=[f"{_PLACE}messages:\n  - content: What is the capital of Italy?"],
    metrics=_METRICS,
)
class ChatCompletion(Asking, RunnableTask[Predictions]):
    """The last of the messages is answered."""

    context: Annotated[str | None, Prop("What the model keeps to throughout.", deprecated=True)] = (
        None
    )
    examples: Annotated[
        list[Example] | None, Prop("Questions with their answers.", deprecated=True)
    ] = None
    history: Annotated[
        list[Message] | None, Prop("Messages that went before, yours and the model's in turn.")
    ] = None
    messages: Annotated[list[Message], Prop("The messages, one at least.")]

    def run(self, ctx: RunContext) -> Predictions:
        """Raises: PluginError without a message."""
        if not self.messages:
            raise PluginError("`messages` must have one message at least")
        contents = []
        for each in self.examples or ():
            contents += [said("user", each.input), said("model", each.output)]
        contents += [each.request() for each in (*(self.history or ()), *self.messages)]
        return predictions_of(self.ask(ctx, contents, self.context))


@plugin(
    "io.kestra.plugin.gcp.vertexai.TextCompletion",
    title="Ask a model of Vertex AI.",
    examples=[f'{_PLACE}prompt: "Summarise: {{{{ inputs.text }}}}"'],
    metrics=_METRICS,
)
class TextCompletion(Asking, RunnableTask[Predictions]):
    """One question."""

    prompt: Annotated[str, Prop("The question or order that the model answers.")]

    def run(self, ctx: RunContext) -> Predictions:
        return predictions_of(self.ask(ctx, [said("user", self.prompt)]))


class Content(Part):
    """A piece of a question."""

    content: Annotated[str, Prop("A text, or the address of a stored file or of one in a bucket.")]
    mime_type: Annotated[str | None, Prop("The media type of the file; none for a text.")] = None


class SafetyRating(Part):
    """How harmful an answer may be, in one way."""

    category: Annotated[
        str | None, Prop("The way of harm that was rated, such as HARM_CATEGORY_HARASSMENT.")
    ] = None
    probability: Annotated[str | None, Prop("How likely that is.")] = None
    blocked: Annotated[bool | None, Prop("Whether the answer was kept back for it.")] = None


class MultimodalAnswer(Output):
    """An answer."""

    text: Annotated[str | None, Prop("The text of the answer; nothing when there is none.")] = None
    finish_reason: Annotated[str | None, Prop("Why it ended, such as STOP.")] = None
    blocked: Annotated[bool, Prop("Whether it was kept back as harmful.")]
    safety_ratings: Annotated[list[SafetyRating] | None, Prop("How harmful it may be.")] = None


@plugin(
    "io.kestra.plugin.gcp.vertexai.MultimodalCompletion",
    title="Ask a model of Vertex AI about texts and pictures.",
    examples=[
        (
            f"{_PLACE}"
            "contents:\n"
            "  - content: What is in this picture?\n"
            "  - mimeType: image/jpeg\n"
            '    content: "{{ outputs.picture.uri }}"'
        )
    ],
    metrics=_METRICS,
)
class MultimodalCompletion(Asking, RunnableTask[MultimodalAnswer]):
    """One question of several pieces."""

    contents: Annotated[list[Content], Prop("The pieces, one at least.")]

    def run(self, ctx: RunContext) -> MultimodalAnswer:
        """Raises: PluginError without a piece, or for a file that is too large."""
        if not self.contents:
            raise PluginError("`contents` must have one piece at least")
        parts = [_piece(ctx, each) for each in self.contents]
        answer = self.ask(ctx, [{"role": "user", "parts": parts}])
        candidate: dict[str, Json] = next(iter(answer.get("candidates") or ()), {})
        ratings = [
            SafetyRating(
                category=each.get("category"),
                probability=each.get("probability"),
                blocked=each.get("blocked", False),
            )
            for each in candidate.get("safetyRatings") or ()
        ]
        reason = candidate.get("finishReason")
        return MultimodalAnswer(
            text=text_of(candidate),
            finish_reason=reason,
            blocked=not candidate or reason == "SAFETY",
            safety_ratings=ratings,
        )


def _piece(ctx: RunContext, piece: Content) -> dict[str, Json]:
    if piece.mime_type is None:
        return {"text": piece.content}
    if not piece.content.startswith(STORAGE):
        return {"fileData": {"mimeType": piece.mime_type, "fileUri": piece.content}}
    if ctx.blobs.size(piece.content) > _FILE_BYTES_MAX:
        raise PluginError(
            f"{piece.content} is larger than {_FILE_BYTES_MAX} bytes: put it into a bucket, and "
            "give its address there"
        )
    data = b64encode(ctx.blobs.read(piece.content)).decode()
    return {"inlineData": {"mimeType": piece.mime_type, "data": data}}
