"""Pages and totals of lists by the tables of counted hours; see `sql.hour_pages`.

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
from tiercel.adapters.sql.hour_pages import (
    HourWindow,
    groups_of_page,
    hour_window,
    is_by_group,
    spans_of_page,
)
from tiercel.adapters.sql.hours import HOUR, TABLES, HourTable, Span, between
from tiercel.model.lists.conditions import Compare, Condition, OneOf
from tiercel.model.lists.resource import Order


class HourPages(msgspec.Struct, frozen=True):
    """A list query that the counts can answer: `spans` have all its rows, the last ones first."""

    name: str
    counts: Counts
    window: HourWindow
    spans: Sequence[Span]

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
        time = TABLES[self.counts.source].time
        page = spans_of_page(self.spans, time, orders, size, offset)
        if page is None:
            return None
        wanted, skipped = page
        return self._clauses([between(time, span.start, span.end) for span in wanted], skipped)

    async def parts_by_group(
        self, snapshot: Snapshot, orders: Sequence[Order], size: int, offset: int
    ) -> list[tuple[Clause, int]] | None:
        """The same for log entries in the order of a column that is counted, then of their number.

        Shapes: None for other orders, and when the rows of the page are rare.
        """
        first, table = orders[0], TABLES[self.counts.source]
        if not is_by_group(table, self.window, orders, "seq", offset + size):
            return None
        groups = await self._groups(snapshot, first)
        page = groups_of_page([count for _, count in groups], self.total, size, offset)
        if page is None:
            return None
        places, skipped = page
        return self._clauses([(OneOf(first.column, (groups[i][0],)),) for i in places], skipped)

    def _clauses(
        self, parts: Sequence[Sequence[Condition]], skipped: int
    ) -> list[tuple[Clause, int]]:
        """Each part with the other conditions; rows are skipped in the first one only."""
        return [
            (where((*self.window.others, *part), None, POSTGRES), 0 if number else skipped)
            for number, part in enumerate(parts)
        ]

    async def _groups(self, snapshot: Snapshot, order: Order) -> list[Row]:
        table, column = TABLES[self.counts.source], order.column
        counted = where(self.window.others, None, POSTGRES)
        newer = Compare(table.time, ">=", self.counts.until)
        rest = where((*self.window.others, newer), None, POSTGRES)
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
    window = hour_window(table, conditions)
    if window is None:
        return None
    spans = await _counted(snapshot, counts, window)
    for bounds in _uncounted_parts(window, counts.until):
        spans += await _uncounted(snapshot, (name, table), window.others, bounds)
    spans.sort(key=lambda span: span.start, reverse=True)
    return HourPages(name, counts, window, spans)


def _uncounted_parts(window: HourWindow, until: int) -> list[tuple[int, int | None]]:
    """What is within the window and in no whole hour that is counted; those are before `until`."""
    start, end = window.start, window.end
    parts: list[tuple[int, int | None]] = []
    if start is not None and window.first is not None:
        counted = min(window.first * HOUR, until)
        parts += [(start, counted)] if start < counted else []
    if end is not None and window.last is not None:
        rest = window.last * HOUR, min(end, until)
        parts += [rest] if rest[0] < rest[1] else []
    newer = max(until, start or until)
    parts += [(newer, end)] if end is None or newer < end else []
    return parts


async def _counted(snapshot: Snapshot, counts: Counts, window: HourWindow) -> list[Span]:
    """The whole hours that have matching rows."""
    table = TABLES[counts.source]
    clause = where(window.hours(table.place), None, POSTGRES)
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
