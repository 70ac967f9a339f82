"""Groups of commands, each command with its example."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import typer

# Name -> what is called, and how one calls it.
Commands = Mapping[str, tuple[Callable[..., None], str]]


def add_commands(group: typer.Typer, commands: Commands) -> None:
    """Add commands to a group; the example stands below the help of its command."""
    for name, (command, example) in commands.items():
        group.command(name, epilog=f"Example: {example}")(command)


def group_of(about: str, commands: Commands) -> typer.Typer:
    """A new group; without a command it prints its help."""
    group = typer.Typer(help=about, no_args_is_help=True)
    add_commands(group, commands)
    return group
