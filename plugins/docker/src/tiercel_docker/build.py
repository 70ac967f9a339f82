"""Images from a Dockerfile."""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Mapping
from typing import IO, Annotated, Any
from uuid import uuid4

import msgspec

from tiercel.plugin import Json, Level, Metric, Output, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.namespace_files import NamespaceFiles
from tiercel.plugin.services.far_work import tied
from tiercel.plugins.files import write_input_files, write_namespace_files
from tiercel.plugins.scripts.runner.docker.engine import Engine
from tiercel_docker.engines import Engined, encoded, progress


class Built(Output):
    """The image."""

    image_id: Annotated[str | None, Prop("The id of the image: sha256 and its digest.")] = None


@plugin(
    "io.kestra.plugin.docker.cli.Build",
    title="Build an image from a Dockerfile.",
    examples=[
        (
            "dockerfile: |\n  FROM python:3.13-slim\n  RUN pip install polars\n"
            "tags: [registry.example.com/team/polars:1]\npush: true\ncredentials:\n"
            "  registry: registry.example.com\n  username: team\n"
            "  password: \"{{ secret('REGISTRY_PASSWORD') }}\""
        )
    ],
    metrics=[Metric("bytes", "counter", "bytes", "How large the context is.")],
    aliases=["io.kestra.plugin.docker.Build"],
)
class Build(Engined, RunnableTask[Built]):
    """The context is the working directory, with the files of the task in it."""

    far_work = tied("the engine ends a build whose client is gone; layers that are whole are kept")

    dockerfile: Annotated[
        str | None,
        Prop("The text of the Dockerfile, or its path in the context; `Dockerfile` by default."),
    ] = None
    tags: Annotated[list[str], Prop("The names of the image, each with registry and tag.")]
    platforms: Annotated[
        list[str] | None, Prop("The platform, such as linux/arm64; that of the engine by default.")
    ] = None
    build_args: Annotated[
        dict[str, str] | None, Prop("Values for `ARG` of the Dockerfile, by name.")
    ] = None
    labels: Annotated[dict[str, str] | None, Prop("Labels of the image.")] = None
    target: Annotated[str | None, Prop("The stage to end with; the last one by default.")] = None
    pull: Annotated[bool, Prop("Whether images that it begins with are looked for anew.")] = True
    push: Annotated[bool, Prop("Whether it is sent to the registries of its tags.")] = False
    input_files: Annotated[dict[str, Json] | str | None, Prop("Files of the context, by name.")] = (
        None
    )
    namespace_files: Annotated[
        NamespaceFiles | None, Prop("Namespace files to put into the context.")
    ] = None

    def run(self, ctx: RunContext) -> Built:
        """Raises: PluginError with the step that failed, Interrupted."""
        if self.namespace_files is not None:
            write_namespace_files(ctx, self.namespace_files)
        if self.input_files is not None:
            write_input_files(ctx, self.input_files)
        file = self._dockerfile(ctx)
        with tempfile.TemporaryFile() as context:
            with tarfile.open(fileobj=context, mode="w") as archive:
                archive.add(ctx.files.path, arcname=".")
            ctx.metrics.counter("bytes", context.tell())
            context.seek(0)
            found = self.asked(
                ctx, "Building", lambda engine: self._built(ctx, engine, context, file)
            )
        return Built(image_id=found)

    def _dockerfile(self, ctx: RunContext) -> str:
        given = self.dockerfile or "Dockerfile"
        if "\n" not in given and ctx.files.resolve(given).is_file():
            return given
        name = f"Dockerfile-{uuid4().hex[:8]}"
        ctx.files.resolve(name).write_text(given, encoding="utf-8")
        return name

    async def _built(
        self, ctx: RunContext, engine: Engine, context: IO[bytes], file: str
    ) -> str | None:
        image_id = None
        headers = {"Content-Type": "application/x-tar", "X-Registry-Config": self._logins()}
        asked = engine.request(
            "POST", "/build", params=self._options(file), data=context, headers=headers
        )
        async with asked as response:
            await engine.checked(response)
            async for step in progress(response):
                line = str(step.get("stream") or "").strip()
                if line:
                    ctx.log.write(Level.INFO, line)
                image_id = (step.get("aux") or {}).get("ID", image_id)
        for tag in self.tags if self.push else ():
            await self.send_image(ctx, engine, tag)
        return image_id

    def _options(self, file: str) -> Mapping[str, Any]:
        values: dict[str, Any] = {
            "dockerfile": file,
            "t": self.tags,
            "pull": "true" if self.pull else "false",
            "rm": "true",
            "target": self.target,
            "platform": ",".join(self.platforms) if self.platforms else None,
            "buildargs": _json(self.build_args),
            "labels": _json(self.labels),
        }
        return {name: value for name, value in values.items() if value}

    def _logins(self) -> str:
        logins = [login for tag in self.tags if (login := self.auth(tag))]
        return encoded({login["serveraddress"]: login for login in logins})


def _json(values: Mapping[str, str] | None) -> str | None:
    return msgspec.json.encode(values).decode() if values else None
