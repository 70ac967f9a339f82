"""What tasks do with a connection, and how that is done with most client libraries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

import msgspec

from tiercel.plugin import Json


class Result(msgspec.Struct, frozen=True):
    """What a statement gave: `columns` is None where it gives no rows.

    `rows` can be read once, before the next statement; `count` is how many it changed, -1 where
    that is not known.
    """

    columns: tuple[str, ...] | None = None
    rows: Iterator[Sequence[Json]] = iter(())
    count: int = -1


class Session(Protocol):
    """A connection in which a task works. Its methods raise the errors of the client library."""

    def run(self, sql: str, values: Sequence[Json] | None, fetch_size: int) -> Result:
        """Run one statement; rows come as they are read, `fetch_size` at a time."""

    def run_many(self, sql: str, rows: Sequence[Sequence[Json]]) -> int:
        """Run a statement once for each row of values; how many rows it changed."""

    def columns_of(self, table: str) -> Sequence[str]:
        """The columns of a table in their order."""

    def begin(self) -> None:
        """Begin a transaction: without it every statement is one of its own."""

    def commit(self) -> None:
        """End the transaction, keeping what it did."""

    def rollback(self) -> None:
        """End the transaction, undoing what it did."""

    def cancel(self) -> None:
        """Stop the running statement on the server, from another thread."""

    def close(self) -> None:
        """Give the connection back."""


class DbApiSession:
    """A session over a connection of PEP 249. Databases override what theirs does otherwise."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self._in_transaction = False
        self._cursor: Any = None

    def run(self, sql: str, values: Sequence[Json] | None, fetch_size: int) -> Result:
        """As the protocol says."""
        cursor = self._cursor = self.new_cursor(fetch_size)
        if values is None:
            cursor.execute(sql)
        else:
            cursor.execute(sql, self.adapted(values))
        if cursor.description is None:
            result = Result(count=cursor.rowcount)
            cursor.close()
            self._end_statement()
            return result
        columns = tuple(column[0] for column in cursor.description)
        return Result(columns, self._rows_of(cursor, fetch_size))

    def run_many(self, sql: str, rows: Sequence[Sequence[Json]]) -> int:
        """As the protocol says."""
        cursor = self._cursor = self.connection.cursor()
        cursor.executemany(sql, [self.adapted(row) for row in rows])
        count = int(cursor.rowcount)
        cursor.close()
        self._end_statement()
        return count

    def columns_of(self, table: str) -> Sequence[str]:
        """As the protocol says."""
        cursor = self.connection.cursor()
        cursor.execute(f"SELECT * FROM {table} WHERE 1 = 0")
        columns = [column[0] for column in cursor.description]
        cursor.close()
        self._end_statement()
        return columns

    def begin(self) -> None:
        """PEP 249 begins one by itself."""
        self._in_transaction = True

    def commit(self) -> None:
        """As the protocol says."""
        self._in_transaction = False
        self.connection.commit()

    def rollback(self) -> None:
        """As the protocol says."""
        self._in_transaction = False
        self.connection.rollback()

    def cancel(self) -> None:
        """What stops any statement whose client has no better way: the connection ends."""
        self.connection.close()

    def close(self) -> None:
        """As the protocol says."""
        self.connection.close()

    def new_cursor(self, fetch_size: int) -> Any:
        """A cursor that reads some rows at a time."""
        cursor = self.connection.cursor()
        cursor.arraysize = fetch_size
        return cursor

    def adapted(self, values: Iterable[Json]) -> Sequence[Json]:
        """Values as the client takes them."""
        return list(values)

    def _rows_of(self, cursor: Any, fetch_size: int) -> Iterator[Sequence[Json]]:
        try:
            while rows := cursor.fetchmany(fetch_size):
                yield from rows
        finally:
            cursor.close()
        self._end_statement()

    def _end_statement(self) -> None:
        if not self._in_transaction:
            self.connection.commit()
