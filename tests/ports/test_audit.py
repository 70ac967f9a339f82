"""The audit log in every store: written with what it is about, sealed, and verified."""

from __future__ import annotations

import gc
import weakref
from datetime import timedelta

import pytest

from tests.ports.values import an_execution, at
from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.clock import CountedIds, VirtualClock
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.model.access import Actor, Via
from tiercel.model.audit.entry import (
    AuditEntry,
    AuditType,
    entry_from,
    packed,
    unpacked,
)
from tiercel.model.audit.rules import AuditRule
from tiercel.model.authorization.grants import UNLIMITED
from tiercel.model.errors import Conflict, NotAllowed, Stale
from tiercel.model.ids import by_time
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
from tiercel.service.operations import execution_start as starts


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
    writes: list[bool] = []

    async def write() -> None:
        for name in ("c", "d"):
            async with world.store.transaction() as tx:
                writes.append(tx.has_writes)
                tx.records(DASHBOARDS).put((name,), {"id": name})
                writes.append(tx.has_writes)
            world.clock.advance(timedelta(seconds=1))

    await world.log.noted(AuditedRequest("dashboard.rename", RULE, ANN, Renamed("x")), write)
    await world.rename("d", "two")
    first, second, other = await entries(store)
    assert first.id == first.request == second.request != second.id
    assert other.request == other.id
    assert writes == [False, True] * 2


async def test_a_transaction_that_is_watched_is_freed_without_the_collector(world: World) -> None:
    seen: list[weakref.ref[object]] = []

    async def write() -> None:
        async with world.store.transaction() as tx:
            seen.append(weakref.ref(tx))
            tx.records(DASHBOARDS).put(("d",), {"id": "d"})

    gc.disable()
    try:
        await world.log.noted(AuditedRequest("dashboard.rename", RULE, ANN, Renamed("x")), write)
        assert [each() for each in seen] == [None]
    finally:
        gc.enable()


async def test_a_run_that_begins_again_is_named_by_an_entry_that_is_there(
    store: Store, world: World
) -> None:
    await world.rename("d", "one")

    async def write() -> None:
        with pytest.raises(Stale):
            await inserted(world)
        async with world.store.transaction() as tx:
            tx.records(DASHBOARDS).put(("e",), {"id": "e"})

    world.clock.advance(timedelta(seconds=1))
    await world.log.noted(AuditedRequest("dashboard.rename", RULE, ANN, Renamed("x")), write)
    _, entry = await entries(store)
    assert entry.object_id == "e"
    assert entry.request == entry.id


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
        documents = {key: each for (key,), each in (await tx.records(AUDIT).all()).items()}
        tx.records(AUDIT).put((first.id,), {**documents[first.id], "user": "bob@example.org"})
        tx.records(AUDIT).delete(second.id)
        old = {**documents[last.id], "id": "forged", "date": at(-100_000).isoformat()}
        tx.records(AUDIT).insert(("forged",), old)
    problems = (await world.keeper.verify()).problems
    assert problems == (
        f"Entry {first.id} of seal 1 was changed",
        f"Entry {second.id} of seal 1 is gone",
        "1 entries are covered by no seal, though later ones are",
    )


async def test_entries_of_before_their_members_had_an_order_are_sealed(
    store: Store, world: World
) -> None:
    await world.rename("d", "one")
    (new,) = await entries(store)
    members = ("id", "date", "type", "resource", "operation", "request", "user")
    old = {name: getattr(new, name) for name in members}
    async with store.transaction() as tx:
        tx.records(AUDIT).insert(("old",), {**old, "id": "old", "after": {"z": 1, "a": 2}})
    assert await world.keeper.seal() == 2
    report = await world.keeper.verify()
    assert (report.entries, report.unsealed, report.problems) == (2, 0, ())


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


async def start(world: World, execution_id: str, *, notes_itself: bool = True) -> None:
    """Start an execution as an operation does, of somebody who has signed in."""

    async def write() -> None:
        note = world.log.start_noter("execution.start", ANN)
        async with world.store.transaction() as tx:
            execution = an_execution(execution_id)
            tx.executions.insert(execution)
            if note is not None:
                note(tx, execution)

    rule = AuditRule(type=AuditType.EXECUTE, resource="EXECUTION", notes_itself=notes_itself)
    await world.log.noted(AuditedRequest("execution.start", rule, ANN, Renamed("x")), write)
    world.clock.advance(timedelta(seconds=1))


def test_what_is_looked_at_before_a_start_is_not_watched() -> None:
    looks = (
        *(starts.file_inputs, starts.check),
        *(starts.resume_files, starts.check_resume, starts.check_review),
    )
    for one in looks:
        assert one.audits is not None
        assert not AuditLog.notes(one.audits, ANN)


ONE, OTHER = "aaaaaaaaaaaaaa00000001", "bbbbbbbbbbbbbb00000002"


@pytest.mark.parametrize(
    ("operation", "value", "found"),
    [
        (Operation.EQUALS, ONE, {ONE}),
        (Operation.EQUALS, "d", {"d"}),
        (Operation.EQUALS, by_time(ONE), set()),
        (Operation.IN, [ONE, "d"], {ONE, "d"}),
        (Operation.NOT_EQUALS, ONE, {OTHER, "d"}),
        (Operation.NOT_IN, [ONE, "d"], {OTHER}),
        (Operation.STARTS_WITH, "aaa", {ONE}),
        (Operation.ENDS_WITH, "2", {OTHER}),
        (Operation.CONTAINS, "d", {"d"}),
        (Operation.CONTAINS, "0000", {ONE, OTHER}),
    ],
)
async def test_starts_are_found_by_their_executions(
    store: Store, world: World, operation: Operation, value: Json, found: set[str]
) -> None:
    for execution_id in (ONE, OTHER):
        await start(world, execution_id)
    await world.rename("d", "one")
    reader = AuditReader(world.ports)
    page = await reader.find(Query((Filter("resourceId", operation, value),)))
    assert {each.object_id for each in page.results} == found
    assert page.total == len(found)


async def test_the_entry_of_a_start_has_an_id_that_sorts_by_time(
    store: Store, world: World
) -> None:
    for execution_id in (ONE, OTHER):
        await start(world, execution_id)
    assert [each.id for each in await entries(store)] == ["00000001" + ONE[:14], by_time(OTHER)]
    sought = Filter("q", Operation.EQUALS, ONE[:5])
    (entry,) = (await AuditReader(world.ports).find(Query((sought,)))).results
    assert (entry.execution_id, entry.object_id, entry.request) == (ONE, ONE, entry.id)


async def test_a_start_is_noted_once_whoever_notes_it(store: Store, world: World) -> None:
    await start(world, ONE)
    await start(world, OTHER, notes_itself=False)

    async def within_another() -> None:
        await start(world, "cccccccccccccc00000003")

    rule = AuditRule(type=AuditType.EXECUTE, resource="EXECUTION")
    asked = AuditedRequest("execution.replay", rule, ANN, Renamed("x"))
    await world.log.noted(asked, within_another)
    found = await entries(store)
    assert [each.execution_id for each in found] == [ONE, OTHER, "cccccccccccccc00000003"]
    alike = {(each.type, each.user, each.via, each.operation) for each in found}
    assert alike == {("EXECUTE", "ann@example.org", "TOKEN", "execution.start")}


async def test_what_notes_itself_leaves_an_entry_when_it_is_refused(
    store: Store, world: World
) -> None:
    async def refuse() -> None:
        raise NotAllowed("The namespace is closed")

    rule = AuditRule(type=AuditType.EXECUTE, resource="EXECUTION", notes_itself=True)
    asked = AuditedRequest("execution.start", rule, ANN, Renamed("x"))
    with pytest.raises(NotAllowed):
        await world.log.noted(asked, refuse)
    (found,) = await entries(store)
    assert (found.is_denied, found.operation) == (True, "execution.start")


@pytest.mark.parametrize("size", [10, 100_000])
def test_a_state_is_kept_whole(size: int) -> None:
    state: Json = {"source": "x" * size}
    assert unpacked(packed(state)) == state


def test_of_a_huge_state_a_digest_is_kept() -> None:
    kept = packed({"source": "x" * 2_000_000})
    assert set(kept) == {"$sha256", "bytes"}
    assert unpacked(kept) == kept
