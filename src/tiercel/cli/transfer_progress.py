"""Progress of an export or import: bars on a terminal, lines elsewhere, nothing for scripts."""

from __future__ import annotations

import time
from collections.abc import Sequence
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table

_LINE_SECONDS = 5.0
_LOOK_RECORDS = 100  # Records between two looks at the clock.


class TransferProgress:
    """Is called with what is at work, how much is done, and how much there is."""

    def __init__(self, *, is_silent: bool) -> None:
        self._console = Console(highlight=False, stderr=False)
        self._is_silent = is_silent
        self._bars: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._printed_at = time.monotonic()

    def __enter__(self) -> TransferProgress:
        if not self._is_silent and self._console.is_terminal:
            columns = (TextColumn("{task.description:13}"), BarColumn(), MofNCompleteColumn())
            self._bars = Progress(*columns, console=self._console)
            self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def __call__(self, name: str, done: int, total: int) -> None:
        """So much is done of something."""
        is_end = done >= total
        if self._is_silent or not (is_end or done % _LOOK_RECORDS == 0 or total < _LOOK_RECORDS):
            return
        if self._bars is not None:
            self._show(name, done, total)
        elif total and (is_end or time.monotonic() - self._printed_at >= _LINE_SECONDS):
            self._printed_at = time.monotonic()
            self._console.print(f"{name}: {done:,} of {total:,}")

    def _show(self, name: str, done: int, total: int) -> None:
        assert self._bars is not None
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=total)
        self._bars.update(self._tasks[name], completed=done, total=total)

    def table(
        self, heading: str, rows: Sequence[tuple[str, Sequence[int]]], *headings: str
    ) -> None:
        """What was counted, by kind, if anything was; a row whose numbers differ is marked."""
        table = Table("kind", box=None, header_style="bold")
        for name in (heading, *headings):
            table.add_column(name, justify="right")
        for kind, numbers in rows:
            if not any(numbers):
                continue
            cells = [f"{number:,}" for number in numbers]
            table.add_row(kind, *cells, style="red" if len(set(numbers)) > 1 else "")
        self._console.print(table)
