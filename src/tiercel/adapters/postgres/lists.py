"""Pages of lists: how many rows match, and one page of them, of the same moment.

Large tables are counted by hour. What the counts can't answer is read from indexes that have all
columns asked for, as far as that is possible: rows are wide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from tiercel.adapters.postgres.counts.counts import Counts, counts_of
from tiercel.adapters.postgres.counts.hour_pages import HourPages, hour_pages
from tiercel.adapters.postgres.dialect import NUMBERS, POSTGRES
from tiercel.adapters.postgres.names import among_known, without_names
from tiercel.adapters.postgres.reader import Row, Snapshot
from tiercel.adapters.sql.filters import Clause, LabelTable, columns_of, order_by, where
from tiercel.adapters.sql.hours import TABLES
from tiercel.adapters.sql.label_states import only_label
from tiercel.adapters.sql.namespaces import (
    NAMESPACES_MAX,
    KnownNamespaces,
    is_of_namespaces,
    known_among,
    names_of_rows,
)
from tiercel.model.json_types import Json
from tiercel.model.lists.analysis import Source
from tiercel.model.lists.conditions import (
    Condition,
    HasLabels,
    OneOf,
    Present,
)
from tiercel.model.lists.paging import Query
from tiercel.model.lists.resource import Order, Resource
from tiercel.model.stored.limits import STORE_PAGE_ROWS_MAX

# So many rows at most are looked at one by one in the order of the list; more are sorted.
_WALKED_ROWS_MAX = 20_000
# So many rows at most are looked up one by one among those with a label.
_PROBED_ROWS_MAX = 100_000
_ROWS = "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = '{}'::regclass"


class Labelled(msgspec.Struct, frozen=True):
    """A table that has each label of each row, sorted as the rows are.

    Shapes: `key` is its column that names the row, `pair` the condition on a label, and `probe`
    asks for the labels of one row after the other.
    """

    name: str
    key: str
    pair: str
    probe: LabelTable


class ListTable(msgspec.Struct, frozen=True):
    """A table with lists over it.

    Shapes: `columns` are what a page reads, `key` what names a row of a large table. `always` is a
    condition that holds for all lists. Rows are counted when the table is a `source` of counts.
    `wide` is what to select from when `wide_columns` are enough, and `narrow_columns` are those
    that an index of the table itself has; `sorted_by` are those that an index begins with. An index
    has the few rows with a value in one of the columns `sparse`. Nearly all rows are of one kind
    when `has_kinds`. With `has_namespaces` each row has a namespace, and an index begins with it.
    """

    name: str
    columns: str
    resource: Resource
    key: str = ""
    always: str = ""
    labels: LabelTable | None = None
    labelled: Labelled | None = None
    source: Source | None = None
    wide: str = ""
    wide_columns: frozenset[str] = frozenset()
    narrow_columns: frozenset[str] = frozenset()
    sorted_by: frozenset[str] = frozenset()
    sparse: frozenset[str] = frozenset()
    has_kinds: bool = False
    has_namespaces: bool = False

    async def page(
        self, snapshot: Snapshot, conditions: Sequence[Condition], query: Query
    ) -> tuple[list[Row], int]:
        """The rows of the page, and how many match in all."""
        size = min(query.size, STORE_PAGE_ROWS_MAX)
        bounds = size, (query.page - 1) * size
        orders = self.resource.orders(query.sorts)
        if self.has_namespaces and self._is_small:
            return await self._small_among_known(snapshot, conditions, orders, bounds)
        known = KnownNamespaces(list(conditions))
        if self.has_namespaces:
            known = await among_known(snapshot, self.name, conditions)
        conditions = known.conditions
        if self.source is None:
            return await self._small(snapshot, self.clause(conditions), orders, bounds)
        counts = await counts_of(snapshot, self.source)
        if self.has_kinds:
            conditions = [one for one in conditions if not await holds_always(snapshot, one)]
        walk = _Walk(self, snapshot, conditions, counts)
        return await walk.page(orders, bounds)

    def clause(self, conditions: Sequence[Condition]) -> Clause:
        """All conditions together."""
        clause = where(conditions, self.labels, POSTGRES)
        if not self.always:
            return clause
        return Clause(f"{self.always} AND {clause.text}", clause.bindings)

    async def rows(self, snapshot: Snapshot, keys: Sequence[Json], query: Query) -> list[Row]:
        """The rows with these names, in the order of the query."""
        return await self.of_keys(snapshot, keys, self.resource.orders(query.sorts))

    async def of_keys(
        self, snapshot: Snapshot, keys: Sequence[Json], orders: Sequence[Order]
    ) -> list[Row]:
        """The rows with these names, in order."""
        kind = "bigint" if self.key in NUMBERS else "text"
        text = (
            f"SELECT {self.columns} FROM {self.name} WHERE {self.key} = ANY(?::{kind}[])"
            f" ORDER BY {order_by(orders, POSTGRES)}"
        )
        return await snapshot.rows(text, list(keys)) if keys else []

    @property
    def _is_small(self) -> bool:
        return self.source is None and not self.key

    async def _small_among_known(
        self,
        snapshot: Snapshot,
        conditions: Sequence[Condition],
        orders: Sequence[Order],
        bounds: tuple[int, int],
    ) -> tuple[list[Row], int]:
        """For somebody with many bindings the count of a small table names its namespaces, too.

        So they are asked as many statements as others are.
        """
        if not any(map(is_of_namespaces, conditions)):
            return await self._small(snapshot, self.clause(conditions), orders, bounds)
        others = self.clause([each for each in conditions if not is_of_namespaces(each)])
        text = (
            f"SELECT namespace, count(*) FROM {self.name} WHERE {others.text}"
            f" GROUP BY namespace LIMIT {NAMESPACES_MAX + 1}"
        )
        counts: dict[str, int] = dict(sorted(await snapshot.rows(text, *others.bindings)))
        if len(counts) > NAMESPACES_MAX:
            return await self._small(snapshot, self.clause(conditions), orders, bounds)
        known = known_among(conditions, tuple(counts)).conditions
        total = sum(map(counts.__getitem__, names_of_rows(counts, known)))
        if bounds[1] >= total:
            return [], total
        return await self._page_of(snapshot, self.clause(known), orders, bounds), total

    async def _page_of(
        self,
        snapshot: Snapshot,
        clause: Clause,
        orders: Sequence[Order],
        bounds: tuple[int, int],
    ) -> list[Row]:
        text = (
            f"SELECT {self.columns} FROM {self.name} WHERE {clause.text}"
            f" ORDER BY {order_by(orders, POSTGRES)} LIMIT ?::bigint OFFSET ?::bigint"
        )
        return await snapshot.rows(text, *clause.bindings, *bounds)

    async def _small(
        self,
        snapshot: Snapshot,
        clause: Clause,
        orders: Sequence[Order],
        bounds: tuple[int, int],
    ) -> tuple[list[Row], int]:
        size, offset = bounds
        rows = await self._page_of(snapshot, clause, orders, bounds)
        if len(rows) < size and (rows or not offset):
            return rows, offset + len(rows)
        text = f"SELECT count(*) FROM {self.name} WHERE {clause.text}"
        return rows, await snapshot.value(text, *clause.bindings)

    def source_of(self, columns: Iterable[str]) -> str:
        """What to select these columns from."""
        asked = frozenset(columns)
        is_wide = asked <= self.wide_columns and not asked <= self.narrow_columns
        return self.wide if is_wide else self.name


class _Walk:
    """One query of a list over a large table."""

    def __init__(
        self,
        table: ListTable,
        snapshot: Snapshot,
        conditions: Sequence[Condition],
        counts: Counts | None,
    ) -> None:
        self._table = table
        self._snapshot = snapshot
        self._conditions = list(conditions)
        self._counts = counts

    async def page(self, orders: Sequence[Order], bounds: tuple[int, int]) -> tuple[list[Row], int]:
        size, offset = bounds
        pages = await self._pages(self._conditions)
        if pages is not None:
            parts = pages.parts(orders, size, offset)
            if parts is None and self._counts is not None:
                parts = await pages.parts_by_group(self._snapshot, orders, size, offset)
            if parts is not None:
                return await self._in_parts(parts, orders, size), pages.total
        total = await self._count_label() if pages is None else pages.total
        if total is not None and self._is_in_order_of_labels(orders):
            return await self._of_label(orders, bounds), total
        self._conditions = await without_names(self._snapshot, self._table.name, self._conditions)
        if total is None:
            total = await self._count()
        return await self._rows(orders, bounds, total) if offset < total else [], total

    async def _pages(self, conditions: Sequence[Condition]) -> HourPages | None:
        if self._counts is None:
            return None
        return await hour_pages(self._snapshot, self._table.name, self._counts, conditions)

    async def _in_parts(
        self, parts: Sequence[tuple[Clause, int]], orders: Sequence[Order], size: int
    ) -> list[Row]:
        keys: list[Json] = []
        columns = (*self._columns(), *(order.column for order in orders), self._table.key)
        source = self._table.source_of(columns)
        for clause, skipped in parts:
            text = f"SELECT {self._table.key} FROM {source} WHERE {clause.text}"
            found = Clause(text, clause.bindings)
            keys += await self._keys(found, orders, (size - len(keys), skipped))
        return await self._table.of_keys(self._snapshot, keys, orders)

    def _label(self) -> tuple[HasLabels, list[Condition]] | None:
        """The only label asked for, when nothing else is but a window."""
        if self._table.labelled is None or self._counts is None:
            return None
        return only_label(self._conditions, TABLES[self._counts.source].time)

    async def _count_label(self) -> int | None:
        """How many rows have the only label asked for, or have it not."""
        found = self._label()
        if found is None:
            return None
        label, window = found
        clause = self._labelled(label, window)
        counted: int = await self._snapshot.value(
            f"SELECT count(*) FROM {clause.text}", *clause.bindings
        )
        if not label.is_negated:
            return counted
        pages = await self._pages(window)
        return None if pages is None else pages.total - counted

    def _is_in_order_of_labels(self, orders: Sequence[Order]) -> bool:
        found = self._label()
        if found is None or found[0].is_negated or self._counts is None:
            return False
        ways = {order.is_descending for order in orders}
        columns = [order.column for order in orders]
        return len(ways) == 1 and columns == [TABLES[self._counts.source].time, self._table.key]

    async def _of_label(self, orders: Sequence[Order], bounds: tuple[int, int]) -> list[Row]:
        """A page of the rows with a label, which are sorted already."""
        labelled, found = self._table.labelled, self._label()
        assert labelled is not None
        assert found is not None
        clause = self._labelled(*found)
        text = f"SELECT {labelled.key} AS {self._table.key} FROM {clause.text}"
        keys = await self._keys(Clause(text, clause.bindings), orders, bounds)
        return await self._table.of_keys(self._snapshot, keys, orders)

    def _labelled(self, label: HasLabels, window: Sequence[Condition]) -> Clause:
        labelled = self._table.labelled
        assert labelled is not None
        within = where(window, None, POSTGRES)
        text = f"{labelled.name} WHERE {labelled.pair} AND {within.text}"
        return Clause(text, (*label.pairs[0], *within.bindings))

    async def _count(self) -> int:
        """How many rows match."""
        for one in self._conditions:
            if (
                isinstance(one, Present)
                and one.is_negated
                and set(one.columns) <= self._table.sparse
            ):
                others = [each for each in self._conditions if each is not one]
                pages = await self._pages(others)
                if pages is not None:
                    found = await self._counted([*others, Present(one.columns)])
                    return pages.total - found
        return await self._counted(self._conditions)

    async def _counted(self, conditions: Sequence[Condition]) -> int:
        labels = self._table.labels
        if self._table.labelled is not None and await self._is_probed(conditions):
            labels = self._table.labelled.probe
        clause = where(conditions, labels, POSTGRES)
        source = self._table.source_of(self._columns())
        text = f"SELECT count(*) FROM {source} WHERE {clause.text}"
        count: int = await self._snapshot.value(text, *clause.bindings)
        return count

    async def _is_probed(self, conditions: Sequence[Condition]) -> bool:
        """Whether few rows meet the other conditions, and at least as many have the label.

        To look up each of them takes less than to read all that have the label, which the
        database would do: it does not know that both are sorted alike.
        """
        labels = [one for one in conditions if isinstance(one, HasLabels)]
        match labels:
            case [HasLabels(pairs=(_,), is_negated=False) as label]:
                pages = await self._pages([one for one in conditions if one is not label])
            case _:
                return False
        if pages is None or pages.total > _PROBED_ROWS_MAX:
            return False
        found = self._labelled(label, ())
        text = f"SELECT count(*) FROM (SELECT 1 FROM {found.text} LIMIT ?::bigint) AS labelled"
        known: int = await self._snapshot.value(text, *found.bindings, pages.total)
        return known == pages.total

    async def _rows(
        self, orders: Sequence[Order], bounds: tuple[int, int], total: int
    ) -> list[Row]:
        table = self._table
        if orders[0].column in table.sorted_by:
            rows = await self._snapshot.value(_ROWS.format(table.name))
            if rows * sum(bounds) <= _WALKED_ROWS_MAX * total:
                probe = table.labels if table.labelled is None else table.labelled.probe
                clause = where(self._conditions, probe, POSTGRES)
                text = f"SELECT {table.key} FROM {table.name} WHERE {clause.text}"
                keys = await self._keys(Clause(text, clause.bindings), orders, bounds, is_walk=True)
                return await self._table.of_keys(self._snapshot, keys, orders)
        clause = where(self._conditions, table.labels, POSTGRES)
        columns = (*self._columns(), *(order.column for order in orders), table.key)
        text = f"SELECT {table.key} FROM {table.source_of(columns)} WHERE {clause.text}"
        return await self._table.of_keys(
            self._snapshot, await self._keys(Clause(text, clause.bindings), orders, bounds), orders
        )

    def _columns(self) -> list[str]:
        return [name for one in self._conditions for name in columns_of(one)]

    async def _keys(
        self,
        found: Clause,
        orders: Sequence[Order],
        bounds: tuple[int, int],
        *,
        is_walk: bool = False,
    ) -> list[Json]:
        """What names the rows of a page. Shapes: `bounds` are how many, and how many to skip."""
        read = self._snapshot.walk if is_walk else self._snapshot.rows
        text = (
            f"{found.text} ORDER BY {order_by(orders, POSTGRES)} LIMIT ?::bigint OFFSET ?::bigint"
        )
        return [row[0] for row in await read(text, *found.bindings, *bounds)]


async def holds_always(snapshot: Snapshot, condition: Condition) -> bool:
    """Whether the condition leaves out kinds of which there is no execution."""
    match condition:
        case OneOf(column="kind", values=kinds, is_negated=True) if "NORMAL" not in kinds:
            clause = where([OneOf("kind", kinds)], None, POSTGRES)
            # An index has those of special kinds.
            text = f"SELECT 1 FROM executions WHERE kind <> 'NORMAL' AND {clause.text} LIMIT 1"
            return not await snapshot.rows(text, *clause.bindings)
        case _:
            return False
