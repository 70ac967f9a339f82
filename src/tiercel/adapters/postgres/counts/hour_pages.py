"""Pages and totals of lists by the tables of counted hours; see `sqlite.hour_pages`.

Hours that are not counted yet are counted from the rows, as are parts of hours at the ends of a
window.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tiercel.adapters.postgres.counts.counts import Counts
from tiercel.adapters.postgres.dialect import POSTGRES
from tiercel.adapters.postgres.reader import Row, Snapshot
from tiercel.adapters.sql.filters import Clause, order_by, where
from tiercel.adapters.sql.hours import (
    HOUR,
    HOURS_MIN,
    TABLES,
    HourTable,
    Span,
    between,
    bounds_of,
    is_counted_by,
    of_page,
)
from tiercel.model.lists.conditions import Compare, Condition, OneOf
from tiercel.model.lists.resource import Order

# A page whose rows are in more hours is read by one walk over all of these.
_HOURS_PER_PAGE_MAX = 48
# A group is walked by row number when one of so many rows is in it, and the page is not far.
_RARE, _DEEP = 200, 1_000


class HourPages(msgspec.Struct, frozen=True):
    """A list query that the counts can answer: `spans` have all its rows, the last ones first."""

    name: str
    counts: Counts
    conditions: Sequence[Condition]
    spans: Sequence[Span]
    is_windowed: bool

    @property
    def total(self) -> int:
        """How many rows match."""
        return sum(span.count for span in self.spans)

    def parts(
        self, orders: Sequence[Order], size: int, offset: int
    ) -> list[tuple[Clause, int]] | None:
        """Conditions on the rows of a page, in parts, with how many rows of each to skip.

        Shapes: None when the order is not that of the hours.
        """
        first, *ties = orders
        time = TABLES[self.counts.source].time
        if first.column != time or any(
            tie.is_descending is not first.is_descending for tie in ties
        ):
            return None
        spans = self.spans if first.is_descending else self.spans[::-1]
        wanted, skipped = of_page(spans, size, offset)
        if len(wanted) > _HOURS_PER_PAGE_MAX:
            start, end = min(span.start for span in wanted), max(span.end for span in wanted)
            wanted = [Span(start, end, sum(span.count for span in wanted))]
        found = []
        for span in wanted:
            bounds = between(time, span.start, span.end)
            found.append((where((*self.conditions, *bounds), None, POSTGRES), skipped))
            skipped = 0
        return found

    async def parts_by_group(
        self, snapshot: Snapshot, orders: Sequence[Order], size: int, offset: int
    ) -> list[tuple[Clause, int]] | None:
        """The same for log entries in the order of a column that is counted, then of their number.

        Shapes: None for other orders, and when the rows of the page are rare.
        """
        first, *ties = orders
        table = TABLES[self.counts.source]
        if first.column not in table.columns or [tie.column for tie in ties] != ["seq"]:
            return None
        if self.is_windowed or offset + size > _DEEP:
            return None
        groups = await self._groups(snapshot, first)
        places, skipped = of_page(
            [Span(place, place, count) for place, (_, count) in enumerate(groups)], size, offset
        )
        if any(one.count * _RARE < self.total for one in places):
            return None
        found = []
        for place in places:
            group = OneOf(first.column, (groups[place.start][0],))
            found.append((where((*self.conditions, group), None, POSTGRES), skipped))
            skipped = 0
        return found

    async def _groups(self, snapshot: Snapshot, order: Order) -> list[Row]:
        table, column = TABLES[self.counts.source], order.column
        counted = where(self.conditions, None, POSTGRES)
        newer = Compare(table.time, ">=", self.counts.until)
        rest = where((*self.conditions, newer), None, POSTGRES)
        text = (
            f"SELECT {column}, sum(n)::bigint FROM (SELECT {column}, n"
            f" FROM {self.counts.table(table)} WHERE {counted.text}"
            f" UNION ALL SELECT {column}, count(*) FROM {self.name} WHERE {rest.text}"
            f" GROUP BY {column}) AS parts GROUP BY 1 ORDER BY {order_by([order], POSTGRES)}"
        )
        return await snapshot.rows(text, *counted.bindings, *rest.bindings)


async def hour_pages(
    snapshot: Snapshot, name: str, counts: Counts, conditions: Sequence[Condition]
) -> HourPages | None:
    """The query in hours; None when the counts can't answer it or it is not worth it."""
    table = TABLES[counts.source]
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
    spans = await _counted(snapshot, counts, others, (first, last))
    rest: list[tuple[int, int | None]] = []
    if start is not None and first is not None and start < min(first * HOUR, counts.until):
        rest.append((start, min(first * HOUR, counts.until)))
    if end is not None and last is not None and last * HOUR < min(end, counts.until):
        rest.append((last * HOUR, min(end, counts.until)))
    newer = max(counts.until, start or counts.until)
    if end is None or newer < end:
        rest.append((newer, end))
    for bounds in rest:
        spans += await _uncounted(snapshot, (name, table), others, bounds)
    spans.sort(key=lambda span: span.start, reverse=True)
    return HourPages(name, counts, others, spans, bool(window))


async def _counted(
    snapshot: Snapshot,
    counts: Counts,
    others: Sequence[Condition],
    hours: tuple[int | None, int | None],
) -> list[Span]:
    """The whole hours that have matching rows."""
    table = TABLES[counts.source]
    bounds = [
        Compare(table.place, sign, hour)
        for sign, hour in zip((">=", "<"), hours, strict=True)
        if hour is not None
    ]
    clause = where((*others, *bounds), None, POSTGRES)
    text = (
        f"SELECT {table.place}, sum(n)::bigint FROM {counts.table(table)}"
        f" WHERE {clause.text} GROUP BY {table.place}"
    )
    return [
        Span(hour * HOUR, min((hour + 1) * HOUR, counts.until), count)
        for hour, count in await snapshot.rows(text, *clause.bindings)
    ]


async def _uncounted(
    snapshot: Snapshot,
    rows: tuple[str, HourTable],
    others: Sequence[Condition],
    bounds: tuple[int, int | None],
) -> list[Span]:
    """Rows that are not counted, by hour."""
    name, table = rows
    start, end = bounds
    window = [Compare(table.time, ">=", start)]
    window += [] if end is None else [Compare(table.time, "<", end)]
    clause = where((*others, *window), None, POSTGRES)
    text = (
        f"SELECT {table.time} / {HOUR}, count(*), min({table.time}), max({table.time})"
        f" FROM {name} WHERE {clause.text} GROUP BY 1"
    )
    return [
        Span(oldest, newest + 1, count)
        for _, count, oldest, newest in await snapshot.rows(text, *clause.bindings)
    ]
