"""Scripts in Ruby."""

from __future__ import annotations

from typing import Annotated, ClassVar

from tiercel.plugin import Example, Prop, plugin
from tiercel.plugins.scripts.base import CommandsTask, ScriptTask
from tiercel.plugins.scripts.languages.language import Language

RUBY = Language(
    name="ruby",
    image="ruby",
    extension=".rb",
    programs=("ruby",),
)
SCRIPT_EXAMPLE = """script: |
  puts "hello"
"""


@plugin(
    "io.kestra.plugin.scripts.ruby.Script",
    title="Run a script in Ruby.",
    examples=[Example(SCRIPT_EXAMPLE)],
)
class Script(ScriptTask):
    """The script is part of the flow."""

    language: ClassVar[Language] = RUBY

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = RUBY.image


@plugin(
    "io.kestra.plugin.scripts.ruby.Commands",
    title="Run commands with Ruby.",
    examples=[Example("commands:\n  - ruby main.rb")],
)
class Commands(CommandsTask):
    """The commands are part of the flow, files come from elsewhere."""

    language: ClassVar[Language] = RUBY

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = RUBY.image
