"""States of triggers in SQLite."""

from __future__ import annotations

from datetime import datetime

import apsw

from tiercel.adapters.rows import TRIGGER_COLUMNS, from_micros, trigger_cells
from tiercel.adapters.sqlite.lists import ListTable
from tiercel.adapters.sqlite.reader import ListReader, PointReader, fetch
from tiercel.adapters.sqlite.unit import SqliteUnit
from tiercel.model.lists.conditions import conditions, micros
from tiercel.model.lists.paging import Page, Query
from tiercel.model.lists.resources import TRIGGERS
from tiercel.model.stored.codec import decode_trigger, encode_trigger
from tiercel.model.trigger import TriggerState

_KEY = "namespace = ? AND flow_id = ? AND trigger_id = ?"
_ORDER = "ORDER BY namespace, flow_id, trigger_id"
_GET = f"SELECT body FROM triggers WHERE {_KEY}"
_OF_FLOW = f"SELECT body FROM triggers WHERE namespace = ? AND flow_id = ? {_ORDER}"
_ALL = f"SELECT body FROM triggers {_ORDER}"
_DUE = (
    "SELECT body FROM triggers WHERE disabled = 0 AND next_date IS NOT NULL AND next_date <= ?"
    " ORDER BY next_date, namespace, flow_id, trigger_id LIMIT ?"
)
_NEXT_DUE = "SELECT min(next_date) FROM triggers WHERE disabled = 0 AND next_date IS NOT NULL"
_COLUMNS = (*TRIGGER_COLUMNS, "body")
_INSERT = (
    f"INSERT INTO triggers ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
    " ON CONFLICT (namespace, flow_id, trigger_id) DO NOTHING"
)
_UPDATE = (
    f"UPDATE triggers SET {', '.join(f'{column} = ?' for column in _COLUMNS[3:])}"
    f" WHERE {_KEY} AND version = ?"
)
_DELETE = f"DELETE FROM triggers WHERE {_KEY}"
_LIST = ListTable("triggers", "body", TRIGGERS, has_namespaces=True)


class SqliteTriggers:
    """See `ports.store.Triggers`."""

    def __init__(self, unit: SqliteUnit, points: PointReader, lists: ListReader) -> None:
        self._unit = unit
        self._points = points
        self._lists = lists

    async def get(self, namespace: str, flow_id: str, trigger_id: str) -> TriggerState | None:
        row = self._points.row(_GET, (namespace, flow_id, trigger_id))
        return None if row is None else decode_trigger(row[0])

    async def of_flow(self, namespace: str, flow_id: str) -> list[TriggerState]:
        """All states of a flow, by trigger id."""
        return [decode_trigger(row[0]) for row in self._points.rows(_OF_FLOW, (namespace, flow_id))]

    async def find(self, query: Query) -> Page[TriggerState]:
        """A page of states."""
        found = conditions(query.filters, TRIGGERS.readers)

        def work(connection: apsw.Connection) -> Page[TriggerState]:
            rows, total = _LIST.page(connection, found, query)
            return Page(tuple(decode_trigger(row[0]) for row in rows), total)

        return await self._lists.run(work)

    async def due(self, now: datetime, limit: int) -> list[TriggerState]:
        """States with `next_date` up to now, not disabled, soonest first."""
        return [decode_trigger(row[0]) for row in self._points.rows(_DUE, (micros(now), limit))]

    async def next_due(self) -> datetime | None:
        """The soonest next date of an enabled trigger."""
        due = self._points.rows(_NEXT_DUE)[0][0]
        return None if due is None else from_micros(due)

    async def all(self) -> list[TriggerState]:
        """Every state, by namespace, flow and trigger."""

        def work(connection: apsw.Connection) -> list[TriggerState]:
            return [decode_trigger(row[0]) for row in fetch(connection, _ALL)]

        return await self._lists.run(work)

    def put(self, state: TriggerState) -> None:
        """Insert or replace. Guard: the version."""
        cells, body = trigger_cells(state), encode_trigger(state)
        if state.version == 1:
            self._unit.run(_INSERT, (*cells, body), 1)
        else:
            self._unit.run(_UPDATE, (*cells[3:], body, *cells[:3], state.version - 1), 1)
        self._unit.notify("scheduler")

    def delete(self, namespace: str, flow_id: str, trigger_id: str) -> None:
        self._unit.run(_DELETE, (namespace, flow_id, trigger_id))
