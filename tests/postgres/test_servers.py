"""Several servers on one database: none does what another does, and each hears the others."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from tests.ports.values import a_flow, a_job, a_trigger, an_execution, at
from tests.postgres.conftest import MakeStore
from tiercel.adapters.notifier import AsyncioNotifier
from tiercel.adapters.postgres.address import Address
from tiercel.model.errors import Stale
from tiercel.model.events import KillAsked, Submitted
from tiercel.model.job import Timer
from tiercel.ports.store import Store, Tx

pytestmark = pytest.mark.postgres


async def fill(store: Store, *names: str) -> None:
    for name in names:
        async with store.transaction() as tx:
            tx.inbox.put(name, Submitted())


async def test_an_execution_is_claimed_by_one_server(make_store: MakeStore) -> None:
    one, two = await make_store(), await make_store()
    await fill(one, "a", "b", "c")
    async with one.transaction() as first:
        claimed = await first.inbox.claim(2, frozenset())
        await fill(two, "a")
        async with two.transaction() as second:
            assert list(await second.inbox.claim(9, frozenset())) == ["c"]
        first.inbox.done([event.seq for events in claimed.values() for event in events])
    async with two.transaction() as second:
        assert list(await second.inbox.claim(9, frozenset())) == ["c", "a"]


async def test_claims_go_beyond_what_others_hold(make_store: MakeStore) -> None:
    one, two = await make_store(), await make_store()
    async with one.transaction() as tx:
        for number in range(300):
            tx.inbox.put("busy", KillAsked())
            tx.inbox.put(f"e{number // 2}", Submitted())
        tx.inbox.put("free", Submitted())
    async with one.transaction() as first, two.transaction() as second:
        assert len(await first.inbox.claim(151, frozenset())) == 151
        assert list(await second.inbox.claim(9, frozenset())) == ["free"]


async def test_a_claim_ends_with_the_server(make_store: MakeStore) -> None:
    one, two = await make_store(), await make_store()
    await fill(one, "a")

    async def claim_and_fail(second: Tx) -> None:
        async with one.transaction() as first:
            await first.inbox.claim(9, frozenset())
            assert await second.inbox.claim(9, frozenset()) == {}
            raise ZeroDivisionError

    async with two.transaction() as second:
        with pytest.raises(ZeroDivisionError):
            await claim_and_fail(second)
        assert list(await second.inbox.claim(9, frozenset())) == ["a"]


async def test_due_timers_and_triggers_are_split(make_store: MakeStore) -> None:
    one, two = await make_store(), await make_store()
    async with one.transaction() as tx:
        for key in ("a", "b", "c"):
            tx.timers.put(Timer("x", key, at(1)))
            tx.triggers.put(a_trigger(key, next_date=at(1)))
    async with one.transaction() as first, two.transaction() as second:
        mine = {timer.key for timer in await first.timers.due(at(2), 2)}
        theirs = {timer.key for timer in await second.timers.due(at(2), 9)}
        assert mine | theirs == {"a", "b", "c"}
        assert not mine & theirs
        mine = {state.trigger_id for state in await first.triggers.due(at(2), 2)}
        theirs = {state.trigger_id for state in await second.triggers.due(at(2), 9)}
        assert mine | theirs == {"a", "b", "c"}
        assert not mine & theirs


async def test_one_reactor_at_a_time_reads_announcements(make_store: MakeStore) -> None:
    one, two = await make_store(), await make_store()
    async with one.transaction() as tx:
        tx.announcements.put("x", "SUCCESS")
    async with one.transaction() as first, two.transaction() as second:
        waiting = await first.announcements.waiting(9)
        assert len(waiting) == 1
        assert await second.announcements.waiting(9) == []
        first.announcements.done([waiting[0][0]])
    async with two.transaction() as second:
        assert await second.announcements.waiting(9) == []


async def test_the_lock_of_a_flow_is_held_among_servers(make_store: MakeStore) -> None:
    stores = [await make_store(), await make_store()]
    granted: list[str] = []

    async def ask(store: Store, name: str) -> None:
        async with store.transaction() as tx:
            await tx.slots.lock("company.team", "hello")
            if await tx.executions.count_slots("company.team", "hello") < 2:
                tx.executions.insert(an_execution(name, has_slot=True))
                granted.append(name)

    await asyncio.gather(*(ask(stores[n % 2], f"e{n}") for n in range(6)))
    assert len(granted) == 2


async def test_a_fence_keeps_the_slower_worker_out(make_store: MakeStore) -> None:
    one, two = await make_store(), await make_store()
    async with one.transaction() as tx:
        tx.jobs.put(a_job())
        tx.flows.put(a_flow())
    async with one.transaction() as tx:
        (slow,) = await tx.jobs.claim("slow", 1, at(1), None)
    async with two.transaction() as tx:
        tx.jobs.done(slow)
        tx.jobs.put(replace(a_job(), fence=slow.fence))
    async with two.transaction() as tx:
        (fast,) = await tx.jobs.claim("fast", 1, at(9), None)
    with pytest.raises(Stale):
        async with one.transaction() as tx:
            tx.jobs.done(slow)
    async with two.transaction() as tx:
        tx.jobs.done(fast)


async def test_flows_of_other_servers_change_the_version(make_store: MakeStore) -> None:
    one, two = await make_store(), await make_store()
    async with one.transaction() as tx:
        before = await tx.flows.version()
    async with two.transaction() as tx:
        tx.flows.put(a_flow())
    async with one.transaction() as tx:
        assert await tx.flows.version() > before


async def test_notifications_reach_all_servers(make_store: MakeStore) -> None:
    notifier = AsyncioNotifier()
    await make_store(notifier)
    other = await make_store()
    follower = asyncio.create_task(notifier.wait(["follow:x"], 30))
    heard = False
    # The lines are laid when a store opens, which takes a moment.
    for _ in range(50):
        async with other.transaction() as tx:
            tx.executions.delete("x")
        await asyncio.wait([follower], timeout=0.2)
        heard = follower.done()
        if heard:
            break
    assert heard


async def test_a_transaction_pooler_may_stand_in_between(
    make_store: MakeStore, address: Address
) -> None:
    # A pooler can't set a search path: the schema is the default one of the database.
    store = await make_store(at=replace(address, is_pooled=True, schema="public"))
    async with store.transaction() as tx:
        tx.executions.delete("pooled")
        tx.settings.put("pooled", 1)
    async with store.transaction() as tx:
        await tx.slots.lock("company.team", "hello")
        assert await tx.settings.get("pooled") == 1
        tx.settings.delete("pooled")
    async with store.transaction() as tx:
        assert (await tx.executions.find_ids((), 1)) == []
