"""SQLite, by the library that the server itself has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from tiercel.plugin import Json
from tiercel_jdbc.databases.database import Database, Login
from tiercel_jdbc.sessions import Result

# Declared types whose texts are dates. SQLite has no type for them.
_READERS: dict[str, Callable[[str], Json]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "timestamp": datetime.fromisoformat,
    "time": time.fromisoformat,
}


class Sqlite(Database):
    """A file, or memory where the address names none."""

    title = "SQLite"

    def open(self, login: Login) -> SqliteSession:
        import apsw

        path = login.address.path
        if path and not path.startswith((":", "file:", "/")):
            path = str(login.folder / path)
        return SqliteSession(apsw.Connection(path or ":memory:"))

    def errors(self) -> tuple[type[Exception], ...]:
        import apsw

        return (apsw.Error,)


class SqliteSession:
    """A session over a connection of apsw, which gives rows one at a time."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._connection.set_busy_timeout(10_000)

    def run(self, sql: str, values: Sequence[Json] | None, fetch_size: int) -> Result:
        """Columns are those of the first row, or of the statement where it has none."""
        before = self._connection.total_changes()
        cursor = self._connection.cursor()
        cursor.execute(sql, () if values is None else tuple(_adapted(each) for each in values))
        description = _description_of(cursor)
        if not description:
            return Result(count=self._connection.total_changes() - before)
        readers = [_READERS.get((kind or "").lower()) for _, kind in description]
        return Result(tuple(name for name, _ in description), _rows_of(cursor, readers))

    def run_many(self, sql: str, rows: Sequence[Sequence[Json]]) -> int:
        """As `Session` says."""
        before = self._connection.total_changes()
        adapted = (tuple(_adapted(each) for each in row) for row in rows)
        self._connection.cursor().executemany(sql, adapted)
        return int(self._connection.total_changes() - before)

    def columns_of(self, table: str) -> Sequence[str]:
        """As `Session` says."""
        return [row[1] for row in self._connection.execute(f"PRAGMA table_info({table})")]

    def begin(self) -> None:
        """As `Session` says."""
        self._connection.execute("BEGIN")

    def commit(self) -> None:
        """Nothing where the flow's own statements ended the transaction."""
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")

    def rollback(self) -> None:
        """As `commit`."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def cancel(self) -> None:
        """Interrupt the running statement."""
        self._connection.interrupt()

    def close(self) -> None:
        """As `Session` says."""
        self._connection.close(True)


def _description_of(cursor: Any) -> Sequence[tuple[str, str | None]]:
    import apsw

    try:
        found: Sequence[tuple[str, str | None]] = cursor.get_description()
    except apsw.ExecutionCompleteError:
        return ()
    return found


def _rows_of(
    cursor: Any, readers: Sequence[Callable[[str], Json] | None]
) -> Iterator[Sequence[Json]]:
    if not any(readers):
        yield from cursor
        return
    for row in cursor:
        yield [
            value if reader is None or not isinstance(value, str) else _read(reader, value)
            for reader, value in zip(readers, row, strict=True)
        ]


def _read(reader: Callable[[str], Json], text: str) -> Json:
    """The date of a text; a text that is none stays one, since SQLite takes anything."""
    try:
        return reader(text)
    except ValueError:
        return text


def _adapted(value: Json) -> Json:
    if isinstance(value, Decimal):
        return float(value)
    return str(value) if isinstance(value, date | time) else value
