"""Images: pulled, pushed, named, listed."""

from __future__ import annotations

from typing import Annotated

import msgspec

from tiercel.plugin import Json, Level, Output, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.far_work import tied
from tiercel.plugins.scripts.runner.docker.engine import Engine, split_image
from tiercel_docker.engines import Engined


@plugin(
    "io.kestra.plugin.docker.cli.Pull",
    title="Pull an image from a registry.",
    examples=["image: python:3.13-slim"],
    aliases=["io.kestra.plugin.docker.Pull"],
)
class Pull(Engined, RunnableTask[Output]):
    """Also when the engine has one of that name."""

    far_work = tied("the engine ends it; layers that are whole are kept")

    image: Annotated[str, Prop("The image, with registry and tag.")]

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError for an image that is not there, or that nobody may pull."""
        work = f"Pulling {self.image}"
        self.asked(ctx, work, lambda engine: engine.pull(self.image, self.auth(self.image)))
        ctx.log.write(Level.INFO, f"Pulled {self.image}")


@plugin(
    "io.kestra.plugin.docker.cli.Push",
    title="Push images to their registries.",
    examples=["tags: [registry.example.com/team/polars:1]"],
    aliases=["io.kestra.plugin.docker.Push"],
)
class Push(Engined, RunnableTask[Output]):
    """Each to the registry that its name begins with."""

    far_work = tied("the engine ends it; layers that are whole are kept")

    tags: Annotated[list[str], Prop("The images, each as registry/name:tag.")]

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError for an image that is not there, or that nobody may push."""

        async def work(engine: Engine) -> None:
            for tag in self.tags:
                await self.send_image(ctx, engine, tag)

        self.asked(ctx, "Pushing", work)


@plugin(
    "io.kestra.plugin.docker.cli.Tag",
    title="Give an image another name.",
    examples=["sourceImage: polars:1\ntargetImage: registry.example.com/team/polars:1"],
    aliases=["io.kestra.plugin.docker.Tag"],
)
class Tag(Engined, RunnableTask[Output]):
    """The first name stays."""

    source_image: Annotated[str, Prop("The image that is there, as name:tag or by its id.")]
    target_image: Annotated[str, Prop("Its further name, as registry/name:tag.")]

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError for an image that is not there."""
        name, tag = split_image(self.target_image)
        path, params = f"/images/{self.source_image}/tag", {"repo": name, "tag": tag}
        self.asked(ctx, "Naming", lambda engine: engine.call("POST", path, params=params))


class ImageEntry(Output):
    """An image."""

    id: Annotated[str | None, Prop("The id of the image: sha256 and its digest.")] = None
    repo_tags: Annotated[list[str] | None, Prop("Its names, each as name:tag.")] = None
    repo_digests: Annotated[list[str] | None, Prop("Its names by content.")] = None
    size: Annotated[int | None, Prop("Its size in bytes.")] = None
    created: Annotated[int | None, Prop("When it was made, in seconds since 1970.")] = None
    labels: Annotated[dict[str, str] | None, Prop("The labels that its maker gave it, by key.")] = (
        None
    )


class Images(Output):
    """The images."""

    images: Annotated[list[ImageEntry], Prop("The images that the engine has.")]
    count: Annotated[int, Prop("How many there are.")]


@plugin(
    "io.kestra.plugin.docker.cli.ImageLs",
    title="List the images of an engine.",
    examples=["imageNameFilter: python"],
    aliases=["io.kestra.plugin.docker.ImageLs"],
)
class ImageLs(Engined, RunnableTask[Images]):
    """All conditions hold together."""

    image_name_filter: Annotated[
        str | None, Prop("Only images of that name, such as python or team/*:1.")
    ] = None
    label_filter: Annotated[dict[str, str] | None, Prop("Only images with these labels.")] = None
    show_all: Annotated[bool, Prop("Whether layers that others are made of are listed.")] = False

    def run(self, ctx: RunContext) -> Images:
        """Raises: PluginError when no engine answers."""
        filters: dict[str, list[str]] = {}
        if self.image_name_filter:
            filters["reference"] = [self.image_name_filter]
        if self.label_filter:
            filters["label"] = [f"{name}={value}" for name, value in self.label_filter.items()]
        params = {
            "all": "true" if self.show_all else "false",
            "filters": msgspec.json.encode(filters).decode(),
        }
        path = "/images/json"
        found = self.asked(ctx, "Listing", lambda engine: engine.call("GET", path, params=params))
        images = [_entry(each) for each in found or []]
        return Images(images=images, count=len(images))


def _entry(found: dict[str, Json]) -> ImageEntry:
    return ImageEntry(
        id=found.get("Id"),
        repo_tags=found.get("RepoTags"),
        repo_digests=found.get("RepoDigests"),
        size=found.get("Size"),
        created=found.get("Created"),
        labels=found.get("Labels"),
    )
