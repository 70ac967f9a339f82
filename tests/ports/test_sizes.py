"""How much a store and a storage hold, and how far queues are behind."""

from __future__ import annotations

from pathlib import Path

from tests.ports.values import a_job, an_execution, at
from tiercel.adapters.local_blobs import LocalBlobs
from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.clock import VirtualClock
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.model.events import Submitted
from tiercel.model.stored.sizes import BlobUsage
from tiercel.ports.blobs import BlobStorage
from tiercel.ports.store import Store

NAMES = {
    "announcements", "executions", "flows", "inbox", "jobs", "kv", "logs", "members", "metrics",
    "settings", "task_runs", "timers", "tokens", "triggers",
}  # fmt: skip


async def test_every_store_has_the_same_tables(store: Store) -> None:
    size = await store.size()
    names = [table.name for table in size.tables]
    assert set(names) >= NAMES
    assert names == sorted(names)
    assert size.product.startswith(("memory", "SQLite 3.", "PostgreSQL "))
    assert size.bytes >= sum(table.bytes for table in size.tables) * 0.9


async def test_rows_are_counted_without_those_of_indexes(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "store.db", MemoryNotifier())
    await store.open()
    async with store.transaction() as tx:
        for number in range(700):
            tx.executions.insert(an_execution(f"x{number}"))
            tx.settings.put(f"key {number}", "v" * 100)
    size = await store.size()
    rows = {table.name: table.rows for table in size.tables}
    # Executions have row ids and six indexes, settings neither.
    assert (rows["executions"], rows["settings"]) == (700, 700)
    assert 0.9 * size.bytes < sum(table.bytes for table in size.tables) <= size.bytes
    await store.close()


async def test_the_oldest_job_that_waits_and_the_events_are_counted(store: Store) -> None:
    async with store.transaction() as tx:
        assert (await tx.jobs.oldest(), await tx.inbox.count()) == (None, 0)
        tx.jobs.put(a_job("a", created=at(20), worker_group="gpu"))
        tx.jobs.put(a_job("b", created=at(40)))
        tx.inbox.put("x", Submitted())
        tx.inbox.put("y", Submitted())
    async with store.transaction() as tx:
        assert (await tx.jobs.oldest(), await tx.inbox.count()) == (at(20), 2)
        assert await tx.jobs.claim("w", 9, at(60), "gpu")
    async with store.transaction() as tx:
        assert await tx.jobs.oldest() == at(40)


async def test_files_are_added_up_to_a_limit(tmp_path: Path) -> None:
    storages: tuple[BlobStorage, ...] = (MemoryBlobs(VirtualClock()), LocalBlobs(tmp_path / "b"))
    for blobs in storages:
        assert await blobs.usage(10) == BlobUsage(0, 0, is_complete=True)
        for name in ("/a/1.txt", "/a/b/2.txt", "/c/3.txt"):
            await blobs.write(name, b"12345")
        assert await blobs.usage(3) == BlobUsage(3, 15, is_complete=True)
        assert await blobs.usage(2) == BlobUsage(2, 10, is_complete=False)
