"""The time of the machine."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """See `ports.clock.Clock`."""

    def now(self) -> datetime:
        """The current time: aware, UTC, microseconds."""
        return datetime.now(UTC)
