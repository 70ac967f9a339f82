"""Scripts in Groovy."""

from __future__ import annotations

from typing import Annotated, ClassVar

from tiercel.plugin import Example, Prop, plugin
from tiercel.plugins.scripts.base import CommandsTask, ScriptTask
from tiercel.plugins.scripts.languages.language import Language

GROOVY = Language(
    name="groovy",
    image="groovy",
    extension=".groovy",
    programs=("groovy",),
)
SCRIPT_EXAMPLE = """script: |
  println 'hello'
"""


@plugin(
    "io.kestra.plugin.scripts.groovy.Script",
    title="Run a script in Groovy.",
    examples=[Example(SCRIPT_EXAMPLE)],
)
class Script(ScriptTask):
    """The script is part of the flow."""

    language: ClassVar[Language] = GROOVY

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = GROOVY.image


@plugin(
    "io.kestra.plugin.scripts.groovy.Commands",
    title="Run commands with Groovy.",
    examples=[Example("commands:\n  - groovy main.groovy")],
)
class Commands(CommandsTask):
    """The commands are part of the flow, files come from elsewhere."""

    language: ClassVar[Language] = GROOVY

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = GROOVY.image
