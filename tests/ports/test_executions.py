"""Executions: rows, guards, and the reads of the executor."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from tests.ports.expectations import stale
from tests.ports.values import (
    NOW,
    a_job,
    a_state,
    a_task_run,
    an_execution,
    at,
    query,
    where,
)
from tiercel.model.errors import IllegalArgument, Stale
from tiercel.model.events import Submitted
from tiercel.model.execution import Caller, Execution, ExecutionTrigger, LoopItem, LoopRun
from tiercel.model.job import Timer
from tiercel.model.label import Label
from tiercel.model.limits import LABEL_VALUE_CHARS_MAX
from tiercel.model.state import StateType
from tiercel.model.stored.limits import STORE_INLINE_BYTES_MAX, STORE_INLINE_ROWS_MAX
from tiercel.ports.store import Store


async def insert(store: Store, *executions: Execution) -> None:
    async with store.transaction() as tx:
        for execution in executions:
            tx.executions.insert(execution)


async def get(store: Store, execution_id: str = "x") -> Execution:
    async with store.transaction() as tx:
        found = await tx.executions.get(execution_id)
    assert found is not None
    return found


async def test_what_is_inserted_is_read_back(store: Store) -> None:
    execution = an_execution(
        "x",
        a_task_run("b", 0, outputs={"n": 1, "deep": [{"a": None}], "big": 2**70}),
        a_task_run("a", 1, value="ünï"),
        labels={"team": "data"},
        inputs={"name": "wörld", "items": [1, 2.5, True, None]},
        trigger=ExecutionTrigger("t", "type", {"executionId": "y"}),
        loop_run=LoopRun("o", "r", "task", "run", LoopItem(3, "v")),
        caller=Caller("o", "run"),
        schedule_date=at(60),
    )
    await insert(store, execution)
    assert await get(store) == execution


@pytest.mark.parametrize(
    ("count", "chars"), [(STORE_INLINE_ROWS_MAX + 10, 10), (3, STORE_INLINE_BYTES_MAX // 2)]
)
async def test_a_large_execution_is_read_back(store: Store, count: int, chars: int) -> None:
    runs = [
        a_task_run(f"r{n:05}", count - n, outputs={"text": "ü\n" * (chars // 2)})
        for n in range(count)
    ]
    execution = an_execution("x", *sorted(runs, key=lambda run: run.seq))
    await insert(store, execution, an_execution("y"))
    assert await get(store) == execution
    later = replace(execution, version=execution.version + 1, outputs={"n": 1})
    async with store.transaction() as tx:
        tx.executions.save(later, (), ())
    assert (await get(store)).outputs == {"n": 1}
    assert await get(store, "y") == an_execution("y")


async def test_an_unknown_id_is_none(store: Store) -> None:
    async with store.transaction() as tx:
        assert await tx.executions.get("nope") is None


async def test_an_id_can_be_inserted_once(store: Store) -> None:
    await insert(store, an_execution())
    with pytest.raises(Stale):
        await insert(store, an_execution())


async def test_a_save_touches_only_the_named_task_runs(store: Store) -> None:
    await insert(store, an_execution("x", a_task_run("a", 0), a_task_run("b", 1)))
    changed = an_execution(
        "x",
        a_task_run("a", 0, value="new"),
        a_task_run("b", 1, value="not named"),
        a_task_run("c", 2),
        version=1,
    )
    async with store.transaction() as tx:
        tx.executions.save(changed, ["a", "c"], [])
    runs = (await get(store)).task_runs
    assert runs["a"].value == "new"
    assert runs["b"].value is None
    assert sorted(runs) == ["a", "b", "c"]


async def test_a_save_removes_task_runs(store: Store) -> None:
    await insert(store, an_execution("x", a_task_run("a", 0), a_task_run("b", 1)))
    async with store.transaction() as tx:
        tx.executions.save(an_execution(version=1), [], ["a", "unknown"])
    assert sorted((await get(store)).task_runs) == ["b"]


@pytest.mark.parametrize("version", [0, 2, 3])
async def test_a_save_needs_the_version_before(store: Store, version: int) -> None:
    await insert(store, an_execution())
    async with stale(store) as tx:
        tx.executions.save(an_execution(version=version), [], [])


async def test_an_unknown_execution_can_not_be_saved(store: Store) -> None:
    async with stale(store) as tx:
        tx.executions.save(an_execution(version=1), [], [])


async def test_a_deletion_takes_everything_along(store: Store) -> None:
    await insert(store, an_execution("x", a_task_run("a")), an_execution("y", a_task_run("a")))
    async with store.transaction() as tx:
        for execution_id in ("x", "y"):
            tx.inbox.put(execution_id, Submitted())
            tx.timers.put(Timer(execution_id, "k", NOW))
            tx.jobs.put(a_job(execution_id, execution_id=execution_id))
    async with store.transaction() as tx:
        tx.executions.delete("x")
        tx.executions.delete("unknown")
    async with store.transaction() as tx:
        assert await tx.executions.get("x") is None
        assert [*await tx.inbox.claim(9, frozenset())] == ["y"]
        assert [timer.execution_id for timer in await tx.timers.due(NOW, 9)] == ["y"]
        assert await tx.jobs.of("x") == []
        assert len((await get(store, "y")).task_runs) == 1


async def test_a_deleted_id_is_free_again(store: Store) -> None:
    await insert(store, an_execution("x", a_task_run("a")))
    async with store.transaction() as tx:
        tx.executions.delete("x")
        tx.executions.insert(an_execution("x"))
    assert len((await get(store)).task_runs) == 0


async def test_slots_count_unsettled_holders_of_the_flow(store: Store) -> None:
    await insert(
        store,
        an_execution("a", has_slot=True),
        an_execution("b", has_slot=True),
        an_execution("c", has_slot=True, is_settled=True),
        an_execution("d"),
        an_execution("e", has_slot=True, flow_id="other"),
    )
    async with store.transaction() as tx:
        assert await tx.executions.count_slots("company.team", "hello") == 2
        assert await tx.executions.count_slots("company", "hello") == 0
        assert await tx.executions.slot_holders("company.team", "hello", 9) == ["a", "b"]
        assert await tx.executions.slot_holders("company.team", "hello", 1) == ["a"]


async def test_queued_executions_come_oldest_first(store: Store) -> None:
    await insert(
        store,
        an_execution("a", state=a_state(StateType.QUEUED, start=3, end=4)),
        an_execution("b", state=a_state(StateType.QUEUED, start=1, end=9)),
        an_execution("c", state=a_state(StateType.QUEUED, start=2, end=2)),
        an_execution("d", state=a_state(StateType.RUNNING, start=0, end=1)),
        an_execution("e", state=a_state(StateType.QUEUED), flow_id="other"),
    )
    async with store.transaction() as tx:
        assert await tx.executions.oldest_queued("company.team", "hello", 2) == ["b", "c"]


async def test_children_name_their_owner(store: Store) -> None:
    item = LoopItem(0, "v")
    await insert(
        store,
        an_execution("c", trigger=ExecutionTrigger("t", "type", {"executionId": "owner"})),
        an_execution("b", loop_run=LoopRun("owner", "root", "task", "run", item)),
        an_execution("a", caller=Caller("owner", "run")),
        an_execution("d", caller=Caller("another", "run")),
        an_execution("e", trigger=ExecutionTrigger("t", "type", {"executionId": 3})),
    )
    async with store.transaction() as tx:
        assert await tx.executions.children("owner") == ["a", "b", "c"]


async def test_unsettled_executions_come_in_pages_by_id(store: Store) -> None:
    await insert(
        store, *(an_execution(name, is_settled=name == "c") for name in ("d", "a", "c", "b", "e"))
    )
    async with store.transaction() as tx:
        assert await tx.executions.unsettled("", 2) == ["a", "b"]
        assert await tx.executions.unsettled("b", 9) == ["d", "e"]


async def test_a_save_moves_every_column_that_can_change(store: Store) -> None:
    before = an_execution(labels={"a": "1"}, has_slot=True)
    await insert(store, before)
    after = an_execution(
        labels={"b": "2"},
        version=1,
        is_settled=True,
        state=a_state(StateType.SUCCESS, end=5),
        flow_revision=7,
    )
    async with store.transaction() as tx:
        tx.executions.save(after, (), ())
    async with store.transaction() as tx:
        for item in (
            where("labels", "EQUALS", {"b": "2"}),
            where("state", "EQUALS", "SUCCESS"),
            where("flowRevision", "EQUALS", 7),
            where("state.endDate", "EQUALS", at(5)),
        ):
            assert (await tx.executions.find(query(item))).total == 1, item
        assert (await tx.executions.find(query(where("labels", "EQUALS", {"a": "1"})))).total == 0
        assert await tx.executions.count_slots("company.team", "hello") == 0
        assert await tx.executions.unsettled("", 9) == []


async def test_a_page_has_the_task_runs_and_the_total(store: Store) -> None:
    await insert(
        store,
        *(
            an_execution(f"e{n}", a_task_run(f"r{n}"), state=a_state(start=n, end=n))
            for n in range(5)
        ),
    )
    async with store.transaction() as tx:
        page = await tx.executions.find(query(page=2, size=2))
        beyond = await tx.executions.find(query(page=9, size=2))
    assert [execution.id for execution in page.results] == ["e2", "e1"]
    assert [*page.results[0].task_runs] == ["r2"]
    assert page.total == beyond.total == 5
    assert beyond.results == ()


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", "c b a d"),
        ("id", "a b c d"),
        ("-id", "d c b a"),
        ("state.startDate", "d a b c"),
        ("-state.startDate", "c b a d"),
        ("state.endDate", "a b c d"),
        ("-state.endDate", "d c b a"),
        ("state.duration", "a b c d"),
        ("-state.duration", "d c b a"),
        ("namespace,-id", "d b a c"),
        ("flowId,id", "c b a d"),
        ("state.current,id", "d a b c"),
    ],
)
async def test_lists_are_sorted(store: Store, sort: str, expected: str) -> None:
    await insert(
        store,
        an_execution("a", state=a_state(StateType.RUNNING, start=10, end=10), flow_id="m"),
        an_execution("b", state=a_state(StateType.SUCCESS, start=20, end=21), flow_id="l"),
        an_execution("c", state=a_state(StateType.SUCCESS, start=20, end=22), namespace="z"),
        an_execution("d", state=a_state(StateType.FAILED, start=5, end=30), flow_id="zz"),
    )
    # Ends: b 21, c 22, d 30; a has none. Durations: a 0, b 1, c 2, d 25.
    async with store.transaction() as tx:
        page = await tx.executions.find(query(sort=sort))
    assert [execution.id for execution in page.results] == expected.split()


async def test_an_unknown_sort_or_filter_is_refused(store: Store) -> None:
    async with store.transaction() as tx:
        with pytest.raises(IllegalArgument):
            await tx.executions.find(query(sort="nope"))
        with pytest.raises(IllegalArgument):
            await tx.executions.find(query(where("nope", "EQUALS", "x")))
        with pytest.raises(IllegalArgument):
            await tx.executions.find(query(where("startDate", "CONTAINS", "x")))


async def test_ids_come_newest_first(store: Store) -> None:
    await insert(store, *(an_execution(f"e{n}", state=a_state(start=n, end=n)) for n in range(4)))
    async with store.transaction() as tx:
        assert await tx.executions.find_ids((), 2) == ["e3", "e2"]


async def test_what_ended_before_a_date_comes_oldest_first(store: Store) -> None:
    def ended(name: str, end: float, **fields: Any) -> Execution:
        return an_execution(name, **{"state": a_state(StateType.SUCCESS, end=end), **fields})

    await insert(
        store,
        ended("late", 9),
        ended("second", 2, state=a_state(StateType.FAILED, start=1, end=2)),
        ended("first", 1),
        ended("elsewhere", 1, namespace="company.team.below"),
        ended("paused", 1, state=a_state(StateType.PAUSED)),
        ended("deleted", 1),
    )
    async with store.transaction() as tx:
        tx.executions.delete("deleted")
    async with store.transaction() as tx:
        found = await tx.executions.ended_before("company.team", at(2), 9)
        assert found == ["first", "second"]
        assert await tx.executions.ended_before("company.team", at(2), 1) == ["first"]
        assert await tx.executions.ended_before("company", at(2), 9) == []


async def test_a_stream_gives_all_matches_once(store: Store) -> None:
    await insert(
        store,
        *(an_execution(f"e{n:03}", a_task_run("r"), flow_id=f"f{n % 2}") for n in range(450)),
    )
    filters = [where("flowId", "EQUALS", "f1")]
    found = [e async for e in store.stream_executions(filters)]
    assert [e.id for e in found] == [f"e{n:03}" for n in range(449, 0, -2)]
    assert all(len(e.task_runs) == 1 for e in found)


async def test_text_that_no_database_takes_is_cleaned(store: Store) -> None:
    await insert(store, an_execution("x", a_task_run("r", outputs={"v": "a\ud800b\x00c"})))
    run = replace((await get(store)).task_runs["r"])
    assert run.outputs == {"v": "a?b\x00c"}


async def test_labels_of_any_length_are_stored_and_found(store: Store) -> None:
    long = "".join(chr(0x20000 + number * 7) for number in range(LABEL_VALUE_CHARS_MAX))
    await insert(store, an_execution("x", labels={"why": long}))
    await insert(store, an_execution("y", labels={"why": long[:-1]}))
    async with store.transaction() as tx:
        changed = replace(await get(store, "y"), labels=(Label("other", long),), version=1)
        tx.executions.save(changed, (), ())
    async with store.transaction() as tx:
        found = await tx.executions.find(query(where("labels", "EQUALS", {"why": long})))
        assert [each.id for each in found.results] == ["x"]
        found = await tx.executions.find(query(where("labels", "EQUALS", {"other": long})))
        assert [each.id for each in found.results] == ["y"]


async def test_the_head_is_the_execution_without_its_task_runs(store: Store) -> None:
    execution = an_execution("x", a_task_run("a"), a_task_run("b"))
    await insert(store, execution)
    async with store.transaction() as tx:
        head = await tx.executions.head("x")
        missing = await tx.executions.head("y")
    assert missing is None
    assert head is not None
    assert len(head.task_runs) == 0
    assert replace(head, task_runs=execution.task_runs) == await get(store)


async def test_versions_of_several_executions_are_read_at_once(store: Store) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(an_execution("a", version=3))
        tx.executions.insert(an_execution("b"))
    async with store.transaction() as tx:
        assert await tx.executions.versions(["a", "b", "unknown"]) == {"a": 3, "b": 0}
        assert await tx.executions.versions([]) == {}


async def test_the_one_that_ended_last_is_among_the_newest_of_each_flow(store: Store) -> None:
    await insert(
        store,
        an_execution(
            "a1", a_task_run("t", 0), flow_id="a", state=a_state(StateType.FAILED, start=0, end=90)
        ),
        an_execution("a2", flow_id="a", state=a_state(StateType.SUCCESS, start=10, end=20)),
        an_execution("a3", flow_id="a", state=a_state(StateType.RUNNING, start=30, end=99)),
        an_execution("b1", flow_id="b", state=a_state(StateType.SUCCESS, start=0, end=5)),
        an_execution("b2", flow_id="b", state=a_state(StateType.PAUSED, start=10, end=50)),
        an_execution("b3", flow_id="b", state=a_state(StateType.RUNNING, start=20, end=50)),
        an_execution("c1", flow_id="c", state=a_state(StateType.RUNNING, start=0, end=1)),
        an_execution("d1", flow_id="d", state=a_state(StateType.KILLED, start=0, end=7)),
        an_execution("d2", flow_id="d", state=a_state(StateType.KILLED, start=0, end=7)),
        an_execution(
            "a9", namespace="n2", flow_id="a", state=a_state(StateType.SUCCESS, start=0, end=95)
        ),
    )
    space = an_execution().namespace
    flows = [(space, name) for name in ("d", "a", "b", "c", "none", "a")]
    async with store.transaction() as tx:
        found = await tx.executions.last_ended(flows, (), 2)
        wider = await tx.executions.last_ended(flows, (), 3)
        narrow = await tx.executions.last_ended(
            flows, (where("state", "EQUALS", "SUCCESS"), where("flowId", "EQUALS", "b")), 9
        )
        none = await tx.executions.last_ended([], (), 3)
    assert {key[1]: value and value.id for key, value in found.items()} == {
        "d": "d2",
        "a": "a2",
        "b": None,
    }
    assert {key[1]: value and value.id for key, value in wider.items()} == {
        "d": "d2",
        "a": "a1",
        "b": "b1",
    }
    assert wider[space, "a"] == await get(store, "a1")
    assert {key[1]: value and value.id for key, value in narrow.items()} == {"b": "b1"}
    assert none == {}


async def test_many_are_found_by_their_ids_with_their_task_runs(store: Store) -> None:
    ids = [f"x{number:03}" for number in range(600)]
    await insert(store, *(an_execution(each, a_task_run(f"r{each}")) for each in ids))
    async with store.transaction() as tx:
        page = await tx.executions.find(query(where("id", "IN", [*ids[50:550], "none"]), size=600))
    assert sorted(each.id for each in page.results) == ids[50:550]
    assert page.total == 500
    assert all([*each.task_runs] == [f"r{each.id}"] for each in page.results)
