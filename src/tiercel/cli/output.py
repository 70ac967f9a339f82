"""Values on standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import typer

from tiercel.model.json_types import Json

if TYPE_CHECKING:
    from tiercel.cli.api.executions import ExecutionView


def print_json(value: Json) -> None:
    """Write a value to standard output as indented JSON."""
    typer.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def print_state(execution: ExecutionView, *, as_json: bool) -> None:
    """Write the id and the state of an execution, or all of it as JSON."""
    if as_json:
        print_json(execution)
    else:
        typer.echo(f"{execution.id} {execution.state.current}")
