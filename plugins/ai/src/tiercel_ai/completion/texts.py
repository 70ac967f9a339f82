"""Questions about a text: of which class it is, what is in it, what it looks like."""

from __future__ import annotations

from base64 import b64decode
from typing import Annotated

import msgspec

from tiercel.plugin import Json, Output, PluginError, Prop, Raw, RunContext, RunnableTask, plugin
from tiercel_ai.answering import answered
from tiercel_ai.chat import Message
from tiercel_ai.configuration import ChatConfiguration, ResponseFormat
from tiercel_ai.conversation import Conversation, count, provider_of
from tiercel_ai.media import user_message
from tiercel_ai.outputs import (
    PROVIDER_CALLS,
    TOKENS,
    AiOutput,
    Guarded,
    TokenUsage,
    usage_output,
)
from tiercel_ai.properties import PROVIDER, AboutText, Provider

_OLDER = "io.kestra.plugin.langchain4j."


class Classified(Guarded):
    """The class."""

    classification: Annotated[str | None, Prop("The class, as the task names it.")] = None


@plugin(
    "io.kestra.plugin.ai.completion.Classification",
    title="Have a model say of which class a text is.",
    examples=[PROVIDER + 'prompt: "{{ inputs.mail }}"\nclasses: [parcel, bill, other]'],
    aliases=[f"{_OLDER}Classification", f"{_OLDER}completion.Classification"],
    metrics=[*TOKENS, PROVIDER_CALLS],
)
class Classification(AboutText, RunnableTask[Classified]):
    """One of `classes`, whatever else the model says."""

    classes: Annotated[list[str], Prop("Names of the classes, of which the answer is one.")]
    system_message: Annotated[Raw[str], Prop("The instruction; `classes` is a variable.")] = (
        "Respond by only one of the following classes by typing just the exact class name: "
        "{{ classes }}"
    )

    def run(self, ctx: RunContext) -> Classified:
        """Raises: PluginError for what the service refuses, and for an answer without a class."""
        instruction = ctx.render(self.system_message, {"classes": list(self.classes)}) or ""
        found = _asked(ctx, self, instruction, self.configuration)
        text = found.text_output
        if text is None:
            return Classified(**_guarded(found))
        return Classified(**_guarded(found), classification=class_in(text, self.classes))


class Extracted(Guarded):
    """What was found."""

    schema_name: Annotated[str | None, Prop("The name of the structure.")] = None
    extracted_json: Annotated[str | None, Prop("The fields as JSON.")] = None


@plugin(
    "io.kestra.plugin.ai.completion.JSONStructuredExtraction",
    title="Have a model find fields in a text.",
    examples=[
        PROVIDER + 'prompt: "{{ inputs.mail }}"\nschemaName: parcel\njsonFields: [number, sender]'
    ],
    aliases=[
        f"{_OLDER}JSONStructuredExtraction",
        f"{_OLDER}completion.JSONStructuredExtraction",
    ],
    metrics=[*TOKENS, PROVIDER_CALLS],
)
class JSONStructuredExtraction(AboutText, RunnableTask[Extracted]):
    """A text for each field, or null for what the text does not say."""

    schema_name: Annotated[str, Prop("The name of the structure.")]
    json_fields: Annotated[list[str], Prop("The names of the fields.")]
    system_message: Annotated[str, Prop("The instruction that the model gets before the text.")] = (
        "You are a structured JSON extraction assistant. Always respond with valid JSON."
    )

    def run(self, ctx: RunContext) -> Extracted:
        """Raises: PluginError for what the service refuses, and for an answer that is no JSON."""
        schema: dict[str, Json] = {
            "type": "object",
            "properties": {name: {"type": ["string", "null"]} for name in self.json_fields},
            "required": list(self.json_fields),
            "additionalProperties": False,
        }
        form = ResponseFormat(
            type="JSON", json_schema=schema, json_schema_description=self.schema_name
        )
        settings = self.configuration.model_copy(update={"response_format": form})
        fields = ", ".join(self.json_fields)
        instruction = f"{self.system_message}\nThe fields of {self.schema_name} are: {fields}."
        found = _asked(ctx, self, instruction, settings)
        extracted = None
        if found.json_output is not None:
            extracted = msgspec.json.encode(found.json_output).decode()
        return Extracted(**_guarded(found), schema_name=self.schema_name, extracted_json=extracted)


class Pictured(Output):
    """The picture."""

    image_url: Annotated[
        str | None, Prop("Where it is: with the service, or a file in storage.")
    ] = None
    token_usage: Annotated[TokenUsage | None, Prop("How many tokens the picture took.")] = None
    finish_reason: Annotated[str | None, Prop("Why the model ended.")] = None


@plugin(
    "io.kestra.plugin.ai.completion.ImageGeneration",
    title="Have a model paint a picture.",
    examples=[
        PROVIDER.replace("gpt-4o-mini", "gpt-image-1") + "prompt: A tiercel in flight, in ink."
    ],
    aliases=[f"{_OLDER}ImageGeneration", f"{_OLDER}completion.ImageGeneration"],
    metrics=TOKENS,
)
class ImageGeneration(RunnableTask[Pictured]):
    """A picture that comes as bytes is stored."""

    provider: Provider
    prompt: Annotated[str, Prop("What the picture shall show, in words.")]

    def run(self, ctx: RunContext) -> Pictured:
        """Raises: PluginError for what the service refuses, or does not have."""
        painted = provider_of(ctx, self.provider).paint(ctx, self.prompt)
        count(ctx, painted.usage)
        url = painted.url
        if url.startswith("data:"):
            url = ctx.blobs.put_new(b64decode(url.partition(",")[2]), "png")
        return Pictured(
            image_url=url, token_usage=usage_output(painted.usage), finish_reason="STOP"
        )


def class_in(answer: str, classes: list[str]) -> str:
    """The class that an answer names: all of it, else the only one in it.

    Raises: PluginError when there is none, or more than one.
    """
    text = answer.strip().strip("\"'`.").strip().lower()
    whole = [each for each in classes if each.lower() == text]
    inside = whole or [each for each in classes if each.lower() in answer.lower()]
    if len(inside) != 1:
        raise PluginError(f"The model names none of the classes: {answer.strip()[:200]}")
    return inside[0]


def _asked(
    ctx: RunContext, task: AboutText, instruction: str, settings: ChatConfiguration
) -> AiOutput:
    messages = (
        Message("SYSTEM", instruction),
        user_message(ctx, task.prompt, task.content_blocks),
    )
    conversation = Conversation(provider_of(ctx, task.provider), messages, settings)
    return answered(ctx, conversation, task.guardrails).output


def _guarded(found: AiOutput) -> dict[str, Json]:
    return {name: getattr(found, name) for name in Guarded.model_fields}
