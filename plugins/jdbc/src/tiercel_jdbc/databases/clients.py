"""Databases whose client needs nothing but the words that `connect` of PEP 249 takes."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from tiercel.plugin import Json
from tiercel_jdbc.databases.database import Database, Login
from tiercel_jdbc.sessions import DbApiSession


class Client(Database):
    """Connects by `library.connect(**options)`.

    `failures` are the errors of the client as `module:Class`, by default `Error` of the library;
    `host_option` is its word for the host.
    """

    library: ClassVar[str]
    host_option: ClassVar[str] = "host"
    failures: ClassVar[tuple[str, ...]] = ()
    session: ClassVar[type[DbApiSession]] = DbApiSession

    @abstractmethod
    def options(self, login: Login) -> dict[str, Json]:
        """What `connect` is given beside host and port."""

    def open(self, login: Login) -> DbApiSession:
        address = login.address
        place = {self.host_option: address.host, "port": address.port or self.port}
        library = self.module(self.library)
        return self.session(library.connect(**{**place, **self.options(login)}))

    def errors(self) -> tuple[type[Exception], ...]:
        places = self.failures or (f"{self.library}:Error",)
        return tuple(
            getattr(self.module(module), name)
            for module, _, name in (each.partition(":") for each in places)
        )


class CancellingSession(DbApiSession):
    """Of a client whose connection can cancel."""

    def cancel(self) -> None:
        """Cancel the running statement."""
        self.connection.cancel()
