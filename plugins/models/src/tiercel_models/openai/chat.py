"""Chats of OpenAI."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Json, Output, Part, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.asking import given, json_of
from tiercel_models.asking import USED, Ask, count_tokens
from tiercel_models.openai.service import KEY, OpenAi


class ChatMessage(Part):
    """A message."""

    role: Annotated[str | None, Prop("Who says it: system, user, assistant or tool.")] = None
    content: Annotated[str | None, Prop("The text of the message.")] = None
    name: Annotated[str | None, Prop("The name of who says it.")] = None


class FunctionParameter(Part):
    """A parameter of a function."""

    name: Annotated[str, Prop("The name of the parameter.")]
    description: Annotated[str, Prop("What the parameter means, for the model.")]
    type: Annotated[str, Prop("Its JSON type, such as string or number.")]
    enum_values: Annotated[list[str] | None, Prop("The values that it may have.")] = None
    required: Annotated[bool | None, Prop("Whether it must be there.")] = None


class ChatFunction(Part):
    """A function that the model may ask for."""

    name: Annotated[str | None, Prop("The name by which the model asks for the function.")] = None
    description: Annotated[
        str | None, Prop("What the function does, which the model decides by.")
    ] = None
    parameters: Annotated[
        list[FunctionParameter] | None, Prop("Parameters that the function takes.")
    ] = None

    def written(self) -> dict[str, Json]:
        """As the service has it: parameters as a JSON schema."""
        parameters = self.parameters or []
        properties = {
            each.name: given(type=each.type, description=each.description, enum=each.enum_values)
            for each in parameters
        }
        needed = [each.name for each in parameters if each.required]
        schema = {"type": "object", "properties": properties, "required": needed}
        return given(name=self.name, description=self.description, parameters=schema)


class Completion(Output):
    """The answer."""

    id: Annotated[str | None, Prop("The id that the service gave the answer.")] = None
    object: Annotated[str | None, Prop("The kind of object: `chat.completion`.")] = None
    model: Annotated[str | None, Prop("The model that answered.")] = None
    choices: Annotated[list[Json] | None, Prop("The answers, each with its `message`.")] = None
    usage: Annotated[Json, Prop("How many tokens were used.")] = None


@plugin(
    "io.kestra.plugin.openai.ChatCompletion",
    title="Ask a model of OpenAI in a chat.",
    examples=[KEY + "model: gpt-4o-mini\nprompt: What is a tiercel?\nclientTimeout: 60"],
    metrics=USED,
)
class ChatCompletion(OpenAi, RunnableTask[Completion]):
    """`messages`, then `prompt` as the last one of the user."""

    model: Annotated[str, Prop("The model, such as gpt-4o.")]
    prompt: Annotated[str | None, Prop("What the user says.")] = None
    messages: Annotated[
        list[ChatMessage] | None, Prop("Messages that went before, in their order.")
    ] = None
    temperature: Annotated[float, Prop("How free the answer is: 0 to 2.")] = 1.0
    top_p: Annotated[
        float | None, Prop("The share of likely words that are looked at: 0 to 1; 1 by default.")
    ] = None
    n: Annotated[int, Prop("How many answers the model gives; each costs its tokens.")] = 1
    stop: Annotated[list[str] | None, Prop("Up to 4 texts that end the answer.")] = None
    max_tokens: Annotated[int | None, Prop("How long the answer is at most, in tokens.")] = None
    presence_penalty: Annotated[
        float | None, Prop("How much new themes are preferred: -2 to 2; 0 by default.")
    ] = None
    frequency_penalty: Annotated[
        float | None, Prop("How much words that were said are avoided: -2 to 2; 0 by default.")
    ] = None
    logit_bias: Annotated[
        dict[str, int] | None, Prop("By token, how likely it is: -100 to 100.")
    ] = None
    functions: Annotated[
        list[ChatFunction] | None, Prop("Functions that the model may ask for.")
    ] = None
    function_call: Annotated[
        str, Prop("`auto`, `none`, or the name of the function that it must ask for.")
    ] = "auto"
    json_response_schema: Annotated[
        str | None, Prop("The JSON schema of the answer; a text without one.")
    ] = None
    prompt_caching: Annotated[
        bool | None, Prop("Whether requests of the flow share what the service caches.")
    ] = None

    def run(self, ctx: RunContext) -> Completion:
        """Raises: PluginError without a message, or for what the service refuses."""
        request = Ask(operation="the chat", url=f"{self.api}/chat/completions", body=self.body(ctx))
        found = self.found(ctx, request, "choices")
        usage = found.get("usage") or {}
        count_tokens(ctx, usage.get("prompt_tokens"), usage.get("completion_tokens"))
        names = ("id", "object", "model", "choices", "usage")
        return Completion(**{name: found.get(name) for name in names})

    def body(self, ctx: RunContext) -> dict[str, Json]:
        """What is asked. Raises: PluginError."""
        messages = [each.model_dump(exclude_none=True) for each in self.messages or []]
        if self.prompt is not None:
            messages.append({"role": "user", "content": self.prompt})
        if not messages:
            raise PluginError("Either `prompt` or `messages` must be provided")
        call = self.function_call
        return given(
            model=self.model,
            messages=messages,
            temperature=self.temperature,
            top_p=self.top_p,
            n=self.n,
            stop=self.stop,
            max_completion_tokens=self.max_tokens,
            presence_penalty=self.presence_penalty,
            frequency_penalty=self.frequency_penalty,
            logit_bias=self.logit_bias,
            user=self.user,
            functions=[each.written() for each in self.functions] if self.functions else None,
            function_call=(call if call in ("auto", "none") else {"name": call})
            if self.functions
            else None,
            response_format=response_format(self.json_response_schema),
            prompt_cache_key=ctx.vars["flow"]["id"] if self.prompt_caching else None,
        )


def response_format(schema: str | None) -> Json:
    """What asks for an answer of a schema. Raises: PluginError for one that is no JSON."""
    if schema is None:
        return None
    found = json_of(schema, "jsonResponseSchema")
    return {"type": "json_schema", "json_schema": {"name": "answer", "schema": found}}
