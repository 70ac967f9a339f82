"""Rows on standard output: a table on a terminal, tabs between stable columns for scripts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import typer
from msgspec import UnsetType

from tiercel.model.state import StateType

_WIDTH_MAX = 10_000
Cell = str | int | bool | datetime | UnsetType | None
Row = Sequence[Cell]
T = TypeVar("T")
COLOURS = {
    StateType.SUCCESS: "green",
    StateType.WARNING: "yellow",
    StateType.FAILED: "red",
    StateType.KILLED: "red",
    StateType.RUNNING: "cyan",
    StateType.PAUSED: "magenta",
}


def print_table(headings: Sequence[str], rows: Iterable[Row]) -> None:
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


def table_of(headings: Sequence[str], row: Callable[[T], Row]) -> Callable[[Any], None]:
    """What prints a list of the server: a row for each, from an answer that is the list itself
    or has it as its `results`."""

    def show(found: Any) -> None:
        print_table(headings, map(row, found if isinstance(found, list) else found.results))

    return show


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
