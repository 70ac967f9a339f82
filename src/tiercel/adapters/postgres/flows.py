"""Flow revisions in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.adapters.postgres.kinds import WriteKind, delete, insert
from tiercel.adapters.postgres.lists import ListTable
from tiercel.adapters.postgres.reader import Reader
from tiercel.adapters.postgres.unit import PostgresUnit
from tiercel.adapters.rows import FLOW_COLUMNS, flow_cells, flow_of_cells
from tiercel.adapters.sql.filters import LabelTable
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
_GET = f"{_SELECT} WHERE namespace = $1 AND id = $2 AND revision = $3"
_GET_NEWEST = f"{_SELECT} WHERE namespace = $1 AND id = $2 ORDER BY revision DESC LIMIT 1"
_REVISIONS = f"{_SELECT} WHERE namespace = $1 AND id = $2 ORDER BY revision"
_ALL_LATEST = f"{_SELECT} WHERE {LATEST} ORDER BY namespace, id"
_NAMESPACES = f"SELECT DISTINCT namespace FROM flows WHERE {LATEST} ORDER BY namespace"
_COUNTS = (
    f"SELECT namespace, count(*) FROM flows WHERE {LATEST} GROUP BY namespace ORDER BY namespace"
)
_VERSION = "SELECT value FROM versions WHERE name = 'flows'"
_PUT = insert("flows", FLOW_COLUMNS, key=3)
_DELETE = delete("flows", ("namespace", "id", "revision"))
_CHANGED = WriteKind(
    "versions",
    "UPDATE versions SET value = value + 1 WHERE name = ANY($1::text[])",
    key=1,
    is_last=True,
)
LABELS = LabelTable(
    having="EXISTS (SELECT 1 FROM jsonb_array_elements(flows.labels::jsonb) l WHERE {})",
    key="(l.value ->> 0)",
    value="(l.value ->> 1)",
)
_LIST = ListTable("flows", _COLUMNS, FLOWS, always=LATEST, labels=LABELS, has_namespaces=True)


class PostgresFlows:
    """See `ports.store.Flows`."""

    def __init__(self, unit: PostgresUnit, reader: Reader) -> None:
        self._unit = unit
        self._reader = reader
        self._version: int | None = None

    async def get(
        self, namespace: str, flow_id: str, revision: int | None = None
    ) -> StoredFlow | None:
        """That revision, or the newest one."""
        if revision is None:
            row = await self._reader.row(_GET_NEWEST, namespace, flow_id)
        else:
            row = await self._reader.row(_GET, namespace, flow_id, revision)
        return None if row is None else flow_of_cells(row)

    async def revisions(self, namespace: str, flow_id: str) -> list[StoredFlow]:
        """All revisions, oldest first."""
        return [
            flow_of_cells(row) for row in await self._reader.rows(_REVISIONS, namespace, flow_id)
        ]

    async def find(self, query: Query) -> Page[StoredFlow]:
        """Newest, not deleted revisions."""
        found = conditions(query.filters, FLOWS.readers)
        async with self._reader.snapshot() as snapshot:
            rows, total = await _LIST.page(snapshot, found, query)
        return Page(tuple(map(flow_of_cells, rows)), total)

    async def all_latest(self) -> list[StoredFlow]:
        """The newest revision of each flow that is not deleted, by namespace and id."""
        return list(map(flow_of_cells, await self._reader.rows(_ALL_LATEST)))

    async def namespaces(self) -> list[str]:
        """Namespaces that have a flow which is not deleted, sorted."""
        return [row[0] for row in await self._reader.rows(_NAMESPACES)]

    async def counts(self) -> dict[str, int]:
        """How many flows that are not deleted each namespace has itself; sorted, without zeros."""
        return dict(await self._reader.rows(_COUNTS))

    async def version(self) -> int:
        """Grows whenever any server writes any flow; a transaction asks once."""
        if self._version is None:
            ((self._version,),) = await self._reader.rows(_VERSION)
        assert self._version is not None
        return self._version

    def put(self, flow: StoredFlow) -> None:
        """A new revision. Guard: it does not exist yet."""
        self._unit.put(_PUT, (flow.namespace, flow.id), flow_cells(flow))
        self._changed()
        self._unit.notify("scheduler")

    def delete_revisions(self, namespace: str, flow_id: str, revisions: Sequence[int]) -> None:
        """Remove stored revisions for good."""
        for revision in revisions:
            self._unit.put(_DELETE, (namespace, flow_id), (namespace, flow_id, revision))
        self._changed()

    def _changed(self) -> None:
        self._unit.put(_CHANGED, "flows", ("flows",))
