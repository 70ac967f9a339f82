"""What tasks must know of a database system."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import ClassVar

import msgspec

from tiercel.plugin import Json, RunContext
from tiercel.plugins.clients import client_module
from tiercel.plugins.hosts import allowed_addresses
from tiercel_jdbc.addresses import Address
from tiercel_jdbc.sessions import Session
from tiercel_jdbc.statements import Style


class Login(msgspec.Struct, frozen=True):
    """Where to connect and as whom.

    Shapes: `options` are further properties of the task by their written names, without empty
    ones; `folder` is where files of the connection may lie; `name` and `zone` are None where the
    flow says nothing.
    """

    address: Address
    folder: Path
    username: str | None = None
    password: str | None = None
    zone: str | None = None
    options: Mapping[str, Json] = {}

    @property
    def user(self) -> str | None:
        """The name: of the task, else of the URL."""
        return self.username or self.address.option("user", "username")

    @property
    def secret(self) -> str | None:
        """The password: of the task, else of the URL."""
        return self.password or self.address.option("password")


class Database(ABC):
    """A database system. `extra` is that of the distribution which brings its client."""

    title: ClassVar[str]
    extra: ClassVar[str] = ""
    port: ClassVar[int | None] = None
    style: ClassVar[Style] = "?"
    quote: ClassVar[str] = '"'
    # Whether the server itself takes several statements in one text.
    takes_many: ClassVar[bool] = False

    @abstractmethod
    def open(self, login: Login) -> Session:
        """A connection. Raises: errors of the client library, PluginError."""

    @abstractmethod
    def errors(self) -> tuple[type[Exception], ...]:
        """The errors that the client library raises."""

    def refuse_network(self, ctx: RunContext, address: Address) -> None:
        """Refuse a host that the settings forbid.

        Raises: PluginError, also for a host that has no address.
        """
        if not address.host:
            return
        place = f"{self.title} at {address.place}"
        allowed_addresses(ctx, place, address.host, address.port or self.port)

    def module(self, name: str) -> ModuleType:
        """The client library. Raises: PluginError with the command that installs it."""
        extra = f"[{self.extra}]" if self.extra else ""
        return client_module(name, self.title, f"tiercel-jdbc{extra}")
