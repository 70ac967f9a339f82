"""Models of Bedrock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.waiting import while_running
from tiercel_aws.calls import Call, readable
from tiercel_aws.connection import AwsTask

_EXAMPLE = (
    "region: eu-west-1\n"
    "modelId: anthropic.claude-3-haiku-20240307-v1:0\n"
    "messages:\n"
    "  - role: user\n"
    '    content: "Summarise: {{ inputs.text }}"'
)
ModelId = Annotated[str, Prop("The id of the model, or the ARN of a profile.")]


class Answer(Output):
    """What a model answers."""

    content: Annotated[str, Prop("The text of the answer.")]
    model_id: Annotated[str, Prop("The id of the model that answered, as the task gave it.")]
    stop_reason: Annotated[str | None, Prop("Why it ended, such as end_turn.")] = None
    input_tokens: Annotated[int | None, Prop("How many tokens it read.")] = None
    output_tokens: Annotated[int | None, Prop("How many tokens it wrote.")] = None


class Conversation(AwsTask, RunnableTask[Answer]):
    """What both forms of a conversation have."""

    model_id: ModelId
    messages: Annotated[
        list[dict[str, str]],
        Prop("The messages so far, each with its `role` (user or assistant) and its `content`."),
    ]
    system: Annotated[str | None, Prop("What the model is asked to keep to throughout.")] = None
    inference_config: Annotated[
        dict[str, Json] | None,
        Prop("`maxTokens`, `temperature`, `topP`, `stopSequences`; those of the model by default."),
    ] = None

    def request(self) -> dict[str, Json]:
        """The request. Raises: PluginError for a message without role or content."""
        messages = []
        for each in self.messages:
            if not each.get("role") or not each.get("content"):
                raise PluginError("`messages`: each must have a `role` and a `content`")
            messages.append({"role": each["role"], "content": [{"text": each["content"]}]})
        if not messages:
            raise PluginError("`messages` must have one message at least")
        asked: dict[str, Json] = {"modelId": self.model_id, "messages": messages}
        if self.system:
            asked["system"] = [{"text": self.system}]
        if self.inference_config:
            asked["inferenceConfig"] = self.inference_config
        return asked

    def answered(self, text: str, reason: str | None, usage: Mapping[str, Json]) -> Answer:
        """The outputs."""
        return Answer(
            content=text,
            model_id=self.model_id,
            stop_reason=reason,
            input_tokens=usage.get("inputTokens"),
            output_tokens=usage.get("outputTokens"),
        )


@plugin(
    "io.kestra.plugin.aws.bedrock.Converse",
    title="Ask a model of Bedrock.",
    examples=[_EXAMPLE],
)
class Converse(Conversation):
    """The answer comes as a whole."""

    def run(self, ctx: RunContext) -> Answer:
        with self.client(ctx, "bedrock-runtime") as client:
            answer = client.converse(**self.request())
        parts = answer["output"]["message"]["content"]
        text = "".join(part.get("text", "") for part in parts)
        return self.answered(text, answer.get("stopReason"), answer.get("usage", {}))


@plugin(
    "io.kestra.plugin.aws.bedrock.ConverseStream",
    title="Ask a model of Bedrock, and read the answer as it comes.",
    examples=[_EXAMPLE],
)
class ConverseStream(Conversation):
    """A kill ends the answer."""

    def run(self, ctx: RunContext) -> Answer:
        pieces: list[str] = []
        reason: str | None = None
        usage: dict[str, Json] = {}
        with self.client(ctx, "bedrock-runtime") as client:
            answer = client.converse_stream(**self.request())
            for event in while_running(ctx, answer["stream"]):
                pieces.append(event.get("contentBlockDelta", {}).get("delta", {}).get("text", ""))
                reason = event.get("messageStop", {}).get("stopReason", reason)
                usage = event.get("metadata", {}).get("usage", usage)
        return self.answered("".join(pieces), reason, usage)


class ModelOutput(Output):
    """What a model gives."""

    body: Annotated[Json, Prop("Its answer, as the model has it.")]
    model_id: Annotated[str, Prop("The id of the model that answered, as the task gave it.")]


@plugin(
    "io.kestra.plugin.aws.bedrock.InvokeModel",
    title="Run a model of Bedrock with a request of its own form.",
    examples=[
        (
            "region: eu-west-1\n"
            "modelId: amazon.titan-embed-text-v2:0\n"
            "body:\n"
            '  inputText: "{{ inputs.text }}"'
        )
    ],
)
class InvokeModel(AwsTask, RunnableTask[ModelOutput]):
    """For models that are no chats, such as those of images and embeddings."""

    model_id: ModelId
    body: Annotated[dict[str, Json], Prop("The request, as the model has it.")]

    def run(self, ctx: RunContext) -> ModelOutput:
        with self.client(ctx, "bedrock-runtime") as client:
            answer = client.invoke_model(
                modelId=self.model_id,
                body=msgspec.json.encode(self.body),
                contentType="application/json",
                accept="application/json",
            )
            content = answer["body"].read()
        return ModelOutput(body=msgspec.json.decode(content), model_id=self.model_id)


class Models(Output):
    """Models that the account may ask for."""

    models: Annotated[list[dict[str, Json]], Prop("The models, as the service has them.")]


@plugin(
    "io.kestra.plugin.aws.bedrock.ListFoundationModels",
    title="List models of Bedrock.",
    examples=["region: eu-west-1\nbyProvider: amazon"],
)
class ListFoundationModels(Call[Models]):
    """Those of the region."""

    service = "bedrock"
    operation = "list_foundation_models"
    by_provider: Annotated[str | None, Prop("Only those of this maker; all by default.")] = None
    by_output_modality: Annotated[
        str | None, Prop("Only those that give TEXT, IMAGE or EMBEDDING; all by default.")
    ] = None
    by_inference_type: Annotated[
        str | None, Prop("Only those that are ON_DEMAND or PROVISIONED; all by default.")
    ] = None

    def result(self, ctx: RunContext, client: Any, answer: Mapping[str, Json]) -> Models:
        return Models(models=readable(answer.get("modelSummaries", [])))
