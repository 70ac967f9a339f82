"""Seals of many entries: all are covered, and what is sealed is not read again and again."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, cast

import pytest
from msgspec.structs import replace

from tests.ports.test_audit import World, world
from tiercel.model.audit.entry import AuditEntry, AuditType
from tiercel.model.audit.limits import AUDIT_SEAL_FAR_SECONDS, AUDIT_SEAL_NEAR_SECONDS
from tiercel.model.stored.record import RecordTable
from tiercel.model.stored.records import AUDIT_ENTRIES
from tiercel.ports.store import Store
from tiercel.service.audit import sealing, unsealed
from tiercel.service.audit.sealing import AuditKeeper

__all__ = ["world"]

AT_ONCE, FEW = 4, 10
LATE = timedelta(seconds=AUDIT_SEAL_NEAR_SECONDS + 20)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handful of entries is many."""
    for module in (sealing, unsealed):
        monkeypatch.setattr(module, "AUDIT_SEAL_ENTRIES_MAX", AT_ONCE)
    monkeypatch.setattr(sealing, "_AT_ONCE", 3 * AT_ONCE)
    monkeypatch.setattr(unsealed, "AUDIT_SEAL_FEW_ENTRIES", FEW)


class ReadRows:
    """A store that counts the records which its lists give, by table."""

    def __init__(self, inner: Store) -> None:
        self._inner = inner
        self.counted: Counter[str] = Counter()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        async with self._inner.transaction() as tx:
            yield _Counting(tx, self.counted)


class _Counting:
    def __init__(self, tx: Any, counted: Counter[str]) -> None:
        self._tx = tx
        self._counted = counted

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)

    def records(self, table: RecordTable[Any]) -> Any:
        found, counted = self._tx.records(table), self._counted

        class Records:
            async def find(self, query: Any) -> Any:
                page = await found.find(query)
                counted[table.name] += len(page.results)
                return page

            async def results(self, query: Any) -> Any:
                rows = await found.results(query)
                counted[table.name] += len(rows)
                return rows

            def insert(self, *row: Any) -> None:
                found.insert(*row)

        return Records()


async def written(
    store: Store, world: World, count: int, *, step: float = 0.5, ago: timedelta = timedelta()
) -> None:
    """Write entries, each so many seconds after the one before."""
    async with store.transaction() as tx:
        for _ in range(count):
            world.clock.advance(timedelta(seconds=step))
            entry = AuditEntry(
                id=world.ports.ids.new_id(),
                date=world.clock.now() - ago,
                type=AuditType.EXECUTE,
                resource="EXECUTION",
                operation="execution.start",
                request="r",
                user="ann@example.org",
            )
            tx.records(AUDIT_ENTRIES).insert((entry.id,), entry)


async def test_more_than_one_pass_takes_are_all_sealed(store: Store, world: World) -> None:
    await written(store, world, 30)
    assert await world.keeper.seal() == 30
    report = await world.keeper.verify()
    assert (report.entries, report.seals, report.unsealed) == (30, 8, 0)
    assert report.is_intact


async def test_entries_of_one_moment_are_all_sealed(store: Store, world: World) -> None:
    for count in (11, 6):
        await written(store, world, count, step=0.0)
        assert await world.keeper.seal() == count
    assert (await world.keeper.verify()).is_intact


async def test_a_pass_does_not_read_all_that_is_sealed(store: Store, world: World) -> None:
    read = ReadRows(store)
    keeper = AuditKeeper(replace(world.ports, store=cast("Store", read)), None)
    costs = []
    for _ in range(8):
        await written(store, world, 20)
        read.counted.clear()
        assert await keeper.seal() == 20
        costs.append(read.counted[AUDIT_ENTRIES.name])
    # The new ones and those of two seconds before them, however many there were until then.
    assert costs[-1] <= costs[2] <= 45
    assert (await world.keeper.verify()).is_intact


async def test_what_came_late_is_sealed_when_all_are_looked_at(store: Store, world: World) -> None:
    for _ in range(4):
        await written(store, world, 20)
        await world.keeper.seal()
    await written(store, world, 1, ago=LATE)
    assert await world.keeper.seal() == 0
    assert (await world.keeper.verify()).unsealed == 1
    world.clock.advance(timedelta(seconds=AUDIT_SEAL_FAR_SECONDS))
    assert await world.keeper.seal() == 1
    report = await world.keeper.verify()
    assert report.unsealed == 0
    assert report.is_intact


async def test_among_few_what_came_late_is_sealed_at_once(store: Store, world: World) -> None:
    await written(store, world, 3)
    await world.keeper.seal()
    await written(store, world, 1, ago=LATE)
    assert await world.keeper.seal() == 1


async def test_two_servers_seal_one_chain(store: Store, world: World) -> None:
    other = AuditKeeper(world.ports, None)
    for _ in range(3):
        for keeper in (world.keeper, other):
            await written(store, world, 14)
            assert await keeper.seal() == 14
    report = await other.verify()
    assert (report.entries, report.unsealed) == (84, 0)
    assert report.is_intact
