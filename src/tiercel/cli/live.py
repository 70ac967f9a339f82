"""A run on the terminal: log lines scroll by, the tasks below them show their states."""

from __future__ import annotations

from datetime import datetime
from types import TracebackType
from typing import Protocol

from msgspec import UnsetType
from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from tiercel.model.durations import format_duration
from tiercel.model.execution import Execution
from tiercel.model.log import LEVEL_ORDER, Level, LogEntry
from tiercel.model.state import StateType
from tiercel.ports.clock import Clock

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


def print_entry(console: Console, entry: Entry) -> None:
    """One log entry: time of day, level, task, text; coloured on a terminal."""
    colour = _LEVELS[entry.level]
    stamp = entry.timestamp.strftime("%H:%M:%S.%f")[:-3]
    console.print(
        f"[bright_black]{stamp}[/] [{colour}]{entry.level:<5}[/] "
        f"[bold]{escape(entry.task_id or '-')}[/] {escape(entry.message)}",
        soft_wrap=True,
    )


class LiveRun:
    """Shows one execution; without a terminal only its lines."""

    def __init__(self, execution: Execution, clock: Clock, level: Level = Level.DEBUG) -> None:
        self._execution = execution
        self._clock = clock
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

    def update(self, execution: Execution) -> None:
        """Show a newer state."""
        self._execution = execution

    def line(self, entry: LogEntry) -> None:
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

    def end(self, execution: Execution) -> None:
        """Print how it ended, and its outputs."""
        self._execution = execution
        self._console.print(self._table())
        for name, value in execution.outputs.items():
            self._console.print(f"  {escape(name)} = {escape(str(value))}", soft_wrap=True)

    def _table(self) -> Table:
        execution = self._execution
        now = self._clock.now()
        table = Table.grid(padding=(0, 1))
        mark, colour = _MARKS.get(execution.current, ("○", "white"))
        duration = format_duration(execution.state.duration(now))
        table.add_row(
            Text(mark, colour),
            Text(execution.uid, "bold"),
            Text(execution.current, colour),
            duration,
        )
        runs = execution.task_run_list()
        for task_run in runs[-ROWS_MAX:]:
            mark, colour = _MARKS.get(task_run.current, ("○", "white"))
            name = (
                task_run.task_id
                if task_run.value is None
                else (f"{task_run.task_id} [{task_run.value}]")
            )
            table.add_row(
                Text(mark, colour),
                Text(f"  {name}"),
                Text(task_run.current, colour),
                format_duration(task_run.state.duration(now)),
            )
        if len(runs) > ROWS_MAX:
            table.add_row("", Text(f"  … and {len(runs) - ROWS_MAX} before", "bright_black"))
        return table
