"""Scripts in PowerShell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from tiercel.plugin import Example, Prop, RunnerPlugin, plugin
from tiercel.plugins.scripts.base import CommandsTask, ScriptTask
from tiercel.plugins.scripts.languages.language import Language

POWERSHELL = Language(
    name="powershell",
    image="ghcr.io/kestra-io/powershell:latest",
    extension=".ps1",
    interpreter=("pwsh", "-NoProfile", "-NonInteractive", "-Command"),
    fail_fast="$ErrorActionPreference = 'Stop'",
)


@plugin(
    "io.kestra.plugin.scripts.powershell.Script",
    title="Run a script in PowerShell.",
    examples=[Example("script: |\n  Write-Output 'hello'")],
)
class Script(ScriptTask):
    """The script is part of the flow."""

    language: ClassVar[Language] = POWERSHELL

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = (
        POWERSHELL.image
    )

    def program(self, runner: RunnerPlugin) -> str:
        """The call operator: the file is run by the shell that reads the command."""
        return "&"

    def arguments(self) -> Sequence[str]:
        return ()


@plugin(
    "io.kestra.plugin.scripts.powershell.Commands",
    title="Run commands with PowerShell.",
    examples=[Example("commands:\n  - Write-Output 'hello'")],
)
class Commands(CommandsTask):
    """The commands are part of the flow, files come from elsewhere."""

    language: ClassVar[Language] = POWERSHELL

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = (
        POWERSHELL.image
    )
