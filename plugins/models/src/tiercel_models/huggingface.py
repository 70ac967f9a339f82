"""Models at Hugging Face."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Json, Output, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.http_options import HttpOptions
from tiercel.plugin.services.asking import given
from tiercel.plugin.services.foreign import WHERE
from tiercel_models.asking import Ask, Service


class Inferred(Output):
    """The answer."""

    output: Annotated[Json, Prop("What the model gives: its form is that of its kind.")] = None


@plugin(
    "io.kestra.plugin.huggingface.Inference",
    title="Ask a model at Hugging Face.",
    examples=[
        (
            "apiKey: \"{{ secret('HUGGINGFACE_KEY') }}\"\n"
            "model: cardiffnlp/twitter-roberta-base-sentiment-latest\n"
            "inputs: I like falcons.\noptions:\n  readTimeout: PT1M"
        )
    ],
)
class Inference(Service, RunnableTask[Inferred]):
    """Of any kind: texts, classes, vectors."""

    service = "Hugging Face"
    model: Annotated[str, Prop("The model, such as owner/name.")]
    inputs: Annotated[str, Prop("What it is asked.")]
    endpoint: Annotated[str, Prop("Where the service is.")] = (
        "https://api-inference.huggingface.co/models"
    )
    parameters: Annotated[dict[str, Json] | None, Prop("Parameters of the model's kind.")] = None
    use_cache: Annotated[bool, Prop("Whether an answer of before may be given again.")] = True
    wait_for_model: Annotated[
        bool, Prop("Whether to wait until it is loaded; else that is an error.")
    ] = False
    options: Annotated[HttpOptions | None, Prop("How the request is made.")] = None

    def run(self, ctx: RunContext) -> Inferred:
        """Raises: PluginError for what the service refuses."""
        switches = {"use_cache": self.use_cache, "wait_for_model": self.wait_for_model}
        body = given(inputs=self.inputs, parameters=self.parameters, options=switches)
        url = f"{self.endpoint.rstrip('/')}/{self.model}"
        request = Ask(operation="the request", url=url, body=body)
        found = self.ask(ctx, request.operation, self.request_of(request))
        if found is None:
            words = f"the answer is empty: {WHERE}"
            raise self.failed(request.operation, self.request_of(request), words)
        return Inferred(output=found)

    def prepared(self, request: HttpRequest) -> HttpRequest:
        return (self.options or HttpOptions()).applied(request)
