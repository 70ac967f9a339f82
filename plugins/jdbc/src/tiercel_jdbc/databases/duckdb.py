"""DuckDB, in the process of the worker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tiercel.plugin import Json
from tiercel_jdbc.databases.database import Database, Login
from tiercel_jdbc.sessions import DbApiSession, Result

_IN_MEMORY = ("", ":memory:")


class DuckDb(Database):
    """A file, memory, or a database of MotherDuck."""

    title = "DuckDB"

    def open(self, login: Login) -> DuckDbSession:
        duckdb = self.module("duckdb")
        path = login.address.path
        options = dict(login.address.options)
        if path not in _IN_MEMORY and not path.startswith(("/", "md:", "motherduck:")):
            path = str(login.folder / path)
        connection = duckdb.connect(path or ":memory:", config=options)
        session = DuckDbSession(connection)
        folder = str(login.folder).replace("'", "''")
        connection.execute(f"SET file_search_path='{folder}'")
        if login.zone is not None:
            connection.execute(f"SET TimeZone='{login.zone.replace(chr(39), '')}'")
        for extension in login.options.get("communityExtensions") or ():
            _load(connection, str(extension), duckdb.Error)
        return session

    def errors(self) -> tuple[type[Exception], ...]:
        # An interrupted statement raises a RuntimeError.
        return (self.module("duckdb").Error, RuntimeError)


def _load(connection: Any, extension: str, error: type[Exception]) -> None:
    """Load an extension when it is installed; as in the reference, none has to be there."""
    quoted = extension.replace('"', '""')
    try:
        connection.execute(f'LOAD "{quoted}"')
    except error:
        return


class DuckDbSession(DbApiSession):
    """The connection is its own cursor; statements commit by themselves outside transactions."""

    def run(self, sql: str, values: Sequence[Json] | None, fetch_size: int) -> Result:
        """A statement that changes rows gives their number as a row, which is no result."""
        (statement,) = self.connection.extract_statements(sql)
        kinds = {kind.name for kind in statement.expected_result_type}
        self.connection.execute(statement, None if values is None else list(values))
        columns = tuple(column[0] for column in self.connection.description or ())
        has_rows = kinds == {"QUERY_RESULT"} or ("QUERY_RESULT" in kinds and columns != ("Count",))
        if has_rows:
            return Result(columns, self._fetched(fetch_size))
        counted = self.connection.fetchone() if "CHANGED_ROWS" in kinds else None
        return Result(count=-1 if counted is None else int(counted[0]))

    def begin(self) -> None:
        """As `Session` says."""
        self.connection.begin()

    def rollback(self) -> None:
        """As `Session` says."""
        self.connection.rollback()

    def cancel(self) -> None:
        """Interrupt the running statement."""
        self.connection.interrupt()

    def _fetched(self, fetch_size: int) -> Iterator[Sequence[Json]]:
        while rows := self.connection.fetchmany(fetch_size):
            yield from rows
