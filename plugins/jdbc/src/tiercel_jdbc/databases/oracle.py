"""Oracle, by oracledb without Oracle's own client."""

from __future__ import annotations

from typing import Any, ClassVar

from tiercel_jdbc.databases.database import Database, Login
from tiercel_jdbc.limits import CONNECT_SECONDS_MAX
from tiercel_jdbc.sessions import DbApiSession
from tiercel_jdbc.statements import Style


class Oracle(Database):
    """A service, or a SID behind a colon."""

    title = "Oracle"
    extra = "oracle"
    port = 1521
    style: ClassVar[Style] = ":1"

    def open(self, login: Login) -> OracleSession:
        oracledb = self.module("oracledb")
        oracledb.defaults.fetch_decimals = True
        oracledb.defaults.fetch_lobs = False
        address = login.address
        name = (
            {"sid": address.path[1:]}
            if address.path.startswith(":")
            else {"service_name": address.path}
        )
        connection = oracledb.connect(
            user=login.user,
            password=login.secret,
            host=address.host,
            port=address.port or self.port,
            tcp_connect_timeout=CONNECT_SECONDS_MAX,
            **name,
        )
        return OracleSession(connection)

    def errors(self) -> tuple[type[Exception], ...]:
        return (self.module("oracledb").Error,)


class OracleSession(DbApiSession):
    """A kill breaks the call on the server."""

    def new_cursor(self, fetch_size: int) -> Any:
        """Rows of a round trip are those of a read."""
        cursor = super().new_cursor(fetch_size)
        cursor.prefetchrows = fetch_size + 1
        return cursor

    def cancel(self) -> None:
        """Break the running call."""
        self.connection.cancel()
