"""Scripts in Perl."""

from __future__ import annotations

from typing import Annotated, ClassVar

from tiercel.plugin import Example, Prop, plugin
from tiercel.plugins.scripts.base import CommandsTask, ScriptTask
from tiercel.plugins.scripts.languages.language import Language

PERL = Language(
    name="perl",
    image="perl",
    extension=".pl",
    programs=("perl",),
)
SCRIPT_EXAMPLE = """script: |
  print "hello\\n";
"""


@plugin(
    "io.kestra.plugin.scripts.perl.Script",
    title="Run a script in Perl.",
    examples=[Example(SCRIPT_EXAMPLE)],
)
class Script(ScriptTask):
    """The script is part of the flow."""

    language: ClassVar[Language] = PERL

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = PERL.image


@plugin(
    "io.kestra.plugin.scripts.perl.Commands",
    title="Run commands with Perl.",
    examples=[Example("commands:\n  - perl main.pl")],
)
class Commands(CommandsTask):
    """The commands are part of the flow, files come from elsewhere."""

    language: ClassVar[Language] = PERL

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = PERL.image
