"""Pages of lists: which index to walk so that a million rows answer in a fraction of a second.

Rows are wide, so a walk over all of them must stay within an index that has every column of the
conditions. The statement names that index: it has no figures to choose by, and bindings hide
the values. Row numbers are chosen first; the wide rows are read for one page only.
"""

from __future__ import annotations

from collections.abc import Sequence

import apsw
import msgspec

from tiercel.adapters.sql.filters import Clause, LabelTable, columns_of, order_by, where
from tiercel.adapters.sql.hours import NAMES, HourTable, starts_range
from tiercel.adapters.sql.namespaces import KnownNamespaces
from tiercel.adapters.sqlite.hour_pages import HourPages, Rows, hour_pages
from tiercel.adapters.sqlite.known_namespaces import among_known
from tiercel.adapters.sqlite.name_words import without_common
from tiercel.adapters.sqlite.reader import Row, fetch
from tiercel.adapters.sqlite.special_kinds import holds_always
from tiercel.model.lists.conditions import Condition, HasLabels, OneOf
from tiercel.model.lists.paging import Query
from tiercel.model.lists.resource import Order, Resource
from tiercel.model.stored.codec import encode_json
from tiercel.model.stored.limits import STORE_PAGE_ROWS_MAX

# Up to so many rows of a narrow index are sorted; more are met soon in the order of the list.
_SORTED_ROWS_MAX = 20_000


class Index(msgspec.Struct, frozen=True):
    """An index with the columns it has, the row number aside.

    `is_partial` says that rows without a value in the first column are not in it.
    """

    name: str
    columns: tuple[str, ...]
    is_partial: bool = False

    @property
    def first(self) -> str:
        """The column that its entries are sorted by."""
        return self.columns[0]

    def has(self, columns: frozenset[str]) -> bool:
        """Whether the row need not be read for these columns."""
        return columns.issubset(self.columns)


class ListTable(msgspec.Struct, frozen=True):
    """A table with lists over it.

    Shapes: `columns` are what a page reads, `key` what names a row. `always` is a condition that
    holds for all lists. `labels` asks for the labels of one row, `label_sets` for all rows with a
    label, which are in the table `labelled`. `wide` is the index that has most columns, in the
    order of the list; `narrow` starts with the column that most lists are narrowed down by.
    Conditions on `points` columns match few rows, by an index of their own. `sorted_by` are
    indexes for other orders. `hours` counts the rows of `wide`. `has_kinds` says that nearly all
    rows are of kind NORMAL, and that an index has the others; `has_namespaces` that each row has
    a namespace, and that an index begins with it: the narrow one, else that of the key.
    """

    name: str
    columns: str
    resource: Resource
    key: str = "rowid"
    always: str = ""
    labels: LabelTable | None = None
    label_sets: LabelTable | None = None
    labelled: str = ""
    wide: Index | None = None
    narrow: Index | None = None
    points: frozenset[str] = frozenset()
    sorted_by: tuple[Index, ...] = ()
    hours: HourTable | None = None
    has_kinds: bool = False
    has_namespaces: bool = False

    @property
    def by_namespace(self) -> str:
        """The rows in the order of their namespaces."""
        return self.name if self.narrow is None else f"{self.name} INDEXED BY {self.narrow.name}"

    def page(
        self, connection: apsw.Connection, conditions: Sequence[Condition], query: Query
    ) -> tuple[list[Row], int]:
        """The rows of the page, and how many match in all."""
        return _Walk(self, connection, conditions).page(query)

    def rows(self, connection: apsw.Connection, keys: Sequence[int]) -> list[Row]:
        """The rows with these numbers, in their order."""
        text = (
            f"SELECT {self.key}, {self.columns} FROM {self.name}"
            f" WHERE {self.key} IN (SELECT value FROM json_each(?))"
        )
        found = {row[0]: row[1:] for row in fetch(connection, text, (_listed(keys),))}
        return [found[key] for key in keys]


class _Walk:
    """One list query: its conditions as SQL, the index that it walks, the totals that it needs."""

    def __init__(
        self, table: ListTable, connection: apsw.Connection, conditions: Sequence[Condition]
    ) -> None:
        self._table = table
        self._connection = connection
        if table.has_kinds:
            conditions = [one for one in conditions if not holds_always(connection, one)]
        known = KnownNamespaces(list(conditions))
        if table.has_namespaces:
            known = among_known(connection, table.by_namespace, conditions)
        conditions, self._namespaces = known.conditions, known.names
        if table.narrow is not None and table.narrow.columns[: len(NAMES)] == NAMES:
            source = f"{table.name} INDEXED BY {table.narrow.name}"
            conditions = [without_common(connection, source, one) for one in conditions]
        self._each = self._clause(conditions, table.labels)
        self._all = self._clause(conditions, table.label_sets or table.labels)
        self._columns = frozenset(name for one in conditions for name in columns_of(one))
        self._conditions = conditions
        self._is_pointed = any(self._matches_few(one) for one in conditions)
        self._is_narrowed = table.narrow is not None and any(
            starts_range(one, table.narrow.first) for one in conditions
        )

    def page(self, query: Query) -> tuple[list[Row], int]:
        size = min(query.size, STORE_PAGE_ROWS_MAX)
        offset = (query.page - 1) * size
        orders = self._table.resource.orders(query.sorts)
        hours = self._hours()
        if hours is not None:
            total = hours.total
            if offset >= total:
                return [], total
            keys = hours.keys(orders, size, offset)
            if keys is None:
                keys = hours.keys_by_group(orders, size, offset)
            if keys is None:
                keys = self._keys(self._sorting(orders, total), orders, size, offset)
        elif self._is_covered():
            total = self._count(self._table.narrow)
            index = self._sorting(orders, total)
            keys = self._keys(index, orders, size, offset) if offset < total else []
        else:
            keys = self._keys(self._index(orders), orders, size, offset)
            is_last = len(keys) < size and (keys or not offset)
            total = offset + len(keys) if is_last else self._count(self._index(()))
        return self._table.rows(self._connection, keys), total

    def _hours(self) -> HourPages | None:
        table = self._table
        if table.hours is None or table.wide is None or self._is_pointed:
            return None
        rows = Rows(table.name, table.wide.name, table.key, table.hours)
        return hour_pages(self._connection, rows, self._conditions, self._namespaces)

    def _is_covered(self) -> bool:
        """Whether the narrow index has the rows in one place, and all columns."""
        narrow = self._table.narrow
        return narrow is not None and self._is_narrowed and narrow.has(self._columns)

    def _sorting(self, orders: Sequence[Order], total: int) -> Index | None:
        """The index to walk when the total is known."""
        is_small = total <= _SORTED_ROWS_MAX and self._is_covered()
        return self._table.narrow if is_small else self._index(orders)

    def _clause(self, conditions: Sequence[Condition], labels: LabelTable | None) -> Clause:
        clause, always = where(conditions, labels), self._table.always
        return Clause(f"{always} AND {clause.text}", clause.bindings) if always else clause

    def _matches_few(self, condition: Condition) -> bool:
        """Whether the rows of the condition are found without a walk."""
        match condition:
            case OneOf(column=column, is_negated=False):
                return column in self._table.points
            case HasLabels(pairs=pairs, is_any=False) if self._table.labelled:
                return any(map(self._is_rare, pairs))
            case _:
                return False

    def _is_rare(self, pair: tuple[str, str]) -> bool:
        text = (
            f"SELECT count(*) FROM (SELECT 1 FROM {self._table.labelled}"
            " WHERE key = ? AND value = ? LIMIT ?)"
        )
        count: int = fetch(self._connection, text, (*pair, _SORTED_ROWS_MAX))[0][0]
        return count < _SORTED_ROWS_MAX

    def _index(self, orders: Sequence[Order]) -> Index | None:
        """The index to walk; None leaves the choice to SQLite."""
        wide = self._table.wide
        if wide is None or self._is_pointed or not (self._columns or orders):
            return None
        return wide if wide.has(self._columns | {order.column for order in orders}) else None

    def _count(self, index: Index | None) -> int:
        match self._conditions:
            case [HasLabels(pairs=(pair,), is_negated=is_negated)] if self._table.labelled:
                labelled = self._count_label(pair)
                return self._count_all() - labelled if is_negated else labelled
        text = f"SELECT count(*) FROM {self._source(index)} WHERE {self._all.text}"
        count: int = fetch(self._connection, text, self._all.bindings)[0][0]
        return count

    def _count_label(self, pair: tuple[str, str]) -> int:
        text = f"SELECT count(*) FROM {self._table.labelled} WHERE key = ? AND value = ?"
        count: int = fetch(self._connection, text, pair)[0][0]
        return count

    def _count_all(self) -> int:
        every = _Walk(self._table, self._connection, ())
        hours = every._hours()
        return every._count(every._index(())) if hours is None else hours.total

    def _keys(
        self, index: Index | None, orders: Sequence[Order], size: int, offset: int
    ) -> list[int]:
        best = self._sorted_index(orders)
        if best is not None and not self._is_pointed:
            keys = self._walked(best, orders, size, offset)
            if len(keys) == size or not best.is_partial:
                return keys
        return self._walked(index, orders, size, offset)

    def _sorted_index(self, orders: Sequence[Order]) -> Index | None:
        """An index in the order of the list with all columns of the conditions."""
        first = orders[0]
        for index in self._table.sorted_by:
            if (
                first.column == index.first
                and (first.is_descending or not index.is_partial)
                and index.has(self._columns)
            ):
                return index
        return None

    def _walked(
        self, index: Index | None, orders: Sequence[Order], size: int, offset: int
    ) -> list[int]:
        # A walk that ends with the page asks row by row; otherwise sets are faster.
        clause = self._each if index is not None else self._all
        if index is not None and index.is_partial:
            clause = Clause(f"{index.first} IS NOT NULL AND {clause.text}", clause.bindings)
        text = (
            f"SELECT {self._table.key} FROM {self._source(index)} WHERE {clause.text}"
            f" ORDER BY {order_by(orders)} LIMIT ? OFFSET ?"
        )
        rows = fetch(self._connection, text, (*clause.bindings, size, offset))
        return [row[0] for row in rows]

    def _source(self, index: Index | None) -> str:
        return self._table.name if index is None else f"{self._table.name} INDEXED BY {index.name}"


def _listed(keys: Sequence[int]) -> str:
    return encode_json(list(keys)).decode()
