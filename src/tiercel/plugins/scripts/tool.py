"""Tasks that run one program, such as that of a cloud, in its own image."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tiercel.plugin import RunContext
from tiercel.plugin.runner import RunnerPlugin
from tiercel.plugins.scripts.base import CommandsTask, ScriptBase
from tiercel.plugins.scripts.languages.language import Language
from tiercel.plugins.scripts.place import ScriptFolders

_SHELL = Language(name="shell", image="")


class ProgramTask(ScriptBase):
    """Runs a program whose command line the task makes, with variables that say who asks."""

    language: ClassVar[Language] = _SHELL
    image: ClassVar[str]

    def own_environment(self, ctx: RunContext) -> Mapping[str, str]:
        """Variables that say who asks. Raises: PluginError when that can't be found out."""
        return {}

    def environment(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders
    ) -> Mapping[str, str]:
        """Those of the program; the flow's win over them."""
        return {**super().environment(ctx, runner, place), **self.own_environment(ctx)}

    def image_of(self, runner: RunnerPlugin) -> str:
        """That of the flow, else that of the program."""
        if self.docker is not None and self.docker.image:
            return self.docker.image
        return runner.image_for(self.container_image or self.image)


class ToolTask(ProgramTask, CommandsTask):
    """Commands of a program, as a flow writes them, up to the first that fails."""
