"""Pictures of OpenAI."""

from __future__ import annotations

from base64 import b64decode
from typing import Annotated, Literal

from tiercel.plugin import Json, Output, Prop, RunContext, RunnableTask, Static, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import given
from tiercel_models.asking import Ask
from tiercel_models.openai.service import KEY, OpenAi

SIZES = {"SMALL": "256x256", "MEDIUM": "512x512", "LARGE": "1024x1024"}


class Images(Output):
    """The pictures."""

    images: Annotated[list[str], Prop("Their addresses: in the internal storage, or elsewhere.")]


@plugin(
    "io.kestra.plugin.openai.CreateImage",
    title="Have OpenAI paint a picture.",
    examples=[KEY + "prompt: A falcon over the sea\ndownload: true\nclientTimeout: 120"],
)
class CreateImage(OpenAi, RunnableTask[Images]):
    """Pictures that the service hands over are stored, also without `download`."""

    prompt: Annotated[str, Prop("What is to be seen.")]
    model: Annotated[str, Prop("The model that paints, such as gpt-image-1.")] = "gpt-image-1"
    n: Annotated[Static[int | None], Prop("How many; one by default.")] = None
    size: Annotated[
        Literal["SMALL", "MEDIUM", "LARGE"], Prop("256, 512 or 1024 points a side.")
    ] = "LARGE"
    quality: Annotated[
        Literal["AUTO", "LOW", "MEDIUM", "HIGH"] | None, Prop("How fine; as the model likes.")
    ] = None
    download: Annotated[bool, Prop("Whether pictures at an address are stored as well.")] = False

    def run(self, ctx: RunContext) -> Images:
        """Raises: PluginError for what the service refuses."""
        body = given(
            prompt=self.prompt,
            model=self.model,
            n=self.n,
            size=SIZES[self.size],
            quality=self.quality.lower() if self.quality else None,
            user=self.user,
        )
        request = Ask(operation="painting", url=f"{self.api}/images/generations", body=body)
        found = self.found(ctx, request, "data", "created")
        return Images(images=[self._stored(ctx, each) for each in found.get("data") or []])

    def _stored(self, ctx: RunContext, image: dict[str, Json]) -> str:
        if image.get("b64_json"):
            return ctx.blobs.put_new(b64decode(str(image["b64_json"])), "png")
        url = str(image["url"])
        if not self.download:
            return url
        return ctx.blobs.put_new(ctx.http.send(HttpRequest(url=url)).checked().content, "png")
