"""Windows of time that are looked at as a whole: statistics, metrics and charts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

SPAN_DEFAULT = timedelta(days=30)
# Between these a window can be widened to whole months in any zone; nothing ran outside of them.
_FIRST = datetime(2, 1, 1, tzinfo=UTC)
_LAST = datetime(9998, 12, 31, tzinfo=UTC)


def window_until(
    start: datetime | None, end: datetime, span: timedelta
) -> tuple[datetime, datetime]:
    """The window up to `end`; without a start it is as long as `span`.

    Dates of the first and the last year of all are moved inwards.
    """
    last = _within(end)
    return (last - span if start is None else _within(start)), last


def _within(date: datetime) -> datetime:
    return min(max(date, _FIRST), _LAST)
