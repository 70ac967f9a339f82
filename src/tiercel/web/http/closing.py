"""Notifies open streams that the server shuts down."""

from __future__ import annotations

import asyncio


class Closing:
    """Set once; every stream waits for it beside its own events."""

    def __init__(self) -> None:
        self._event: asyncio.Event | None = None
        self.is_set = False

    def set(self) -> None:
        """Wake all streams; later ones end at once."""
        self.is_set = True
        if self._event is not None:
            self._event.set()

    async def wait(self) -> None:
        """Return when the server shuts down."""
        if self._event is None:
            self._event = asyncio.Event()
            if self.is_set:
                self._event.set()
        await self._event.wait()
