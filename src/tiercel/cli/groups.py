"""Groups of commands, each command with its example."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import typer
from typer.core import TyperGroup

# Name -> what is called, and how one calls it.
Commands = Mapping[str, tuple[Callable[..., None], str]]

# Words of other tools, and of habit -> what commands are called here; a group has some of them.
_MEANT = {
    "add": ("create", "set", "put", "new"),
    "apply": ("updates", "update"),
    "cancel": ("kill",),
    "cat": ("get",),
    "check": ("validate", "doctor"),
    "continue": ("resume",),
    "deploy": ("updates",),
    "describe": ("show", "get", "doc"),
    "execute": ("run",),
    "follow": ("watch", "logs"),
    "get": ("show", "list"),
    "import": ("updates",),
    "info": ("show", "get", "doc"),
    "launch": ("run",),
    "lint": ("validate",),
    "log": ("logs",),
    "ls": ("list",),
    "new": ("create", "init"),
    "remove": ("delete",),
    "rerun": ("replay", "restart"),
    "retry": ("restart",),
    "rm": ("delete",),
    "serve": ("server",),
    "show": ("get", "list"),
    "start": ("run", "server"),
    "status": ("show", "why", "list"),
    "stop": ("kill", "disable"),
    "tail": ("watch", "logs"),
    "test": ("validate",),
    "trigger": ("run",),
    "unpause": ("resume",),
    "upload": ("put",),
    "view": ("show", "get"),
    "write": ("put", "set"),
}


class SuggestingGroup(TyperGroup):
    """A group that knows what its commands are called elsewhere."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the first word names. Raises: UsageError, with those that are meant."""
        word = args[0]
        meant = [name for name in _MEANT.get(word, ()) if name in self.commands]
        # What completes a word in a shell fails at nothing.
        if meant and self.get_command(ctx, word) is None and not ctx.resilient_parsing:
            names = " or ".join(f"'{name}'" for name in meant)
            ctx.fail(f"No such command '{word}'. Did you mean {names}?")
        return super().resolve_command(ctx, args)


def add_commands(group: typer.Typer, commands: Commands) -> None:
    """Add commands to a group; the example stands below the help of its command."""
    for name, (command, example) in commands.items():
        group.command(name, epilog=f"Example: {example}")(command)


def group_of(about: str, commands: Commands) -> typer.Typer:
    """A new group; without a command it prints its help."""
    group = typer.Typer(help=about, no_args_is_help=True, cls=SuggestingGroup)
    add_commands(group, commands)
    return group
