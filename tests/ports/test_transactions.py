"""Transactions: all or nothing, guards, notifications."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from tests.ports.expectations import stale
from tests.ports.values import (
    a_flow,
    a_job,
    a_kv,
    a_log,
    a_metric,
    a_trigger,
    an_execution,
    query,
    where,
)
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.store import MemoryStore
from tiercel.model.errors import Stale, Unstorable
from tiercel.model.events import KillAsked, Submitted
from tiercel.model.text import storable
from tiercel.ports.store import Store


async def insert_and_fail(store: Store) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(an_execution())
        raise ZeroDivisionError


async def test_an_error_in_the_body_writes_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        await insert_and_fail(store)
    async with store.transaction() as tx:
        assert await tx.executions.get("x") is None


async def test_reads_do_not_see_the_own_writes(store: Store) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(an_execution())
        assert await tx.executions.get("x") is None


async def test_a_failed_guard_undoes_every_part(store: Store) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(an_execution())
        tx.kv.put(a_kv())
    async with stale(store) as tx:
        tx.flows.put(a_flow())
        tx.inbox.put("x", Submitted())
        tx.jobs.put(a_job())
        tx.logs.add([a_log()])
        tx.triggers.put(a_trigger())
        tx.announcements.put("x", "RUNNING")
        tx.settings.put("key", 1)
        tx.kv.delete("company.team", "key")
        tx.executions.insert(an_execution())
    async with store.transaction() as tx:
        assert await tx.flows.get("company.team", "hello") is None
        assert await tx.inbox.claim(10, frozenset()) == {}
        assert await tx.jobs.of("x") == []
        assert await tx.logs.of("x") == []
        assert await tx.triggers.all() == []
        assert await tx.announcements.waiting(10) == []
        assert await tx.settings.get("key") is None
        assert await tx.kv.get("company.team", "key") is not None


async def test_guards_see_earlier_writes_of_the_same_transaction(store: Store) -> None:
    execution = an_execution()
    async with store.transaction() as tx:
        tx.executions.insert(execution)
        tx.executions.save(replace(execution, version=1), (), ())
        tx.executions.save(replace(execution, version=2), (), ())
    async with store.transaction() as tx:
        found = await tx.executions.get("x")
    assert found is not None
    assert found.version == 2


async def test_a_failing_transaction_leaves_its_neighbours_in_the_batch_alone(
    store: Store,
) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(an_execution("taken"))

    async def insert(execution_id: str) -> bool:
        try:
            async with store.transaction() as tx:
                tx.logs.add([a_log(execution_id=execution_id)])
                tx.executions.insert(an_execution(execution_id))
        except Stale:
            return False
        return True

    names = [f"e{number}" for number in range(20)]
    names[7] = names[13] = "taken"
    done = await asyncio.gather(*map(insert, names))
    assert [name for name, ok in zip(names, done, strict=True) if not ok] == ["taken", "taken"]
    async with store.transaction() as tx:
        assert len(await tx.executions.find_ids((), 100)) == 19
        assert await tx.logs.of("taken") == []
        assert len(await tx.logs.of("e19")) == 1


async def test_of_two_saves_of_one_version_one_wins(store: Store) -> None:
    execution = an_execution()
    async with store.transaction() as tx:
        tx.executions.insert(execution)

    async def save() -> bool:
        try:
            async with store.transaction() as tx:
                tx.executions.save(replace(execution, version=1), (), ())
        except Stale:
            return False
        return True

    assert sorted(await asyncio.gather(save(), save(), save())) == [False, False, True]


async def test_a_commit_notifies_of_what_it_wrote(store: Store, notifier: MemoryNotifier) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(an_execution())
        tx.inbox.put("x", KillAsked())
        tx.jobs.put(a_job())
        tx.announcements.put("x", "RUNNING")
        tx.triggers.put(a_trigger())
        assert not notifier.notified("executor")
    for name in ("executor", "worker", "reactor", "scheduler", "follow:x"):
        assert notifier.notified(name) == 1, name


async def test_a_failed_commit_rings_nothing(store: Store, notifier: MemoryNotifier) -> None:
    async with stale(store) as tx:
        tx.inbox.put("x", Submitted())
        tx.executions.save(an_execution(version=3), (), ())
    assert not notifier.notified("executor")


HOSTILE = ["a\x00b", "a\ud800b", "\udfff", "\U0001f600\u202e'\""]


@pytest.mark.parametrize("text", HOSTILE)
async def test_every_text_can_be_written_and_asked_for(store: Store, text: str) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(an_execution(namespace=text, labels={text: text}))
        tx.logs.add([a_log(text, task_id=text)])
        tx.metrics.add([a_metric(text, tags={text: text})])
        tx.kv.put(a_kv(text, namespace=text))
        tx.triggers.put(a_trigger(text, namespace=text))
        tx.settings.put(text, {text: text})
    async with store.transaction() as tx:
        assert await tx.executions.get("x") is not None
        assert await tx.executions.get(text) is None
        assert await tx.jobs.of(text) == []
        await tx.kv.get(text, text)
        await tx.settings.get(text)
        await tx.flows.get(text, text)
        await tx.triggers.get(text, text, text)
        (entry,) = await tx.logs.of("x")
        assert entry.message == storable(text)
        found = await tx.executions.find(query(where("labels", "EQUALS", {text: text})))
        assert found.total == 1


async def store_a_huge_number(store: Store) -> None:
    async with store.transaction() as tx:
        tx.kv.put(a_kv())
        tx.logs.add([a_log(attempt_number=2**70)])


async def test_a_value_that_no_database_holds_is_no_outage(store: Store) -> None:
    if isinstance(store, MemoryStore):
        # Memory holds it.
        await store_a_huge_number(store)
        return
    with pytest.raises(Unstorable):
        await store_a_huge_number(store)
    async with store.transaction() as tx:
        assert await tx.kv.get("company.team", "key") is None


async def test_an_empty_transaction_commits(store: Store) -> None:
    async with store.transaction():
        pass


async def test_a_cancelled_waiter_leaves_the_claim_usable(store: Store) -> None:
    async with store.transaction() as tx:
        tx.inbox.put("x", Submitted())

    async def fold() -> None:
        async with store.transaction() as tx:
            claimed = await tx.inbox.claim(1, frozenset())
            tx.inbox.done([event.seq for event in claimed["x"]])
            tx.inbox.put("x", KillAsked())

    task = asyncio.create_task(fold())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with store.transaction() as tx:
        # Whether the first one was written or not, exactly one event waits in the end.
        tx.settings.put("barrier", 1)
    async with store.transaction() as tx:
        claimed = await tx.inbox.claim(1, frozenset())
        assert len(claimed["x"]) == 1
