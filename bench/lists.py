"""How long lists take on a large store: a million executions and five million log entries.

Run: `python -m bench.lists FILE [EXECUTIONS]`; the file is filled once and kept.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import apsw
from msgspec.structs import replace

from bench.store import an_entry, an_execution
from tiercel.adapters.bells import AsyncioBells
from tiercel.adapters.rows import execution_fixed, execution_moving, log_cells
from tiercel.adapters.sqlite.entries import _ADD_LOG
from tiercel.adapters.sqlite.executions import _INSERT, _PUT_RUN
from tiercel.adapters.sqlite.migrate import migrate
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.model.codec import encode_execution, encode_task_run
from tiercel.model.execution import Execution, ExecutionTrigger
from tiercel.model.ids import Ids
from tiercel.model.label import Label
from tiercel.model.log import Level
from tiercel.model.paging import Filter, Operation, Query, Sort
from tiercel.model.state import StateType, new_state
from tiercel.ports.store import Tx

START = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = 30
LOGS_EACH = 5
BATCH = 5_000
ROUNDS = 5
STATES = [StateType.SUCCESS] * 180 + [StateType.FAILED] * 12 + [StateType.WARNING] * 7
LEVELS = [Level.INFO] * 80 + [Level.DEBUG] * 10 + [Level.WARN] * 7 + [Level.ERROR] * 3


def fill(path: Path, count: int) -> None:
    """Write executions and logs, with the statements of the store but without syncing."""
    connection = apsw.Connection(str(path))
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1500000"):
        connection.execute(f"PRAGMA {pragma}")
    migrate(connection)
    executions = made(count)
    sequence = 0
    for begin in range(0, count, BATCH):
        connection.execute("BEGIN")
        for _ in range(min(BATCH, count - begin)):
            execution = next(executions)
            write(connection, execution, sequence)
            sequence += LOGS_EACH
        connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def made(count: int) -> Iterator[Execution]:
    """Executions spread over the days, namespaces, flows, states and labels."""
    ids, dice = Ids("lists", 0), random.Random(1)
    for number in range(count):
        start = START + timedelta(days=DAYS) * number / count
        end = start + timedelta(seconds=dice.expovariate(0.1))
        running = new_state(StateType.CREATED, start).moved(StateType.RUNNING, start)
        team, flow = dice.randrange(50), dice.randrange(10)
        execution = an_execution(ids)
        is_child = not number % 20
        yield replace(
            execution,
            namespace=f"company.team{team}" if team else "system",
            flow_id=f"flow_{team}_{flow}",
            state=running if number > count - 50 else running.moved(dice.choice(STATES), end),
            is_settled=number <= count - 50,
            trigger=ExecutionTrigger("daily", "Schedule", {"executionId": "x"} if is_child else {}),
            labels=(
                Label("env", dice.choice(["prod", "dev"])),
                Label("customer", f"c{dice.randrange(5000)}"),
                Label("system.correlationId", execution.id),
            ),
        )


def write(connection: apsw.Connection, execution: Execution, sequence: int) -> None:
    """One execution, its task runs and its log entries."""
    cells = execution_fixed(execution) + execution_moving(execution)
    connection.execute(_INSERT, (*cells, encode_execution(execution)))
    for run in execution.task_runs.values():
        connection.execute(_PUT_RUN, (execution.id, run.id, encode_task_run(run)))
    for number in range(LOGS_EACH):
        entry = replace(
            an_entry(execution),
            timestamp=execution.state.start + timedelta(seconds=number),
            level=LEVELS[hash((execution.id, number)) % 100],
        )
        connection.execute(_ADD_LOG, (sequence + number + 1, *log_cells(entry)))


def where(field: str, operation: str, value: Any) -> Filter:
    """One filter."""
    return Filter(field, Operation(operation), value)


LAST_DAY = where("startDate", "GREATER_THAN", START + timedelta(days=DAYS - 1))
LAST_WEEK = where("startDate", "GREATER_THAN", START + timedelta(days=DAYS - 7))
NOT_SYSTEM = where("scope", "EQUALS", "USER")
FLOW = (where("namespace", "EQUALS", "company.team7"), where("flowId", "EQUALS", "flow_7_3"))

EXECUTION_LISTS: dict[str, tuple[tuple[Filter, ...], str]] = {
    "all": ((), ""),
    "user scope": ((NOT_SYSTEM,), ""),
    "last day": ((LAST_DAY, NOT_SYSTEM), ""),
    "last week": ((LAST_WEEK,), ""),
    "namespace": ((where("namespace", "PREFIX", "company.team7"),), ""),
    "all namespaces": ((where("namespace", "PREFIX", "company"),), ""),
    "flow": (FLOW, ""),
    "failed": ((where("state", "IN", ["FAILED"]),), ""),
    "failed or warning, last week": ((where("state", "IN", ["FAILED", "WARNING"]), LAST_WEEK), ""),
    "success": ((where("state", "IN", ["SUCCESS"]),), ""),
    "running": ((where("state", "IN", ["RUNNING", "CREATED", "QUEUED"]),), ""),
    "common label": ((where("labels", "EQUALS", {"env": "prod"}),), ""),
    "rare label": ((where("labels", "EQUALS", {"customer": "c17"}),), ""),
    "two labels": ((where("labels", "EQUALS", {"customer": "c17", "env": "prod"}),), ""),
    "common label, failed": (
        (where("labels", "EQUALS", {"env": "prod"}), where("state", "EQUALS", "FAILED")),
        "",
    ),
    "search flow": ((where("q", "EQUALS", "flow 7 3"),), ""),
    "search nothing": ((where("q", "EQUALS", "nosuchthing"),), ""),
    "children": ((where("childFilter", "EQUALS", "CHILD"),), ""),
    "main": ((where("childFilter", "EQUALS", "MAIN"),), ""),
    "trigger": ((where("triggerId", "EQUALS", "daily"),), ""),
    "kind": ((where("kind", "EQUALS", "TEST"),), ""),
    "by end": ((), "-state.endDate"),
    "by duration": ((), "-state.duration"),
    "by state": ((), "state.current"),
    "by namespace": ((), "namespace"),
    "by flow": ((), "flowId"),
    "by id": ((), "id"),
}
LOG_LISTS: dict[str, tuple[tuple[Filter, ...], str]] = {
    "all": ((), "-timestamp"),
    "info": ((where("level", "EQUALS", "INFO"),), "-timestamp"),
    "info, last day": ((where("level", "EQUALS", "INFO"), LAST_DAY), "-timestamp"),
    "info, last week": ((where("level", "EQUALS", "INFO"), LAST_WEEK), "-timestamp"),
    "error": ((where("level", "EQUALS", "ERROR"),), "-timestamp"),
    "namespace": ((where("namespace", "PREFIX", "company.team7"),), "-timestamp"),
    "namespace, last day": (
        (where("namespace", "PREFIX", "company.team7"), LAST_DAY),
        "-timestamp",
    ),
    "flow": (FLOW, "-timestamp"),
    "search, last day": ((where("q", "EQUALS", "hello line"), LAST_DAY), "-timestamp"),
    "search": ((where("q", "EQUALS", "hello line"),), "-timestamp"),
    "search nothing": ((where("q", "EQUALS", "nosuchthing"),), "-timestamp"),
}


async def measure(path: Path) -> None:
    """Print the median time of each list."""
    store = SqliteStore(path, AsyncioBells())
    begin = time.perf_counter()
    await store.open()
    print(f"open: {(time.perf_counter() - begin) * 1e3:.0f} ms")
    async with store.transaction() as tx:
        for kind, lists, ask in (
            ("executions", EXECUTION_LISTS, ask_executions),
            ("logs", LOG_LISTS, ask_logs),
        ):
            medians = []
            for name, (filters, sort) in lists.items():
                median, total = await timed(tx, ask, query(filters, sort))
                medians.append(median)
                print(f"{kind:>10} {name:<30} {median * 1e3:8.1f} ms  {total:>9} found")
            print(f"{kind:>10} median of all lists: {statistics.median(medians) * 1e3:.1f} ms")
    await store.close()


def query(filters: tuple[Filter, ...], sort: str) -> Query:
    """The first page of 25."""
    sorts = (Sort(sort.lstrip("-"), sort.startswith("-")),) if sort else ()
    return Query(filters, sorts, 1, 25)


async def ask_executions(tx: Tx, asked: Query) -> int:
    """How many there are; like the server, without the turns of loops."""
    visible = replace(asked, filters=(*asked.filters, where("kind", "NOT_IN", ["LOOP"])))
    return (await tx.executions.find(visible)).total


async def ask_logs(tx: Tx, asked: Query) -> int:
    """How many there are."""
    return (await tx.logs.find(asked)).total


async def timed(
    tx: Tx, ask: Callable[[Tx, Query], Awaitable[int]], asked: Query
) -> tuple[float, int]:
    """The median of some rounds, and the total."""
    times, total = [], 0
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        total = await ask(tx, asked)
        times.append(time.perf_counter() - begin)
        if times[-1] > 1 and len(times) > 1:
            break
    return statistics.median(times), total


def main() -> None:
    """Fill the file when it is new, then measure."""
    path = Path(sys.argv[1])
    if not path.exists():
        begin = time.perf_counter()
        fill(path, int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
        print(f"filled in {time.perf_counter() - begin:.0f} s, {path.stat().st_size >> 20} MiB")
    asyncio.run(measure(path))


if __name__ == "__main__":
    main()
