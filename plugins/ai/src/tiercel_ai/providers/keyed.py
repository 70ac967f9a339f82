"""Services in the form of OpenAI that differ in little: where they are, and who asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar
from urllib.parse import quote

import msgspec

from tiercel.plugin import Json, PluginError, Prop, RunContext, plugin
from tiercel.plugin.services.asking import given
from tiercel.plugin.variants import variant
from tiercel_ai.configuration import ChatConfiguration
from tiercel_ai.providers.openai_form import OpenAiForm

_PREFIX = "io.kestra.plugin.ai.provider."
_OLDER = "io.kestra.plugin.langchain4j.provider."
_URL = Prop("Where the service is.")
_KEY = Prop("The key of the service, best from a secret.")


class TableProvider(OpenAiForm):
    """A model of a service that differs by its address and by who asks."""

    # With properties for their names in braces; None where a flow must say where it is.
    usual_url: ClassVar[str | None]

    def root(self) -> str:
        return self.base_url or self.filled(self.usual_url or "")


class Row(msgspec.Struct, frozen=True):
    """A service: its name as a type and in texts, its address, an example, what is special of it.

    Shapes: `fields` are properties with their types; one that `values` has is optional.
    """

    name: str
    service: str
    url: str | None
    example: str
    fields: Mapping[str, Any]
    values: Mapping[str, Any] = {}
    has_older: bool = True


_SHOWN_URL = {"base_url": Annotated[str, _URL]}
_KEYED = {"api_key": Annotated[str, _KEY]}


def _keyed(name: str, service: str, url: str, model: str, **values: Any) -> Row:
    """A service that knows who asks by a key."""
    example = f"apiKey: \"{{{{ secret('AI_KEY') }}}}\"\nmodelName: {model}"
    fields = _KEYED | _SHOWN_URL if "base_url" in values else _KEYED
    return Row(name, service, url, example, fields, values, name != "HuggingFace")


_OPENAI = "https://api.openai.com/v1"
_DEEPSEEK = "https://api.deepseek.com/v1"
_HUGGING_FACE = "https://router.huggingface.co/v1"
ROWS = (
    _keyed(
        "OpenAI",
        "OpenAI",
        _OPENAI,
        "gpt-4o-mini",
        base_url=_OPENAI,
        bound_name="max_completion_tokens",
    ),
    _keyed("MistralAI", "Mistral", "https://api.mistral.ai/v1", "mistral-small-latest"),
    _keyed("DeepSeek", "DeepSeek", _DEEPSEEK, "deepseek-chat", base_url=_DEEPSEEK),
    _keyed("OpenRouter", "OpenRouter", "https://openrouter.ai/api/v1", "mistralai/mistral-small"),
    _keyed(
        "HuggingFace", "Hugging Face", _HUGGING_FACE, "openai/gpt-oss-120b", base_url=_HUGGING_FACE
    ),
    Row(
        "DockerModel",
        "Docker Model Runner",
        None,
        "modelName: ai/smollm2",
        _SHOWN_URL | _KEYED,
        {"base_url": "http://localhost:12434/engines/v1", "api_key": "not-needed"},
        has_older=False,
    ),
    Row(
        "LocalAI",
        "LocalAI, or of a server that speaks as OpenAI does",
        None,
        "baseUrl: http://localhost:8080/v1\nmodelName: gpt-oss",
        _SHOWN_URL,
        {"service": "LocalAI"},
    ),
    Row(
        "GitHubModels",
        "GitHub Models",
        "https://models.github.ai/inference",
        "gitHubToken: \"{{ secret('GITHUB_TOKEN') }}\"\nmodelName: openai/gpt-4o-mini",
        {"git_hub_token": Annotated[str, Prop("A token of GitHub, best from a secret.")]},
        {"secret_fields": ("git_hub_token",)},
        has_older=False,
    ),
    Row(
        "WorkersAI",
        "Cloudflare Workers AI",
        "https://api.cloudflare.com/client/v4/accounts/{account_id}/ai/v1",
        'accountId: "{{ vars.account }}"\napiKey: "{{ secret(\'CLOUDFLARE_KEY\') }}"\n'
        'modelName: "@cf/meta/llama-3.1-8b-instruct"',
        {"account_id": Annotated[str, Prop("The id of the account that the model runs in.")]}
        | _KEYED,
        {"service": "Workers AI"},
    ),
)


def _type_of(row: Row) -> type[Any]:
    values = {"service": row.service, "usual_url": row.url, **row.values}
    values["__annotations__"] = dict(row.fields)
    made = variant((TableProvider,), __name__, row.name, values)
    return plugin(
        _PREFIX + row.name,
        title=f"A model of {row.service}.",
        examples=[row.example],
        aliases=[_OLDER + row.name] if row.has_older else [],
    )(made)


# The catalog finds classes by module and name.
globals().update({row.name: _type_of(row) for row in ROWS})


@plugin(
    _PREFIX + "DashScope",
    title="A model of Alibaba's DashScope.",
    examples=["apiKey: \"{{ secret('DASHSCOPE_KEY') }}\"\nmodelName: qwen-plus"],
)
class DashScope(OpenAiForm):
    """The international service unless `baseUrl` says which."""

    service = "DashScope"
    api_key: Annotated[str, _KEY]
    base_url: Annotated[str, _URL] = "https://dashscope-intl.aliyuncs.com/compatible-mode/v1"
    enable_search: Annotated[bool | None, Prop("Whether the model searches the web.")] = None
    repetition_penalty: Annotated[
        float | None, Prop("How much words that were said are avoided; 1 is not at all.")
    ] = None
    max_tokens: Annotated[int | None, Prop("How long the answer is at most, in tokens.")] = None

    def root(self) -> str:
        return self.base_url

    def further(self, settings: ChatConfiguration) -> dict[str, Json]:
        return given(
            enable_search=self.enable_search,
            repetition_penalty=self.repetition_penalty,
            max_tokens=self.max_tokens,
            enable_thinking=settings.thinking_enabled,
            thinking_budget=settings.thinking_budget_tokens,
        )


@plugin(
    _PREFIX + "ZhiPuAI",
    title="A model of ZhiPu.",
    examples=["apiKey: \"{{ secret('ZHIPU_KEY') }}\"\nmodelName: glm-4.5-flash"],
)
class ZhiPuAI(OpenAiForm):
    """Chats, embeddings and pictures."""

    service = "ZhiPu"
    api_key: Annotated[str, _KEY]
    base_url: Annotated[str, _URL] = "https://open.bigmodel.cn/"
    stops: Annotated[list[str] | None, Prop("Texts that end the answer.")] = None
    max_retries: Annotated[
        int | None, Prop("Taken: a busy service is asked four times in any case.")
    ] = None
    max_token: Annotated[int | None, Prop("How long the answer is at most, in tokens.")] = None

    def root(self) -> str:
        return f"{self.base_url.rstrip('/')}/api/paas/v4"

    def further(self, settings: ChatConfiguration) -> dict[str, Json]:
        return given(stop=self.stops, max_tokens=self.max_token)


@plugin(
    _PREFIX + "AzureOpenAI",
    title="A model of Azure OpenAI.",
    examples=[
        (
            "endpoint: https://company.openai.azure.com\n"
            "apiKey: \"{{ secret('AZURE_OPENAI_KEY') }}\"\nmodelName: gpt-4o-mini"
        )
    ],
    aliases=[_OLDER + "AzureOpenAI"],
)
class AzureOpenAI(OpenAiForm):
    """`modelName` is the name of the deployment. Who asks is a key, or an application."""

    service = "Azure OpenAI"
    bound_name = "max_completion_tokens"
    secret_fields = ("api_key", "client_secret")
    endpoint: Annotated[
        str, Prop("The address of the resource, such as `https://company.openai.azure.com`.")
    ]
    api_key: Annotated[str | None, _KEY] = None
    service_version: Annotated[str | None, Prop("The version of the API.")] = None
    tenant_id: Annotated[str | None, Prop("The tenant of the application.")] = None
    client_id: Annotated[
        str | None, Prop("The id of the application that asks, when there is no key.")
    ] = None
    client_secret: Annotated[
        str | None, Prop("The secret of the application, best from a secret.")
    ] = None

    def root(self) -> str:
        return f"{(self.base_url or self.endpoint).rstrip('/')}/openai"

    def path(self, what: str) -> str:
        version = self.service_version or "2024-10-21"
        return f"/deployments/{self.model_name}/{what}?api-version={version}"

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        if self.api_key:
            return {"api-key": self.api_key}
        if not (self.tenant_id and self.client_id and self.client_secret):
            raise PluginError(
                "Azure OpenAI: give `apiKey`, or `tenantId`, `clientId` and `clientSecret`"
            )
        form = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "scope": "https://cognitiveservices.azure.com/.default",
        }
        tenant = quote(self.tenant_id, safe="")
        url = f"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
        return {"Authorization": f"Bearer {self.token(ctx, url, form)}"}
