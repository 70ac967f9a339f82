"""Services in the form of OpenAI that differ in little: where they are, and who asks."""

from __future__ import annotations

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


class KeyedProvider(OpenAiForm):
    """A model of a service that knows who asks by a key."""

    usual_url: ClassVar[str]

    api_key: Annotated[str, _KEY]

    def root(self) -> str:
        return self.base_url or self.usual_url


class Row(msgspec.Struct, frozen=True):
    """A service. `shows_url` says whether its address is the default of `baseUrl`."""

    name: str
    service: str
    url: str
    model: str
    shows_url: bool = False
    has_older: bool = True
    bound_name: str = "max_tokens"


ROWS = (
    Row(
        "OpenAI",
        "OpenAI",
        "https://api.openai.com/v1",
        "gpt-4o-mini",
        shows_url=True,
        bound_name="max_completion_tokens",
    ),
    Row("MistralAI", "Mistral", "https://api.mistral.ai/v1", "mistral-small-latest"),
    Row("DeepSeek", "DeepSeek", "https://api.deepseek.com/v1", "deepseek-chat", shows_url=True),
    Row("OpenRouter", "OpenRouter", "https://openrouter.ai/api/v1", "mistralai/mistral-small"),
    Row(
        "HuggingFace",
        "Hugging Face",
        "https://router.huggingface.co/v1",
        "openai/gpt-oss-120b",
        shows_url=True,
        has_older=False,
    ),
)


def _type_of(row: Row) -> type[Any]:
    values: dict[str, Any] = {
        "service": row.service,
        "usual_url": row.url,
        "bound_name": row.bound_name,
    }
    if row.shows_url:
        values |= {"__annotations__": {"base_url": Annotated[str, _URL]}, "base_url": row.url}
    made = variant((KeyedProvider,), __name__, row.name, values)
    return plugin(
        _PREFIX + row.name,
        title=f"A model of {row.service}.",
        examples=[f"apiKey: \"{{{{ secret('AI_KEY') }}}}\"\nmodelName: {row.model}"],
        aliases=[_OLDER + row.name] if row.has_older else [],
    )(made)


# The catalog finds classes by module and name.
globals().update({row.name: _type_of(row) for row in ROWS})


@plugin(
    _PREFIX + "DockerModel",
    title="A model of Docker Model Runner.",
    examples=["modelName: ai/smollm2"],
)
class DockerModel(OpenAiForm):
    """On this machine unless `baseUrl` says where."""

    service = "Docker Model Runner"
    base_url: Annotated[str, _URL] = "http://localhost:12434/engines/v1"
    api_key: Annotated[str, _KEY] = "not-needed"

    def root(self) -> str:
        return self.base_url


@plugin(
    _PREFIX + "LocalAI",
    title="A model of LocalAI, or of a server that speaks as OpenAI does.",
    examples=["baseUrl: http://localhost:8080/v1\nmodelName: gpt-oss"],
    aliases=[_OLDER + "LocalAI"],
)
class LocalAI(OpenAiForm):
    """Without a key."""

    service = "LocalAI"
    base_url: Annotated[str, _URL]

    def root(self) -> str:
        return self.base_url


@plugin(
    _PREFIX + "GitHubModels",
    title="A model of GitHub Models.",
    examples=["gitHubToken: \"{{ secret('GITHUB_TOKEN') }}\"\nmodelName: openai/gpt-4o-mini"],
)
class GitHubModels(OpenAiForm):
    """The token needs the permission to read models."""

    service = "GitHub Models"
    secret_fields = ("git_hub_token",)
    git_hub_token: Annotated[str, Prop("A token of GitHub, best from a secret.")]

    def root(self) -> str:
        return self.base_url or "https://models.github.ai/inference"


@plugin(
    _PREFIX + "WorkersAI",
    title="A model of Cloudflare Workers AI.",
    examples=[
        (
            'accountId: "{{ vars.account }}"\napiKey: "{{ secret(\'CLOUDFLARE_KEY\') }}"\n'
            'modelName: "@cf/meta/llama-3.1-8b-instruct"'
        )
    ],
    aliases=[_OLDER + "WorkersAI"],
)
class WorkersAI(OpenAiForm):
    """An account has its own address."""

    service = "Workers AI"
    account_id: Annotated[str, Prop("The account.")]
    api_key: Annotated[str, _KEY]

    def root(self) -> str:
        usual = f"https://api.cloudflare.com/client/v4/accounts/{self.account_id}/ai/v1"
        return self.base_url or usual


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
    endpoint: Annotated[str, Prop("Where the service is.")]
    api_key: Annotated[str | None, _KEY] = None
    service_version: Annotated[str | None, Prop("The version of the API.")] = None
    tenant_id: Annotated[str | None, Prop("The tenant of the application.")] = None
    client_id: Annotated[str | None, Prop("The application.")] = None
    client_secret: Annotated[str | None, Prop("Its secret.")] = None

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
