"""Flow revisions in SQLite."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.adapters.rows import FLOW_COLUMNS, flow_cells, flow_of_cells
from tiercel.adapters.sql.filters import LabelTable
from tiercel.adapters.sqlite.lists import ListTable
from tiercel.adapters.sqlite.mirrors import Mirrors
from tiercel.adapters.sqlite.reader import ListReader, PointReader, fetch
from tiercel.adapters.sqlite.unit import SqliteUnit
from tiercel.model.lists.conditions import conditions
from tiercel.model.lists.paging import Page, Query
from tiercel.model.lists.resources import FLOWS
from tiercel.model.stored.flow import StoredFlow

_COLUMNS = ", ".join(FLOW_COLUMNS)
_SELECT = f"SELECT {_COLUMNS} FROM flows"
_NEWEST = (
    "NOT EXISTS (SELECT 1 FROM flows newer WHERE newer.namespace = flows.namespace"
    " AND newer.id = flows.id AND newer.revision > flows.revision)"
)
LATEST = f"{_NEWEST} AND deleted = 0"
_GET = f"{_SELECT} WHERE namespace = ? AND id = ? AND revision = ?"
_GET_NEWEST = f"{_SELECT} WHERE namespace = ? AND id = ? ORDER BY revision DESC LIMIT 1"
_REVISIONS = f"{_SELECT} WHERE namespace = ? AND id = ? ORDER BY revision"
_ALL_LATEST = f"{_SELECT} WHERE {LATEST} ORDER BY namespace, id"
_NAMESPACES = f"SELECT DISTINCT namespace FROM flows WHERE {LATEST} ORDER BY namespace"
_COUNTS = (
    f"SELECT namespace, count(*) FROM flows WHERE {LATEST} GROUP BY namespace ORDER BY namespace"
)
_PUT = (
    f"INSERT INTO flows ({_COLUMNS}) VALUES ({', '.join('?' * len(FLOW_COLUMNS))})"
    " ON CONFLICT (namespace, id, revision) DO NOTHING"
)
_DELETE = "DELETE FROM flows WHERE namespace = ? AND id = ? AND revision = ?"
LABELS = LabelTable(
    having="EXISTS (SELECT 1 FROM json_each(flows.labels) l WHERE {})",
    key="(l.value ->> 0)",
    value="(l.value ->> 1)",
)
_LIST = ListTable("flows", _COLUMNS, FLOWS, always=LATEST, labels=LABELS, has_namespaces=True)


class SqliteFlows:
    """See `ports.store.Flows`."""

    def __init__(
        self, unit: SqliteUnit, points: PointReader, lists: ListReader, mirrors: Mirrors
    ) -> None:
        self._unit = unit
        self._points = points
        self._lists = lists
        self._mirrors = mirrors

    async def get(
        self, namespace: str, flow_id: str, revision: int | None = None
    ) -> StoredFlow | None:
        """That revision, or the newest one."""
        if revision is None:
            row = self._points.row(_GET_NEWEST, (namespace, flow_id))
        else:
            row = self._points.row(_GET, (namespace, flow_id, revision))
        return None if row is None else flow_of_cells(row)

    async def revisions(self, namespace: str, flow_id: str) -> list[StoredFlow]:
        """All revisions, oldest first."""
        return [flow_of_cells(row) for row in self._points.rows(_REVISIONS, (namespace, flow_id))]

    async def find(self, query: Query) -> Page[StoredFlow]:
        """Newest, not deleted revisions."""
        found = conditions(query.filters, FLOWS.readers)
        rows, total = await self._lists.run(lambda c: _LIST.page(c, found, query))
        return Page(tuple(map(flow_of_cells, rows)), total)

    async def all_latest(self) -> list[StoredFlow]:
        """The newest revision of each flow that is not deleted, by namespace and id."""
        rows = await self._lists.run(lambda connection: fetch(connection, _ALL_LATEST))
        return list(map(flow_of_cells, rows))

    async def namespaces(self) -> list[str]:
        """Namespaces that have a flow which is not deleted, sorted."""
        return [row[0] for row in self._points.rows(_NAMESPACES)]

    async def counts(self) -> dict[str, int]:
        """How many flows that are not deleted each namespace has itself; sorted, without zeros."""
        return dict(await self._lists.run(lambda connection: fetch(connection, _COUNTS)))

    async def version(self) -> int:
        """Grows whenever any flow is written; it starts anew with the server."""
        return self._mirrors.flows_version

    def put(self, flow: StoredFlow) -> None:
        """A new revision. Guard: it does not exist yet."""
        self._unit.run(_PUT, flow_cells(flow), 1)
        self._unit.then(self._changed)
        self._unit.notify("scheduler")

    def delete_revisions(self, namespace: str, flow_id: str, revisions: Sequence[int]) -> None:
        """Remove stored revisions for good."""
        for revision in revisions:
            self._unit.run(_DELETE, (namespace, flow_id, revision))
        self._unit.then(self._changed)

    def _changed(self) -> None:
        self._mirrors.flows_version += 1
