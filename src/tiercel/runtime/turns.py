"""Loops give way to each other and to the web after a while of work."""

from __future__ import annotations

import asyncio

from tiercel.model.limits import TICK_TURN_SECONDS


class Turns:
    """Whose turn it is while a tick goes from one piece of work to the next."""

    __slots__ = ("_turn_ends",)

    def __init__(self) -> None:
        self._turn_ends = 0.0

    async def turn(self) -> None:
        """Let others do something when this has gone on for a while."""
        now = loop_seconds()
        if now < self._turn_ends:
            return
        if self._turn_ends:
            await asyncio.sleep(0)
            now = loop_seconds()
        self._turn_ends = now + TICK_TURN_SECONDS


def loop_seconds() -> float:
    """The time of the event loop; without one there is nobody to give way to."""
    try:
        return asyncio.get_running_loop().time()
    except RuntimeError:
        return 0.0
