"""Notices when somebody has set the clock forward: limits that count from a date move with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from tiercel.model.limits import CLOCK_JUMP_SECONDS
from tiercel.ports.clock import Clock


class ClockJumps:
    """Compares the clock with the steady one. That a machine has slept is no jump."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: tuple[datetime, float] | None = None

    def since_last(self) -> timedelta:
        """How far the clock has jumped since the last call; zero for less than some seconds."""
        looked = (self._clock.now(), self._clock.monotonic())
        before, self._last = self._last, looked
        if before is None:
            return timedelta()
        jump = looked[0] - before[0] - timedelta(seconds=looked[1] - before[1])
        return jump if abs(jump) >= timedelta(seconds=CLOCK_JUMP_SECONDS) else timedelta()
