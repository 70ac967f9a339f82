"""Scripts in Bun."""

from __future__ import annotations

from typing import Annotated, ClassVar

from tiercel.plugin import Example, Prop, plugin
from tiercel.plugins.scripts.base import CommandsTask, ScriptTask
from tiercel.plugins.scripts.languages.language import Language

BUN = Language(
    name="bun",
    image="oven/bun",
    extension=".ts",
    programs=("bun",),
    arguments=("run",),
)
SCRIPT_EXAMPLE = """script: |
  console.log("hello")
"""


@plugin(
    "io.kestra.plugin.scripts.bun.Script",
    title="Run a script in Bun.",
    examples=[Example(SCRIPT_EXAMPLE)],
)
class Script(ScriptTask):
    """The script is part of the flow."""

    language: ClassVar[Language] = BUN

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = BUN.image


@plugin(
    "io.kestra.plugin.scripts.bun.Commands",
    title="Run commands with Bun.",
    examples=[Example("commands:\n  - bun run main.ts")],
)
class Commands(CommandsTask):
    """The commands are part of the flow, files come from elsewhere."""

    language: ClassVar[Language] = BUN

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = BUN.image
