"""The only file that sleeps: ticks a loop until it is idle, then waits for a notification."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from time import perf_counter
from typing import Protocol, Self

from tiercel.model.errors import Unavailable
from tiercel.model.limits import IDLE_WAIT_S, LOOK_SECONDS, TICK_ERRORS_PAUSE_S
from tiercel.ports.clock import Clock
from tiercel.ports.store import Notifier
from tiercel.service.observability.telemetry import Telemetry

LOG = logging.getLogger("tiercel.loop")


class Ticking(Protocol):
    """A part of the server that works in ticks."""

    async def tick(self, now: datetime) -> bool:
        """Do what can be done now; whether anything was."""


def never_due() -> datetime | None:
    """For loops that only notifications wake."""
    return None


def nothing() -> None:
    """For loops whose ticks look for everything anyhow."""


class Loop:
    """Runs one ticking part until it is asked to stop.

    A notification of its name wakes it, and the date that `next_due` returns.
    """

    def __init__(
        self,
        name: str,
        part: Ticking,
        clock: Clock,
        notifier: Notifier,
        next_due: Callable[[], datetime | None] = never_due,
    ) -> None:
        self.name = name
        self._key = (name,)
        self._telemetry = Telemetry()
        self._part = part
        self._clock = clock
        self._notifier = notifier
        self._listens = (name, f"stop:{name}")
        self._next_due = next_due
        self._is_stopping = False
        self._on_notified: Callable[[], None] = nothing

    def notified(self, on_notified: Callable[[], None]) -> Self:
        """Call this whenever a notification ends a wait, before the tick that follows."""
        self._on_notified = on_notified
        return self

    def measured(self, telemetry: Telemetry) -> Self:
        """Report to this telemetry how long ticks take."""
        self._telemetry = telemetry
        return self

    def stop(self) -> None:
        """Leave after the current tick."""
        self._is_stopping = True
        self._notifier.notify(f"stop:{self.name}")

    async def run(self) -> None:
        """Tick, and wait when there is nothing to do. Errors are logged and waited out."""
        while not self._is_stopping:
            started = perf_counter()
            try:
                did = await self._part.tick(self._clock.now())
            except Unavailable as error:
                self._telemetry.tick_errors.add(self._key)
                LOG.warning("%s waits: %s", self.name, error.message)
                await asyncio.sleep(TICK_ERRORS_PAUSE_S)
                continue
            except Exception:
                self._telemetry.tick_errors.add(self._key)
                LOG.exception("a tick of %s failed", self.name)
                await asyncio.sleep(TICK_ERRORS_PAUSE_S)
                continue
            self._telemetry.tick_seconds.observe(perf_counter() - started, self._key)
            if did:
                # Others get their turn, however much there is to do.
                await asyncio.sleep(0)
            else:
                await self._wait()

    async def _wait(self) -> None:
        """Until a notification comes, something is due, or a while has passed."""
        due = self._next_due()
        if due is None:
            await self._wait_for(IDLE_WAIT_S)
            return
        left = (due - self._clock.now()).total_seconds()
        await self._wait_for(min(max(left, 0.0), IDLE_WAIT_S))
        late = (self._clock.now() - due).total_seconds()
        if left > 0.0 <= late:
            self._telemetry.late_seconds.observe(late, self._key)

    async def _wait_for(self, seconds: float) -> None:
        if await self._notifier.wait(self._listens, seconds):
            self._on_notified()


async def until(holds: Callable[[], bool], seconds: float) -> bool:
    """Wait until something holds, looking often; whether it does within that time."""
    ends = asyncio.get_running_loop().time() + seconds
    while not holds():
        if asyncio.get_running_loop().time() >= ends:
            return False
        await asyncio.sleep(LOOK_SECONDS)
    return True
