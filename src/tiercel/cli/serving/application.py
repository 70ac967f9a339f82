"""What the command line needs of a wired server; the wiring itself is handed in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from tiercel.service.operations.operation import Operations
from tiercel.service.services import Services
from tiercel.settings import Settings


class WebApplication(Protocol):
    """The ASGI application, with the streams that it has open."""

    def close(self) -> None:
        """End all open streams."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one HTTP request, as ASGI defines it."""


class Application(Protocol):
    """A server with its loops."""

    @property
    def services(self) -> Services: ...
    @property
    def operations(self) -> Operations: ...
    @property
    def app(self) -> WebApplication: ...
    @property
    def management(self) -> WebApplication: ...

    async def start(self, check: Callable[[], None] = ..., /) -> None:
        """Read what is kept; when `check` raises nothing then, start the loops."""

    async def leave(self) -> None:
        """Take nothing new, and let what runs end."""

    async def stop(self) -> None:
        """End them and close what is open."""


Build = Callable[[Settings], Awaitable[Application]]
