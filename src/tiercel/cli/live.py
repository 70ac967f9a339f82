"""A run on the terminal: log lines scroll by, the tasks below them show their states."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import TracebackType
from typing import Protocol

import msgspec
from msgspec import UnsetType
from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from tiercel.model.durations import format_duration
from tiercel.model.json_types import Json
from tiercel.model.log import LEVEL_ORDER, Level
from tiercel.model.state import StateType

ROWS_MAX = 20
_MARKS = {
    StateType.SUCCESS: ("✓", "green"),
    StateType.WARNING: ("!", "yellow"),
    StateType.FAILED: ("✗", "red"),
    StateType.KILLED: ("✗", "red"),
    StateType.CANCELLED: ("✗", "red"),
    StateType.SKIPPED: ("-", "bright_black"),
    StateType.RUNNING: ("●", "cyan"),
    StateType.PAUSED: ("‖", "magenta"),
}
_LEVELS = {
    Level.ERROR: "red",
    Level.WARN: "yellow",
    Level.INFO: "green",
    Level.DEBUG: "cyan",
    Level.TRACE: "bright_black",
}


class Entry(Protocol):
    """What is shown of an entry of a log: one of the engine, or one that a server answers with."""

    @property
    def timestamp(self) -> datetime:
        """When it was written."""

    @property
    def level(self) -> Level:
        """How serious it is."""

    @property
    def task_id(self) -> str | UnsetType | None:
        """The task that wrote it; nothing for an entry of the execution."""

    @property
    def message(self) -> str:
        """The text, perhaps of many lines."""


def task_text(task_id: str, value: str | UnsetType | None) -> str:
    """How a task run is called: by its task, and by its value in a loop."""
    return f"{task_id} [{value}]" if isinstance(value, str) else task_id


def print_entry(console: Console, entry: Entry) -> None:
    """One log entry: time of day, level, task, text; coloured on a terminal."""
    colour = _LEVELS[entry.level]
    stamp = entry.timestamp.strftime("%H:%M:%S.%f")[:-3]
    console.print(
        f"[bright_black]{stamp}[/] [{colour}]{entry.level:<5}[/] "
        f"[bold]{escape(entry.task_id or '-')}[/] {escape(entry.message)}",
        soft_wrap=True,
    )


class ShownState(msgspec.Struct, frozen=True):
    """A row of the table: an execution or a task run; `end` is None while it is under way."""

    name: str
    state: StateType
    start: datetime
    end: datetime | None

    def duration(self, now: datetime) -> str:
        """So far or in all, as an ISO text."""
        return format_duration(max((self.end or now) - self.start, timedelta(0)))


class ShownRun(msgspec.Struct, frozen=True):
    """An execution as it is shown: itself, its task runs in their order, its outputs by id."""

    own: ShownState
    tasks: Sequence[ShownState]
    outputs: Mapping[str, Json]


class LiveRun:
    """Shows one execution; without a terminal only its lines. `now` gives the date in UTC."""

    def __init__(
        self, run: ShownRun, now: Callable[[], datetime], level: Level = Level.DEBUG
    ) -> None:
        self._run = run
        self._now = now
        self._rank = LEVEL_ORDER.index(level)
        self._console = Console(highlight=False)
        self._live: Live | None = None
        self.lines_shown = 0

    def __enter__(self) -> LiveRun:
        if self._console.is_terminal:
            self._live = Live(
                console=self._console,
                get_renderable=self._table,
                refresh_per_second=8,
                transient=True,
            )
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def update(self, run: ShownRun) -> None:
        """Show a newer state."""
        self._run = run

    def line(self, entry: Entry) -> None:
        """Print one log line, unless its level is below the least that is shown."""
        self.lines_shown += 1
        if LEVEL_ORDER.index(entry.level) < self._rank:
            return
        print_entry(self._console, entry)

    def note(self, text: str) -> None:
        """Print a line of the command's own."""
        self._console.print(f"[magenta]{escape(text)}[/]", soft_wrap=True)

    def suspend(self) -> None:
        """Leave the terminal to somebody who types."""
        if self._live is not None:
            self._live.stop()

    def go_on(self) -> None:
        """Take the terminal back after `suspend`."""
        if self._live is not None:
            self._live.start()

    def end(self, run: ShownRun) -> None:
        """Print how it ended, and its outputs."""
        self._run = run
        self._console.print(self._table())
        for name, value in run.outputs.items():
            self._console.print(f"  {escape(name)} = {escape(str(value))}", soft_wrap=True)

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 1))
        self._add(table, self._run.own, "bold")
        tasks = self._run.tasks
        for task in tasks[-ROWS_MAX:]:
            self._add(table, task, "", indent="  ")
        if len(tasks) > ROWS_MAX:
            table.add_row("", Text(f"  … and {len(tasks) - ROWS_MAX} before", "bright_black"))
        return table

    def _add(self, table: Table, row: ShownState, style: str, indent: str = "") -> None:
        mark, colour = _MARKS.get(row.state, ("○", "white"))
        name = Text(f"{indent}{row.name}", style)
        table.add_row(Text(mark, colour), name, Text(row.state, colour), row.duration(self._now()))
