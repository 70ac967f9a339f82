"""Places under a concurrency limit: who gets one, and who is woken when one is free."""

from __future__ import annotations

import pytest

from tests.build import NAMESPACE, an_execution
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.store import MemoryStore
from tiercel.model.events import FlowChanged, SlotGranted, SlotRefused
from tiercel.model.execution import Execution
from tiercel.runtime.executor.slots import SlotRegistry


async def a_store(running: int, *queued: str) -> MemoryStore:
    store = MemoryStore(MemoryNotifier())
    async with store.transaction() as tx:
        for number in range(running):
            tx.executions.insert(an_execution(id=f"r{number}", has_slot=True))
        for name in queued:
            tx.executions.insert(an_execution(id=name, state="QUEUED"))
    return store


def fresh(execution_id: str = "new", state: str = "CREATED", **fields: object) -> Execution:
    return an_execution(id=execution_id, state=state, **fields)


async def test_a_free_place_is_granted() -> None:
    store = await a_store(1)
    async with store.transaction() as tx:
        assert await SlotRegistry().ask(tx, fresh(), 2) == SlotGranted()


async def test_without_a_free_place_one_is_refused_and_reported_how_many_run() -> None:
    store = await a_store(2)
    async with store.transaction() as tx:
        assert await SlotRegistry().ask(tx, fresh(), 2) == SlotRefused(2)


async def test_places_granted_in_this_transaction_count() -> None:
    store = await a_store(0)
    flow_cache = SlotRegistry()
    async with store.transaction() as tx:
        assert await flow_cache.ask(tx, fresh("a"), 1) == SlotGranted()
        assert await flow_cache.ask(tx, fresh("b"), 1) == SlotRefused(1)


async def test_those_that_wait_longer_go_first() -> None:
    store = await a_store(0, "q1")
    async with store.transaction() as tx:
        assert await SlotRegistry().ask(tx, fresh(), 1) == SlotRefused(0)


@pytest.mark.parametrize(("name", "answer"), [("q1", SlotGranted()), ("q2", SlotRefused(0))])
async def test_of_those_that_wait_the_oldest_is_granted(name: str, answer: object) -> None:
    store = await a_store(0, "q1", "q2")
    async with store.transaction() as tx:
        assert await SlotRegistry().ask(tx, fresh(name, "QUEUED"), 1) == answer


async def test_those_that_are_to_go_first_are_woken_once() -> None:
    store = await a_store(0, "q1", "q2")
    flow_cache = SlotRegistry()
    async with store.transaction() as tx:
        await flow_cache.ask(tx, fresh("q2", "QUEUED"), 1)
        await flow_cache.ask(tx, fresh(), 1)
    async with store.transaction() as tx:
        waiting = await tx.inbox.claim(10, frozenset())
    assert [each.event for each in waiting["q1"]] == [FlowChanged()]
    assert list(waiting) == ["q1"]


async def test_one_that_was_granted_here_does_not_wait_any_more() -> None:
    store = await a_store(0, "q1", "q2")
    flow_cache = SlotRegistry()
    async with store.transaction() as tx:
        await flow_cache.ask(tx, fresh("q1", "QUEUED"), 2)
        assert await flow_cache.ask(tx, fresh("q2", "QUEUED"), 2) == SlotGranted()


async def test_flows_do_not_share_their_places() -> None:
    store = await a_store(1)
    flow_cache = SlotRegistry()
    async with store.transaction() as tx:
        assert await flow_cache.ask(tx, fresh(flow_id="other"), 1) == SlotGranted()
        assert await flow_cache.ask(tx, fresh(), 1) == SlotRefused(1)


@pytest.mark.parametrize(
    ("running", "limit", "freed", "woken"),
    [
        (1, 1, 1, ["q1"]),
        (2, 1, 1, []),
        (1, 3, 1, ["q1", "q2", "q3"]),
        (1, 2, 0, ["q1"]),
        (1, None, 1, ["q1", "q2", "q3"]),
        (0, 1, 1, ["q1"]),
    ],
)
async def test_freed_places_wake_the_oldest(
    running: int, limit: int | None, freed: int, woken: list[str]
) -> None:
    store = await a_store(running, "q1", "q2", "q3")
    async with store.transaction() as tx:
        ended = an_execution(id="r0", state="SUCCESS")
        assert await SlotRegistry().free(tx, ended, limit, freed) == woken


async def test_one_that_was_granted_here_is_not_woken() -> None:
    store = await a_store(1, "q1", "q2")
    flow_cache = SlotRegistry()
    async with store.transaction() as tx:
        await flow_cache.ask(tx, fresh("q1", "QUEUED"), 2)
        assert await flow_cache.free(tx, an_execution(id="r0"), 2, 1) == ["q2"]


async def test_the_flow_is_locked_while_places_are_counted() -> None:
    store = await a_store(0)
    async with store.transaction() as tx:
        await SlotRegistry().ask(tx, fresh(), 1)
        assert (NAMESPACE, "flow") in store.parts[0].slots
