"""Pages and totals of lists by the tables of counted hours.

The counts say how many rows of each hour match. Their sum is the total, and they say in which
hours the rows of a page are, so that only these are read, however far from the start the page is.
"""

from __future__ import annotations

from collections.abc import Sequence

import apsw
import msgspec

from tiercel.adapters.sql.filters import order_by, where
from tiercel.adapters.sql.hours import (
    HOUR,
    HOURS_MIN,
    HourTable,
    Span,
    between,
    bounds_of,
    is_counted_by,
    of_page,
)
from tiercel.adapters.sqlite.reader import fetch
from tiercel.model.lists.conditions import Compare, Condition, OneOf
from tiercel.model.lists.resource import Order

# A page whose rows are in more hours is read by one walk over all of these.
_HOURS_PER_PAGE_MAX = 48
# A group is walked by row number when one of so many rows is in it, and the page is not far.
_RARE, _DEEP = 200, 1_000


class Rows(msgspec.Struct, frozen=True):
    """Rows of a list: `source` is the table with its index, `key` what names a row."""

    table: str
    index: str
    key: str
    hours: HourTable

    @property
    def source(self) -> str:
        """What to select from."""
        return f"{self.table} INDEXED BY {self.index}"


class HourPages:
    """A list query that the counts can answer."""

    def __init__(
        self,
        connection: apsw.Connection,
        rows: Rows,
        conditions: Sequence[Condition],
        spans: Sequence[Span],
        *,
        is_windowed: bool = False,
    ) -> None:
        self._connection = connection
        self._rows = rows
        self._conditions = conditions
        self._spans = spans
        self._is_windowed = is_windowed
        self.total = sum(span.count for span in spans)

    def keys(self, orders: Sequence[Order], size: int, offset: int) -> list[int] | None:
        """What names the rows of a page; None when the order is not that of the hours."""
        first, *ties = orders
        if first.column != self._rows.hours.time or any(
            tie.is_descending is not first.is_descending for tie in ties
        ):
            return None
        spans = self._spans if first.is_descending else self._spans[::-1]
        wanted, skipped = of_page(spans, size, offset)
        if len(wanted) > _HOURS_PER_PAGE_MAX:
            start, end = min(span.start for span in wanted), max(span.end for span in wanted)
            wanted = [Span(start, end, sum(span.count for span in wanted))]
        found: list[int] = []
        for span in wanted:
            found += self._of_span(span, orders, size - len(found), skipped)
            skipped = 0
        return found

    def keys_by_group(self, orders: Sequence[Order], size: int, offset: int) -> list[int] | None:
        """The same for an order by a column that is counted, then by row number.

        Shapes: None for other orders, and when the rows of the page are rare.
        """
        first, *ties = orders
        column, table = first.column, self._rows.hours
        if column not in table.columns or [tie.column for tie in ties] != [self._rows.key]:
            return None
        if self._is_windowed:
            return None
        clause = where(self._conditions)
        text = (
            f"SELECT {column}, sum(n) FROM {table.name} WHERE {clause.text}"
            f" GROUP BY {column} ORDER BY {order_by([first])}"
        )
        groups = fetch(self._connection, text, clause.bindings)
        places, skipped = of_page(
            [Span(i, i, row[1]) for i, row in enumerate(groups)], size, offset
        )
        if offset + size > _DEEP or any(one.count * _RARE < self.total for one in places):
            return None
        found: list[int] = []
        for place in places:
            clause = where((*self._conditions, OneOf(column, (groups[place.start][0],))))
            text = (
                f"SELECT {self._rows.key} FROM {self._rows.table} NOT INDEXED WHERE {clause.text}"
                f" ORDER BY {order_by(ties)} LIMIT ? OFFSET ?"
            )
            bindings = (*clause.bindings, size - len(found), skipped)
            found += [row[0] for row in fetch(self._connection, text, bindings)]
            skipped = 0
        return found

    def _of_span(self, span: Span, orders: Sequence[Order], size: int, offset: int) -> list[int]:
        clause = where((*self._conditions, *between(self._rows.hours.time, span.start, span.end)))
        text = (
            f"SELECT {self._rows.key} FROM {self._rows.source} WHERE {clause.text}"
            f" ORDER BY {order_by(orders)} LIMIT ? OFFSET ?"
        )
        return [row[0] for row in fetch(self._connection, text, (*clause.bindings, size, offset))]


def hour_pages(
    connection: apsw.Connection, rows: Rows, conditions: Sequence[Condition]
) -> HourPages | None:
    """The query in hours; None when the counts can't answer it or it is not worth it."""
    table = rows.hours
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
    spans = _whole_hours(connection, table, others, (first, last))
    if start is not None and first is not None:
        spans += _edge(connection, rows, others, (start, first * HOUR))
    if end is not None and last is not None:
        spans = _edge(connection, rows, others, (last * HOUR, end)) + spans
    return HourPages(connection, rows, others, spans, is_windowed=bool(window))


def _whole_hours(
    connection: apsw.Connection,
    table: HourTable,
    others: Sequence[Condition],
    hours: tuple[int | None, int | None],
) -> list[Span]:
    """The hours that have matching rows, the last one first."""
    conditions = list(others)
    for sign, hour in zip((">=", "<"), hours, strict=True):
        if hour is not None:
            conditions.append(Compare("hour", sign, hour))
    clause = where(conditions)
    text = (
        f"SELECT hour, sum(n) FROM {table.name} WHERE {clause.text}"
        " GROUP BY hour ORDER BY hour DESC"
    )
    return [
        Span(hour * HOUR, (hour + 1) * HOUR, count)
        for hour, count in fetch(connection, text, clause.bindings)
    ]


def _edge(
    connection: apsw.Connection,
    rows: Rows,
    others: Sequence[Condition],
    bounds: tuple[int, int],
) -> list[Span]:
    """The part of an hour at an end of the window."""
    clause = where((*others, *between(rows.hours.time, *bounds)))
    text = f"SELECT count(*) FROM {rows.source} WHERE {clause.text}"
    count = fetch(connection, text, clause.bindings)[0][0]
    return [Span(*bounds, count)] if count else []
