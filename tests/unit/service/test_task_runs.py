"""Task runs over all executions: in one order, by type and duration, failed ones from afar."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.build import a_task_run, an_execution, at
from tests.unit.runtime.trigger_shop import builtins
from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.clock import CountedIds, VirtualClock
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.store import MemoryStore
from tiercel.model.lists.paging import Sort
from tiercel.model.state import StateType, new_state
from tiercel.model.stored.flow import StoredFlow
from tiercel.ports.ports import Ports
from tiercel.service.executions import task_runs
from tiercel.service.executions.task_runs import TaskRunQuery, TaskRunService
from tiercel.service.flows.cache import FlowCache

SOURCE = """id: flow
namespace: company.team
tasks:
  - id: t0
    type: io.kestra.plugin.core.log.Log
    message: hello
  - id: t1
    type: io.kestra.core.tasks.debugs.Return
"""
LONGEST = (Sort("state.duration", is_descending=True),)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(MemoryNotifier())


@pytest.fixture
def service(store: MemoryStore) -> TaskRunService:
    clock = VirtualClock(at(100))
    ports = Ports(
        store=store,
        blobs=MemoryBlobs(clock),
        clock=clock,
        ids=CountedIds(),
        notifier=MemoryNotifier(),
        catalog=builtins(),
    )
    return TaskRunService(ports, FlowCache(ports.catalog))


async def test_those_of_the_same_moment_come_newest_first(
    store: MemoryStore, service: TaskRunService
) -> None:
    start = a_task_run().state
    runs = [replace(a_task_run(f"t{seq}", seq=seq), state=start) for seq in range(20)]
    async with store.transaction() as tx:
        tx.executions.insert(an_execution(*runs))

    pages = [(await service.find(TaskRunQuery(page=page, size=7))).results for page in (1, 2, 3)]

    found = [each.task_run.seq for page in pages for each in page]
    assert found == list(range(19, -1, -1))


async def test_the_longest_come_first_those_that_still_run_among_them(
    store: MemoryStore, service: TaskRunService
) -> None:
    running = new_state(StateType.CREATED, at(0)).moved(StateType.RUNNING, at(1))
    ended = running.moved(StateType.SUCCESS, at(30))
    runs = [
        replace(a_task_run("ended", seq=0), state=ended),
        replace(a_task_run("running", seq=1), state=running),
        replace(a_task_run("short", seq=2), state=running.moved(StateType.FAILED, at(2))),
    ]
    async with store.transaction() as tx:
        tx.executions.insert(an_execution(*runs))

    long = await service.find(TaskRunQuery(least=timedelta(seconds=30), sorts=LONGEST))

    assert [each.task_run.task_id for each in long.results] == ["running", "ended"]
    assert (long.searched, long.is_all) == (1, True)


async def test_they_are_found_by_type_under_each_of_its_names(
    store: MemoryStore, service: TaskRunService
) -> None:
    execution = an_execution(*(a_task_run(f"t{seq}", seq=seq) for seq in range(3)))
    async with store.transaction() as tx:
        tx.flows.put(StoredFlow(execution.namespace, execution.flow_id, 1, SOURCE, at(0)))
        tx.executions.insert(replace(execution, flow_revision=1))

    for name in ("io.kestra.plugin.core.debug.Return", "io.kestra.core.tasks.debugs.Return"):
        found = await service.with_types(await service.find(TaskRunQuery(type=name)))
        (row,) = found.results
        assert (row.task_run.task_id, row.type) == ("t1", "io.kestra.plugin.core.debug.Return")
    assert (await service.find(TaskRunQuery(type="io.kestra.plugin.core.flow.If"))).total == 0
    rows = (await service.with_types(await service.find(TaskRunQuery()))).results
    assert {each.task_run.task_id: each.type for each in rows} == {
        "t0": "io.kestra.plugin.core.log.Log",
        "t1": "io.kestra.plugin.core.debug.Return",
        # A task that the flow does not have.
        "t2": None,
    }


async def test_executions_with_many_task_runs_end_the_search_early(
    store: MemoryStore, service: TaskRunService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(task_runs, "TASK_RUNS_SEARCHED_MAX", 80)
    async with store.transaction() as tx:
        for number in range(30):
            state = new_state(StateType.CREATED, at(number))
            runs = [replace(a_task_run(f"t{seq}", seq=seq), state=state) for seq in range(10)]
            tx.executions.insert(replace(an_execution(*runs), id=f"e{number}", state=state))

    found = await service.find(TaskRunQuery(size=100))
    few = await service.find(TaskRunQuery(end=at(7)))

    # Eight of them have as many as are looked at; the newest come first.
    assert (found.searched, found.total, found.is_all) == (8, 80, False)
    assert found.results[0].execution.id == "e29"
    assert (few.searched, few.total, few.is_all) == (8, 80, True)


async def test_failures_are_found_behind_many_that_succeeded(
    store: MemoryStore, service: TaskRunService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(task_runs, "TASK_RUN_SEARCH_EXECUTIONS_MAX", 2)
    async with store.transaction() as tx:
        for second, state in enumerate(("FAILED", "SUCCESS", "SUCCESS", "SUCCESS")):
            began = new_state(StateType.CREATED, at(second))
            moved = began.moved(StateType(state), at(second + 1))
            run = replace(a_task_run("t"), state=moved)
            execution = replace(an_execution(run), id=f"e{second}", state=moved)
            tx.executions.insert(execution)

    failed = await service.find(TaskRunQuery(states=frozenset({StateType.FAILED})))
    before = await service.find(TaskRunQuery(end=at(1)))

    assert [each.execution.id for each in failed.results] == ["e0"]
    assert (failed.searched, failed.is_all) == (3, False)
    assert [each.execution.id for each in before.results] == ["e1", "e0"]
    assert before.is_all
