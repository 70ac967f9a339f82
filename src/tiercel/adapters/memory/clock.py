"""A clock that moves only when a test moves it, and ids that count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tiercel.model.ids import friendly_id


class VirtualClock:
    """See `ports.clock.Clock`."""

    def __init__(self, now: datetime = datetime(2024, 1, 1, tzinfo=UTC)) -> None:
        self._now = now
        self._zero = now

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Let time pass; the new time."""
        self._now += by
        return self._now

    def monotonic(self) -> float:
        """Seconds since the start; `jump` does not count."""
        return (self._now - self._zero).total_seconds()

    def jump(self, by: timedelta) -> None:
        """Set the wall clock forward or back: no time passes."""
        self._now += by
        self._zero += by

    def move_to(self, date: datetime) -> None:
        """Jump to a date, also backwards."""
        self._now = date


class CountedIds:
    """See `ports.clock.IdSource`: the same ids in each run, spread like random ones."""

    def __init__(self, seed: int = 0) -> None:
        self._count = seed << 64

    def new_id(self) -> str:
        self._count += 1
        return friendly_id((self._count * 0x9E3779B97F4A7C15F39CC0605CEDC835) % (1 << 128))
