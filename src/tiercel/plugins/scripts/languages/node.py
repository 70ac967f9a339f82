"""Scripts in Node.js."""

from __future__ import annotations

from typing import Annotated, ClassVar

from tiercel.plugin import Example, Prop, plugin
from tiercel.plugins.scripts.base import CommandsTask, ScriptTask
from tiercel.plugins.scripts.languages.language import Language

NODE = Language(
    name="node",
    image="node",
    extension=".js",
    programs=("node", "nodejs"),
    env={"PYTHONUNBUFFERED": "true", "PIP_ROOT_USER_ACTION": "ignore"},
)
SCRIPT_EXAMPLE = """script: |
  console.log("hello")
"""


@plugin(
    "io.kestra.plugin.scripts.node.Script",
    title="Run a script in Node.js.",
    examples=[Example(SCRIPT_EXAMPLE)],
)
class Script(ScriptTask):
    """The script is part of the flow."""

    language: ClassVar[Language] = NODE

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = NODE.image


@plugin(
    "io.kestra.plugin.scripts.node.Commands",
    title="Run commands with Node.js.",
    examples=[Example("commands:\n  - node main.js")],
)
class Commands(CommandsTask):
    """The commands are part of the flow, files come from elsewhere."""

    language: ClassVar[Language] = NODE

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = NODE.image
