"""Flow revisions in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tiercel.adapters.memory.tables import Tables
from tiercel.adapters.memory.unit import MemoryUnit
from tiercel.adapters.rows import FLOW_COLUMNS, flow_cells
from tiercel.model.lists.matching import Row, page_of
from tiercel.model.lists.paging import Page, Query
from tiercel.model.lists.resources import FLOWS
from tiercel.model.stored.flow import StoredFlow


class MemoryFlows:
    """See `ports.store.Flows`."""

    def __init__(self, tables: Tables, unit: MemoryUnit) -> None:
        self._tables = tables
        self._unit = unit

    async def get(
        self, namespace: str, flow_id: str, revision: int | None = None
    ) -> StoredFlow | None:
        """That revision, or the newest one."""
        revisions = self._tables.flows.get((namespace, flow_id), {})
        if revision is not None:
            return revisions.get(revision)
        return revisions[max(revisions)] if revisions else None

    async def revisions(self, namespace: str, flow_id: str) -> list[StoredFlow]:
        """All revisions, oldest first."""
        revisions = self._tables.flows.get((namespace, flow_id), {})
        return [revisions[number] for number in sorted(revisions)]

    async def find(self, query: Query) -> Page[StoredFlow]:
        """Newest, not deleted revisions."""
        return page_of(((flow_row(flow), flow) for flow in self._latest()), FLOWS, query)

    async def all_latest(self) -> list[StoredFlow]:
        """The newest revision of each flow that is not deleted, by namespace and id."""
        return sorted(self._latest(), key=lambda flow: (flow.namespace, flow.id))

    async def namespaces(self) -> list[str]:
        """Namespaces that have a flow which is not deleted, sorted."""
        return sorted({flow.namespace for flow in self._latest()})

    async def counts(self) -> dict[str, int]:
        """How many flows that are not deleted each namespace has itself; sorted, without zeros."""
        return dict(sorted(Counter(flow.namespace for flow in self._latest()).items()))

    async def version(self) -> int:
        """Grows whenever any flow is written."""
        return self._tables.flows_version

    def put(self, flow: StoredFlow) -> None:
        """A new revision. Guard: it does not exist yet."""
        tables = self._tables

        def stored() -> bool | None:
            revisions = tables.flows.get((flow.namespace, flow.id), {})
            return True if flow.revision in revisions else None

        def apply() -> None:
            tables.flows.setdefault((flow.namespace, flow.id), {})[flow.revision] = flow
            tables.flows_version += 1

        key = ("flow", flow.namespace, flow.id, flow.revision)
        self._unit.write(apply, lambda view: view.moves(key, stored(), None, True))
        self._unit.notify("scheduler")

    def delete_revisions(self, namespace: str, flow_id: str, revisions: Sequence[int]) -> None:
        """Remove stored revisions for good."""
        tables = self._tables

        def apply() -> None:
            stored = tables.flows.get((namespace, flow_id), {})
            for revision in revisions:
                stored.pop(revision, None)
            if not stored:
                tables.flows.pop((namespace, flow_id), None)
            tables.flows_version += 1

        self._unit.write(
            apply,
            lambda view: all(
                view.becomes(("flow", namespace, flow_id, r), None) for r in revisions
            ),
        )

    def _latest(self) -> Iterator[StoredFlow]:
        for revisions in self._tables.flows.values():
            flow = revisions[max(revisions)]
            if not flow.deleted:
                yield flow


def flow_row(flow: StoredFlow) -> Row:
    """The columns that lists filter and sort by."""
    return dict(zip(FLOW_COLUMNS, flow_cells(flow), strict=True)) | {"labels": flow.labels}
