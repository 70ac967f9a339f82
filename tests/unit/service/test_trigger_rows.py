"""The rows of the triggers of a flow."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from tests.build import NAMESPACE, a_flow, at
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.store import MemoryStore
from tiercel.model.flow import Flow, TriggerDefinition
from tiercel.model.trigger import TriggerState
from tiercel.service.triggers.rows import TriggerRows

MANY = 20


async def initial(definition: TriggerDefinition, flow: Flow, now: datetime) -> TriggerState:
    return TriggerState(NAMESPACE, flow.id, definition.id, updated=now)


async def test_first_dates_of_many_triggers_hold_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tiercel.service.turns.TICK_TURN_SECONDS", 0.0)
    store = MemoryStore(MemoryNotifier())
    triggers = tuple(TriggerDefinition(f"t{n}", "x") for n in range(MANY))
    flow = a_flow(triggers=triggers)

    async def save() -> None:
        async with store.transaction() as tx:
            await TriggerRows(initial).follow(tx, None, flow, at(0))

    saving = asyncio.create_task(save())
    turns = 0
    while not saving.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns >= MANY
    async with store.transaction() as tx:
        assert len(await tx.triggers.of_flow(NAMESPACE, flow.id)) == MANY
