"""States of triggers in memory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tiercel.adapters.memory.tables import Tables
from tiercel.adapters.memory.unit import MemoryUnit
from tiercel.adapters.rows import TRIGGER_COLUMNS, trigger_cells
from tiercel.model.lists.matching import Row, page_of
from tiercel.model.lists.paging import Page, Query
from tiercel.model.lists.resources import TRIGGERS
from tiercel.model.stored.codec import decode_trigger, encode_trigger
from tiercel.model.trigger import TriggerState


class MemoryTriggers:
    """See `ports.store.Triggers`."""

    def __init__(self, tables: Tables, unit: MemoryUnit) -> None:
        self._tables = tables
        self._unit = unit

    async def get(self, namespace: str, flow_id: str, trigger_id: str) -> TriggerState | None:
        return self._tables.triggers.get((namespace, flow_id, trigger_id))

    async def of_flow(self, namespace: str, flow_id: str) -> list[TriggerState]:
        """All states of a flow, by trigger id."""
        return _by_key(
            s
            for s in self._tables.triggers.values()
            if s.flow_id == flow_id and s.namespace == namespace
        )

    async def find(self, query: Query) -> Page[TriggerState]:
        """A page of states."""
        rows = ((trigger_row(s), s) for s in self._tables.triggers.values())
        return page_of(rows, TRIGGERS, query)

    async def due(self, now: datetime, limit: int) -> list[TriggerState]:
        """States with `next_date` up to now, not disabled, soonest first."""
        due = [
            (s.next_date, *_key(s), s)
            for s in self._tables.triggers.values()
            if s.next_date is not None and s.next_date <= now and not s.disabled
        ]
        due.sort(key=lambda item: item[:4])
        return [item[4] for item in due[:limit]]

    async def next_due(self) -> datetime | None:
        """The soonest next date of an enabled trigger."""
        states = self._tables.triggers.values()
        dates = (s.next_date for s in states if s.next_date is not None and not s.disabled)
        return min(dates, default=None)

    async def all(self) -> list[TriggerState]:
        """Every state, by namespace, flow and trigger."""
        return _by_key(self._tables.triggers.values())

    def put(self, state: TriggerState) -> None:
        """Insert or replace. Guard: the version."""
        triggers, key = self._tables.triggers, _key(state)
        row = decode_trigger(encode_trigger(state))

        def version() -> int:
            stored = triggers.get(key)
            return 0 if stored is None else stored.version

        new = state.version
        self._unit.write(
            lambda: triggers.update({key: row}),
            lambda view: view.moves(("trigger", *key), version(), new - 1, new),
            [row],
        )
        self._unit.notify("scheduler")

    def delete(self, namespace: str, flow_id: str, trigger_id: str) -> None:
        triggers, key = self._tables.triggers, (namespace, flow_id, trigger_id)

        def apply() -> None:
            triggers.pop(key, None)

        self._unit.write(apply, lambda view: view.becomes(("trigger", *key), 0))


def trigger_row(state: TriggerState) -> Row:
    """The columns that lists filter and sort by."""
    return dict(zip(TRIGGER_COLUMNS, trigger_cells(state), strict=True))


def _key(state: TriggerState) -> tuple[str, str, str]:
    return (state.namespace, state.flow_id, state.trigger_id)


def _by_key(states: Iterable[TriggerState]) -> list[TriggerState]:
    return sorted(states, key=_key)
