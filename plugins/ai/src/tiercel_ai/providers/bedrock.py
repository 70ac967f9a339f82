"""Models of Amazon Bedrock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlsplit

import msgspec
from msgspec.structs import replace

from tiercel.plugin import Json, Prop, RunContext, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import given
from tiercel.plugins.clients import client_module
from tiercel_ai.chat import Answer, Embedded, Media, Message, Question, ToolCall, Usage
from tiercel_ai.providers.anthropic import json_instruction, merged
from tiercel_ai.providers.provider import ModelProvider, arguments_of, finish_of, usage_of

_REGION = "us-east-1"


@plugin(
    "io.kestra.plugin.ai.provider.AmazonBedrock",
    title="A model of Amazon Bedrock.",
    examples=[
        (
            "accessKeyId: \"{{ secret('AWS_KEY') }}\"\n"
            "secretAccessKey: \"{{ secret('AWS_SECRET') }}\"\n"
            "modelName: amazon.nova-lite-v1:0"
        )
    ],
    aliases=["io.kestra.plugin.langchain4j.provider.AmazonBedrock"],
)
class AmazonBedrock(ModelProvider):
    """In us-east-1, or in the region of the host that `baseUrl` names."""

    service = "Bedrock"
    secret_fields = ("secret_access_key", "access_key_id")
    access_key_id: Annotated[str, Prop("The access key's id, of a user who may call models.")]
    secret_access_key: Annotated[
        str, Prop("The secret access key of the user, best from a secret.")
    ]
    model_type: Annotated[
        Literal["COHERE", "TITAN"], Prop("Of which kind a model for embeddings is.")
    ] = "COHERE"

    def root(self) -> str:
        return self.base_url or f"https://bedrock-runtime.{_REGION}.amazonaws.com"

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        """None: `prepared` signs the whole request."""
        return {}

    def prepared(self, request: HttpRequest) -> HttpRequest:
        """Signed. Raises: PluginError with the command that installs what signs."""
        auth = client_module("botocore.auth", "Bedrock", "tiercel-ai[bedrock]")
        requests = client_module("botocore.awsrequest", "Bedrock", "tiercel-ai[bedrock]")
        credentials = client_module("botocore.credentials", "Bedrock", "tiercel-ai[bedrock]")
        body, media_type = request.body()
        headers = {**request.headers, "Content-Type": media_type or ""}
        signed = requests.AWSRequest("POST", request.url, headers=headers, data=body)
        login = credentials.Credentials(self.access_key_id, self.secret_access_key)
        auth.SigV4Auth(login, "bedrock", region_of(request.url)).add_auth(signed)
        return replace(
            request, content=body, json=msgspec.UNSET, headers=dict(signed.headers.items())
        )

    def path(self, what: str) -> str:
        """What a model is asked for."""
        return f"/model/{quote(self.model_name, safe='')}/{what}"

    def chat(self, ctx: RunContext, question: Question) -> Answer:
        """Raises: PluginError for what the service refuses."""
        found = self.found(ctx, "the chat", self.path("converse"), _body_of(question))
        blocks: list[dict[str, Any]] = ((found.get("output") or {}).get("message") or {}).get(
            "content"
        ) or []
        uses = [each["toolUse"] for each in blocks if "toolUse" in each]
        calls = tuple(
            ToolCall(each["toolUseId"], each["name"], arguments_of(each.get("input")))
            for each in uses
        )
        return Answer(
            text="".join(str(each.get("text") or "") for each in blocks),
            calls=calls,
            finish=finish_of(found.get("stopReason"), calls),
            usage=usage_of(found.get("usage"), "inputTokens", "outputTokens"),
            raw=blocks,
        )

    def embed(self, ctx: RunContext, texts: list[str]) -> Embedded:
        """Raises: PluginError for what the service refuses."""
        if self.model_type == "COHERE":
            body = {"texts": texts, "input_type": "search_document"}
            found = self.found(ctx, "the embedding", self.path("invoke"), body)
            return Embedded(found.get("embeddings") or [])
        rows = [
            self.found(ctx, "the embedding", self.path("invoke"), {"inputText": text})
            for text in texts
        ]
        count = sum(int(row.get("inputTextTokenCount") or 0) for row in rows)
        return Embedded([row["embedding"] for row in rows], Usage(count))


def region_of(url: str) -> str:
    """The region that the host of the service names; us-east-1 for one that names none."""
    parts = (urlsplit(url).hostname or "").split(".")
    return parts[1] if len(parts) > 3 and parts[0].startswith("bedrock") else _REGION


def _body_of(question: Question) -> dict[str, Json]:
    settings = question.configuration
    instruction = "\n\n".join(filter(None, (question.system, json_instruction(settings))))
    inference = given(
        maxTokens=settings.max_token, temperature=settings.temperature, topP=settings.top_p
    )
    tools = [
        {
            "toolSpec": {
                "name": each.name,
                "description": each.description or each.name,
                "inputSchema": {"json": dict(each.parameters)},
            }
        }
        for each in question.tools
    ]
    return given(
        system=[{"text": instruction}] if instruction else None,
        messages=merged([_written(each) for each in question.turns]),
        inferenceConfig=inference or None,
        toolConfig={"tools": tools} if tools else None,
    )


def _written(message: Message) -> dict[str, Json]:
    role = "assistant" if message.who == "AI" else "user"
    if message.raw is not None:
        return {"role": role, "content": message.raw}
    if message.call is not None:
        result = {"toolUseId": message.call.id, "content": [{"text": message.text}]}
        return {"role": role, "content": [{"toolResult": result}]}
    blocks: list[Json] = [{"text": message.text}] if message.text else []
    blocks += [_block_of(number, each) for number, each in enumerate(message.media)]
    blocks += [
        {"toolUse": {"toolUseId": each.id, "name": each.name, "input": each.arguments}}
        for each in message.calls
    ]
    return {"role": role, "content": blocks}


def _block_of(number: int, media: Media) -> dict[str, Json]:
    form = media.type.rpartition("/")[2]
    source = {"bytes": media.data}
    if form == "pdf":
        return {"document": {"format": form, "name": f"file-{number}", "source": source}}
    return {"image": {"format": form, "source": source}}
