"""Systems whose clients speak HTTP: ClickHouse, Trino, Druid, Pinot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from tiercel.plugin import Json
from tiercel_jdbc.databases.clients import Client
from tiercel_jdbc.databases.database import Database, Login
from tiercel_jdbc.limits import CONNECT_SECONDS_MAX
from tiercel_jdbc.sessions import DbApiSession
from tiercel_jdbc.statements import Style


class ClickhouseSession(DbApiSession):
    """Rows of a batch are written out into one statement, as the client does."""

    def run_many(self, sql: str, rows: Sequence[Sequence[Json]]) -> int:
        """The server does not say how many; every row is one."""
        super().run_many(sql, rows)
        return len(rows)


class Clickhouse(Client):
    """By clickhouse-connect over its HTTP interface."""

    title = "ClickHouse"
    extra = "clickhouse"
    port = 8123
    style: ClassVar[Style] = "%s"
    quote = "`"
    library = "clickhouse_connect.dbapi"
    session = ClickhouseSession
    failures = ("clickhouse_connect.driver.exceptions:Error",)

    def options(self, login: Login) -> dict[str, Json]:
        address = login.address
        secure = address.option("ssl") == "true" or "https" in address.scheme
        return {
            "port": address.port or (8443 if secure else self.port),
            "username": login.user or "default",
            "password": login.secret or "",
            "database": address.path or address.option("database") or "default",
            "secure": secure,
            "connect_timeout": CONNECT_SECONDS_MAX,
        }


class Trino(Database):
    """By its client; a kill cancels the query on the server."""

    title = "Trino"
    extra = "trino"
    port = 8080

    def open(self, login: Login) -> TrinoSession:
        trino = self.module("trino")
        address = login.address
        catalog, _, schema = address.path.partition("/")
        secure = address.option("ssl") == "true" or login.secret is not None
        connection = trino.dbapi.connect(
            host=address.host,
            port=address.port or (443 if secure else self.port),
            user=login.user or "tiercel",
            auth=trino.auth.BasicAuthentication(login.user, login.secret) if login.secret else None,
            http_scheme="https" if secure else "http",
            catalog=catalog or None,
            schema=schema or None,
            timezone=login.zone,
        )
        return TrinoSession(connection)

    def errors(self) -> tuple[type[Exception], ...]:
        trino = self.module("trino")
        requests = self.module("requests")
        return (
            trino.exceptions.Error,
            requests.RequestException,
        )


class TrinoSession(DbApiSession):
    """Each statement is one of its own."""

    def cancel(self) -> None:
        """Cancel the query of the cursor."""
        cursor: Any = self._cursor
        if cursor is not None:
            cursor.cancel()

    def _end_statement(self) -> None:
        """Without a transaction there is nothing to end."""


class QuerySession(DbApiSession):
    """Of a system that has no transactions."""

    def new_cursor(self, fetch_size: int) -> Any:
        """The client reads as it likes."""
        return self.connection.cursor()

    def _end_statement(self) -> None:
        """Nothing is to be committed."""

    def commit(self) -> None:
        """Nothing is to be committed."""

    def rollback(self) -> None:
        """Nothing can be undone."""


class Druid(Client):
    """By pydruid over its SQL interface."""

    title = "Druid"
    extra = "druid"
    port = 8888
    style: ClassVar[Style] = "%s"
    library = "pydruid.db"
    session = QuerySession
    failures = ("pydruid.db.exceptions:Error", "requests:RequestException")

    def options(self, login: Login) -> dict[str, Json]:
        return {
            "path": "/druid/v2/sql/",
            "scheme": "https" if login.address.scheme.endswith("https") else "http",
            "user": login.user,
            "password": login.secret,
        }


class Pinot(Client):
    """By pinotdb over the SQL interface of a broker or controller."""

    title = "Pinot"
    extra = "pinot"
    port = 8099
    style: ClassVar[Style] = "%s"
    library = "pinotdb"
    session = QuerySession
    failures = ("pinotdb.exceptions:Error", "httpx:HTTPError")

    def options(self, login: Login) -> dict[str, Json]:
        return {
            "path": "/query/sql",
            "scheme": "https" if login.address.option("scheme") == "https" else "http",
            "username": login.user,
            "password": login.secret,
            "timeout": CONNECT_SECONDS_MAX,
        }
