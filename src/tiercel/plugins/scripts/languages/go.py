"""Scripts in Go."""

from __future__ import annotations

from typing import Annotated, ClassVar

from tiercel.plugin import Example, Prop, plugin
from tiercel.plugins.scripts.base import CommandsTask, ScriptTask
from tiercel.plugins.scripts.languages.language import Language

GO = Language(
    name="go",
    image="golang",
    extension=".go",
    programs=("go",),
    arguments=("run",),
)
SCRIPT_EXAMPLE = """script: |
  package main
  import "fmt"
  func main() { fmt.Println("hello") }
"""


@plugin(
    "io.kestra.plugin.scripts.go.Script",
    title="Run a script in Go.",
    examples=[Example(SCRIPT_EXAMPLE)],
)
class Script(ScriptTask):
    """The script is part of the flow."""

    language: ClassVar[Language] = GO

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = GO.image


@plugin(
    "io.kestra.plugin.scripts.go.Commands",
    title="Run commands with Go.",
    examples=[Example("commands:\n  - go run main.go")],
)
class Commands(CommandsTask):
    """The commands are part of the flow, files come from elsewhere."""

    language: ClassVar[Language] = GO

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = GO.image
