"""Inbox, timers, announcements and flow locks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.ports.expectations import STORED_ON_DISK, stale
from tests.ports.values import NOW, at
from tiercel.model.errors import Stale
from tiercel.model.events import Event, KillAsked, Submitted, WaitOver
from tiercel.model.job import InboxEvent, Timer
from tiercel.ports.store import Store, Tx


async def put(store: Store, *pairs: tuple[str, Event]) -> None:
    for execution_id, event in pairs:
        async with store.transaction() as tx:
            tx.inbox.put(execution_id, event)


def names(claimed: dict[str, list[InboxEvent]]) -> list[str]:
    return list(claimed)


def seqs(claimed: dict[str, list[InboxEvent]]) -> list[int]:
    return [event.seq for events in claimed.values() for event in events]


async def test_events_of_an_execution_come_in_order(store: Store) -> None:
    await put(store, ("x", WaitOver("1")), ("y", Submitted()), ("x", WaitOver("2")))
    async with store.transaction() as tx:
        claimed = await tx.inbox.claim(10, frozenset())
    assert [event.event for event in claimed["x"]] == [WaitOver("1"), WaitOver("2")]
    assert [event.execution_id for event in claimed["y"]] == ["y"]
    assert seqs({"x": claimed["x"]}) == sorted(seqs({"x": claimed["x"]}))


async def test_an_event_waits_until_it_is_consumed(store: Store) -> None:
    await put(store, ("x", Submitted()))
    async with store.transaction() as tx:
        assert await tx.inbox.waits("x")
        assert not await tx.inbox.waits("y")
        tx.inbox.done(seqs(await tx.inbox.claim(10, frozenset())))
    async with store.transaction() as tx:
        assert not await tx.inbox.waits("x")


async def test_a_claim_takes_the_oldest_executions_first(store: Store) -> None:
    await put(store, *((name, Submitted()) for name in ("c", "a", "b", "a")))
    async with store.transaction() as tx:
        assert names(await tx.inbox.claim(2, frozenset())) == ["c", "a"]


async def test_a_claim_leaves_out_the_excluded(store: Store) -> None:
    await put(store, *((name, Submitted()) for name in ("a", "b", "c")))
    async with store.transaction() as tx:
        assert names(await tx.inbox.claim(9, frozenset({"a"}))) == ["b", "c"]
    async with store.transaction() as tx:
        assert names(await tx.inbox.claim(9, frozenset())) == ["a", "b", "c"]


async def test_two_transactions_never_claim_the_same_execution(store: Store) -> None:
    await put(store, *((name, Submitted()) for name in ("a", "b", "c")))
    async with store.transaction() as first, store.transaction() as second:
        assert names(await first.inbox.claim(2, frozenset())) == ["a", "b"]
        assert names(await second.inbox.claim(2, frozenset())) == ["c"]
        assert names(await second.inbox.claim(2, frozenset())) == []


async def test_an_event_for_a_claimed_execution_waits_for_the_end(store: Store) -> None:
    await put(store, ("x", Submitted()))
    async with store.transaction() as tx:
        claimed = await tx.inbox.claim(9, frozenset())
        await put(store, ("x", KillAsked()))
        async with store.transaction() as other:
            assert await other.inbox.claim(9, frozenset()) == {}
        tx.inbox.done(seqs(claimed))
    async with store.transaction() as tx:
        claimed = await tx.inbox.claim(9, frozenset())
    assert [event.event for event in claimed["x"]] == [KillAsked()]


async def consume_and_fail(store: Store) -> None:
    async with store.transaction() as tx:
        tx.inbox.done(seqs(await tx.inbox.claim(9, frozenset())))
        raise ZeroDivisionError


async def test_a_failed_transaction_gives_its_claims_back(store: Store) -> None:
    await put(store, ("x", Submitted()))
    with pytest.raises(ZeroDivisionError):
        await consume_and_fail(store)
    async with store.transaction() as tx:
        assert names(await tx.inbox.claim(9, frozenset())) == ["x"]


async def test_a_consumed_event_can_not_be_consumed_again(store: Store) -> None:
    await put(store, ("x", Submitted()))
    async with store.transaction() as tx:
        gone = seqs(await tx.inbox.claim(9, frozenset()))
        tx.inbox.done(gone)
    async with stale(store) as tx:
        tx.inbox.put("y", Submitted())
        tx.inbox.done(gone)
    async with store.transaction() as tx:
        assert await tx.inbox.claim(9, frozenset()) == {}


async def test_part_of_the_events_can_be_consumed(store: Store) -> None:
    await put(store, ("x", WaitOver("1")), ("y", Submitted()), ("x", WaitOver("2")))
    async with store.transaction() as tx:
        claimed = await tx.inbox.claim(9, frozenset())
        tx.inbox.done([claimed["x"][0].seq])
    async with store.transaction() as tx:
        claimed = await tx.inbox.claim(9, frozenset())
    assert names(claimed) == ["y", "x"]
    assert [event.event for event in claimed["x"]] == [WaitOver("2")]


async def test_due_timers_come_soonest_first(store: Store) -> None:
    async with store.transaction() as tx:
        for key, seconds in (("c", 3), ("a", 1), ("b", 2), ("later", 9)):
            tx.timers.put(Timer("x", key, at(seconds)))
    async with store.transaction() as tx:
        assert [timer.key for timer in await tx.timers.due(at(3), 9)] == ["a", "b", "c"]
        assert [timer.key for timer in await tx.timers.due(at(3), 2)] == ["a", "b"]
        assert await tx.timers.next_due() == at(1)


async def test_a_timer_replaces_the_one_of_the_same_key(store: Store) -> None:
    async with store.transaction() as tx:
        tx.timers.put(Timer("x", "k", at(1)))
        tx.timers.put(Timer("y", "k", at(5)))
    async with store.transaction() as tx:
        tx.timers.put(Timer("x", "k", at(9)))
    async with store.transaction() as tx:
        assert await tx.timers.of("x") == [Timer("x", "k", at(9))]
        assert await tx.timers.next_due() == at(5)


async def test_timers_can_be_forgotten(store: Store) -> None:
    async with store.transaction() as tx:
        for key in ("a", "b", "c"):
            tx.timers.put(Timer("x", key, NOW))
        tx.timers.put(Timer("y", "a", NOW))
    async with store.transaction() as tx:
        tx.timers.delete("x", "b")
        tx.timers.delete("x", "unknown")
    async with store.transaction() as tx:
        assert [timer.key for timer in await tx.timers.of("x")] == ["a", "c"]
        tx.timers.delete("x", "a")
        tx.timers.delete("x", "c")
    async with store.transaction() as tx:
        assert await tx.timers.of("x") == []
        assert len(await tx.timers.due(NOW, 9)) == 1
        tx.timers.delete("y", "a")
    async with store.transaction() as tx:
        assert await tx.timers.next_due() is None


async def test_announcements_are_read_in_order_and_consumed_once(store: Store) -> None:
    async with store.transaction() as tx:
        tx.announcements.put("b", "RUNNING")
        tx.announcements.put("a", "SUCCESS")
    async with store.transaction() as tx:
        waiting = await tx.announcements.waiting(9)
        assert [row[1:] for row in waiting] == [("b", "RUNNING"), ("a", "SUCCESS")]
        assert await tx.announcements.waiting(1) == waiting[:1]
        tx.announcements.done([waiting[0][0]])
    async with store.transaction() as tx:
        assert await tx.announcements.waiting(9) == waiting[1:]
    async with stale(store) as tx:
        tx.announcements.done([waiting[0][0]])


@STORED_ON_DISK
async def test_rows_and_events_survive_a_reopening(make_store: Callable[[], Store]) -> None:
    store = make_store()
    await store.open()
    await put(store, ("b", WaitOver("1")), ("a", Submitted()))
    async with store.transaction() as tx:
        tx.announcements.put("x", "RUNNING")
    await store.close()
    store = make_store()
    await store.open()
    async with store.transaction() as tx:
        claimed = await tx.inbox.claim(9, frozenset())
        assert names(claimed) == ["b", "a"]
        waiting = await tx.announcements.waiting(9)
        assert [row[1:] for row in waiting] == [("x", "RUNNING")]
        tx.inbox.put("b", KillAsked())
    async with store.transaction() as tx:
        claimed = await tx.inbox.claim(9, frozenset())
        assert [event.event for event in claimed["b"]] == [WaitOver("1"), KillAsked()]
    await store.close()


async def take(tx: Tx, order: list[str], name: str) -> None:
    await tx.slots.lock("ns", "flow")
    await tx.slots.lock("ns", "flow")
    order.append(f"{name} in")
    await asyncio.sleep(0)
    order.append(f"{name} out")


async def test_a_flow_lock_lets_one_transaction_in(store: Store) -> None:
    order: list[str] = []

    async def work(name: str) -> bool:
        try:
            async with store.transaction() as tx:
                await take(tx, order, name)
        except Stale:
            return False
        return True

    done = await asyncio.gather(work("a"), work("b"))
    either = [["a in", "a out", "b in", "b out"], ["b in", "b out", "a in", "a out"]]
    assert order in (either if all(done) else [one[:2] for one in either])
    # A store that can't wait refuses instead; the next try gets the lock.
    assert await work("c")


async def test_locks_of_different_flows_are_independent(store: Store) -> None:
    async with store.transaction() as first, store.transaction() as second:
        await first.slots.lock("ns", "a")
        await second.slots.lock("ns", "b")
