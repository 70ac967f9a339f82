"""Polling triggers of the script languages that have them."""

from __future__ import annotations

from typing import ClassVar

from tiercel.plugin import Example, plugin
from tiercel.plugins.scripts.base import ScriptBase
from tiercel.plugins.scripts.languages import go, node, python, ruby, shell
from tiercel.plugins.scripts.polling import CommandsTriggerBase, ScriptTriggerBase

COMMANDS_EXAMPLE = "exitCondition: exit 0\ncommands:\n  - test -f /data/ready"
SCRIPT_EXAMPLE = "exitCondition: exit 1\nscript: |\n  exit 1"


@plugin(
    "io.kestra.plugin.scripts.shell.ScriptTrigger",
    title="Start when a script in Shell ends in a given way.",
    examples=[Example(SCRIPT_EXAMPLE)],
)
class ShellScriptTrigger(ScriptTriggerBase):
    """Runs the script once per interval."""

    task_class: ClassVar[type[ScriptBase]] = shell.Script


@plugin(
    "io.kestra.plugin.scripts.shell.CommandsTrigger",
    title="Start when commands with Shell end in a given way.",
    examples=[Example(COMMANDS_EXAMPLE)],
)
class ShellCommandsTrigger(CommandsTriggerBase):
    """Runs the commands once per interval."""

    task_class: ClassVar[type[ScriptBase]] = shell.Commands


@plugin(
    "io.kestra.plugin.scripts.python.ScriptTrigger",
    title="Start when a script in Python ends in a given way.",
    examples=[Example(SCRIPT_EXAMPLE)],
)
class PythonScriptTrigger(ScriptTriggerBase):
    """Runs the script once per interval."""

    task_class: ClassVar[type[ScriptBase]] = python.Script


@plugin(
    "io.kestra.plugin.scripts.python.CommandsTrigger",
    title="Start when commands with Python end in a given way.",
    examples=[Example(COMMANDS_EXAMPLE)],
)
class PythonCommandsTrigger(CommandsTriggerBase):
    """Runs the commands once per interval."""

    task_class: ClassVar[type[ScriptBase]] = python.Commands


@plugin(
    "io.kestra.plugin.scripts.node.ScriptTrigger",
    title="Start when a script in Node.js ends in a given way.",
    examples=[Example(SCRIPT_EXAMPLE)],
)
class NodeScriptTrigger(ScriptTriggerBase):
    """Runs the script once per interval."""

    task_class: ClassVar[type[ScriptBase]] = node.Script


@plugin(
    "io.kestra.plugin.scripts.node.CommandsTrigger",
    title="Start when commands with Node.js end in a given way.",
    examples=[Example(COMMANDS_EXAMPLE)],
)
class NodeCommandsTrigger(CommandsTriggerBase):
    """Runs the commands once per interval."""

    task_class: ClassVar[type[ScriptBase]] = node.Commands


@plugin(
    "io.kestra.plugin.scripts.ruby.ScriptTrigger",
    title="Start when a script in Ruby ends in a given way.",
    examples=[Example(SCRIPT_EXAMPLE)],
)
class RubyScriptTrigger(ScriptTriggerBase):
    """Runs the script once per interval."""

    task_class: ClassVar[type[ScriptBase]] = ruby.Script


@plugin(
    "io.kestra.plugin.scripts.ruby.CommandsTrigger",
    title="Start when commands with Ruby end in a given way.",
    examples=[Example(COMMANDS_EXAMPLE)],
)
class RubyCommandsTrigger(CommandsTriggerBase):
    """Runs the commands once per interval."""

    task_class: ClassVar[type[ScriptBase]] = ruby.Commands


@plugin(
    "io.kestra.plugin.scripts.go.ScriptTrigger",
    title="Start when a script in Go ends in a given way.",
    examples=[Example(SCRIPT_EXAMPLE)],
)
class GoScriptTrigger(ScriptTriggerBase):
    """Runs the script once per interval."""

    task_class: ClassVar[type[ScriptBase]] = go.Script


@plugin(
    "io.kestra.plugin.scripts.go.CommandsTrigger",
    title="Start when commands with Go end in a given way.",
    examples=[Example(COMMANDS_EXAMPLE)],
)
class GoCommandsTrigger(CommandsTriggerBase):
    """Runs the commands once per interval."""

    task_class: ClassVar[type[ScriptBase]] = go.Commands
