"""Offsets of a time zone over a window, in the form that analyses take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

_STEP = timedelta(days=7)
# Nothing ran before, or is there yet: a wider window must not be walked week by week.
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime(2100, 1, 1, tzinfo=UTC)


def offsets_of(zone: tzinfo, start: datetime, end: datetime) -> tuple[tuple[int, int], ...]:
    """The offset at the start and each change until the end, as (seconds since 1970, offset).

    Changes are found to the second; two changes within a week may be seen as one.
    """
    current, end = max(start, _FIRST), min(end, _LAST)
    found = [(int(start.timestamp()), _offset(zone, current))]
    while current < end:
        following = min(current + _STEP, end)
        if _offset(zone, following) != found[-1][1]:
            change = _change(zone, int(current.timestamp()), int(following.timestamp()))
            found.append((change, _offset(zone, datetime.fromtimestamp(change, UTC))))
        current = following
    return tuple(found)


def _change(zone: tzinfo, before: int, after: int) -> int:
    """The first second with another offset than `before`."""
    offset = _offset(zone, datetime.fromtimestamp(before, UTC))
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, datetime.fromtimestamp(middle, UTC)) == offset:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: tzinfo, date: datetime) -> int:
    offset = date.astimezone(zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())
