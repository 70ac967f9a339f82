"""Scripts in PHP."""

from __future__ import annotations

from typing import Annotated, ClassVar

from tiercel.plugin import Example, Prop, plugin
from tiercel.plugins.scripts.base import CommandsTask, ScriptTask
from tiercel.plugins.scripts.languages.language import Language

PHP = Language(
    name="php",
    image="php",
    # Compat: the reference gives PHP files this extension.
    extension=".js",
    programs=("php",),
)
SCRIPT_EXAMPLE = """script: |
  <?php echo "hello\\n";
"""


@plugin(
    "io.kestra.plugin.scripts.php.Script",
    title="Run a script in PHP.",
    examples=[Example(SCRIPT_EXAMPLE)],
)
class Script(ScriptTask):
    """The script is part of the flow."""

    language: ClassVar[Language] = PHP

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = PHP.image


@plugin(
    "io.kestra.plugin.scripts.php.Commands",
    title="Run commands with PHP.",
    examples=[Example("commands:\n  - php main.php")],
)
class Commands(CommandsTask):
    """The commands are part of the flow, files come from elsewhere."""

    language: ClassVar[Language] = PHP

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = PHP.image
