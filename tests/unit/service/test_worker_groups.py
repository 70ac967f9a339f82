"""Which worker groups a server knows of."""

from __future__ import annotations

from datetime import timedelta

from tests.build import at
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.store import MemoryStore
from tiercel.engine.groups.worker_groups import WorkerGroups
from tiercel.runtime.membership import Membership
from tiercel.service.instance.worker_groups import WorkerGroupRegistry

GPU = WorkerGroups(known=frozenset({"gpu"}), live=frozenset({"gpu"}))
ONCE_GPU = WorkerGroups(known=frozenset({"gpu"}))


def of_group(store: MemoryStore, name: str, *parts: str) -> Membership:
    return Membership(store, name, parts, lambda: {"metrics": {"group": "gpu"}})


async def seen(store: MemoryStore, seconds: int) -> WorkerGroups:
    flow_cache = WorkerGroupRegistry()
    async with store.transaction() as tx:
        await flow_cache.look(tx, at(0) + timedelta(seconds=seconds))
    return flow_cache.now


async def test_a_group_lives_while_one_of_its_workers_does_and_is_known_ever_after() -> None:
    store = MemoryStore(MemoryNotifier())
    assert await seen(store, 0) == WorkerGroups()
    await of_group(store, "one", "worker").tick(at(0))
    assert await seen(store, 1) == GPU
    assert await seen(store, 44) == GPU
    assert await seen(store, 46) == ONCE_GPU
    assert await seen(store, 99_999) == ONCE_GPU


async def test_a_worker_that_leaves_takes_its_group_with_it() -> None:
    store = MemoryStore(MemoryNotifier())
    worker = of_group(store, "one", "worker")
    await worker.tick(at(0))
    await seen(store, 0)
    await worker.leave(at(1))
    assert await seen(store, 2) == ONCE_GPU


async def test_only_workers_make_a_group() -> None:
    store = MemoryStore(MemoryNotifier())
    await of_group(store, "one", "executor").tick(at(0))
    assert await seen(store, 1) == WorkerGroups()


async def test_the_heartbeat_keeps_the_book_fresh() -> None:
    store, flow_cache = MemoryStore(MemoryNotifier()), WorkerGroupRegistry()
    await of_group(store, "one", "worker").tick(at(0))
    await Membership(store, "two", ("webserver",), groups=flow_cache).tick(at(1))
    assert flow_cache.now == GPU
