"""Scripts in Shell."""

from __future__ import annotations

from typing import Annotated, ClassVar

from tiercel.plugin import Example, Prop, plugin
from tiercel.plugins.scripts.base import CommandsTask, ScriptTask
from tiercel.plugins.scripts.languages.language import Language

SHELL = Language(
    name="shell",
    image="ubuntu",
)
SCRIPT_EXAMPLE = """script: |
  echo "hello {{ inputs.name }}"
  echo '::{"outputs": {"size": 3}}::'
"""


@plugin(
    "io.kestra.plugin.scripts.shell.Script",
    title="Run a script in Shell.",
    examples=[Example(SCRIPT_EXAMPLE)],
)
class Script(ScriptTask):
    """The script is part of the flow."""

    language: ClassVar[Language] = SHELL

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = SHELL.image


@plugin(
    "io.kestra.plugin.scripts.shell.Commands",
    title="Run commands with Shell.",
    examples=[Example("commands:\n  - echo one > one.txt")],
)
class Commands(CommandsTask):
    """The commands are part of the flow, files come from elsewhere."""

    language: ClassVar[Language] = SHELL

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = SHELL.image
