"""Systems reached by a standard instead of a client of their own: Arrow Flight SQL, and ODBC."""

from __future__ import annotations

from typing import ClassVar

from tiercel_jdbc.databases.database import Database, Login
from tiercel_jdbc.limits import CONNECT_SECONDS_MAX
from tiercel_jdbc.sessions import DbApiSession


class ArrowFlight(Database):
    """Any server of Arrow Flight SQL."""

    title = "Arrow Flight SQL"
    extra = "dremio"
    port = 32010

    def open(self, login: Login) -> DbApiSession:
        library = self.module("adbc_driver_flightsql.dbapi")
        address = login.address
        secure = address.option("useencryption", "ssl") in ("true", "1")
        options = {"username": login.user, "password": login.secret}
        connection = library.connect(
            f"grpc{'+tls' if secure else ''}://{address.host}:{address.port or self.port}",
            db_kwargs={name: value for name, value in options.items() if value},
        )
        return CursorSession(connection)

    def errors(self) -> tuple[type[Exception], ...]:
        return (self.module("adbc_driver_manager").Error,)


class Dremio(ArrowFlight):
    """Its port of Flight SQL, 32010, also where the URL has that of its older protocol."""

    title = "Dremio"

    def open(self, login: Login) -> DbApiSession:
        from msgspec.structs import replace

        port = self.port if login.address.port == 31010 else login.address.port
        return super().open(replace(login, address=replace(login.address, port=port)))


class CursorSession(DbApiSession):
    """A kill cancels the statement of the cursor."""

    def cancel(self) -> None:
        """Cancel the running statement."""
        if self._cursor is not None:
            self._cursor.adbc_cancel()

    def _end_statement(self) -> None:
        """Statements commit by themselves."""


class Odbc(Database):
    """A system with a driver of ODBC, which its maker has and the machine must have."""

    extra = "odbc"
    driver: ClassVar[str]

    def open(self, login: Login) -> OdbcSession:
        library = self.module("pyodbc")
        options = self.options(login)
        text = ";".join(
            f"{name}={{{str(value).replace('}', '}}')}}}"
            for name, value in options.items()
            if value
        )
        return OdbcSession(library.connect(text, timeout=CONNECT_SECONDS_MAX))

    def options(self, login: Login) -> dict[str, str | None]:
        """The connection string by its names."""
        port = login.address.port or self.port
        return {
            "DRIVER": self.driver,
            "SERVER": login.address.host,
            "PORT": None if port is None else str(port),
            "DATABASE": login.address.path,
            "UID": login.user,
            "PWD": login.secret,
        }

    def errors(self) -> tuple[type[Exception], ...]:
        return (self.module("pyodbc").Error,)


class As400(Odbc):
    """Db2 for i."""

    title = "Db2 for i"
    driver = "IBM i Access ODBC Driver"

    def options(self, login: Login) -> dict[str, str | None]:
        """The system, and the libraries that names are looked up in."""
        return {
            "DRIVER": self.driver,
            "SYSTEM": login.address.host,
            "DBQ": login.address.option("libraries") or login.address.path,
            "UID": login.user,
            "PWD": login.secret,
        }


class ActianVector(Odbc):
    """Vector, formerly VectorWise."""

    title = "Actian Vector"
    driver = "Ingres"


class Access(Odbc):
    """A file of Access, by the driver of mdbtools, or by that of Windows."""

    title = "Access"
    driver = "MDBTools"

    def options(self, login: Login) -> dict[str, str | None]:
        """The file."""
        return {"DRIVER": self.driver, "DBQ": login.address.path, "PWD": login.secret}


def _quoted(value: str) -> str:
    """A value of a connection string, with any signs in it."""
    return "{" + value.replace("}", "}}") + "}"


class OdbcSession(DbApiSession):
    """A kill cancels the statement of the cursor."""

    def cancel(self) -> None:
        """Cancel the running statement."""
        if self._cursor is not None:
            self._cursor.cancel()
