"""The time of the machine."""

from __future__ import annotations

import time
from datetime import UTC, datetime

# Goes on while the machine sleeps, where the system has such a clock.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class SystemClock:
    """See `ports.clock.Clock`."""

    def now(self) -> datetime:
        """The current time: aware, UTC, microseconds."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since some moment, whatever the wall clock is set to."""
        return time.clock_gettime(_STEADY)
