"""Projects of Compose by their names: made, started, stopped and removed."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Literal

from tiercel.plugin import Json, Prop, Raw, RunContext, plugin
from tiercel.plugin.runner import RunnerPlugin
from tiercel.plugins.scripts.assembly import rendered_lines
from tiercel.plugins.scripts.place import ScriptFolders
from tiercel_docker.compose import FILE, ComposeTask

_PREFIX = "fr.rtz.kestra.docker.compose."


class Project(ComposeTask):
    """One command for a project."""

    command: ClassVar[str]

    project_name: Annotated[
        str, Prop("The name that containers and networks of the project begin with.")
    ]

    def words(self) -> Sequence[str]:
        """What stands behind the command."""
        return ()

    def lines(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders, extra: Mapping[str, Json]
    ) -> Sequence[str]:
        """The one command."""
        words = ["docker", "compose", "--project-name", self.project_name]
        return [shlex.join([*words, *self.files(ctx, extra), self.command, *self.words()])]

    def files(self, ctx: RunContext, extra: Mapping[str, Json]) -> Sequence[str]:
        """Options that name the file; a project that is there needs none."""
        return ()


class Detachable(Project):
    """What may go on after the task."""

    detached: Annotated[
        bool, Prop("Whether containers go on after the task; it waits for their end otherwise.")
    ] = True


@plugin(
    _PREFIX + "Up",
    title="Make and start a project of Compose.",
    examples=[
        "projectName: web\ndetached: true\nyaml: |\n  services:\n    web:\n      image: nginx"
    ],
)
class Up(Detachable):
    """One that is there is brought to what the file says."""

    command = "up"

    yaml: Annotated[Raw[str], Prop("The text of the file.")]

    def words(self) -> Sequence[str]:
        return ["--detach", "--remove-orphans"] if self.detached else ["--remove-orphans"]

    def files(self, ctx: RunContext, extra: Mapping[str, Json]) -> Sequence[str]:
        (text,) = rendered_lines(ctx, [self.yaml], extra)
        ctx.files.resolve(FILE).write_text(text, encoding="utf-8")
        return ["--file", FILE]


@plugin(_PREFIX + "Start", title="Start a project of Compose.", examples=["projectName: web"])
class Start(Detachable):
    """Its containers are there already."""

    command = "start"

    def words(self) -> Sequence[str]:
        return [] if self.detached else ["--wait"]


@plugin(_PREFIX + "Stop", title="Stop a project of Compose.", examples=["projectName: web"])
class Stop(Project):
    """Its containers stay."""

    command = "stop"


@plugin(
    _PREFIX + "Down",
    title="Remove a project of Compose.",
    examples=["projectName: web\nremoveImages: local"],
)
class Down(Project):
    """Its containers and networks go, its volumes stay."""

    command = "down"

    remove_images: Annotated[
        Literal["all", "local"] | None, Prop("Which images go as well: all, or those it built.")
    ] = None

    def words(self) -> Sequence[str]:
        return ["--rmi", self.remove_images] if self.remove_images else []
