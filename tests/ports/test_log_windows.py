"""Parts of the log of one execution."""

from __future__ import annotations

from tests.ports.values import a_log, where
from tiercel.model.lists.paging import Filter, Operation
from tiercel.model.lists.windows import LogWindow
from tiercel.model.log import Level, LogEntry
from tiercel.ports.store import Store

LATE, EARLY = 9, 1


async def log(store: Store, *entries: LogEntry) -> None:
    async with store.transaction() as tx:
        tx.logs.add(entries)


async def messages(store: Store, window: LogWindow) -> list[str]:
    async with store.transaction() as tx:
        return [entry.message for _, entry in await tx.logs.window(window)]


async def test_a_window_is_in_the_order_of_writing(store: Store) -> None:
    await log(store, a_log("a", seconds=LATE), a_log("b", seconds=EARLY), a_log("c"))
    await log(store, a_log("of another", execution_id="y"), a_log("d"))
    every = LogWindow(execution_id="x")
    assert await messages(store, every) == ["a", "b", "c", "d"]
    assert await messages(store, LogWindow(execution_id="x", offset=1, limit=2)) == ["b", "c"]
    assert await messages(store, LogWindow(execution_id="x", offset=4)) == []
    assert await messages(store, LogWindow(execution_id="z")) == []


async def test_a_window_begins_after_a_row(store: Store) -> None:
    await log(store, *[a_log(str(n)) for n in range(5)])
    async with store.transaction() as tx:
        (first, _), (second, _) = await tx.logs.window(LogWindow(execution_id="x", limit=2))
    assert first < second
    rest = LogWindow(execution_id="x", after=second, offset=1, limit=9)
    assert await messages(store, rest) == ["3", "4"]


async def test_a_window_has_what_matches(store: Store) -> None:
    await log(
        store,
        a_log("It Broke", level=Level.ERROR),
        a_log("it broke", level=Level.ERROR, task_run_id="other"),
        a_log("it broke", level=Level.INFO),
        a_log("fine", level=Level.ERROR),
    )
    filters = (
        Filter("message", Operation.CONTAINS, "broke"),
        where("level", "EQUALS", Level.WARN),
        where("taskRunId", "EQUALS", "run"),
    )
    assert await messages(store, LogWindow(execution_id="x", filters=filters)) == ["It Broke"]


async def test_entries_are_counted_by_level_and_task_run(store: Store) -> None:
    await log(
        store,
        a_log(level=Level.ERROR),
        a_log(),
        a_log(),
        a_log(task_run_id=None, task_id=None),
        a_log(execution_id="y"),
    )
    async with store.transaction() as tx:
        counts = await tx.logs.counts("x")
        errors = await tx.logs.counts("x", [where("level", "EQUALS", Level.ERROR)])
    assert counts == {
        ("run", "task", Level.ERROR): 1,
        ("run", "task", Level.INFO): 2,
        (None, None, Level.INFO): 1,
    }
    assert errors == {("run", "task", Level.ERROR): 1}
