"""Buckets of time for statistics: how wide they are, where they begin, and the empty ones."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from operator import itemgetter
from typing import TypeVar

from tiercel.model.limits import STATISTICS_BUCKETS_MAX

T = TypeVar("T")
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WIDTHS = {"minute": timedelta(minutes=1), "hour": _HOUR, "day": _DAY, "week": timedelta(weeks=1)}


class Buckets:
    """The buckets of one window.

    Source: spec/api/stats.md §0: a bucket with data begins at its truncated local time, an empty
    one at the start of the window plus whole units. `unit` None: what suits the window.
    """

    def __init__(
        self, start: datetime, end: datetime, zone: tzinfo = UTC, unit: str | None = None
    ) -> None:
        self.start = start
        self.end = end
        self.zone = zone
        self.unit = unit or unit_of(end - start)
        self._frames: dict[bool, list[tuple[datetime, datetime]]] = {}
        self._seen: dict[bool, set[datetime]] = {}

    def start_of(self, date: datetime) -> datetime:
        """Where the bucket of a date begins."""
        local = date.astimezone(self.zone)
        truncated = local.replace(second=0, microsecond=0)
        if self.unit != "minute":
            truncated = truncated.replace(minute=0)
        if self.unit in ("day", "week", "month"):
            truncated = truncated.replace(hour=0)
        if self.unit == "week":
            truncated -= timedelta(days=truncated.weekday())
        if self.unit == "month":
            truncated = truncated.replace(day=1)
        return truncated.astimezone(UTC)

    def filled(
        self, values: Mapping[datetime, T], *, includes_end: bool
    ) -> list[tuple[datetime, T | None]]:
        """Every bucket of the window in order, those without values too."""
        frame = self._frames.get(includes_end)
        if frame is None:
            frame = self._frames[includes_end] = self._frame(includes_end=includes_end)
            self._seen[includes_end] = {bucket for _, bucket in frame}
        found: list[tuple[datetime, T | None]] = [
            (bucket, values[bucket]) if bucket in values else (current, None)
            for current, bucket in frame
        ]
        found.extend((date, values[date]) for date in values.keys() - self._seen[includes_end])
        return sorted(found, key=itemgetter(0))

    def _frame(self, *, includes_end: bool) -> list[tuple[datetime, datetime]]:
        """Each date that is the start of the window plus whole units, with its bucket."""
        found: list[tuple[datetime, datetime]] = []
        last = self.start_of(self.end)
        while len(found) < STATISTICS_BUCKETS_MAX:
            current = self._nth(len(found))
            bucket = self.start_of(current)
            if bucket > last if includes_end else current >= self.end:
                break
            found.append((current, bucket))
        return found

    def _nth(self, index: int) -> datetime:
        if self.unit != "month":
            return self.start + _WIDTHS[self.unit] * index
        month = self.start.month - 1 + index
        year = self.start.year + month // 12
        last = calendar.monthrange(year, month % 12 + 1)[1]
        return self.start.replace(year=year, month=month % 12 + 1, day=min(self.start.day, last))


def unit_of(window: timedelta) -> str:
    """How wide the buckets of a window are."""
    if window.days > 365:
        return "month"
    if window.days > 180:
        return "week"
    if window.days > 1:
        return "day"
    return "hour" if window // _HOUR > 6 else "minute"
