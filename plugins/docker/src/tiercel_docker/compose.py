"""Commands of Compose."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from tiercel.plugin import Json, Prop, Raw, RunContext, plugin
from tiercel.plugin.runner import RunnerPlugin
from tiercel.plugins.scripts.assembly import rendered_lines
from tiercel.plugins.scripts.base import InterpretedTask
from tiercel.plugins.scripts.languages.language import Language
from tiercel.plugins.scripts.place import ScriptFolders
from tiercel.plugins.scripts.runners import RunnerChoice, runner_of

CLI = Language(name="compose", image="docker:27.5.1-cli")
FILE = "docker-compose.yml"


class ComposeTask(InterpretedTask):
    """A command of Compose."""

    language: ClassVar[Language] = CLI

    container_image: Annotated[str | None, Prop("The image, for runners with containers.")] = (
        CLI.image
    )

    def choose_runner(self, ctx: RunContext) -> RunnerPlugin:
        """A process, where an engine can be reached as everywhere on the machine."""
        is_given = self.task_runner is not None or self.runner is not None
        if is_given or self.docker is not None:
            return super().choose_runner(ctx)
        return runner_of(ctx, RunnerChoice(runner="PROCESS"))


@plugin(
    "io.kestra.plugin.docker.cli.Compose",
    title="Run a command of Compose.",
    examples=[
        "composeFile: |\n  services:\n    web:\n      image: nginx\ncomposeArgs: [up, --detach]"
    ],
    aliases=["io.kestra.plugin.docker.Compose"],
)
class Compose(ComposeTask):
    """By the program `docker` of the machine, unless `taskRunner` says otherwise."""

    compose_file: Annotated[
        Raw[str | None], Prop("The text of the file, or its path in the working directory.")
    ] = None
    compose_files: Annotated[
        list[str] | None, Prop("Several files by their paths, later ones on top.")
    ] = None
    compose_args: Annotated[list[str], Prop("What stands behind `docker compose`.")]

    def lines(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders, extra: Mapping[str, Json]
    ) -> Sequence[str]:
        """The one command."""
        files = list(self.compose_files or [])
        (text, *_) = (
            [*rendered_lines(ctx, [self.compose_file], extra), ""] if self.compose_file else [""]
        )
        if text:
            is_path = "\n" not in text and ctx.files.resolve(text).is_file()
            if not is_path:
                ctx.files.resolve(FILE).write_text(text, encoding="utf-8")
            files.insert(0, text if is_path else FILE)
        options = [word for file in files for word in ("--file", file)]
        return [shlex.join(["docker", "compose", *options, *self.compose_args])]
