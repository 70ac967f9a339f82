"""The dates that a schedule is still to fire on, and those that a backfill would run."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from tiercel.engine.triggers.rules import Holds, Rule, find_next, find_previous
from tiercel.model.limits import PREVIEW_CONDITIONS_MAX, PREVIEW_DATES_MAX

_ENDS_SHOWN = 5
_MOMENT = timedelta(microseconds=1)


class BackfillDates(msgspec.Struct, frozen=True):
    """What a backfill would run: its first and last dates, and how many there are.

    Shapes: unless `is_complete` there are more than `count`.
    """

    count: int
    is_complete: bool
    first: tuple[datetime, ...]
    last: tuple[datetime, ...]


def upcoming(
    rule: Rule, holds: Holds | None, after: datetime, *, until: datetime | None = None
) -> Iterator[datetime]:
    """Dates after a date, in order, for which the conditions hold.

    Ends where a bounded search finds none.
    """
    found = find_next(rule, after, holds)
    while found.is_certain and found.date is not None and (until is None or found.date <= until):
        yield found.date
        found = find_next(rule, found.date, holds)


def backfill_dates(
    rule: Rule,
    holds: Holds | None,
    start: datetime,
    end: datetime,
    done: frozenset[datetime] = frozenset(),
) -> BackfillDates:
    """The dates after the start, up to the end, in order of time; those that are done left out."""
    most = PREVIEW_DATES_MAX if holds is None else PREVIEW_CONDITIONS_MAX
    first: list[datetime] = []
    last: deque[datetime] = deque(maxlen=_ENDS_SHOWN)
    count = 0
    for date in upcoming(rule, holds, start, until=end):
        if date in done:
            continue
        if count == most:
            return BackfillDates(count, False, tuple(first), _before(rule, holds, end, done))
        count += 1
        last.append(date)
        if len(first) < _ENDS_SHOWN:
            first.append(date)
    return BackfillDates(count, True, tuple(first), tuple(last))


def _before(
    rule: Rule, holds: Holds | None, end: datetime, done: frozenset[datetime]
) -> tuple[datetime, ...]:
    dates: list[datetime] = []
    found = find_previous(rule, end + _MOMENT, holds)
    while len(dates) < _ENDS_SHOWN and found.is_certain and found.date is not None:
        if found.date not in done:
            dates.append(found.date)
        found = find_previous(rule, found.date, holds)
    return tuple(reversed(dates))
