"""The audit log in every store: written with what it is about, sealed, and verified."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.ports.values import at
from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.clock import CountedIds, VirtualClock
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.model.access import Actor, Via
from tiercel.model.audit.entry import AuditEntry, document_of, entry_from, packed, unpacked
from tiercel.model.audit.rules import AuditRule
from tiercel.model.authorization.grants import UNLIMITED
from tiercel.model.errors import Conflict, Stale
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.request import Request
from tiercel.model.stored.records import AUDIT, AUDIT_SEALS, DASHBOARDS
from tiercel.plugin.catalog.registry import Catalog
from tiercel.ports.ports import Ports
from tiercel.ports.store import Store
from tiercel.service.audit.log import AuditLog
from tiercel.service.audit.notes import AuditedRequest
from tiercel.service.audit.reading import AuditReader
from tiercel.service.audit.sealing import AuditKeeper
from tiercel.service.audit.watching import AuditingStore


class Renamed(Request[None], frozen=True):
    """What is asked of a dashboard."""

    name: str


ANN = Actor.of_request("ann@example.org", "192.0.2.1", UNLIMITED, "u1", Via.TOKEN)
RULE = AuditRule(resource="DASHBOARD")


class World:
    """A log over a store, at a time that the test moves."""

    def __init__(self, store: Store) -> None:
        self.clock = VirtualClock(at(0))
        inner = Ports(
            store=store,
            blobs=MemoryBlobs(self.clock),
            clock=self.clock,
            ids=CountedIds(),
            notifier=MemoryNotifier(),
            catalog=Catalog([]),
        )
        self.ports = inner
        self.store = AuditingStore(store)
        self.log = AuditLog(inner)
        self.keeper = AuditKeeper(inner, timedelta(days=1))

    async def rename(self, dashboard: str, title: str | None) -> None:
        """Change a dashboard as an operation does; None removes it."""

        async def write() -> None:
            async with self.store.transaction() as tx:
                if title is None:
                    tx.records(DASHBOARDS).delete(dashboard)
                else:
                    tx.records(DASHBOARDS).put((dashboard,), {"id": dashboard, "title": title})

        await self.log.noted(AuditedRequest("dashboard.rename", RULE, ANN, Renamed("x")), write)


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


async def entries(store: Store) -> list[AuditEntry]:
    async with store.transaction() as tx:
        found = await tx.records(AUDIT).all()
    return sorted(map(entry_from, found.values()), key=lambda each: each.date)


async def test_a_change_and_its_entry_are_committed_together(store: Store, world: World) -> None:
    for title in ("one", "two", "two", None):
        await world.rename("d", title)
        world.clock.advance(timedelta(seconds=1))
    found = await entries(store)
    assert [each.type for each in found] == ["CREATE", "UPDATE", "DELETE"]
    assert [(each.before or {}).get("title") for each in found] == [None, "one", "two"]
    assert [(each.after or {}).get("title") for each in found] == ["one", "two", None]
    assert {(each.user, each.via, each.address) for each in found} == {
        ("ann@example.org", "TOKEN", "192.0.2.1")
    }


async def test_entries_of_one_run_name_the_first_of_them(store: Store, world: World) -> None:
    async def write() -> None:
        for name in ("c", "d"):
            async with world.store.transaction() as tx:
                assert not tx.has_writes
                tx.records(DASHBOARDS).put((name,), {"id": name})
                assert tx.has_writes
            world.clock.advance(timedelta(seconds=1))

    await world.log.noted(AuditedRequest("dashboard.rename", RULE, ANN, Renamed("x")), write)
    await world.rename("d", "two")
    first, second, other = await entries(store)
    assert first.id == first.request == second.request != second.id
    assert other.request == other.id


async def test_what_fails_leaves_no_entry(store: Store, world: World) -> None:
    async def write() -> None:
        async with world.store.transaction() as tx:
            tx.records(DASHBOARDS).insert(("d",), {"id": "d"})
            raise Conflict("no")

    asked = AuditedRequest("dashboard.rename", RULE, ANN, Renamed("x"))
    with pytest.raises(Conflict):
        await world.log.noted(asked, write)
    assert await entries(store) == []
    await world.rename("d", "one")
    with pytest.raises(Stale):
        await world.log.noted(asked, lambda: inserted(world))
    assert len(await entries(store)) == 1


async def inserted(world: World) -> None:
    async with world.store.transaction() as tx:
        tx.records(DASHBOARDS).insert(("d",), {"id": "d"})


async def test_seals_show_what_was_changed_removed_and_added(store: Store, world: World) -> None:
    for title in ("one", "two", "three"):
        await world.rename("d", title)
        world.clock.advance(timedelta(seconds=1))
    assert await world.keeper.seal() == 3
    assert await world.keeper.seal() == 0
    await world.rename("d", "four")
    intact = await world.keeper.verify()
    assert (intact.entries, intact.seals, intact.unsealed) == (4, 1, 1)
    assert intact.is_intact
    assert await world.keeper.seal() == 1
    first, second, _, last = await entries(store)
    async with store.transaction() as tx:
        tx.records(AUDIT).put((first.id,), {**document_of(first), "user": "bob@example.org"})
        tx.records(AUDIT).delete(second.id)
        old = {**document_of(last), "id": "forged", "date": at(-100_000).isoformat()}
        tx.records(AUDIT).insert(("forged",), old)
    problems = (await world.keeper.verify()).problems
    assert problems == (
        f"Entry {first.id} of seal 1 was changed",
        f"Entry {second.id} of seal 1 is gone",
        "1 entries are covered by no seal, though later ones are",
    )


async def test_a_chain_that_was_cut_is_noticed(store: Store, world: World) -> None:
    for title in ("one", "two", "three"):
        await world.rename("d", title)
        await world.keeper.seal()
    assert (await world.keeper.verify()).is_intact
    async with store.transaction() as tx:
        tx.records(AUDIT_SEALS).delete("000000000002")
    (problem, *_) = (await world.keeper.verify()).problems
    assert problem == "Seal 3 does not follow seal 1"


async def test_what_is_old_goes_and_the_chain_says_so(store: Store, world: World) -> None:
    await world.rename("d", "one")
    await world.keeper.seal()
    world.clock.advance(timedelta(days=2))
    assert await world.keeper.purge(world.clock.now()) == 0
    await world.rename("d", "two")
    await world.keeper.seal()
    assert await world.keeper.purge(world.clock.now()) == 1
    found = await entries(store)
    assert sorted(each.operation for each in found) == ["audit.purge", "dashboard.rename"]
    await world.keeper.seal()
    assert (await world.keeper.verify()).is_intact
    (purge,) = [each for each in found if each.operation == "audit.purge"]
    async with store.transaction() as tx:
        tx.records(AUDIT).delete(purge.id)
    problems = (await world.keeper.verify()).problems
    assert problems[0] == "The seals before seal 2 are gone, and no purge says so"


async def test_the_list_is_filtered_and_sorted(store: Store, world: World) -> None:
    for name in ("a", "b"):
        await world.rename(name, "one")
        world.clock.advance(timedelta(seconds=1))
    reader = AuditReader(world.ports)
    found = await reader.find(Query())
    assert [each.object_id for each in found.results] == ["b", "a"]
    wanted = Filter("resourceId", Operation.EQUALS, "a")
    assert (await reader.find(Query((wanted,)))).total == 1
    late = Filter("startDate", Operation.GREATER_THAN_OR_EQUAL_TO, at(1))
    assert [each.object_id async for each in reader.stream((late,))] == ["b"]


@pytest.mark.parametrize("size", [10, 100_000])
def test_a_state_is_kept_whole(size: int) -> None:
    state: Json = {"source": "x" * size}
    assert unpacked(packed(state)) == state


def test_of_a_huge_state_a_digest_is_kept() -> None:
    kept = packed({"source": "x" * 2_000_000})
    assert set(kept) == {"$sha256", "bytes"}
    assert unpacked(kept) == kept
