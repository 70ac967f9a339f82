"""The time of the machine."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from tiercel.model.limits import CLOCK_BEHIND_SPEED, CLOCK_JUMP_SECONDS

LOG = logging.getLogger("tiercel.clock")
# Goes on while the machine sleeps, where the system has such a clock.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
# Threads read the time in one order and note it in another.
_NOISE = timedelta(milliseconds=100)


class SystemClock:
    """See `ports.clock.Clock`.

    When somebody sets the machine's clock back, this one goes on, a little slower, until the other
    has caught up: timers, leases and schedules that were set before do not wait for a day.
    """

    def __init__(
        self,
        wall: Callable[[], datetime] = partial(datetime.now, UTC),  # noqa: B008  Made once.
        steady: Callable[[], float] = partial(time.clock_gettime, _STEADY),  # noqa: B008
    ) -> None:
        self._wall = wall
        self._steady = steady
        self._last = datetime.min.replace(tzinfo=UTC)
        self._lock = threading.Lock()
        # Where the own time began, and the steady clock then; None while it is the machine's.
        self._own: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        """The current time: aware, UTC, microseconds; never before one that was returned."""
        now = self._wall()
        if now < self._last or self._own is not None:
            return self._own_time(now)
        self._last = now
        return now

    def monotonic(self) -> float:
        """Seconds since some moment, whatever the wall clock is set to."""
        return self._steady()

    def _own_time(self, now: datetime) -> datetime:
        if self._own is None and self._last - now < _NOISE:
            return self._last
        with self._lock:
            if self._own is None:
                self._own = (self._last, self.monotonic())
                if self._last - now >= timedelta(seconds=CLOCK_JUMP_SECONDS):
                    LOG.warning(
                        "The machine's clock was set back by %s: this server goes on by its own"
                        " time, a tenth slower, until the clock has caught up.",
                        self._last - now,
                    )
            began, steady = self._own
            own = began + timedelta(seconds=(self.monotonic() - steady) * CLOCK_BEHIND_SPEED)
            if now >= own:
                self._own, own = None, now
            self._last = max(self._last, own)
            return self._last
