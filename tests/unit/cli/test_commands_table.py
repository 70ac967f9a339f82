"""Each operation of the API has a command, or a reason why it has none."""

from __future__ import annotations

from typing import Any

import typer

from tests.unit.cli.calls_text import MODULES
from tests.unit.cli.commands_text import (
    COMMANDS,
    DOCUMENT,
    REASONS,
    document_text,
    pattern_of,
    rows,
)
from tiercel.cli.app import application


def commands(command: Any, path: str = "") -> set[str]:
    """The words of every command below a group."""
    below = getattr(command, "commands", None)
    if below is None:
        return {path}
    return {
        found
        for name, command in below.items()
        for found in commands(command, f"{path} {name}".strip())
    }


def test_the_table_is_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document_text(), "make commands"


def test_every_command_that_is_named_is_one() -> None:
    known = commands(typer.main.get_command(application([])))
    assert set(COMMANDS.values()) <= known


def test_every_call_of_a_command_is_in_the_table() -> None:
    called = {wanted.operation for calls in MODULES.values() for wanted in calls}
    assert called <= set(COMMANDS)


def test_no_line_is_about_an_operation_that_is_gone() -> None:
    operations = {row.operation for row in rows()}
    assert set(COMMANDS) <= operations
    used = {pattern_of(each) for each in operations - set(COMMANDS)}
    assert set(REASONS) == used
