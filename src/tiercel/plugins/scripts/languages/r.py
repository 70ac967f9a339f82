"""Scripts in R."""

from __future__ import annotations

from typing import Annotated, ClassVar

from tiercel.plugin import Example, Prop, plugin
from tiercel.plugins.scripts.base import CommandsTask, ScriptTask
from tiercel.plugins.scripts.languages.language import Language

R_LANGUAGE = Language(
    name="r",
    image="r-base",
    extension=".R",
    programs=("Rscript",),
)
SCRIPT_EXAMPLE = """script: |
  print("hello")
"""


@plugin(
    "io.kestra.plugin.scripts.r.Script",
    title="Run a script in R.",
    examples=[Example(SCRIPT_EXAMPLE)],
)
class Script(ScriptTask):
    """The script is part of the flow."""

    language: ClassVar[Language] = R_LANGUAGE

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = (
        R_LANGUAGE.image
    )


@plugin(
    "io.kestra.plugin.scripts.r.Commands",
    title="Run commands with R.",
    examples=[Example("commands:\n  - Rscript main.R")],
)
class Commands(CommandsTask):
    """The commands are part of the flow, files come from elsewhere."""

    language: ClassVar[Language] = R_LANGUAGE

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = (
        R_LANGUAGE.image
    )
