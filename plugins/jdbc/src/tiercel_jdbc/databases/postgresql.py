"""PostgreSQL, by psycopg."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from tiercel.plugin import Json
from tiercel_jdbc.databases.database import Database, Login
from tiercel_jdbc.limits import CONNECT_SECONDS_MAX
from tiercel_jdbc.sessions import DbApiSession, Result
from tiercel_jdbc.statements import Style, gives_rows

# The first version that can look whether a client is there, and how often it does.
_CHECKS_CLIENTS = 140_000
_CHECK = "2s"
# Options of a JDBC URL and of a task -> those of the client library.
_OPTIONS = {
    "sslmode": "sslmode",
    "applicationname": "application_name",
    "connecttimeout": "connect_timeout",
    "options": "options",
}
# Properties that are texts of files -> what names the file.
_FILES = {"sslRootCert": "sslrootcert", "sslCert": "sslcert", "sslKey": "sslkey"}


class PostgreSql(Database):
    """Results stream in chunks; a kill cancels the query on the server."""

    title = "PostgreSQL"
    port = 5432
    style: ClassVar[Style] = "%s"

    def open(self, login: Login) -> PostgreSqlSession:
        psycopg = self.module("psycopg")
        connection = psycopg.connect(**connection_options(login), autocommit=True)
        schema = login.address.option("currentschema")
        if schema:
            connection.execute("SELECT set_config('search_path', %s, false)", (schema,))
        if login.zone:
            connection.execute("SELECT set_config('TimeZone', %s, false)", (login.zone,))
        _end_without_client(connection)
        return PostgreSqlSession(connection)

    def errors(self) -> tuple[type[Exception], ...]:
        return (self.module("psycopg").Error,)


def _end_without_client(connection: Any) -> None:
    """Let the server end a statement whose worker is lost, which it else sees at its next row."""
    from psycopg import errors

    if connection.info.server_version < _CHECKS_CLIENTS:
        return
    # Systems of servers that can't look refuse the value, and those of other makers the name.
    with suppress(errors.InvalidParameterValue, errors.UndefinedObject):
        connection.execute(
            "SELECT set_config('client_connection_check_interval', %s, false)", (_CHECK,)
        )


def connection_options(login: Login) -> dict[str, Json]:
    """What the client library is given; certificates become files of the attempt."""
    address = login.address
    found: dict[str, Json] = {
        # A folder of sockets, for a server on the same machine, can only be an option.
        "host": address.host or address.option("host"),
        "port": address.port,
        "dbname": address.path or None,
        "user": login.user,
        "password": login.secret,
        "connect_timeout": CONNECT_SECONDS_MAX,
    }
    found.update(
        (_OPTIONS[name], value) for name, value in address.options.items() if name in _OPTIONS
    )
    if login.options.get("ssl") or address.option("ssl") == "true":
        found.setdefault("sslmode", "require")
    if login.options.get("sslMode"):
        found["sslmode"] = str(login.options["sslMode"]).lower().replace("_", "-")
    for name, option in _FILES.items():
        text = login.options.get(name)
        if text:
            file = login.folder / f".{option}.pem"
            file.write_text(f"{text}\n", encoding="utf-8")
            file.chmod(0o600)
            found[option] = str(file)
    if login.options.get("sslKeyPassword"):
        found["sslpassword"] = login.options["sslKeyPassword"]
    return {name: value for name, value in found.items() if value is not None}


class PostgreSqlSession(DbApiSession):
    """Rows come in chunks as the server makes them, whatever the statement is."""

    def run(self, sql: str, values: Sequence[Json] | None, fetch_size: int) -> Result:
        """As `Session` says."""
        cursor = self.connection.cursor()
        adapted = None if values is None else self.adapted(values)
        if not gives_rows(sql):
            cursor.execute(sql, adapted)
            if cursor.description is None:
                return Result(count=cursor.rowcount)
            return Result(_columns_of(cursor), iter(cursor.fetchall()))
        rows = cursor.stream(sql, adapted, size=fetch_size)
        first = next(rows, None)
        columns = _columns_of(cursor)
        return Result(columns, _chained(first, rows))

    def begin(self) -> None:
        """As `Session` says."""
        self.connection.execute("BEGIN")

    def commit(self) -> None:
        """As `Session` says."""
        self.connection.execute("COMMIT")

    def rollback(self) -> None:
        """As `Session` says."""
        self.connection.execute("ROLLBACK")

    def cancel(self) -> None:
        """Cancel the running statement on the server."""
        self.connection.cancel_safe()

    def adapted(self, values: Iterable[Json]) -> Sequence[Json]:
        """Maps are JSON; texts take the type that the server wants."""
        from psycopg.types.json import Jsonb

        return [Jsonb(each) if isinstance(each, Mapping) else each for each in values]

    def _end_statement(self) -> None:
        """Each statement is a transaction of its own."""


def _columns_of(cursor: Any) -> tuple[str, ...]:
    return tuple(column.name for column in cursor.description or ())


def _chained(first: Sequence[Json] | None, rest: Iterator[Any]) -> Iterator[Sequence[Json]]:
    if first is not None:
        yield first
        yield from rest
