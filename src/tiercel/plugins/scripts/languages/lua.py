"""Scripts in Lua."""

from __future__ import annotations

from typing import Annotated, ClassVar

from tiercel.plugin import Example, Prop, plugin
from tiercel.plugins.scripts.base import CommandsTask, ScriptTask
from tiercel.plugins.scripts.languages.language import Language

LUA = Language(
    name="lua",
    image="nickblah/lua",
    extension=".lua",
    programs=("lua", "lua5.4", "lua5.3"),
)
SCRIPT_EXAMPLE = """script: |
  print("hello")
"""


@plugin(
    "io.kestra.plugin.scripts.lua.Script",
    title="Run a script in Lua.",
    examples=[Example(SCRIPT_EXAMPLE)],
)
class Script(ScriptTask):
    """The script is part of the flow."""

    language: ClassVar[Language] = LUA

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = LUA.image


@plugin(
    "io.kestra.plugin.scripts.lua.Commands",
    title="Run commands with Lua.",
    examples=[Example("commands:\n  - lua main.lua")],
)
class Commands(CommandsTask):
    """The commands are part of the flow, files come from elsewhere."""

    language: ClassVar[Language] = LUA

    container_image: Annotated[str, Prop("The image, for runners with containers.")] = LUA.image
