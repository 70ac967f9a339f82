"""How fast the SQLite store commits: units per second at 200 in flight, and one unit alone.

A unit is what the executor commits for one event: the execution, two task runs, a log line, and
a consumed inbox row. Run: `python -m bench.store [directory]`.
"""

from __future__ import annotations

import asyncio
import resource
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from tiercel.adapters.notifier import AsyncioNotifier
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.model.events import Submitted
from tiercel.model.execution import Attempt, Execution, Metadata, TaskRun
from tiercel.model.ids import Ids
from tiercel.model.label import Label
from tiercel.model.log import Level, LogEntry
from tiercel.model.maps import Map
from tiercel.model.state import StateType, new_state

NOW = datetime(2024, 1, 1, tzinfo=UTC)
EXECUTIONS = 2_000
IN_FLIGHT = 200
SECONDS = 4.0
COMMIT_EXECUTIONS = 400


def an_execution(ids: Ids) -> Execution:
    """One with two ended task runs, as the end of a small flow leaves it."""
    state = new_state(StateType.CREATED, NOW).moved(StateType.RUNNING, NOW)
    ended = state.moved(StateType.SUCCESS, NOW)
    runs = [
        TaskRun(
            ids.next(),
            f"task_{seq}",
            seq,
            ended,
            attempts=(Attempt(ended, "worker"),),
            outputs={"value": "hello"},
        )
        for seq in range(2)
    ]
    execution_id = ids.next()
    return Execution(
        execution_id,
        "company.team",
        "hello-world",
        1,
        state,
        execution_id,
        Metadata(1, NOW),
        labels=(Label("system.correlationId", execution_id),),
        inputs={"name": "world"},
        task_runs=Map({run.id: run for run in runs}),
    )


async def insert_all(store: SqliteStore, executions: list[Execution]) -> None:
    """Many in one transaction: this is not measured."""
    for start in range(0, len(executions), COMMIT_EXECUTIONS):
        async with store.transaction() as tx:
            for execution in executions[start : start + COMMIT_EXECUTIONS]:
                tx.executions.insert(execution)
                tx.inbox.put(execution.id, Submitted())


async def one_unit(store: SqliteStore, execution: Execution) -> Execution:
    """Consume an event, save, log, and append an event for the next round."""
    async with store.transaction() as tx:
        claimed = await tx.inbox.claim(1, frozenset())
        (claimed_id, events), *_ = claimed.items()
        moved = replace(execution, version=execution.version + 1)
        tx.executions.save(moved, moved.task_runs, ())
        tx.logs.add([an_entry(execution)])
        tx.inbox.done([event.seq for event in events])
        tx.inbox.put(claimed_id, Submitted())
    return moved


def an_entry(execution: Execution) -> LogEntry:
    """A line as the Log task writes it."""
    return LogEntry(
        execution.namespace,
        execution.flow_id,
        NOW,
        Level.INFO,
        "Hello world, this is a log line of usual length",
        execution_id=execution.id,
        task_id="task_0",
        task_run_id=next(iter(execution.task_runs)),
        attempt_number=0,
    )


async def measure(path: Path) -> None:
    """Print rates and latencies."""
    store = SqliteStore(path, AsyncioNotifier())
    await store.open()
    ids = Ids("bench", 0)
    executions = [an_execution(ids) for _ in range(EXECUTIONS)]
    await insert_all(store, executions)
    waits: list[float] = []
    until = time.perf_counter() + SECONDS
    queue = list(executions)

    async def walk() -> None:
        while time.perf_counter() < until:
            execution = queue.pop()
            begin = time.perf_counter()
            queue.insert(0, await one_unit(store, execution))
            waits.append(time.perf_counter() - begin)

    cpu = cpu_seconds()
    begin = time.perf_counter()
    await asyncio.gather(*(walk() for _ in range(IN_FLIGHT)))
    seconds = time.perf_counter() - begin
    show(f"{IN_FLIGHT} in flight", waits, seconds, cpu_seconds() - cpu)
    waits.clear()
    cpu, begin = cpu_seconds(), time.perf_counter()
    for _ in range(500):
        await asyncio.sleep(0)
        start = time.perf_counter()
        moved = await one_unit(store, queue[0])
        waits.append(time.perf_counter() - start)
        queue[0] = moved
    show("one alone", waits, time.perf_counter() - begin, cpu_seconds() - cpu)
    await store.close()


def cpu_seconds() -> float:
    """Of the whole process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def show(name: str, waits: list[float], seconds: float, cpu: float) -> None:
    """One line of figures."""
    cuts = statistics.quantiles(waits, n=100)
    print(
        f"{name:>14}: {len(waits) / seconds:8.0f} units/s, {cpu / len(waits) * 1e6:5.0f} us CPU,"
        f" p50 {cuts[49] * 1e3:6.2f} ms, p99 {cuts[98] * 1e3:6.2f} ms"
    )


def main() -> None:
    """Measure in a fresh directory, below the given one."""
    parent = sys.argv[1] if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        asyncio.run(measure(Path(folder) / "bench.db"))


if __name__ == "__main__":
    main()
