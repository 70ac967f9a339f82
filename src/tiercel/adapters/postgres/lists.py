"""Pages of lists: how many rows match, and one page of them, of the same moment."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tiercel.adapters.postgres.dialect import POSTGRES
from tiercel.adapters.postgres.reader import Row, Snapshot
from tiercel.adapters.sql.filters import Clause, LabelTable, order_by, where
from tiercel.model.conditions import Condition
from tiercel.model.limits import STORE_PAGE_ROWS_MAX
from tiercel.model.paging import Query
from tiercel.model.resource import Resource


class ListTable(msgspec.Struct, frozen=True):
    """A table with lists over it.

    Shapes: `columns` are what a page reads; `always` is a condition that holds for all lists.
    """

    name: str
    columns: str
    resource: Resource
    always: str = ""
    labels: LabelTable | None = None

    async def page(
        self, snapshot: Snapshot, conditions: Sequence[Condition], query: Query
    ) -> tuple[list[Row], int]:
        """The rows of the page, and how many match in all."""
        clause = self.clause(conditions)
        size = min(query.size, STORE_PAGE_ROWS_MAX)
        offset = (query.page - 1) * size
        order = order_by(self.resource.orders(query.sorts), POSTGRES)
        text = (
            f"SELECT {self.columns} FROM {self.name} WHERE {clause.text}"
            f" ORDER BY {order} LIMIT ?::bigint OFFSET ?::bigint"
        )
        rows = await snapshot.rows(text, *clause.bindings, size, offset)
        if len(rows) < size and (rows or not offset):
            return rows, offset + len(rows)
        count = f"SELECT count(*) FROM {self.name} WHERE {clause.text}"
        return rows, await snapshot.value(count, *clause.bindings)

    def clause(self, conditions: Sequence[Condition]) -> Clause:
        """All conditions together."""
        clause = where(conditions, self.labels, POSTGRES)
        if not self.always:
            return clause
        return Clause(f"{self.always} AND {clause.text}", clause.bindings)
