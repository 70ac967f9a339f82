"""Rows on standard output: a table on a terminal, tabs between stable columns for scripts."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime

import typer
from msgspec import UnsetType

from tiercel.model.state import StateType

_WIDTH_MAX = 10_000
Cell = str | int | bool | datetime | UnsetType | None
COLOURS = {
    StateType.SUCCESS: "green",
    StateType.WARNING: "yellow",
    StateType.FAILED: "red",
    StateType.KILLED: "red",
    StateType.RUNNING: "cyan",
    StateType.PAUSED: "magenta",
}


def print_table(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write rows; elsewhere than on a terminal without headings, a line each.

    Shapes: dates are UTC; a cell without a value is empty, and a text has one line only.
    """
    if not sys.stdout.isatty():
        for row in rows:
            typer.echo("\t".join(_text(cell) for cell in row))
        return
    # Only people wait for it, not scripts.
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*headings, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*(Text(_text(cell), _colour(cell)) for cell in row))
    # A line that is too long goes on below it: an id that is cut helps nobody.
    wide = Console(highlight=False, width=_WIDTH_MAX)
    Console(highlight=False, width=wide.measure(table).maximum).print(table)


def _colour(cell: Cell) -> str:
    return COLOURS.get(cell, "") if isinstance(cell, StateType) else ""


def _text(cell: Cell) -> str:
    if cell is None or isinstance(cell, UnsetType):
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%dT%H:%M:%SZ")
    return " ".join(str(cell).split())
