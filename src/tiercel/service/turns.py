"""Long work gives way to others on the event loop after a while."""

from __future__ import annotations

import asyncio
import time
from collections.abc import MutableMapping
from typing import TypeVar

from tiercel.model.limits import TICK_TURN_SECONDS

K = TypeVar("K")
V = TypeVar("V")


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


def free_in_turns(entries: MutableMapping[K, V]) -> None:
    """Empty what a cache has kept, others having their turns meanwhile; at once without a loop.

    To free one large entry takes milliseconds of the loop, and hundreds may go at a time. Nobody
    else may hold `entries`.
    """
    ends = time.monotonic() + TICK_TURN_SECONDS
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        entries.clear()
        return
    while entries and time.monotonic() < ends:
        entries.popitem()
    if entries:
        loop.call_soon(free_in_turns, entries)
