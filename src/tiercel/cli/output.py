"""Values on standard output."""

from __future__ import annotations

import msgspec
import typer

from tiercel.model.json_types import Json


def print_json(value: Json) -> None:
    """Write a value to standard output as indented JSON."""
    typer.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())
