"""Scripts in .NET."""

from __future__ import annotations

from typing import Annotated, ClassVar

from tiercel.plugin import Example, Prop, plugin
from tiercel.plugins.scripts.base import CommandsTask, ScriptTask
from tiercel.plugins.scripts.languages.language import Language

DOTNET = Language(
    name="dotnet",
    image="mcr.microsoft.com/dotnet/sdk:10.0",
    extension=".csx",
    programs=("dotnet-script",),
    setup=(
        "dotnet tool install --global dotnet-script",
        'export PATH="$PATH:$HOME/.dotnet/tools"',
    ),
)
SCRIPT_EXAMPLE = """script: |
  Console.WriteLine("hello");
"""


@plugin(
    "io.kestra.plugin.scripts.dotnet.Script",
    title="Run a script in .NET.",
    examples=[Example(SCRIPT_EXAMPLE)],
)
class Script(ScriptTask):
    """The script is part of the flow."""

    language: ClassVar[Language] = DOTNET

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = DOTNET.image


@plugin(
    "io.kestra.plugin.scripts.dotnet.Commands",
    title="Run commands with .NET.",
    examples=[Example("commands:\n  - dotnet-script main.csx")],
)
class Commands(CommandsTask):
    """The commands are part of the flow, files come from elsewhere."""

    language: ClassVar[Language] = DOTNET

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = DOTNET.image
