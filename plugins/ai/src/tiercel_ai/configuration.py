"""Parts of properties: how a model answers, messages, guardrails."""

from __future__ import annotations

from typing import Annotated, Literal

from tiercel.plugin import Json, Part, Prop


class ResponseFormat(Part):
    """The form of an answer."""

    type: Annotated[Literal["TEXT", "JSON"], Prop("A text, or JSON.")] = "TEXT"
    json_schema: Annotated[
        dict[str, Json] | None, Prop("The JSON schema of the answer; any JSON without one.")
    ] = None
    json_schema_description: Annotated[str | None, Prop("What the JSON is.")] = None
    strict_json: Annotated[
        bool, Prop("Whether the service must keep to the schema, where it can promise that.")
    ] = False


class ChatConfiguration(Part):
    """How a model answers."""

    temperature: Annotated[float | None, Prop("How free the answer is.")] = None
    top_k: Annotated[int | None, Prop("How many likely words are looked at.")] = None
    top_p: Annotated[float | None, Prop("The share of likely words that are looked at.")] = None
    seed: Annotated[int | None, Prop("A number with which answers are more alike.")] = None
    max_token: Annotated[int | None, Prop("How long the answer is at most, in tokens.")] = None
    prompt_caching: Annotated[
        bool | None, Prop("Whether the service keeps the beginning of chats, where it is asked.")
    ] = None
    response_format: Annotated[ResponseFormat | None, Prop("The form of the answer.")] = None
    thinking_enabled: Annotated[bool | None, Prop("Whether the model thinks first.")] = None
    thinking_budget_tokens: Annotated[
        int | None, Prop("How much the model thinks at most, in tokens.")
    ] = None
    return_thinking: Annotated[
        bool | None, Prop("Whether what the model thought is an output.")
    ] = None
    log_requests: Annotated[bool | None, Prop("Whether questions are logged.")] = None
    log_responses: Annotated[bool | None, Prop("Whether answers are logged.")] = None

    @property
    def wants_json(self) -> bool:
        """Whether the answer is JSON."""
        return self.response_format is not None and self.response_format.type == "JSON"

    @property
    def answer_schema(self) -> dict[str, Json] | None:
        """The JSON schema of the answer; None for a text, or for any JSON."""
        form = self.response_format
        return form.json_schema if form is not None and form.type == "JSON" else None


class ContentBlock(Part):
    """A part of a message."""

    type: Annotated[
        Literal["TEXT", "IMAGE", "PDF"] | None,
        Prop("What the part is: a text, a picture or a document."),
    ] = None
    text: Annotated[str | None, Prop("The text of the part, of the type TEXT.")] = None
    uri: Annotated[
        str | None, Prop("The picture or document: in storage, or an address that all can read.")
    ] = None


class ChatMessage(Part):
    """A message."""

    type: Annotated[
        Literal["SYSTEM", "AI", "USER"] | None,
        Prop("Who says it: the instruction (SYSTEM), the model (AI) or the user."),
    ] = None
    content: Annotated[
        str | None, Prop("The text of the message; `contentBlocks` instead for pictures.")
    ] = None
    content_blocks: Annotated[
        list[ContentBlock] | None, Prop("Texts, pictures and documents, in their order.")
    ] = None


class GuardrailRule(Part):
    """A condition that must hold."""

    expression: Annotated[
        str, Prop("An expression that must be true of `message`, or of `response`.")
    ]
    message: Annotated[str, Prop("What is said when it is not.")]


class Guardrails(Part):
    """Checks of what goes to a model and of what comes back."""

    input: Annotated[
        list[GuardrailRule] | None, Prop("What must hold of `message` before the model is asked.")
    ] = None
    output: Annotated[
        list[GuardrailRule] | None, Prop("What must hold of `response`, the text of the answer.")
    ] = None
