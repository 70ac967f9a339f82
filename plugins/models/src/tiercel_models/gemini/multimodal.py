"""Pictures, sounds and documents for Gemini, and pictures of it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Annotated

from tiercel.plugin import Json, Output, Part, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel_models.gemini.service import COUNTED, KEY, Gemini, parts_of, text_of

# The service takes no larger requests with content in them.
BYTES_MAX = 20_000_000


class Content(Part):
    """A part of the question."""

    content: Annotated[str, Prop("A text, or with `mimeType` a file of the internal storage.")]
    mime_type: Annotated[str | None, Prop("The media type of the file; a text without one.")] = None
    role: Annotated[str, Prop("Who says it: user or model.")] = "user"

    def written(self, ctx: RunContext) -> dict[str, Json]:
        """As the service has it. Raises: NotFound, PluginError for one that is too large."""
        if self.mime_type is None:
            return {"role": self.role, "parts": [{"text": self.content}]}
        size = ctx.blobs.size(self.content)
        if size > BYTES_MAX:
            raise PluginError(f"`contents`: a file has {size} bytes; {BYTES_MAX} are the most")
        data = b64encode(ctx.blobs.read(self.content)).decode()
        file = {"inlineData": {"mimeType": self.mime_type, "data": data}}
        return {"role": self.role, "parts": [file]}


class SafetyRating(Output):
    """How harmful the answer may be."""

    category: Annotated[
        str | None, Prop("The way of harm that was rated, such as HARM_CATEGORY_HARASSMENT.")
    ] = None
    probability: Annotated[
        str | None, Prop("How likely the harm is, such as NEGLIGIBLE or HIGH.")
    ] = None
    blocked: Annotated[bool | None, Prop("Whether it was held back for that.")] = None


class GeneratedImage(Output):
    """A picture."""

    uri: Annotated[str, Prop("The address of the picture in the internal storage.")]
    mime_type: Annotated[
        str | None, Prop("The media type of the picture, such as `image/png`.")
    ] = None


class Answer(Output):
    """The answer."""

    text: Annotated[str | None, Prop("The text of the answer, without its pictures.")] = None
    images: Annotated[
        list[GeneratedImage] | None, Prop("The pictures of the answer, each stored.")
    ] = None
    finish_reason: Annotated[str | None, Prop("Why it ends, such as STOP.")] = None
    safety_ratings: Annotated[list[SafetyRating] | None, Prop("How harmful it may be.")] = None
    blocked: Annotated[bool, Prop("Whether it was held back.")] = False


@plugin(
    "io.kestra.plugin.gemini.MultimodalCompletion",
    title="Ask Gemini about files.",
    examples=[
        KEY + "contents:\n  - content: What is on this picture?\n"
        '  - mimeType: image/jpeg\n    content: "{{ inputs.picture }}"'
    ],
    metrics=COUNTED,
)
class MultimodalCompletion(Gemini, RunnableTask[Answer]):
    """Texts and files; pictures of the answer are stored."""

    contents: Annotated[list[Content], Prop("The parts of the question.")]

    def run(self, ctx: RunContext) -> Answer:
        """Raises: PluginError for what the service refuses."""
        answers = self.generated(ctx, [each.written(ctx) for each in self.contents])
        if not answers:
            raise PluginError(f"{self.service}: the request failed: there is no answer")
        found = answers[0]
        ratings = found.get("safetyRatings") or []
        names = ("category", "probability", "blocked")
        return Answer(
            text=text_of(found),
            images=[
                _stored(ctx, part["inlineData"]) for part in parts_of(found) if "inlineData" in part
            ],
            finish_reason=found.get("finishReason"),
            safety_ratings=[
                SafetyRating(**{name: each.get(name) for name in names}) for each in ratings
            ],
            blocked="blockReason" in found or any(each.get("blocked") for each in ratings),
        )


def _stored(ctx: RunContext, data: dict[str, Json]) -> GeneratedImage:
    kind = str(data.get("mimeType") or "image/png")
    extension = kind.rpartition("/")[2]
    uri = ctx.blobs.put_new(b64decode(str(data["data"])), extension)
    return GeneratedImage(uri=uri, mime_type=kind)
