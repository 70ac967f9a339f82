"""Long work gives way to others on the event loop after a while."""

from __future__ import annotations

import asyncio

from tiercel.model.limits import TICK_TURN_SECONDS


class Turns:
    """Whose turn it is while a loop or a use case goes from one piece of work to the next."""

    __slots__ = ("_known", "_seconds", "_turn_ends")

    def __init__(self) -> None:
        try:
            self._seconds = asyncio.get_running_loop().time
        except RuntimeError:
            # Without a loop there is nobody to give way to.
            self._seconds = float
        self._turn_ends = 0.0
        # A clock that was read a moment ago need not be read again: it costs a microsecond.
        self._known: float | None = None

    async def turn(self) -> None:
        """Let others do something when this has gone on for a while."""
        now = self._seconds() if self._known is None else self._known
        if now >= self._turn_ends:
            if self._turn_ends:
                await asyncio.sleep(0)
                now = self._seconds()
            self._turn_ends = now + TICK_TURN_SECONDS
        self._known = None
