"""Language models that Docker runs itself: Docker Model Runner."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Annotated
from urllib.parse import quote

import msgspec

from tiercel.plugin import (
    Json,
    Level,
    Output,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import HttpService
from tiercel.plugin.services.foreign import OTHER_FORM, WHERE, web_page

PULL = timedelta(hours=1)
CREATE = "/models/create"


class Runner(HttpService):
    """A model runner."""

    service = "Docker Model Runner"

    host: Annotated[str, Prop("The address at which the model runner answers.")] = (
        "http://localhost:12434"
    )

    def request(self, method: str, path: str, body: Json = None) -> HttpRequest:
        """A request to it."""
        return HttpRequest(
            url=f"{self.host.rstrip('/')}{path}",
            method=method,
            headers={"Accept": "application/json"},
            json=msgspec.UNSET if body is None else body,
            read_timeout=PULL,
        )

    def listed(self, ctx: RunContext, method: str, path: str) -> list[Json]:
        """The answer, a list; an empty one for none. Raises: PluginError in its own words."""
        request = self.request(method, path)
        found = self.ask(ctx, f"{method} {path}", request)
        if found is not None and not isinstance(found, list):
            raise self.failed(f"{method} {path}", request, OTHER_FORM)
        return found or []


class Config(Output):
    """What a model is."""

    format: Annotated[str | None, Prop("The form of its file.")] = None
    quantization: Annotated[str | None, Prop("How its numbers are kept.")] = None
    parameters: Annotated[str | None, Prop("How many it has.")] = None
    architecture: Annotated[str | None, Prop("How it is built.")] = None
    size: Annotated[str | None, Prop("How large it is.")] = None


class ModelInfo(Output):
    """A model."""

    id: Annotated[str | None, Prop("The id of the model: sha256 and its digest.")] = None
    tags: Annotated[list[str] | None, Prop("Its names, each as registry/name:tag.")] = None
    created: Annotated[int | None, Prop("When it came, in seconds since 1970.")] = None
    config: Annotated[Config | None, Prop("How the model is built, and how large it is.")] = None


class Models(Output):
    """The models."""

    models: Annotated[list[ModelInfo], Prop("The models that are there.")]


@plugin(
    "io.kestra.plugin.docker.model.List",
    title="List the models of Docker Model Runner.",
    examples=["host: http://localhost:12434"],
)
class List(Runner, RunnableTask[Models]):
    """Those that were pulled."""

    def run(self, ctx: RunContext) -> Models:
        """Raises: PluginError when it does not answer."""
        return Models(models=[_model(each) for each in self.listed(ctx, "GET", "/models")])


def _model(found: dict[str, Json]) -> ModelInfo:
    config = found.get("config")
    names = Config.model_fields
    return ModelInfo(
        id=found.get("id"),
        tags=found.get("tags"),
        created=found.get("created"),
        config=Config(**{name: config.get(name) for name in names}) if config else None,
    )


@plugin(
    "io.kestra.plugin.docker.model.Pull",
    title="Pull a model into Docker Model Runner.",
    examples=["model: ai/smollm2"],
)
class Pull(Runner, RunnableTask[Output]):
    """It may take long: an hour at most."""

    model: Annotated[str, Prop("The model, such as ai/smollm2.")]

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError for a model that is not there, or can't be pulled to its end."""
        request = self.request("POST", CREATE, {"from": self.model})
        text = self.answer(ctx, f"POST {CREATE}", request).text
        # What went wrong on the way comes behind the progress, under the status of a success.
        last = _message(text.strip().rpartition("\n")[2])
        if last.get("type") != "success":
            raise self.failed(f"POST {CREATE}", request, _words_of(text, last))
        ctx.log.write(Level.INFO, f"Pulled {self.model}")


def _words_of(text: str, last: dict[str, Json]) -> str:
    """Why a pull has not ended well."""
    page = web_page(text)
    if page is not None:
        return f"the answer is {page}"
    return str(last.get("message") or f"the answer does not end with a success: {WHERE}")


def _message(line: str) -> dict[str, Json]:
    """A message of the progress of a pull; what is none is one that only has these words.

    Some versions write its quotes as HTML does.
    """
    text = unescape(line)
    try:
        found = msgspec.json.decode(text)
    except msgspec.DecodeError:
        return {"message": text}
    return found if isinstance(found, dict) else {}


@plugin(
    "io.kestra.plugin.docker.model.Delete",
    title="Delete a model of Docker Model Runner.",
    examples=["model: ai/smollm2"],
)
class Delete(Runner, RunnableTask[Output]):
    """From the machine; the registry keeps it."""

    model: Annotated[str, Prop("The model, such as ai/smollm2.")]

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError for a model that is not there."""
        self.listed(ctx, "DELETE", f"/models/{quote(self.model)}")
        ctx.log.write(Level.INFO, f"Deleted {self.model}")
