"""Values on standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import typer

from tiercel.model.json_types import Json

if TYPE_CHECKING:
    from tiercel.cli.api.executions import ExecutionView


class Done(msgspec.Struct, frozen=True):
    """What a command did that the server answers without a word.

    Shapes: `done` is a participle such as `deleted`; `subject` has the names of what it was done
    to by what they are, such as `namespace`; `message` is the line for people.
    """

    done: str
    subject: dict[str, str]
    message: str


def print_json(value: Json) -> None:
    """Write a value to standard output as indented JSON."""
    typer.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def done(verb: str, /, **subject: str) -> Done:
    """Its message has the names, then the verb."""
    return Done(verb, subject, " ".join((*subject.values(), verb)))


def show_done(what: Done) -> None:
    """Write its message, if it has one."""
    if what.message:
        typer.echo(what.message)


def show_state(execution: ExecutionView) -> None:
    """Write the id and the state of an execution."""
    typer.echo(f"{execution.id} {execution.state.current}")
