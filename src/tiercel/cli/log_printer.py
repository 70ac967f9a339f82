"""Entries of a log on standard output: lines for people, JSON documents for programs."""

from __future__ import annotations

import msgspec
import typer
from rich.console import Console

from tiercel.cli.api.executions import LogEntryView
from tiercel.cli.live import print_entry


class LogPrinter:
    """Prints one entry after the other, as soon as it is given."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._console = Console(highlight=False)

    def show(self, entry: LogEntryView) -> None:
        """Print an entry; a JSON document has no line break in it."""
        if self._as_json:
            typer.echo(msgspec.json.encode(entry))
        else:
            print_entry(self._console, entry)
