"""Redshift, Vertica, Db2 and HANA, each by the client of its maker."""

from __future__ import annotations

from typing import ClassVar

from tiercel_jdbc.databases.database import Database, Login
from tiercel_jdbc.limits import CONNECT_SECONDS_MAX
from tiercel_jdbc.sessions import DbApiSession
from tiercel_jdbc.statements import Style


class Redshift(Database):
    """By redshift-connector."""

    title = "Redshift"
    extra = "redshift"
    port = 5439
    style: ClassVar[Style] = "%s"
    takes_many = True

    def open(self, login: Login) -> DbApiSession:
        library = self.module("redshift_connector")
        address = login.address
        connection = library.connect(
            host=address.host,
            port=address.port or self.port,
            database=address.path,
            user=login.user,
            password=login.secret,
            ssl=address.option("ssl") != "false",
            timeout=CONNECT_SECONDS_MAX,
        )
        return DbApiSession(connection)

    def errors(self) -> tuple[type[Exception], ...]:
        return (self.module("redshift_connector").Error,)


class Vertica(Database):
    """By vertica-python; a kill cancels the query on the server."""

    title = "Vertica"
    extra = "vertica"
    port = 5433
    style: ClassVar[Style] = "%s"

    def open(self, login: Login) -> CancellingSession:
        library = self.module("vertica_python")
        address = login.address
        connection = library.connect(
            host=address.host,
            port=address.port or self.port,
            database=address.path,
            user=login.user,
            password=login.secret or "",
            tlsmode=address.option("tlsmode") or "prefer",
            connection_timeout=CONNECT_SECONDS_MAX,
        )
        return CancellingSession(connection)

    def errors(self) -> tuple[type[Exception], ...]:
        return (self.module("vertica_python").Error,)


class CancellingSession(DbApiSession):
    """Of a client whose connection can cancel."""

    def cancel(self) -> None:
        """Cancel the running statement."""
        self.connection.cancel()


class Db2(Database):
    """By ibm-db."""

    title = "Db2"
    extra = "db2"
    port = 50000

    def open(self, login: Login) -> DbApiSession:
        library = self.module("ibm_db_dbi")
        address = login.address
        options = {
            "DATABASE": address.path,
            "HOSTNAME": address.host,
            "PORT": str(address.port or self.port),
            "PROTOCOL": "TCPIP",
            "UID": login.user or "",
            "PWD": login.secret or "",
            "CONNECTTIMEOUT": str(CONNECT_SECONDS_MAX),
        }
        if address.option("sslconnection") == "true":
            options["SECURITY"] = "SSL"
        text = "".join(f"{name}={value};" for name, value in options.items())
        return DbApiSession(library.connect(text, "", ""))

    def errors(self) -> tuple[type[Exception], ...]:
        return (self.module("ibm_db_dbi").Error,)


class Hana(Database):
    """By hdbcli."""

    title = "HANA"
    extra = "hana"
    port = 39015

    def open(self, login: Login) -> CancellingSession:
        library = self.module("hdbcli.dbapi")
        address = login.address
        options = {"databaseName": address.option("databasename") or address.path}
        connection = library.connect(
            address=address.host,
            port=address.port or self.port,
            user=login.user,
            password=login.secret,
            autocommit=False,
            connectTimeout=CONNECT_SECONDS_MAX * 1000,
            encrypt=address.option("encrypt") == "true",
            **{name: value for name, value in options.items() if value},
        )
        return CancellingSession(connection)

    def errors(self) -> tuple[type[Exception], ...]:
        return (self.module("hdbcli.dbapi").Error,)
