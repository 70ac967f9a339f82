"""Models of watsonx."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Json, Prop, RunContext, plugin
from tiercel_ai.chat import Embedded, Usage
from tiercel_ai.providers.openai_form import OpenAiForm

_VERSION = "2024-10-08"  # Of the API, a date.


@plugin(
    "io.kestra.plugin.ai.provider.WatsonxAI",
    title="A model of IBM watsonx.",
    examples=[
        (
            'apiKey: "{{ secret(\'WATSONX_KEY\') }}"\nprojectId: "{{ vars.project }}"\n'
            "modelName: ibm/granite-3-8b-instruct"
        )
    ],
)
class WatsonxAI(OpenAiForm):
    """In Dallas unless `baseUrl` says where."""

    service = "watsonx"
    api_key: Annotated[str, Prop("The key of the service, best from a secret.")]
    project_id: Annotated[str, Prop("The id of the project that the model is asked in.")]

    def root(self) -> str:
        return self.base_url or "https://us-south.ml.cloud.ibm.com"

    def path(self, what: str) -> str:
        what = {"chat/completions": "chat"}.get(what, what)
        return f"/ml/v1/text/{what}?version={_VERSION}"

    def model(self) -> dict[str, Json]:
        return {"model_id": self.model_name, "project_id": self.project_id}

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        form = {"grant_type": "urn:ibm:params:oauth:grant-type:apikey", "apikey": self.api_key}
        token = self.token(ctx, "https://iam.cloud.ibm.com/identity/token", form)
        return {"Authorization": f"Bearer {token}"}

    def embed(self, ctx: RunContext, texts: list[str]) -> Embedded:
        body = {**self.model(), "inputs": texts}
        found = self.found(ctx, "the embedding", self.path("embeddings"), body)
        vectors = [row["embedding"] for row in found.get("results") or []]
        return Embedded(vectors, Usage(found.get("input_token_count")))
