"""Containers: stopped, removed, and what nobody uses any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

import msgspec

from tiercel.plugin import Json, Level, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugins.scripts.runner.docker.engine import Engine
from tiercel_docker.engines import Engined

# How long a container may take to end before it is killed, which is what engines do by default.
GRACE = timedelta(seconds=10)
PLACES = {
    "BUILD": "build",
    "CONTAINERS": "containers",
    "IMAGES": "images",
    "NETWORKS": "networks",
    "VOLUMES": "volumes",
}


@plugin(
    "io.kestra.plugin.docker.cli.Stop",
    title="Stop a container and remove it.",
    examples=['containerId: "{{ outputs.start.taskRunner.containerId }}"'],
    aliases=["io.kestra.plugin.docker.Stop"],
)
class Stop(Engined, RunnableTask[Output]):
    """One that has ended, or is gone, is no error."""

    container_id: Annotated[str | None, Prop("The id or name of the container.")] = None
    kill: Annotated[bool, Prop("Whether it is killed at once; else it has 10 seconds to end.")] = (
        False
    )
    delete: Annotated[bool, Prop("Whether it is removed afterwards, with its volumes.")] = True

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError without a container."""
        container = self.container_id
        if not container:
            raise PluginError("`containerId` must be provided")

        async def work(engine: Engine) -> None:
            await engine.stop(container, timedelta() if self.kill else GRACE)
            if self.delete:
                await engine.remove(container)

        self.asked(ctx, "Stopping", work)
        ctx.log.write(Level.INFO, f"Stopped {container}")


@plugin(
    "io.kestra.plugin.docker.cli.Rm",
    title="Remove containers and images.",
    examples=["containerIds: [old]\nimageIds: [polars:1]\nforce: true"],
    aliases=["io.kestra.plugin.docker.Rm"],
)
class Rm(Engined, RunnableTask[Output]):
    """Containers first."""

    container_ids: Annotated[list[str] | None, Prop("Ids or names of containers.")] = None
    image_ids: Annotated[list[str] | None, Prop("Ids or names of images.")] = None
    force: Annotated[bool, Prop("Also what runs, or is in use.")] = False
    remove_volumes: Annotated[bool, Prop("With the volumes of the containers.")] = False

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError for what is not there, or is in use."""
        force = "true" if self.force else "false"
        volumes = {"v": "true"} if self.remove_volumes else {}

        async def work(engine: Engine) -> None:
            for each in self.container_ids or ():
                params = {"force": force, **volumes}
                await engine.call("DELETE", f"/containers/{each}", params=params)
            for each in self.image_ids or ():
                await engine.call("DELETE", f"/images/{each}", params={"force": force})

        self.asked(ctx, "Removing", work)


@plugin(
    "io.kestra.plugin.docker.cli.Prune",
    title="Remove what nobody uses any more.",
    examples=["pruneType: IMAGES\ndangling: true\nuntil: 240h"],
    aliases=["io.kestra.plugin.docker.Prune"],
)
class Prune(Engined, RunnableTask[Output]):
    """Of one kind; how many bytes that gave back is told."""

    prune_type: Annotated[
        Literal["BUILD", "CONTAINERS", "IMAGES", "NETWORKS", "VOLUMES"],
        Prop("What is removed when nothing uses it."),
    ]
    dangling: Annotated[bool, Prop("Of images: only those without a name.")] = False
    label_filters: Annotated[
        list[str] | None, Prop("Only what has these labels: `name`, or `name=value`.")
    ] = None
    until: Annotated[str | None, Prop("Only what is older: a date, or an age such as 24h.")] = None

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError for what the engine refuses."""
        filters: dict[str, Json] = {}
        if self.label_filters:
            filters["label"] = self.label_filters
        if self.until:
            filters["until"] = [self.until]
        if self.prune_type == "IMAGES":
            filters["dangling"] = ["true" if self.dangling else "false"]
        path = f"/{PLACES[self.prune_type]}/prune"
        params = {"filters": msgspec.json.encode(filters).decode()}
        found = self.asked(ctx, "Pruning", lambda engine: engine.call("POST", path, params=params))
        size = (found or {}).get("SpaceReclaimed") if isinstance(found, dict) else None
        ctx.log.write(Level.INFO, f"Removed unused {PLACES[self.prune_type]}: {size or 0} bytes")
