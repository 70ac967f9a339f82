"""States of triggers in PostgreSQL."""

from __future__ import annotations

from datetime import datetime

from tiercel.adapters.postgres.kinds import delete, insert, update
from tiercel.adapters.postgres.lists import ListTable
from tiercel.adapters.postgres.reader import Reader
from tiercel.adapters.postgres.unit import PostgresUnit
from tiercel.adapters.rows import TRIGGER_COLUMNS, from_micros, trigger_cells
from tiercel.model.lists.conditions import conditions, micros
from tiercel.model.lists.paging import Page, Query
from tiercel.model.lists.resources import TRIGGERS
from tiercel.model.stored.codec import decode_trigger, encode_trigger
from tiercel.model.trigger import TriggerState

_NAMES = TRIGGER_COLUMNS[:3]
_ORDER = "ORDER BY namespace, flow_id, trigger_id"
_GET = "SELECT body FROM triggers WHERE namespace = $1 AND flow_id = $2 AND trigger_id = $3"
_OF_FLOW = f"SELECT body FROM triggers WHERE namespace = $1 AND flow_id = $2 {_ORDER}"
_ALL = f"SELECT body FROM triggers {_ORDER}"
_DUE = (
    "SELECT body FROM triggers WHERE disabled = 0 AND next_date IS NOT NULL AND next_date <= $1"
    " ORDER BY next_date, namespace, flow_id, trigger_id LIMIT $2 FOR UPDATE SKIP LOCKED"
)
_NEXT_DUE = "SELECT min(next_date) FROM triggers WHERE disabled = 0 AND next_date IS NOT NULL"
_COLUMNS = (*TRIGGER_COLUMNS, "body")
_INSERT = insert("triggers", _COLUMNS, key=3)
_UPDATE = update("triggers", _NAMES, "version", _COLUMNS[3:])
_DELETE = delete("triggers", _NAMES)
_LIST = ListTable("triggers", "body", TRIGGERS, has_namespaces=True)


class PostgresTriggers:
    """See `ports.store.Triggers`. States that were found due are for this transaction alone."""

    def __init__(self, unit: PostgresUnit, reader: Reader) -> None:
        self._unit = unit
        self._reader = reader

    async def get(self, namespace: str, flow_id: str, trigger_id: str) -> TriggerState | None:
        row = await self._reader.row(_GET, namespace, flow_id, trigger_id)
        return None if row is None else decode_trigger(row[0])

    async def of_flow(self, namespace: str, flow_id: str) -> list[TriggerState]:
        """All states of a flow, by trigger id."""
        rows = await self._reader.rows(_OF_FLOW, namespace, flow_id)
        return [decode_trigger(row[0]) for row in rows]

    async def find(self, query: Query) -> Page[TriggerState]:
        """A page of states."""
        found = conditions(query.filters, TRIGGERS.readers)
        async with self._reader.snapshot() as snapshot:
            rows, total = await _LIST.page(snapshot, found, query)
        return Page(tuple(decode_trigger(row[0]) for row in rows), total)

    async def due(self, now: datetime, limit: int) -> list[TriggerState]:
        """States with `next_date` up to now, not disabled, soonest first.

        Those that others are looking after are left out.
        """
        rows = await self._unit.claim(_DUE, micros(now), limit)
        return [decode_trigger(row[0]) for row in rows]

    async def next_due(self) -> datetime | None:
        """The soonest next date of an enabled trigger."""
        ((due,),) = await self._reader.rows(_NEXT_DUE)
        return None if due is None else from_micros(due)

    async def all(self) -> list[TriggerState]:
        """Every state, by namespace, flow and trigger."""
        return [decode_trigger(row[0]) for row in await self._reader.rows(_ALL)]

    def put(self, state: TriggerState) -> None:
        """Insert or replace. Guard: the version."""
        cells, body = trigger_cells(state), encode_trigger(state)
        scope = cells[:3]
        if state.version == 1:
            self._unit.put(_INSERT, scope, (*cells, body))
        else:
            self._unit.put(_UPDATE, scope, (*scope, state.version - 1, *cells[3:], body))
        self._unit.notify("scheduler")

    def delete(self, namespace: str, flow_id: str, trigger_id: str) -> None:
        name = (namespace, flow_id, trigger_id)
        self._unit.put(_DELETE, name, name)
