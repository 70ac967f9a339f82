"""Keeps the stored states of triggers in step with the flows (triggers.md §4)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from msgspec.structs import replace

from tiercel.model.flow import Flow, TriggerDefinition
from tiercel.model.trigger import TriggerState
from tiercel.ports.store import Tx
from tiercel.service.turns import Turns

# None for triggers that the scheduler does not evaluate (webhooks, flow triggers).
InitialState = Callable[[TriggerDefinition, Flow, datetime], Awaitable[TriggerState | None]]


def remove_in(tx: Tx, namespace: str, flow_id: str, trigger_id: str) -> None:
    """Forget the state of a trigger: one of a flow that is saved again begins anew."""
    tx.triggers.delete(namespace, flow_id, trigger_id)


class TriggerRows:
    """Writes rows in the transaction that saves a flow."""

    def __init__(self, initial_state: InitialState) -> None:
        self._initial_state = initial_state

    async def follow(self, tx: Tx, old: Flow | None, new: Flow | None, now: datetime) -> None:
        """Rows for the triggers of `new`, in place of those of `old` (None: there is no flow)."""
        flow = new or old
        if flow is None:
            return
        stored = {row.trigger_id: row for row in await tx.triggers.of_flow(flow.namespace, flow.id)}
        definitions = {} if new is None else {trigger.id: trigger for trigger in new.triggers}
        before = {} if old is None else {trigger.id: trigger for trigger in old.triggers}
        for trigger_id in stored.keys() - definitions.keys():
            remove_in(tx, flow.namespace, flow.id, trigger_id)
        if new is None:
            return
        turns = Turns()
        for trigger_id, definition in definitions.items():
            await turns.turn()
            row = stored.get(trigger_id)
            if row is not None and before.get(trigger_id) == definition:
                if row.flow_revision != new.revision:
                    version = row.version + 1
                    tx.triggers.put(
                        replace(row, flow_revision=new.revision, updated=now, version=version)
                    )
                continue
            fresh = await self._initial_state(definition, new, now)
            if fresh is not None:
                tx.triggers.put(_in_place_of(row, fresh, new.revision))
            elif row is not None:
                remove_in(tx, flow.namespace, flow.id, trigger_id)


def _in_place_of(row: TriggerState | None, fresh: TriggerState, revision: int) -> TriggerState:
    """A changed trigger starts anew, but stays disabled and keeps its lock."""
    if row is None:
        return replace(fresh, flow_revision=revision, version=1)
    return replace(
        fresh,
        flow_revision=revision,
        disabled=row.disabled,
        execution_id=row.execution_id,
        version=row.version + 1,
    )
