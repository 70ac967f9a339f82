"""Pages and totals of lists by the tables of counted hours; see `sql.hour_pages`."""

from __future__ import annotations

from collections.abc import Sequence

import apsw
import msgspec

from tiercel.adapters.sql.filters import order_by, where
from tiercel.adapters.sql.hour_pages import (
    HourWindow,
    groups_of_page,
    hour_window,
    is_by_group,
    spans_of_page,
)
from tiercel.adapters.sql.hours import HOUR, HourTable, Span, between
from tiercel.adapters.sqlite.counted_hours import whole_hours
from tiercel.adapters.sqlite.reader import fetch
from tiercel.model.lists.conditions import Condition, OneOf
from tiercel.model.lists.resource import Order


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
        self, connection: apsw.Connection, rows: Rows, window: HourWindow, spans: Sequence[Span]
    ) -> None:
        self._connection = connection
        self._rows = rows
        self._window = window
        self._conditions = window.others
        self._spans = spans
        self.total = sum(span.count for span in spans)

    def keys(self, orders: Sequence[Order], size: int, offset: int) -> list[int] | None:
        """What names the rows of a page; None when the order is not that of the hours."""
        page = spans_of_page(self._spans, self._rows.hours.time, orders, size, offset)
        if page is None:
            return None
        wanted, skipped = page
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
        if not is_by_group(table, self._window, orders, self._rows.key, offset + size):
            return None
        clause = where(self._conditions)
        text = (
            f"SELECT {column}, sum(n) FROM {table.name} WHERE {clause.text}"
            f" GROUP BY {column} ORDER BY {order_by([first])}"
        )
        groups = fetch(self._connection, text, clause.bindings)
        page = groups_of_page([row[1] for row in groups], self.total, size, offset)
        if page is None:
            return None
        places, skipped = page
        found: list[int] = []
        for place in places:
            clause = where((*self._conditions, OneOf(column, (groups[place][0],))))
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
    connection: apsw.Connection,
    rows: Rows,
    conditions: Sequence[Condition],
    namespaces: Sequence[str] = (),
) -> HourPages | None:
    """The query in hours; None when the counts can't answer it or it is not worth it.

    Shapes: `namespaces` are all that rows have, if that is known.
    """
    window = hour_window(rows.hours, conditions)
    if window is None:
        return None
    spans = whole_hours(connection, rows.hours, window, namespaces)
    if window.start is not None and window.first is not None:
        spans += _edge(connection, rows, window.others, (window.start, window.first * HOUR))
    if window.end is not None and window.last is not None:
        spans = _edge(connection, rows, window.others, (window.last * HOUR, window.end)) + spans
    return HourPages(connection, rows, window, spans)


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
