"""Task runs over all executions have one order, whatever their ids."""

from msgspec.structs import replace

from tests.build import a_task_run, an_execution
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.store import MemoryStore
from tiercel.service.executions.task_runs import TaskRunQuery, TaskRunService


async def test_those_of_the_same_moment_come_newest_first() -> None:
    store = MemoryStore(MemoryNotifier())
    start = a_task_run().state
    runs = [replace(a_task_run(f"t{seq}", seq=seq), state=start) for seq in range(20)]
    async with store.transaction() as tx:
        tx.executions.insert(an_execution(*runs))
    service = TaskRunService(store)

    pages = [(await service.find(TaskRunQuery(page=page, size=7))).results for page in (1, 2, 3)]

    found = [run.seq for page in pages for _, run in page]
    assert found == list(range(19, -1, -1))
