"""Scripts in Java, run by JBang."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from tiercel.plugin import Example, Prop, plugin
from tiercel.plugins.scripts.base import CommandsTask, ScriptTask
from tiercel.plugins.scripts.languages.language import Language

JBANG = Language(
    name="jbang", image="jbangdev/jbang-action", extension=".java", programs=("jbang",)
)


@plugin(
    "io.kestra.plugin.scripts.jbang.Script",
    title="Run a script with JBang.",
    examples=[
        Example(
            "script: |\n  class Hello {\n    public static void main(String[] args) {\n"
            '      System.out.println("hello");\n    }\n  }'
        )
    ],
)
class Script(ScriptTask):
    """The script is part of the flow."""

    language: ClassVar[Language] = JBANG

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = JBANG.image
    extension: Annotated[str, Prop("The extension of the script's file.")] = ".java"
    quiet: Annotated[bool, Prop("Print only what the script prints.")] = True

    def extension_of_file(self) -> str:
        """As the flow says, with a dot."""
        return self.extension if self.extension.startswith(".") else f".{self.extension}"

    def arguments(self) -> Sequence[str]:
        """`--quiet`, unless the flow wants to hear everything."""
        return ("--quiet",) if self.quiet else ()


@plugin(
    "io.kestra.plugin.scripts.jbang.Commands",
    title="Run commands with JBang.",
    examples=[Example("commands:\n  - jbang Hello.java")],
)
class Commands(CommandsTask):
    """The commands are part of the flow, files come from elsewhere."""

    language: ClassVar[Language] = JBANG

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = JBANG.image
