"""MySQL and MariaDB, by PyMySQL."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Sequence
from datetime import time, timedelta
from typing import Any, ClassVar

from tiercel.plugin import Json
from tiercel_jdbc.databases.database import Database, Login
from tiercel_jdbc.limits import CONNECT_SECONDS_MAX
from tiercel_jdbc.sessions import DbApiSession
from tiercel_jdbc.statements import Style


class MySql(Database):
    """Results are read unbuffered; a kill ends the query by a second connection."""

    title = "MySQL"
    port = 3306
    style: ClassVar[Style] = "%s"
    quote = "`"

    def open(self, login: Login) -> MySqlSession:
        pymysql = self.module("pymysql")
        address = login.address
        options: dict[str, Json] = {
            "host": address.host or "localhost",
            "port": address.port or self.port,
            "user": login.user,
            "password": login.secret or "",
            "database": address.path or None,
            "charset": "utf8mb4",
            "connect_timeout": CONNECT_SECONDS_MAX,
            # A port that says nothing would be waited for without an end.
            "read_timeout": CONNECT_SECONDS_MAX,
            "local_infile": True,
            "conv": _conversions(pymysql),
        }
        if address.option("usessl", "sslmode") in ("true", "REQUIRED", "trust", "verify-full"):
            options["ssl"] = _tls_of(address.option("sslmode") or "")
        if login.zone:
            options["init_command"] = f"SET time_zone = '{_offset_of(login.zone)}'"
        connection = pymysql.connect(**options)
        # A statement may take its time.
        connection._read_timeout = None
        return MySqlSession(connection, pymysql, options)

    def errors(self) -> tuple[type[Exception], ...]:
        return (self.module("pymysql").MySQLError,)


class MariaDb(MySql):
    """Speaks the same protocol."""

    title = "MariaDB"


def _conversions(pymysql: Any) -> dict[Any, Any]:
    """The usual ones, with TIME as a time of day where it is one."""
    kinds = pymysql.constants.FIELD_TYPE
    usual = pymysql.converters.conversions
    read = usual[kinds.TIME]

    def time_of(text: str) -> Json:
        value = read(text)
        if isinstance(value, timedelta) and timedelta() <= value < timedelta(days=1):
            seconds, rest = divmod(value, timedelta(seconds=1))
            return time(seconds // 3600, seconds % 3600 // 60, seconds % 60, rest.microseconds)
        return value

    return {**usual, kinds.TIME: time_of}


def _tls_of(mode: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if mode != "verify-full":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _offset_of(zone: str) -> str:
    """A zone as the server knows it: names need tables that few servers have."""
    return "+00:00" if zone in ("UTC", "Z", "Etc/UTC") else zone.replace("'", "")


class MySqlSession(DbApiSession):
    """Unbuffered cursors; the connection's number names it to a second one."""

    def __init__(self, connection: Any, library: Any, options: dict[str, Json]) -> None:
        super().__init__(connection)
        self._library = library
        self._options = options

    def new_cursor(self, fetch_size: int) -> Any:
        """One that leaves rows with the server until they are read."""
        return self.connection.cursor(self._library.cursors.SSCursor)

    def adapted(self, values: Iterable[Json]) -> Sequence[Json]:
        """Maps and lists are JSON texts."""
        import json

        return [
            json.dumps(each, default=str) if isinstance(each, dict | list) else each
            for each in values
        ]

    def cancel(self) -> None:
        """End the query of this connection on the server."""
        number = int(self.connection.thread_id())
        with self._library.connect(**self._options) as other, other.cursor() as cursor:
            cursor.execute(f"KILL QUERY {number}")
