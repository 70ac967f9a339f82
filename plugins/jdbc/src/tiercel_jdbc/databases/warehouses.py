"""Redshift, Vertica, Db2 and HANA, each by the client of its maker."""

from __future__ import annotations

from typing import ClassVar

from tiercel.plugin import Json
from tiercel_jdbc.databases.clients import CancellingSession, Client
from tiercel_jdbc.databases.database import Database, Login
from tiercel_jdbc.limits import CONNECT_SECONDS_MAX
from tiercel_jdbc.sessions import DbApiSession
from tiercel_jdbc.statements import Style


class Redshift(Client):
    """By redshift-connector."""

    title = "Redshift"
    extra = "redshift"
    port = 5439
    style: ClassVar[Style] = "%s"
    takes_many = True
    library = "redshift_connector"

    def options(self, login: Login) -> dict[str, Json]:
        return {
            "database": login.address.path,
            "user": login.user,
            "password": login.secret,
            "ssl": login.address.option("ssl") != "false",
            "timeout": CONNECT_SECONDS_MAX,
        }


class Vertica(Client):
    """By vertica-python; a kill cancels the query on the server."""

    title = "Vertica"
    extra = "vertica"
    port = 5433
    style: ClassVar[Style] = "%s"
    library = "vertica_python"
    session = CancellingSession

    def options(self, login: Login) -> dict[str, Json]:
        return {
            "database": login.address.path,
            "user": login.user,
            "password": login.secret or "",
            "tlsmode": login.address.option("tlsmode") or "prefer",
            "connection_timeout": CONNECT_SECONDS_MAX,
        }


class Hana(Client):
    """By hdbcli."""

    title = "HANA"
    extra = "hana"
    port = 39015
    library = "hdbcli.dbapi"
    host_option = "address"
    session = CancellingSession

    def options(self, login: Login) -> dict[str, Json]:
        address = login.address
        named = {"databaseName": address.option("databasename") or address.path}
        return {
            "user": login.user,
            "password": login.secret,
            "autocommit": False,
            "connectTimeout": CONNECT_SECONDS_MAX * 1000,
            "encrypt": address.option("encrypt") == "true",
            **{name: value for name, value in named.items() if value},
        }


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
