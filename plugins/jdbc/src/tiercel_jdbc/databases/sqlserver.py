"""SQL Server and Sybase, by pymssql, which speaks their common protocol."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from tiercel.plugin import Json
from tiercel_jdbc.databases.database import Database, Login
from tiercel_jdbc.limits import CONNECT_SECONDS_MAX
from tiercel_jdbc.sessions import DbApiSession
from tiercel_jdbc.statements import Style

# `encrypt` of flows -> that of the client library.
_ENCRYPTION = {"TRUE": "require", "STRICT": "require", "OPTIONAL": "request", "FALSE": "off"}


class SqlServer(Database):
    """SQL Server; a kill ends the connection, which ends its statement."""

    title = "SQL Server"
    extra = "sqlserver"
    port = 1433
    style: ClassVar[Style] = "%s"
    protocol: ClassVar[str] = "7.4"

    def open(self, login: Login) -> SqlServerSession:
        pymssql = self.module("pymssql")
        address = login.address
        encrypt = str(login.options.get("encrypt") or address.option("encrypt") or "FALSE").upper()
        connection = pymssql.connect(
            server=address.host,
            port=str(address.port or self.port),
            user=login.user,
            password=login.secret,
            database=address.option("databasename", "database") or address.path or "",
            login_timeout=CONNECT_SECONDS_MAX,
            tds_version=self.protocol,
            encryption=_ENCRYPTION.get(encrypt, "off"),
        )
        return SqlServerSession(connection)

    def errors(self) -> tuple[type[Exception], ...]:
        return (self.module("pymssql").Error,)


class Sybase(SqlServer):
    """Adaptive Server, by the older form of the protocol."""

    title = "Sybase"
    port = 5000
    takes_many = True
    protocol = "5.0"


class SqlServerSession(DbApiSession):
    """Values come as a tuple."""

    def adapted(self, values: Iterable[Json]) -> Sequence[Json]:
        """As the client takes them."""
        return tuple(values)

    def new_cursor(self, fetch_size: int) -> Any:
        """Rows are read from the connection one at a time, whatever the size."""
        return self.connection.cursor()
