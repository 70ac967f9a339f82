"""Which task run failed first, what was logged about it, and lists without task runs."""

from __future__ import annotations

from msgspec.structs import replace

from tests.ports.values import a_log, a_state, a_task_run, an_execution, at, query, where
from tiercel.model.execution import Attempt, Caller, Execution, TaskRun
from tiercel.model.failure import ErrorPlace
from tiercel.model.lists.paging import Filter, Operation
from tiercel.model.log import Level, LogEntry
from tiercel.model.state import StateType
from tiercel.ports.store import Store


def failed(run_id: str, seq: int, end: float, parent: str | None = None) -> TaskRun:
    state = a_state(StateType.FAILED, end=end)
    return replace(a_task_run(run_id, seq, parent_id=parent), state=state)


async def insert(store: Store, *executions: Execution) -> None:
    async with store.transaction() as tx:
        for execution in executions:
            tx.executions.insert(execution)


async def log(store: Store, *entries: LogEntry) -> None:
    async with store.transaction() as tx:
        tx.logs.add(entries)


async def test_the_first_leaf_that_failed_is_found(store: Store) -> None:
    retried = a_task_run("tried", 4, attempts=(Attempt(a_state(StateType.FAILED)),))
    said = a_task_run("said", 5, outputs={"state": "FAILED"})
    await insert(
        store,
        an_execution(
            "x", failed("outer", 0, 1), failed("late", 1, 9), failed("in", 2, 5, "outer"), retried
        ),
        an_execution("good", replace(retried, id="g"), said),
    )
    async with store.transaction() as tx:
        found = await tx.executions.first_failed(["x", "good", "unknown"])
    assert {key: run.id for key, run in found.items()} == {"x": "in"}


async def test_heads_are_a_page_without_task_runs(store: Store) -> None:
    await insert(store, an_execution("x", a_task_run("a")), an_execution("y", inputs={"n": 1}))
    async with store.transaction() as tx:
        heads = await tx.executions.find_heads(query(size=1))
        whole = await tx.executions.find(query(size=1))
    assert heads.total == whole.total == 2
    assert [replace(each, task_runs=an_execution().task_runs) for each in whole.results] == list(
        heads.results
    )


async def test_the_newest_error_of_a_place_is_found(store: Store) -> None:
    await log(
        store,
        a_log("first", seconds=1, level=Level.ERROR),
        a_log("last", seconds=2, level=Level.ERROR),
        a_log("a warning", seconds=3, level=Level.WARN),
        a_log("of another run", seconds=4, level=Level.ERROR, task_run_id="other"),
        a_log("too late", seconds=50, level=Level.ERROR),
        a_log("of another execution", seconds=2, level=Level.ERROR, execution_id="y"),
    )
    places = [
        ErrorPlace("x", "run", at(0), at(10)),
        ErrorPlace("x", None, at(0), at(10)),
        ErrorPlace("x", "run", at(5), at(10)),
        ErrorPlace("z", None, at(0), at(10)),
    ]
    async with store.transaction() as tx:
        found = await tx.logs.last_errors(places)
    messages = [None if entry is None else entry.message for entry in found]
    assert messages == ["last", "of another run", None, None]


async def test_the_newest_of_each_flow_are_found(store: Store) -> None:
    first, second = a_state(start=1), a_state(start=2)
    await insert(
        store,
        an_execution("a", state=first),
        an_execution("b", a_task_run("r"), state=second),
        an_execution("c", state=a_state(start=3), kind="TEST"),
        an_execution("d", flow_id="other", state=first),
    )
    flows = [("company.team", "other"), ("company.team", "hello"), ("none", "hello")]
    normal = [Filter("kind", Operation.NOT_IN, ["TEST"])]
    async with store.transaction() as tx:
        found = await tx.executions.newest(flows, normal, 5)
        newest = await tx.executions.newest(flows, normal, 1)
    assert [each.id for each in found] == ["d", "b", "a"]
    assert [each.id for each in newest] == ["d", "b"]
    assert not any(each.task_runs for each in found)


async def test_executions_are_found_by_the_beginning_of_their_id(store: Store) -> None:
    await insert(store, *[an_execution(each, a_task_run("r")) for each in ("abc", "abd", "b", "a")])
    async with store.transaction() as tx:
        found = await tx.executions.by_prefix("ab", 5)
        one = await tx.executions.by_prefix("a", 1)
        assert await tx.executions.by_prefix("a%", 5) == []
    assert [each.id for each in found] == ["abc", "abd"]
    assert [each.id for each in one] == ["a"]
    assert not found[0].task_runs


async def test_executions_are_found_by_their_owner(store: Store) -> None:
    caller = Caller("x", "run")
    await insert(
        store,
        an_execution("x"),
        an_execution("turn", caller=caller, kind="LOOP"),
        an_execution("child", caller=caller),
        an_execution("other", caller=Caller("y", "run"), kind="LOOP"),
    )
    owned = where("ownerId", "EQUALS", "x")
    async with store.transaction() as tx:
        found = await tx.executions.find_heads(query(owned))
        turns = await tx.executions.find_heads(query(owned, where("kind", "IN", ["LOOP"])))
    assert {each.id for each in found.results} == {"turn", "child"}
    assert [each.id for each in turns.results] == ["turn"]
