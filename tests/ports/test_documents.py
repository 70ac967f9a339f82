"""Flows, triggers, key-value entries, settings, logs and metrics."""

from __future__ import annotations

import threading

import pytest

from tests.ports.expectations import stale
from tests.ports.values import (
    NOW,
    a_flow,
    a_kv,
    a_log,
    a_metric,
    a_trigger,
    at,
    query,
    where,
)
from tiercel.adapters.memory.store import MemoryStore
from tiercel.model.errors import Stale
from tiercel.model.kv import KvEntry
from tiercel.model.label import Label
from tiercel.model.log import Level
from tiercel.model.stored.codec import decode_kv
from tiercel.model.stored.flow import StoredFlow
from tiercel.model.stored.limits import STORE_INLINE_VALUES_BYTES_MAX
from tiercel.model.trigger import Backfill
from tiercel.ports.store import Store


async def put_flows(store: Store, *flows: StoredFlow) -> None:
    async with store.transaction() as tx:
        for flow in flows:
            tx.flows.put(flow)


async def test_flow_revisions_are_read_back(store: Store) -> None:
    first = a_flow(
        labels=(Label("a", "1"), Label("a", "2")), description="wörds", draft=True, disabled=True
    )
    told = a_flow(revision=3, author="mara@example.org", message="Käse\nund mehr")
    second = a_flow(revision=2, deleted=True)
    await put_flows(store, first, second, told)
    async with store.transaction() as tx:
        assert await tx.flows.get("company.team", "hello", 1) == first
        assert await tx.flows.get("company.team", "hello") == told
        assert await tx.flows.get("company.team", "hello", 4) is None
        assert await tx.flows.get("company", "hello") is None
        assert await tx.flows.revisions("company.team", "hello") == [first, second, told]


async def test_a_revision_is_written_once(store: Store) -> None:
    await put_flows(store, a_flow())
    with pytest.raises(Stale):
        await put_flows(store, a_flow(source="other"))


async def test_only_the_newest_revision_counts_in_lists(store: Store) -> None:
    await put_flows(
        store,
        a_flow("b"),
        a_flow("a", 1),
        a_flow("a", 2),
        a_flow("gone", 1),
        a_flow("gone", 2, deleted=True),
        a_flow("c", namespace="other"),
    )
    async with store.transaction() as tx:
        latest = [(flow.namespace, flow.id, flow.revision) for flow in await tx.flows.all_latest()]
        page = await tx.flows.find(query())
        assert await tx.flows.namespaces() == ["company.team", "other"]
        assert await tx.flows.counts() == {"company.team": 2, "other": 1}
    assert latest == [("company.team", "a", 2), ("company.team", "b", 1), ("other", "c", 1)]
    assert [flow.id for flow in page.results] == ["a", "b", "c"]
    assert page.total == 3


async def test_every_write_of_a_flow_grows_the_version(store: Store) -> None:
    async with store.transaction() as tx:
        before = await tx.flows.version()
    await put_flows(store, a_flow(), a_flow(revision=2))
    async with store.transaction() as tx:
        middle = await tx.flows.version()
        tx.flows.delete_revisions("company.team", "hello", [1])
    async with store.transaction() as tx:
        assert before < middle < await tx.flows.version()
        found = await tx.flows.revisions("company.team", "hello")
        assert [flow.revision for flow in found] == [2]


async def test_triggers_are_read_back(store: Store) -> None:
    state = a_trigger(
        next_date=at(5),
        date=NOW,
        backfill=Backfill(NOW, at(1), labels=(("a", "b"),)),
        memory={"seen": [1, {"a": None}]},
        stop_after=("FAILED",),
    )
    async with store.transaction() as tx:
        tx.triggers.put(state)
    async with store.transaction() as tx:
        assert await tx.triggers.get("company.team", "hello", "daily") == state
        assert await tx.triggers.of_flow("company.team", "hello") == [state]
        assert await tx.triggers.get("company.team", "hello", "other") is None


@pytest.mark.parametrize(("stored", "version"), [(0, 2), (1, 1), (1, 3), (2, 2), (0, 5)])
async def test_a_trigger_needs_the_version_before(store: Store, stored: int, version: int) -> None:
    for number in range(1, stored + 1):
        async with store.transaction() as tx:
            tx.triggers.put(a_trigger(version=number))
    async with stale(store) as tx:
        tx.triggers.put(a_trigger(version=version))


async def test_due_triggers_are_enabled_and_soonest_first(store: Store) -> None:
    async with store.transaction() as tx:
        tx.triggers.put(a_trigger("c", next_date=at(3)))
        tx.triggers.put(a_trigger("a", next_date=at(1)))
        tx.triggers.put(a_trigger("off", next_date=at(0), disabled=True))
        tx.triggers.put(a_trigger("none"))
        tx.triggers.put(a_trigger("later", next_date=at(9)))
    async with store.transaction() as tx:
        assert [state.trigger_id for state in await tx.triggers.due(at(3), 9)] == ["a", "c"]
        assert [state.trigger_id for state in await tx.triggers.due(at(3), 1)] == ["a"]
        assert await tx.triggers.next_due() == at(1)
        assert [state.trigger_id for state in await tx.triggers.all()] == [
            "a",
            "c",
            "later",
            "none",
            "off",
        ]


async def test_a_deleted_trigger_starts_anew(store: Store) -> None:
    async with store.transaction() as tx:
        tx.triggers.put(a_trigger())
    async with store.transaction() as tx:
        tx.triggers.delete("company.team", "hello", "daily")
        tx.triggers.put(a_trigger(version=1))
    async with store.transaction() as tx:
        assert await tx.triggers.get("company.team", "hello", "daily") == a_trigger()


async def test_large_values_of_keys_are_read_in_a_thread(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = a_kv(value=["x"] * (STORE_INLINE_VALUES_BYTES_MAX // 4), type="JSON")
    threads: list[int] = []

    def noting(stored: bytes | str) -> KvEntry:
        threads.append(threading.get_ident())
        return decode_kv(stored)

    for database in ("sqlite", "postgres"):
        monkeypatch.setattr(f"tiercel.adapters.{database}.documents.decode_kv", noting)
    async with store.transaction() as tx:
        tx.kv.put(entry)
    async with store.transaction() as tx:
        assert await tx.kv.get("company.team", "key") == entry
        assert await tx.kv.of_namespace("company.team") == [entry]
        assert (await tx.kv.find(query())).results == (entry,)
    assert len(threads) == (0 if isinstance(store, MemoryStore) else 3)
    assert threading.get_ident() not in threads


async def test_kv_entries_are_guarded_by_their_revision(store: Store) -> None:
    entry = a_kv(value={"a": [1, None, "ü"]}, type="JSON", expires=at(5), description="d")
    async with store.transaction() as tx:
        tx.kv.put(entry)
    for revision in (1, 3):
        async with stale(store) as tx:
            tx.kv.put(a_kv(revision=revision))
    async with store.transaction() as tx:
        assert await tx.kv.get("company.team", "key") == entry
        tx.kv.put(a_kv(revision=2))
    async with store.transaction() as tx:
        assert await tx.kv.get("company.team", "key") == a_kv(revision=2)
        tx.kv.delete("company.team", "key")
        tx.kv.put(a_kv(value="again"))
    async with store.transaction() as tx:
        assert await tx.kv.get("company.team", "key") == a_kv(value="again")


async def test_kv_lists_are_by_key(store: Store) -> None:
    async with store.transaction() as tx:
        for key, namespace in (("b", "n"), ("a", "n"), ("c", "n.deep"), ("ab", "m")):
            tx.kv.put(a_kv(key, namespace=namespace, updated=at(len(key))))
    async with store.transaction() as tx:
        assert [entry.key for entry in await tx.kv.of_namespace("n")] == ["a", "b"]
        page = await tx.kv.find(query(where("q", "EQUALS", "A")))
        assert [entry.key for entry in page.results] == ["a", "ab"]
        page = await tx.kv.find(query(where("namespace", "PREFIX", "n"), sort="-key"))
        assert [entry.key for entry in page.results] == ["c", "b", "a"]


async def test_settings_are_documents_by_key(store: Store) -> None:
    async with store.transaction() as tx:
        tx.settings.put("token:b", {"x": 1})
        tx.settings.put("token:a", [1])
        tx.settings.put("Token:c", None)
    async with store.transaction() as tx:
        tx.settings.put("token:b", {"x": 2})
        tx.settings.delete("unknown")
    async with store.transaction() as tx:
        assert await tx.settings.get("token:b") == {"x": 2}
        assert await tx.settings.get("token:a") == [1]
        tx.settings.delete("token:a")
    async with store.transaction() as tx:
        assert await tx.settings.get("token:a") is None


async def test_logs_of_an_execution_come_by_time(store: Store) -> None:
    second = a_log("second", seconds=2, trigger_id="t", thread="main", kind="TEST")
    first = a_log("first", seconds=1, task_id=None, task_run_id=None, attempt_number=None)
    async with store.transaction() as tx:
        tx.logs.add([second, a_log("other", execution_id="y"), first, a_log("also", seconds=2)])
    async with store.transaction() as tx:
        found = await tx.logs.of("x")
        assert found == [first, second, a_log("also", seconds=2)]
        assert await tx.logs.of("x", [where("taskId", "EQUALS", "task")]) == found[1:]
        assert await tx.logs.of("nope") == []
        assert [await tx.logs.count(name) for name in ("x", "y", "nope")] == [3, 1, 0]


async def test_followers_read_what_was_written_after_a_row(store: Store) -> None:
    async with store.transaction() as tx:
        tx.logs.add([a_log(f"m{n}", seconds=-n) for n in range(3)])
    async with store.transaction() as tx:
        rows = await tx.logs.since("x", 0, 2)
        assert [entry.message for _, entry in rows] == ["m0", "m1"]
        tx.logs.add([a_log("late"), a_log("other", execution_id="y")])
    async with store.transaction() as tx:
        rows = await tx.logs.since("x", rows[-1][0], 9)
        assert [entry.message for _, entry in rows] == ["m2", "late"]
        assert await tx.logs.since("x", rows[-1][0], 9) == []


async def test_log_search_is_newest_first(store: Store) -> None:
    async with store.transaction() as tx:
        tx.logs.add([a_log("a", seconds=1), a_log("b", seconds=3), a_log("c", seconds=2)])
        tx.logs.add([a_log("d", seconds=2, level=Level.ERROR)])
    async with store.transaction() as tx:
        page = await tx.logs.find(query(size=3))
        assert [entry.message for entry in page.results] == ["b", "d", "c"]
        assert page.total == 4
        page = await tx.logs.find(query(sort="-level,timestamp"))
        assert [entry.message for entry in page.results] == ["d", "a", "c", "b"]


async def test_logs_are_deleted_by_filters(store: Store) -> None:
    async with store.transaction() as tx:
        tx.logs.add([a_log("a"), a_log("b", level=Level.ERROR), a_log("c", execution_id="y")])
    async with store.transaction() as tx:
        tx.logs.delete([])
        tx.logs.delete([where("executionId", "EQUALS", "x"), where("level", "EQUALS", "WARN")])
    async with store.transaction() as tx:
        assert [entry.message for entry in await tx.logs.of("x")] == ["a"]
        assert await tx.logs.delete_now([]) == 0
        assert await tx.logs.delete_now([where("namespace", "EQUALS", "company.team")]) == 2
    async with store.transaction() as tx:
        assert (await tx.logs.find(query())).total == 0


async def test_logs_are_deleted_only_when_there_are_exactly_so_many(store: Store) -> None:
    ours = [where("namespace", "EQUALS", "company.team"), where("level", "EQUALS", "INFO")]
    async with store.transaction() as tx:
        tx.logs.add([a_log("a"), a_log("b"), a_log("c", level=Level.ERROR)])
    async with store.transaction() as tx:
        assert not await tx.logs.delete_exactly(ours, 2)
        assert not await tx.logs.delete_exactly(ours, 4)
        assert (await tx.logs.find(query())).total == 3
        assert await tx.logs.delete_exactly(ours, 3)
    async with store.transaction() as tx:
        assert (await tx.logs.find(query())).total == 0


async def test_a_large_deletion_goes_in_steps(store: Store) -> None:
    async with store.transaction() as tx:
        tx.logs.add([a_log(str(n)) for n in range(12_000)])
    async with store.transaction() as tx:
        assert await tx.logs.delete_now([where("q", "EQUALS", "company")]) == 12_000


async def test_metrics_are_listed_and_deleted(store: Store) -> None:
    first = a_metric("rows", 1.5, tags={"a": "b"})
    second = a_metric("time", 3.0, task_id="other", timestamp=at(1))
    async with store.transaction() as tx:
        tx.metrics.add([second, a_metric(execution_id="y"), first])
    async with store.transaction() as tx:
        assert [await tx.metrics.count(name) for name in "xyz"] == [2, 1, 0]
        page = await tx.metrics.find(query(where("executionId", "EQUALS", "x")))
        assert page.results == (first, second)
        page = await tx.metrics.find(query(where("taskId", "EQUALS", "other"), sort="-value"))
        assert page.results == (second,)
        tx.metrics.delete("x")
    async with store.transaction() as tx:
        assert [await tx.metrics.count(name) for name in "xy"] == [0, 1]
