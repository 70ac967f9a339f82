"""Scripts in Deno."""

from __future__ import annotations

from typing import Annotated, ClassVar

from tiercel.plugin import Example, Prop, plugin
from tiercel.plugins.scripts.base import CommandsTask, ScriptTask
from tiercel.plugins.scripts.languages.language import Language

DENO = Language(
    name="deno",
    image="denoland/deno",
    extension=".ts",
    programs=("deno",),
    arguments=("run",),
)
SCRIPT_EXAMPLE = """script: |
  console.log("hello")
"""


@plugin(
    "io.kestra.plugin.scripts.deno.Script",
    title="Run a script in Deno.",
    examples=[Example(SCRIPT_EXAMPLE)],
)
class Script(ScriptTask):
    """The script is part of the flow."""

    language: ClassVar[Language] = DENO

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = DENO.image


@plugin(
    "io.kestra.plugin.scripts.deno.Commands",
    title="Run commands with Deno.",
    examples=[Example("commands:\n  - deno run main.ts")],
)
class Commands(CommandsTask):
    """The commands are part of the flow, files come from elsewhere."""

    language: ClassVar[Language] = DENO

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = DENO.image
