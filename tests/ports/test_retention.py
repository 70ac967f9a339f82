"""What has ended long ago is removed with all that belongs to it, in every store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.ports.values import a_log, a_metric, a_state, an_execution, at
from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.clock import VirtualClock
from tiercel.model.execution import Caller, Execution
from tiercel.model.lists.paging import Query
from tiercel.model.state import StateType
from tiercel.model.stored.limits import RETENTION_BATCH_MAX
from tiercel.ports.store import Store
from tiercel.runtime.retention import FOLDERS, KeepRules, Pace, Retention

DAY = 86_400.0
NOW_PACE = Pace(timedelta(0), timedelta(hours=1))
YEAR = KeepRules(timedelta(days=365))


def ended(name: str, *, end: float = 1, **fields: Any) -> Execution:
    """An execution that ended then, `at` seconds."""
    state = a_state(StateType.SUCCESS, end=end)
    return an_execution(name, **{"state": state, "is_settled": True, **fields})


@pytest.fixture
def blobs() -> MemoryBlobs:
    return MemoryBlobs(VirtualClock())


@pytest.fixture
def make_retention(store: Store, blobs: MemoryBlobs) -> Callable[..., Retention]:
    def make(rules: KeepRules = YEAR, server: str = "one") -> Retention:
        return Retention(store, blobs, server, rules, NOW_PACE)

    return make


async def insert(store: Store, *executions: Execution) -> None:
    async with store.transaction() as tx:
        for execution in executions:
            tx.executions.insert(execution)


async def left(store: Store) -> set[str]:
    async with store.transaction() as tx:
        return set(await tx.executions.find_ids((), 1_000))


async def run_round(retention: Retention, days: float) -> int:
    """Tick until the round is over; how many ticks."""
    ticks = 1
    while await retention.tick(at(days * DAY)):
        ticks += 1
        assert ticks < 100
    return ticks


async def test_old_executions_go_and_younger_ones_stay(
    store: Store, make_retention: Callable[..., Retention]
) -> None:
    await insert(store, ended("old"), ended("young", end=10 * DAY))
    await run_round(make_retention(), 366)
    assert await left(store) == {"young"}


async def test_what_belongs_to_an_execution_goes_with_it(
    store: Store, blobs: MemoryBlobs, make_retention: Callable[..., Retention]
) -> None:
    await insert(store, ended("old"), ended("young", end=10 * DAY))
    paths = [f"/company/team/hello/executions/{name}/a.txt" for name in ("old", "young")]
    for path in paths:
        await blobs.write(path, b"x")
    async with store.transaction() as tx:
        tx.logs.add([a_log(execution_id="old"), a_log(execution_id="young")])
        tx.metrics.add([a_metric(execution_id="old"), a_metric(execution_id="young")])
    await run_round(make_retention(), 366)
    assert [await blobs.exists(path) for path in paths] == [False, True]
    async with store.transaction() as tx:
        assert [await tx.logs.count(name) for name in ("old", "young")] == [0, 1]
        assert [await tx.metrics.count(name) for name in ("old", "young")] == [0, 1]
        assert await tx.settings.get(FOLDERS) is None


async def test_what_still_runs_is_never_touched(
    store: Store, make_retention: Callable[..., Retention]
) -> None:
    running = an_execution("running")
    unsettled = ended("unsettled", is_settled=False)
    child = ended("child", caller=Caller("running", "tr"))
    await insert(store, running, unsettled, child, ended("old"))
    await run_round(make_retention(), 5_000)
    assert await left(store) == {"running", "unsettled", "child"}


async def test_a_namespace_may_keep_longer_or_shorter_or_for_ever(
    store: Store, make_retention: Callable[..., Retention]
) -> None:
    names = ("a", "a.audit", "a.audit.x", "a.brief", "a.auditor")
    await insert(store, *(ended(name, namespace=name) for name in names))
    kept = {"a.audit": None, "a.brief": timedelta(days=1)}
    rules = KeepRules(timedelta(days=30), kept)
    await run_round(make_retention(rules), 2)
    assert await left(store) == {"a", "a.audit", "a.audit.x", "a.auditor"}
    await run_round(make_retention(rules), 31)
    assert await left(store) == {"a.audit", "a.audit.x"}


async def test_many_go_in_bounded_batches(
    store: Store, make_retention: Callable[..., Retention]
) -> None:
    count = 2 * RETENTION_BATCH_MAX + 1
    await insert(store, *(ended(f"e{number}") for number in range(count)))
    retention = make_retention()
    for batch in (1, 2):
        assert await retention.tick(at(400 * DAY))
        assert len(await left(store)) == count - batch * RETENTION_BATCH_MAX
    await run_round(retention, 400)
    assert await left(store) == set()


async def test_one_server_does_it_until_its_lease_is_over(
    store: Store, make_retention: Callable[..., Retention]
) -> None:
    one, two = make_retention(server="one"), make_retention(server="two")
    await insert(store, ended("a"), ended("b", namespace="other"))
    assert await one.tick(at(400 * DAY))
    assert not await two.tick(at(400 * DAY))
    assert len(await left(store)) == 1
    # The first server is gone; the second looks again after its pause.
    assert await two.tick(at(400 * DAY + 3_601))
    await run_round(two, 401)
    assert await left(store) == set()


async def test_files_of_a_batch_that_a_crash_cut_off_go_with_the_next(
    store: Store, blobs: MemoryBlobs, make_retention: Callable[..., Retention]
) -> None:
    await blobs.write("/company/team/hello/executions/gone/a.txt", b"x")
    async with store.transaction() as tx:
        tx.settings.put(FOLDERS, ["/company/team/hello/executions/gone"])
    await run_round(make_retention(), 1)
    assert not await blobs.exists("/company/team/hello/executions/gone")


async def test_entries_of_triggers_go_by_their_own_age(
    store: Store, make_retention: Callable[..., Retention]
) -> None:
    await insert(store, an_execution("running"))
    async with store.transaction() as tx:
        tx.logs.add(
            [
                a_log(execution_id="running"),
                a_log(execution_id=None, trigger_id="t", message="old"),
                a_log(execution_id=None, trigger_id="t", message="young", seconds=100 * DAY),
            ]
        )
    await run_round(make_retention(), 366)
    async with store.transaction() as tx:
        found = await tx.logs.find(Query(size=100))
    assert {entry.message for entry in found.results} == {"hi", "young"}


async def test_everything_stays_when_all_is_kept_for_ever(
    store: Store, make_retention: Callable[..., Retention]
) -> None:
    await insert(store, ended("old"))
    assert not await make_retention(KeepRules(None)).tick(at(10_000 * DAY))
    assert await left(store) == {"old"}


async def test_a_restart_in_the_same_moment_wins(
    store: Store, make_retention: Callable[..., Retention], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = ended("old")
    await insert(store, old)
    retention = make_retention()
    look = retention._removable

    async def restarted(*arguments: Any) -> Execution | None:
        found = await look(*arguments)
        running = msgspec.structs.replace(
            old, state=a_state(), is_settled=False, version=old.version + 1
        )
        async with store.transaction() as tx:
            tx.executions.save(running, (), ())
        return found

    monkeypatch.setattr(retention, "_removable", restarted)
    await retention.tick(at(400 * DAY))
    assert await left(store) == {"old"}
