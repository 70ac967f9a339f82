"""Gemini, by Google's key or in a project of Google Cloud."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from tiercel.plugin import Json, Part, PluginError, Prop, RunContext, plugin
from tiercel.plugin.services.asking import given
from tiercel.plugins.clients import client_module
from tiercel_ai.chat import Answer, Embedded, Media, Message, Question, ToolCall, Usage
from tiercel_ai.providers.provider import ModelProvider, arguments_of, finish_of, usage_of


class GeminiForm(ModelProvider):
    """Chats in the form of Gemini."""

    def chat(self, ctx: RunContext, question: Question) -> Answer:
        """Raises: PluginError for what the service refuses, and for an answer without content."""
        found = self.found(ctx, "the chat", self.path("generateContent"), _body_of(question))
        candidate = next(iter(found.get("candidates") or []), None)
        if candidate is None:
            reason = (found.get("promptFeedback") or {}).get("blockReason") or "no candidate"
            raise PluginError(f"{self.service}: the model gives no answer: {reason}")
        parts: list[dict[str, Any]] = (candidate.get("content") or {}).get("parts") or []
        calls = tuple(
            ToolCall(f"call-{number}", part["functionCall"]["name"], _arguments(part))
            for number, part in enumerate(parts)
            if "functionCall" in part
        )
        usage = usage_of(found.get("usageMetadata"), "promptTokenCount", "candidatesTokenCount")
        return Answer(
            text=_joined(parts, is_thought=False),
            id=found.get("responseId"),
            thinking=_joined(parts, is_thought=True) or None,
            calls=calls,
            finish=finish_of(candidate.get("finishReason"), calls),
            usage=usage,
            raw=parts,
        )

    def path(self, method: str) -> str:
        """The path of a method of the model."""
        raise NotImplementedError


class EmbeddingModelConfiguration(Part):
    """How texts become vectors."""

    task_type: Annotated[Json, Prop("What they are for, such as `RETRIEVAL_DOCUMENT`.")] = None
    output_dimensionality: Annotated[int | None, Prop("How long a vector is.")] = None
    max_retries: Annotated[
        int | None, Prop("Taken: a busy service is asked four times in any case.")
    ] = None
    timeout: Annotated[Json, Prop("Taken: `timeout` of the task ends a request.")] = None
    title_metadata_key: Annotated[str | None, Prop("Taken: texts have no titles here.")] = None


@plugin(
    "io.kestra.plugin.ai.provider.GoogleGemini",
    title="A model of Google Gemini.",
    examples=["apiKey: \"{{ secret('GEMINI_KEY') }}\"\nmodelName: gemini-2.5-flash"],
    aliases=["io.kestra.plugin.langchain4j.provider.GoogleGemini"],
)
class GoogleGemini(GeminiForm):
    """Chats and embeddings."""

    service = "Gemini"
    api_key: Annotated[str | None, Prop("The key of the service, best from a secret.")] = None
    embedding_model_configuration: Annotated[
        EmbeddingModelConfiguration | None, Prop("How texts become vectors.")
    ] = None

    def root(self) -> str:
        return self.base_url or "https://generativelanguage.googleapis.com/v1beta"

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        return {} if self.api_key is None else {"x-goog-api-key": self.api_key}

    def path(self, method: str) -> str:
        return f"/models/{self.model_name.removeprefix('models/')}:{method}"

    def embed(self, ctx: RunContext, texts: list[str]) -> Embedded:
        """Raises: PluginError for what the service refuses."""
        options = self.embedding_model_configuration or EmbeddingModelConfiguration()
        requests = [
            given(
                model=f"models/{self.model_name.removeprefix('models/')}",
                content={"parts": [{"text": text}]},
                taskType=options.task_type,
                outputDimensionality=options.output_dimensionality,
            )
            for text in texts
        ]
        path = self.path("batchEmbedContents")
        found = self.found(ctx, "the embedding", path, {"requests": requests})
        return Embedded([each["values"] for each in found.get("embeddings") or []])


@plugin(
    "io.kestra.plugin.ai.provider.GoogleVertexAI",
    title="A model of Gemini in a project of Google Cloud.",
    examples=[
        (
            "endpoint: europe-west1-aiplatform.googleapis.com\nlocation: europe-west1\n"
            "project: company\nmodelName: gemini-2.5-flash"
        )
    ],
    aliases=["io.kestra.plugin.langchain4j.provider.GoogleVertexAI"],
)
class GoogleVertexAI(GeminiForm):
    """As the machine's own credentials of Google Cloud say who asks."""

    service = "Vertex AI"
    endpoint: Annotated[str, Prop("The host of the service, which is that of a region.")]
    location: Annotated[str, Prop("The region of the model, such as `europe-west1`.")]
    project: Annotated[str, Prop("The id of the project that pays for the model.")]

    def root(self) -> str:
        place = self.base_url or self.endpoint
        return place if "://" in place else f"https://{place}"

    def path(self, method: str) -> str:
        where = f"/v1/projects/{self.project}/locations/{self.location}"
        return f"{where}/publishers/google/models/{self.model_name}:{method}"

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        return {"Authorization": f"Bearer {_machine_token()}"}

    def secrets(self) -> Iterable[str | None]:
        return ()

    def embed(self, ctx: RunContext, texts: list[str]) -> Embedded:
        """Raises: PluginError for what the service refuses."""
        body = {"instances": [{"content": text} for text in texts]}
        found = self.found(ctx, "the embedding", self.path("predict"), body)
        rows = [each["embeddings"] for each in found.get("predictions") or []]
        count = sum(int((row.get("statistics") or {}).get("token_count") or 0) for row in rows)
        return Embedded([row["values"] for row in rows], Usage(count or None))


def _machine_token() -> str:
    auth = client_module("google.auth", "Vertex AI", "tiercel-ai[vertex]")
    transport = client_module("google.auth.transport.requests", "Vertex AI", "tiercel-ai[vertex]")
    try:
        found, _ = auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
        found.refresh(transport.Request())
    except auth.exceptions.GoogleAuthError as error:
        raise PluginError(f"Vertex AI: the machine has no credentials: {error}") from None
    return str(found.token)


def _body_of(question: Question) -> dict[str, Json]:
    settings = question.configuration
    thinking = None
    if settings.thinking_enabled is not None:
        budget = settings.thinking_budget_tokens if settings.thinking_enabled else 0
        thinking = given(includeThoughts=settings.return_thinking, thinkingBudget=budget)
    generation = given(
        temperature=settings.temperature,
        topP=settings.top_p,
        topK=settings.top_k,
        seed=settings.seed,
        maxOutputTokens=settings.max_token,
        responseMimeType="application/json" if settings.wants_json else None,
        responseJsonSchema=settings.answer_schema,
        thinkingConfig=thinking,
    )
    tools = [
        {
            "name": each.name,
            "description": each.description,
            "parametersJsonSchema": dict(each.parameters),
        }
        for each in question.tools
    ]
    return given(
        contents=[_written(each) for each in question.turns],
        systemInstruction={"parts": [{"text": question.system}]} if question.system else None,
        tools=[{"functionDeclarations": tools}] if tools else None,
        generationConfig=generation or None,
    )


def _written(message: Message) -> dict[str, Json]:
    role = "model" if message.who == "AI" else "user"
    if message.raw is not None:
        return {"role": role, "parts": message.raw}
    if message.call is not None:
        answer = {"name": message.call.name, "response": {"result": message.text}}
        return {"role": role, "parts": [{"functionResponse": answer}]}
    parts: list[Json] = [{"text": message.text}] if message.text else []
    parts += [_part_of(each) for each in message.media]
    parts += [
        {"functionCall": {"name": each.name, "args": each.arguments}} for each in message.calls
    ]
    return {"role": role, "parts": parts}


def _part_of(media: Media) -> dict[str, Json]:
    if media.url:
        return {"fileData": {"mimeType": media.type, "fileUri": media.url}}
    return {"inlineData": {"mimeType": media.type, "data": media.data}}


def _arguments(part: dict[str, Any]) -> dict[str, Json]:
    return arguments_of(part["functionCall"].get("args"))


def _joined(parts: list[dict[str, Any]], *, is_thought: bool) -> str:
    return "".join(
        str(part.get("text") or "") for part in parts if bool(part.get("thought")) == is_thought
    )
