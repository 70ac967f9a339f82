"""Responses of OpenAI."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from tiercel.plugin import Json, Output, Prop, RunContext, RunnableTask, Typed, plugin
from tiercel.plugin.services.asking import given
from tiercel_models.asking import USED, Ask, count_tokens
from tiercel_models.openai.service import KEY, OpenAi


class Response(Output):
    """The answer."""

    response_id: Annotated[str | None, Prop("Its id, for `previousResponseId`.")] = None
    output_text: Annotated[str | None, Prop("The text of the answer.")] = None
    sources: Annotated[list[str] | None, Prop("Addresses that it cites.")] = None
    raw_response: Annotated[dict[str, Json] | None, Prop("All of it, as the service has it.")] = (
        None
    )


@plugin(
    "io.kestra.plugin.openai.Responses",
    title="Ask a model of OpenAI, with tools of the service.",
    examples=[
        KEY + "model: gpt-4.1-mini\ninput: What happened in Paris today?\n"
        "tools:\n  - type: web_search\nclientTimeout: 120"
    ],
    metrics=USED,
)
class Responses(OpenAi, RunnableTask[Response]):
    """The service may search, read files and reason before it answers."""

    model: Annotated[str, Prop("The model, such as gpt-4.1.")]
    input: Annotated[Typed[Json], Prop("The question: a text, or a list of messages.")]
    tools: Annotated[
        list[dict[str, Json]] | None, Prop("Tools of the service, each with its `type`.")
    ] = None
    tool_choice: Annotated[
        Literal["NONE", "AUTO", "REQUIRED"] | None,
        Prop("Whether tools are used; as the model likes by default."),
    ] = None
    parallel_tool_calls: Annotated[
        bool | None, Prop("Whether several tools may be used at once; true by default.")
    ] = None
    previous_response_id: Annotated[str | None, Prop("The response that this goes on from.")] = None
    text: Annotated[
        dict[str, Json] | None,
        Prop("The form of the answer, such as `format: {type: json_schema}`."),
    ] = None
    reasoning: Annotated[
        dict[str, str] | None, Prop("How much models that reason do so, such as `effort: low`.")
    ] = None
    prompt_id: Annotated[str | None, Prop("A prompt that is stored with the service.")] = None
    prompt_variables: Annotated[
        dict[str, str] | None, Prop("Variables of the stored prompt, texts by name.")
    ] = None
    prompt_caching: Annotated[
        bool | None, Prop("Whether requests of the flow share what the service caches.")
    ] = None
    store: Annotated[bool, Prop("Whether the service keeps the response.")] = True
    temperature: Annotated[float, Prop("How free the answer is: 0 to 2.")] = 1.0
    top_p: Annotated[
        float | None, Prop("The share of likely words that are looked at: 0 to 1; 1 by default.")
    ] = None
    max_output_tokens: Annotated[
        int | None, Prop("How long the answer is at most, in tokens, with what is reasoned.")
    ] = None

    def run(self, ctx: RunContext) -> Response:
        """Raises: PluginError for what the service refuses."""
        request = Ask(operation="the request", url=f"{self.api}/responses", body=self.body(ctx))
        found = self.found(ctx, request, "output")
        usage = found.get("usage") or {}
        count_tokens(ctx, usage.get("input_tokens"), usage.get("output_tokens"))
        parts = list(_texts(found))
        sources = [
            str(note["url"])
            for part in parts
            for note in part.get("annotations") or []
            if note.get("url")
        ]
        return Response(
            response_id=found.get("id"),
            output_text="".join(str(part.get("text") or "") for part in parts),
            sources=list(dict.fromkeys(sources)),
            raw_response=found,
        )

    def body(self, ctx: RunContext) -> dict[str, Json]:
        """What is asked."""
        prompt = given(id=self.prompt_id, variables=self.prompt_variables)
        return given(
            model=self.model,
            input=self.input,
            tools=self.tools,
            tool_choice=self.tool_choice.lower() if self.tool_choice else None,
            parallel_tool_calls=self.parallel_tool_calls,
            previous_response_id=self.previous_response_id,
            text=self.text,
            reasoning=self.reasoning,
            prompt=prompt if self.prompt_id else None,
            prompt_cache_key=ctx.vars["flow"]["id"] if self.prompt_caching else None,
            store=self.store,
            temperature=self.temperature,
            top_p=self.top_p,
            max_output_tokens=self.max_output_tokens,
            user=self.user,
        )


def _texts(response: dict[str, Any]) -> Iterator[dict[str, Json]]:
    for item in response.get("output") or []:
        for part in item.get("content") or []:
            if part.get("type") == "output_text":
                yield part
