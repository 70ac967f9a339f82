"""Scripts in Julia."""

from __future__ import annotations

from typing import Annotated, ClassVar

from tiercel.plugin import Example, Prop, plugin
from tiercel.plugins.scripts.base import CommandsTask, ScriptTask
from tiercel.plugins.scripts.languages.language import Language

JULIA = Language(
    name="julia",
    image="julia",
    extension=".jl",
    programs=("julia",),
)
SCRIPT_EXAMPLE = """script: |
  println("hello")
"""


@plugin(
    "io.kestra.plugin.scripts.julia.Script",
    title="Run a script in Julia.",
    examples=[Example(SCRIPT_EXAMPLE)],
)
class Script(ScriptTask):
    """The script is part of the flow."""

    language: ClassVar[Language] = JULIA

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = JULIA.image


@plugin(
    "io.kestra.plugin.scripts.julia.Commands",
    title="Run commands with Julia.",
    examples=[Example("commands:\n  - julia main.jl")],
)
class Commands(CommandsTask):
    """The commands are part of the flow, files come from elsewhere."""

    language: ClassVar[Language] = JULIA

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = JULIA.image
