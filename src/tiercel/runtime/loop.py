"""The only file that sleeps: ticks a part of the server until it is idle, then waits for a bell."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from tiercel.model.errors import Unavailable
from tiercel.model.limits import IDLE_WAIT_S, LOOK_SECONDS, TICK_ERRORS_PAUSE_S
from tiercel.ports.clock import Clock
from tiercel.ports.store import Bells

LOG = logging.getLogger("tiercel.loop")


class Ticking(Protocol):
    """A part of the server that works in ticks."""

    async def tick(self, now: datetime) -> bool:
        """Do what can be done now; whether anything was."""


def never_due() -> datetime | None:
    """For parts that only bells wake."""
    return None


class Loop:
    """Runs one ticking part until it is told to stop.

    The bell of its name wakes it, and the date that `next_due` tells.
    """

    def __init__(
        self,
        name: str,
        part: Ticking,
        clock: Clock,
        bells: Bells,
        next_due: Callable[[], datetime | None] = never_due,
    ) -> None:
        self.name = name
        self._part = part
        self._clock = clock
        self._bells = bells
        self._listens = (name, f"stop:{name}")
        self._next_due = next_due
        self._is_stopping = False

    def stop(self) -> None:
        """Leave after the current tick."""
        self._is_stopping = True
        self._bells.ring(f"stop:{self.name}")

    async def run(self) -> None:
        """Tick, and wait when there is nothing to do. Errors are logged and waited out."""
        while not self._is_stopping:
            try:
                did = await self._part.tick(self._clock.now())
            except Unavailable as error:
                LOG.warning("%s waits: %s", self.name, error.message)
                await asyncio.sleep(TICK_ERRORS_PAUSE_S)
                continue
            except Exception:
                LOG.exception("a tick of %s failed", self.name)
                await asyncio.sleep(TICK_ERRORS_PAUSE_S)
                continue
            if did:
                # Others get their turn, however much there is to do.
                await asyncio.sleep(0)
            else:
                await self._bells.wait(self._listens, self._wait_s())

    def _wait_s(self) -> float:
        due = self._next_due()
        if due is None:
            return IDLE_WAIT_S
        left = (due - self._clock.now()).total_seconds()
        return min(max(left, 0.0), IDLE_WAIT_S)


async def until(holds: Callable[[], bool], seconds: float) -> bool:
    """Wait until something holds, looking often; whether it does within that time."""
    ends = asyncio.get_running_loop().time() + seconds
    while not holds():
        if asyncio.get_running_loop().time() >= ends:
            return False
        await asyncio.sleep(LOOK_SECONDS)
    return True
