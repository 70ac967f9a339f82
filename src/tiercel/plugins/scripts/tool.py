"""Tasks that run commands of one program, such as that of a cloud, in its own image."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from tiercel.plugin import Json, NestedMark, Prop, Raw, RunContext, RunnableTask, Static
from tiercel.plugin.namespace_files import NamespaceFiles
from tiercel.plugins.scripts.base import ScriptOutput
from tiercel.plugins.scripts.docker_options import DockerOptions
from tiercel.plugins.scripts.languages.shell import Commands


class ToolTask(RunnableTask[ScriptOutput]):
    """Commands of a program that are run as those of a shell, with variables that say who asks."""

    image: ClassVar[str]

    commands: Annotated[
        Raw[list[str]], Prop("The commands, in their order, up to the first that fails.")
    ]
    env: Annotated[
        Raw[dict[str, str] | None],
        Prop("Environment variables by name, on top of the task's own."),
    ] = None
    task_runner: Annotated[
        Json, NestedMark("runner"), Prop("Where the commands run; as the server says by default.")
    ] = None
    docker: Annotated[
        Static[DockerOptions | None],
        Prop("See `taskRunner` and `containerImage`.", deprecated=True),
    ] = None
    namespace_files: Annotated[
        Static[NamespaceFiles | None], Prop("Namespace files to put into the directory.")
    ] = None
    input_files: Annotated[
        Raw[dict[str, Json] | str | None],
        Prop("Files to create in the directory: by name a text, or the address of a stored file."),
    ] = None
    output_files: Annotated[
        Raw[list[str] | None], Prop("Globs of the files to keep from the directory.")
    ] = None

    def own_environment(self, ctx: RunContext) -> Mapping[str, str]:
        """Variables that say who asks. Raises: PluginError when that can't be found out."""
        raise NotImplementedError

    def first_commands(self, ctx: RunContext) -> list[str]:
        """Commands that come before those of the flow."""
        return []

    def shell_commands(self) -> list[str]:
        """The commands, as a shell takes them."""
        return self.commands

    def image_name(self) -> str:
        """The image, for runners with containers."""
        return self.image

    def run(self, ctx: RunContext) -> ScriptOutput:
        """Raises: TaskFailed with the outputs when a command fails."""
        given = {name: ctx.render(value) or "" for name, value in (self.env or {}).items()}
        commands = Commands(
            commands=self.shell_commands(),
            before_commands=self.first_commands(ctx) or None,
            env={**self.own_environment(ctx), **given},
            container_image=self.image_name(),
            task_runner=self.task_runner,
            docker=self.docker,
            namespace_files=self.namespace_files,
            input_files=self.input_files,
            output_files=self.output_files,
        )
        return commands.run(ctx)
