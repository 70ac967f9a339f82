"""One transaction of the SQLite store: its statements, and what follows once they are durable."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from tiercel.adapters.sql.filters import Binding
from tiercel.adapters.sqlite.writer import ANY, Statement, Writer, WriteUnit
from tiercel.ports.store import Notifier

Bindings = list[Binding] | tuple[Binding, ...]


class LateStatement(Protocol):
    """A statement that depends on the transactions that were handed over before its own."""

    def text(self) -> str:
        """Asked once, when its transaction is handed over; the next is handed over after it."""

    def done(self) -> None:
        """The transaction is durable."""

    def end(self) -> None:
        """The transaction is over, whatever its outcome, also before it was handed over."""


class Numbers:
    """Row numbers, growing in the order in which transactions are handed to the writer."""

    def __init__(self, last: int) -> None:
        self._last = last

    def next(self) -> int:
        """A number larger than all before."""
        self._last += 1
        return self._last


class SqliteUnit:
    """Collects statements; `commit` hands them over and waits until they are durable.

    `then` actions run in the event loop when the statements are durable, before any waiter goes
    on; `finally_` actions run when the transaction is over, whatever its outcome.
    """

    def __init__(self, writer: Writer, numbers: Numbers, notifier: Notifier) -> None:
        self._writer = writer
        self._numbers = numbers
        self._notifier = notifier
        self._statements: list[Statement] = []
        self._numbered: list[list[Binding]] = []
        self._late: list[tuple[int, LateStatement]] = []
        self._then: list[Callable[[], None]] = []
        self._finally: list[Callable[[], None]] = []
        self._notifications: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._statements)

    def run(self, text: str, bindings: Bindings, expected: int = ANY) -> None:
        """Add a statement; `expected` is the number of rows that it must change."""
        self._statements.append((text, bindings, expected))

    def run_numbered(self, text: str, bindings: list[Binding]) -> None:
        """Add a statement whose first binding becomes a row number when the unit is committed."""
        self._numbered.append(bindings)
        self._statements.append((text, bindings, ANY))

    def run_late(self, late: LateStatement, bindings: Bindings, expected: int) -> None:
        """Add a statement whose text is known when the unit is handed over."""
        self._late.append((len(self._statements), late))
        self._statements.append(("", bindings, expected))
        self._then.append(late.done)
        self._finally.append(late.end)

    def then(self, action: Callable[[], None]) -> None:
        """Do this once everything is durable."""
        self._then.append(action)

    def finally_(self, action: Callable[[], None]) -> None:
        """Do this when the transaction is over."""
        self._finally.append(action)

    def notify(self, name: str) -> None:
        """Notify the name once everything is durable."""
        self._notifications[name] = None

    async def commit(self) -> list[int]:
        """Write everything; the row counts of COUNTED statements.

        Raises: Stale when a guard failed, Unavailable when the database can't be written.
        """
        if not self._statements:
            self.end()
            return []
        self._begin()
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def landed(error: Exception | None) -> None:
            if error is None:
                for action in self._then:
                    action()
                for name in self._notifications:
                    self._notifier.notify(name)
            self.end()
            if not waiter.done():
                if error is None:
                    waiter.set_result(None)
                else:
                    waiter.set_exception(error)

        unit = WriteUnit(self._statements, landed)
        try:
            self._writer.submit(unit)
        except BaseException:
            self.end()
            raise
        await waiter
        return unit.counts

    def _begin(self) -> None:
        """What depends on the transactions that were handed over before."""
        for bindings in self._numbered:
            bindings[0] = self._numbers.next()
        for place, late in self._late:
            _, cells, expected = self._statements[place]
            self._statements[place] = (late.text(), cells, expected)

    def end(self) -> None:
        """Run the `finally_` actions."""
        for action in self._finally:
            action()
        self._finally.clear()
