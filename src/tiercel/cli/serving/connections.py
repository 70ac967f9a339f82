"""The open connections of a server: how many may be, and which has to go for a new one."""

from __future__ import annotations

from typing import Protocol


class Connection(Protocol):
    """One connection, as far as it can be given up."""

    def give_up(self) -> None:
        """Close it: nobody waits for an answer."""


class Connections:
    """Keeps the number of connections below a bound, so that work finds descriptors.

    At the bound a new connection takes the place of the one that has waited longest for its next
    request, be it half sent or not begun. When all are being answered, the new one has to go.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._open = 0
        self._waiting: dict[Connection, None] = {}

    def opened(self, connection: Connection) -> None:
        self._open += 1
        self._waiting[connection] = None
        if self._open > self._most:
            oldest = next(iter(self._waiting))
            del self._waiting[oldest]
            oldest.give_up()

    def closed(self, connection: Connection) -> None:
        """It is no more."""
        self._open -= 1
        self._waiting.pop(connection, None)

    def asks(self, connection: Connection) -> None:
        """The head of a request is there: somebody waits for an answer."""
        self._waiting.pop(connection, None)

    def waits(self, connection: Connection) -> None:
        """All its requests were answered: it may be closed for a newer one."""
        self._waiting[connection] = None
