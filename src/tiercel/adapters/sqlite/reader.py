"""Reads: short ones at once in the event loop, lists in threads on connections of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import apsw

from tiercel.adapters.sql.filters import Binding
from tiercel.adapters.sqlite.connections import (
    clear_error,
    encodable,
    reading_connection,
    walking_connection,
)
from tiercel.model.stored.limits import (
    STORE_INLINE_BYTES_MAX,
    STORE_INLINE_ROWS_MAX,
    STORE_QUERY_SECONDS_MAX,
)

T = TypeVar("T")
Row = tuple[Any, ...]

_LIST_CONNECTIONS = 2


class PointReader:
    """Reads of a few rows by key. They see everything that was committed before."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._connection = reading_connection(path)
        self._cursor = self._connection.cursor()

    def rows(self, text: str, bindings: Sequence[Binding] = ()) -> list[Row]:
        """All rows of one statement, which is one snapshot. Raises: Unavailable."""
        try:
            return self._cursor.execute(text, bindings).fetchall()
        except UnicodeEncodeError:
            # No stored text is equal to it.
            return self._cursor.execute(text, encodable(bindings)).fetchall()
        except (apsw.Error, OverflowError) as error:
            raise clear_error(error, self._name) from error

    def few_rows(self, text: str, bindings: Sequence[Binding]) -> list[Row] | None:
        """All rows of one statement that ends with a body; None when they take long to read."""
        rows, bytes_left = [], STORE_INLINE_BYTES_MAX
        try:
            for row in self._cursor.execute(text, bindings):
                rows.append(row)
                bytes_left -= len(row[-1])
                if bytes_left < 0 or len(rows) > STORE_INLINE_ROWS_MAX:
                    # A statement that stands open would keep this connection in the past.
                    self._cursor.close()
                    self._cursor = self._connection.cursor()
                    return None
        except UnicodeEncodeError:
            return self.rows(text, bindings)
        except (apsw.Error, OverflowError) as error:
            raise clear_error(error, self._name) from error
        return rows

    def row(self, text: str, bindings: Sequence[Binding] = ()) -> Row | None:
        rows = self.rows(text, bindings)
        return rows[0] if rows else None

    def close(self) -> None:
        self._connection.close()


class ListReader:
    """Reads that may take long: each runs in a thread, on one snapshot, for a bounded time."""

    def __init__(self, path: Path, connections: int = _LIST_CONNECTIONS) -> None:
        self._name = path.name
        self._idle = [walking_connection(path) for _ in range(connections)]
        self._connections = tuple(self._idle)
        self._free = asyncio.Semaphore(connections)
        self._threads = ThreadPoolExecutor(connections, "tiercel-lists")

    async def run(self, work: Callable[[apsw.Connection], T]) -> T:
        """What `work` returns. Raises: Unavailable when it takes too long or can't be read."""
        await self._free.acquire()
        connection = self._idle.pop()
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._threads, _on_snapshot, connection, work)
        timer = loop.call_later(STORE_QUERY_SECONDS_MAX, connection.interrupt)

        def give_back(_: object) -> None:
            timer.cancel()
            self._idle.append(connection)
            self._free.release()

        future.add_done_callback(give_back)
        try:
            # A caller that is cancelled leaves the thread running: the connection stays taken.
            return await asyncio.shield(future)
        except (apsw.Error, UnicodeError, OverflowError) as error:
            raise clear_error(error, self._name) from error

    async def close(self) -> None:
        """Wait for running reads, then close the connections."""
        await asyncio.to_thread(self._threads.shutdown)
        for connection in self._connections:
            connection.close()


def _on_snapshot(connection: apsw.Connection, work: Callable[[apsw.Connection], T]) -> T:
    connection.execute("BEGIN")
    try:
        return work(connection)
    finally:
        connection.execute("ROLLBACK")


def fetch(connection: apsw.Connection, text: str, bindings: Sequence[Binding] = ()) -> list[Row]:
    """All rows of one statement."""
    try:
        return connection.execute(text, bindings).fetchall()
    except UnicodeEncodeError:
        return connection.execute(text, encodable(bindings)).fetchall()


def counted(connection: apsw.Connection, text: str, *bindings: Binding) -> int:
    """The number that a statement returns."""
    ((number,),) = fetch(connection, text, bindings)
    assert isinstance(number, int)
    return number
