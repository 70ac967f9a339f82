"""Which hours the rows of a page of a list are in, by the tables of counted hours.

The counts say how many rows of each hour match. Their sum is the total, and they say in which
hours the rows of a page are, so that only these are read, however far from the start the page is.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tiercel.adapters.sql.hours import (
    HOUR,
    HOURS_MIN,
    HourTable,
    Span,
    bounds_of,
    is_counted_by,
    of_page,
)
from tiercel.model.lists.conditions import Compare, Condition
from tiercel.model.lists.resource import Order

# A page whose rows are in more hours is read by one walk over all of these.
_HOURS_PER_PAGE_MAX = 48
# A group is walked by row number when one of so many rows is in it, and the page is not far.
_RARE, _DEEP = 200, 1_000


class HourWindow(msgspec.Struct, frozen=True):
    """A query cut at its window: from `start` to `end`, each None when it is open.

    Shapes: `first` and `last` are the whole hours within, `last` not included; `others` are the
    conditions besides the window, all of which the counts can answer.
    """

    others: Sequence[Condition]
    start: int | None
    end: int | None
    first: int | None
    last: int | None

    @property
    def is_limited(self) -> bool:
        """Whether it leaves rows out."""
        return self.start is not None or self.end is not None

    def hours(self, column: str) -> list[Condition]:
        """All conditions on the counts, of which `column` has the hours."""
        bounds = ((">=", self.first), ("<", self.last))
        more = [Compare(column, sign, hour) for sign, hour in bounds if hour is not None]
        return [*self.others, *more]


def hour_window(table: HourTable, conditions: Sequence[Condition]) -> HourWindow | None:
    """The query cut at its window; None when the counts can't answer it or it is not worth it."""
    window = [
        each
        for each in conditions
        if isinstance(each, Compare) and each.column == table.time and isinstance(each.value, int)
    ]
    others = [each for each in conditions if each not in window]
    if not all(is_counted_by(table, each) for each in others):
        return None
    start, end = bounds_of(window)
    first = None if start is None else -(-start // HOUR)
    last = None if end is None else end // HOUR
    if first is not None and last is not None and last - first < HOURS_MIN:
        return None
    return HourWindow(others, start, end, first, last)


def spans_of_page(
    spans: Sequence[Span], time: str, orders: Sequence[Order], size: int, offset: int
) -> tuple[list[Span], int] | None:
    """The spans that the rows of a page are in, and how many rows of the first one to skip.

    Shapes: `spans` come the last one first; None when the order is not that of `time`.
    """
    first, *ties = orders
    if first.column != time or any(tie.is_descending is not first.is_descending for tie in ties):
        return None
    wanted, skipped = of_page(spans if first.is_descending else spans[::-1], size, offset)
    if len(wanted) > _HOURS_PER_PAGE_MAX:
        start, end = min(span.start for span in wanted), max(span.end for span in wanted)
        wanted = [Span(start, end, sum(span.count for span in wanted))]
    return wanted, skipped


def is_by_group(
    table: HourTable, window: HourWindow, orders: Sequence[Order], key: str, most: int
) -> bool:
    """Whether the order is that of a column which is counted, then of `key`, and rows are near.

    `most` is how many rows there are up to the end of the page.
    """
    first, *ties = orders
    is_counted = first.column in table.columns and [tie.column for tie in ties] == [key]
    return is_counted and not window.is_limited and most <= _DEEP


def groups_of_page(
    counts: Sequence[int], total: int, size: int, offset: int
) -> tuple[list[int], int] | None:
    """Which groups the rows of a page are in, and how many rows of the first one to skip.

    Shapes: None when one of them is rare, so that a walk by row number would be long.
    """
    spans = [Span(place, place, count) for place, count in enumerate(counts)]
    places, skipped = of_page(spans, size, offset)
    if any(one.count * _RARE < total for one in places):
        return None
    return [one.start for one in places], skipped
