"""Long work gives way to others on the event loop after a while."""

from __future__ import annotations

import asyncio
import time

from tiercel.model.limits import TICK_TURN_SECONDS


class Turns:
    """Whose turn it is while a loop or a use case goes from one piece of work to the next."""

    __slots__ = ("_began", "_seconds")

    def __init__(self) -> None:
        try:
            asyncio.get_running_loop()
            self._seconds = time.monotonic
        except RuntimeError:
            # Without a loop there is nobody to give way to.
            self._seconds = float
        self._began = self._seconds()

    async def turn(self) -> None:
        """Let others do something when this has gone on for a while."""
        if self._seconds() - self._began >= TICK_TURN_SECONDS:
            await self.give_way()

    async def give_way(self) -> None:
        """Let others do something."""
        await asyncio.sleep(0)
        self._began = self._seconds()
