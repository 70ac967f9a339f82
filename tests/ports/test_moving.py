"""Everything that is stored, and rows with counters of another store."""

from __future__ import annotations

from tests.ports.expectations import stale
from tests.ports.values import (
    NOW,
    a_flow,
    a_job,
    a_kv,
    a_log,
    a_metric,
    a_task_run,
    a_trigger,
    an_execution,
    at,
)
from tiercel.model.events import KillAsked, Submitted
from tiercel.model.job import InboxEvent, Timer
from tiercel.model.label import Label
from tiercel.model.stored.limits import MOVING_ROWS
from tiercel.model.stored.moving import Announcement, Document, MovedKind, Stored
from tiercel.ports.store import Store


async def rows(store: Store, kind: MovedKind) -> list[Stored]:
    async with store.moment() as moment:
        found = [row async for row in moment.rows(kind)]
        assert await moment.count(kind) == len(found)
    return found


async def fill(store: Store) -> None:
    async with store.transaction() as tx:
        tx.flows.put(a_flow("b"))
        tx.flows.put(a_flow("a", 2, deleted=True))
        tx.flows.put(a_flow("a", 1, labels=(Label("x", "1"),), disabled=True, description="d"))
        tx.settings.put("b", [1, "two"])
        tx.settings.put("a", {"c": None})
        tx.kv.put(a_kv("z", expires=at(60), description="why"))
        tx.kv.put(a_kv("k", value={"a": [1]}, type="JSON"))
        tx.triggers.put(a_trigger("daily", next_date=at(9), disabled=True))
        tx.timers.put(Timer("x", "pause", at(5)))
        tx.jobs.put(a_job("second", worker_id="w", lease_until=at(30), fence=7))
        tx.jobs.put(a_job("first"))
        tx.inbox.put("x", Submitted())
        tx.inbox.put("a", KillAsked())
        tx.inbox.put("x", KillAsked())
        tx.announcements.put("z", "RUNNING")
        tx.announcements.put("a", "SUCCESS")
        tx.logs.add([a_log("late", seconds=9), a_log("early")])
        tx.metrics.add([a_metric("rows", 1.5, tags={"a": "b"}), a_metric("b")])


async def test_every_kind_is_read_whole_and_in_order(store: Store) -> None:
    await fill(store)
    assert await rows(store, MovedKind.FLOWS) == [
        a_flow("a", 1, labels=(Label("x", "1"),), disabled=True, description="d"),
        a_flow("a", 2, deleted=True),
        a_flow("b"),
    ]
    documents = [Document("a", {"c": None}), Document("b", [1, "two"])]
    assert await rows(store, MovedKind.DOCUMENTS) == documents
    assert await rows(store, MovedKind.KV) == [
        a_kv("k", value={"a": [1]}, type="JSON"),
        a_kv("z", expires=at(60), description="why"),
    ]
    daily = a_trigger("daily", next_date=at(9), disabled=True)
    assert await rows(store, MovedKind.TRIGGERS) == [daily]
    assert await rows(store, MovedKind.TIMERS) == [Timer("x", "pause", at(5))]
    assert await rows(store, MovedKind.JOBS) == [
        a_job("second", worker_id="w", lease_until=at(30), fence=7),
        a_job("first"),
    ]
    events = [
        (row.execution_id, row.event)
        for row in await rows(store, MovedKind.INBOX)
        if isinstance(row, InboxEvent)
    ]
    assert events == [("x", Submitted()), ("a", KillAsked()), ("x", KillAsked())]
    assert await rows(store, MovedKind.ANNOUNCEMENTS) == [
        Announcement("z", "RUNNING"),
        Announcement("a", "SUCCESS"),
    ]
    assert await rows(store, MovedKind.LOGS) == [a_log("late", seconds=9), a_log("early")]
    metrics = [a_metric("rows", 1.5, tags={"a": "b"}), a_metric("b")]
    assert await rows(store, MovedKind.METRICS) == metrics


async def test_executions_come_with_their_task_runs(store: Store) -> None:
    some = [
        an_execution(f"e{number:04}", *(a_task_run(f"r{run}", run) for run in range(number % 3)))
        for number in range(MOVING_ROWS + 10)
    ]
    async with store.transaction() as tx:
        for execution in reversed(some):
            tx.executions.insert(execution)
    assert await rows(store, MovedKind.EXECUTIONS) == some
    async with store.moment() as moment:
        expected = sum(len(each.task_runs) for each in some)
        assert await moment.task_runs() == expected


async def test_an_empty_store_has_nothing_of_any_kind(store: Store) -> None:
    for kind in MovedKind:
        assert await rows(store, kind) == []


async def test_what_is_written_later_is_not_in_the_moment(store: Store) -> None:
    await fill(store)
    async with store.moment() as moment:
        async with store.transaction() as tx:
            tx.logs.add([a_log("later")])
            tx.executions.insert(an_execution())
        assert await moment.count(MovedKind.LOGS) == 2
        assert [row async for row in moment.rows(MovedKind.EXECUTIONS)] == []
    assert len(await rows(store, MovedKind.LOGS)) == 3


async def test_restored_counters_go_on(store: Store) -> None:
    async with store.transaction() as tx:
        tx.restore.kv(a_kv(revision=7))
        tx.restore.trigger(a_trigger(version=40, date=NOW))
    assert await rows(store, MovedKind.KV) == [a_kv(revision=7)]
    assert await rows(store, MovedKind.TRIGGERS) == [a_trigger(version=40, date=NOW)]
    async with store.transaction() as tx:
        tx.kv.put(a_kv(revision=8))
        tx.triggers.put(a_trigger(version=41))
    async with store.transaction() as tx:
        found = await tx.kv.get("company.team", "key")
    assert found == a_kv(revision=8)


async def test_what_is_there_is_not_restored_again(store: Store) -> None:
    async with store.transaction() as tx:
        tx.restore.kv(a_kv(revision=7))
        tx.restore.trigger(a_trigger(version=40))
    async with stale(store) as tx:
        tx.restore.kv(a_kv(revision=8))
    async with stale(store) as tx:
        tx.restore.trigger(a_trigger(version=41))
    async with stale(store) as tx:
        tx.restore.kv(a_kv("other"))
        tx.restore.kv(a_kv("other"))
    assert await rows(store, MovedKind.KV) == [a_kv(revision=7)]
