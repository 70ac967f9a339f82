"""A large store for the benchmarks of lists: executions, logs, metrics, flows, triggers, keys."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import apsw
from msgspec.structs import replace

from bench.store import an_entry, an_execution
from tiercel.adapters.notifier import AsyncioNotifier
from tiercel.adapters.rows import execution_fixed, execution_moving, log_cells, metric_cells
from tiercel.adapters.sqlite.entries import _ADD_LOG, _ADD_METRIC
from tiercel.adapters.sqlite.executions import _INSERT, _PUT_RUN
from tiercel.adapters.sqlite.log_index import LogIndexer
from tiercel.adapters.sqlite.migrate import migrate
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.model.execution import Execution, ExecutionTrigger, TaskRun
from tiercel.model.ids import Ids
from tiercel.model.kv import KvEntry
from tiercel.model.label import Label
from tiercel.model.log import Level, LogEntry, MetricEntry
from tiercel.model.maps import Map
from tiercel.model.state import State, StateType, new_state
from tiercel.model.stored.codec import encode_execution, encode_task_run
from tiercel.model.stored.flow import StoredFlow
from tiercel.model.trigger import TriggerState
from tiercel.ports.store import Store

START = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = 30
LOGS_EACH = 5
BATCH = 5_000
TEAMS, FLOWS_EACH = 50, 10
KEYS = 1_000
STATES = [StateType.SUCCESS] * 180 + [StateType.FAILED] * 12 + [StateType.WARNING] * 7
LEVELS = [Level.INFO] * 80 + [Level.DEBUG] * 10 + [Level.WARN] * 7 + [Level.ERROR] * 3
SOURCE = """id: {id}
namespace: {namespace}
description: Flow {id} of the benchmark.
labels:
  team: {namespace}
tasks:
  - id: task_0
    type: io.kestra.plugin.core.log.Log
    message: Hello world
triggers:
  - id: daily
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 4 * * *"
"""


def fill(path: Path, count: int, logs_each: int = LOGS_EACH) -> None:
    """Write executions and logs, with the statements of the store but without syncing."""
    connection = apsw.Connection(str(path))
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1500000"):
        connection.execute(f"PRAGMA {pragma}")
    migrate(connection)
    executions = made(count)
    sequence = 0
    while batch := list(islice(executions, BATCH)):
        connection.execute("BEGIN")
        write(connection, batch, sequence, logs_each)
        sequence += len(batch) * logs_each
        connection.execute("COMMIT")
    write_metrics(connection, count, sequence)
    connection.execute("PRAGMA journal_mode = WAL")
    indexer = LogIndexer(connection)
    # A server does this while it runs.
    while indexer.step():
        pass
    connection.close()
    asyncio.run(write_definitions(SqliteStore(path, AsyncioNotifier())))


def made(count: int) -> Iterator[Execution]:
    """Executions spread over the days, namespaces, flows, states and labels."""
    ids, dice = Ids("lists", 0), random.Random(1)
    for number in range(count):
        start = START + timedelta(days=DAYS) * number / count
        end = start + timedelta(seconds=dice.expovariate(0.1))
        running = new_state(StateType.CREATED, start).moved(StateType.RUNNING, start)
        team, flow = dice.randrange(TEAMS), dice.randrange(FLOWS_EACH)
        execution = an_execution(ids)
        is_child = not number % 20
        ended = None if number > count - 50 else dice.choice(STATES)
        yield replace(
            execution,
            namespace=namespace_of(team),
            flow_id=f"flow_{team}_{flow}",
            state=running if ended is None else running.moved(ended, end),
            is_settled=number <= count - 50,
            task_runs=last_failed(execution) if ended is StateType.FAILED else execution.task_runs,
            trigger=ExecutionTrigger("daily", "Schedule", {"executionId": "x"} if is_child else {}),
            labels=(
                Label("env", dice.choice(["prod", "dev"])),
                Label("customer", f"c{dice.randrange(5000)}"),
                Label("system.correlationId", execution.id),
            ),
        )


def last_failed(execution: Execution) -> Map[str, TaskRun]:
    """Its task runs, the last of which failed."""
    run = execution.task_run_list()[-1]
    *before, end = run.state.histories
    failed = State((*before, replace(end, state=StateType.FAILED)))
    attempts = tuple(replace(each, state=failed) for each in run.attempts)
    return execution.task_runs.set(run.id, replace(run, state=failed, attempts=attempts))


def write(
    connection: apsw.Connection, batch: Sequence[Execution], sequence: int, logs_each: int
) -> None:
    """Executions, their task runs and their log entries, which are numbered behind `sequence`."""
    connection.executemany(
        _INSERT,
        (
            (*execution_fixed(each), *execution_moving(each), encode_execution(each))
            for each in batch
        ),
    )
    connection.executemany(
        _PUT_RUN,
        (
            (each.id, run.id, encode_task_run(run))
            for each in batch
            for run in each.task_runs.values()
        ),
    )
    entries = (entry for each in batch for entry in entries_of(each, logs_each))
    connection.executemany(
        _ADD_LOG,
        ((number, *log_cells(entry)) for number, entry in enumerate(entries, sequence + 1)),
    )


def entries_of(execution: Execution, count: int = LOGS_EACH) -> Iterator[LogEntry]:
    """The log entries of an execution."""
    for number in range(count):
        yield replace(
            an_entry(execution),
            timestamp=execution.state.start + timedelta(seconds=number),
            level=LEVELS[hash((execution.id, number)) % 100],
        )


def write_metrics(connection: apsw.Connection, count: int, sequence: int) -> None:
    """One row for each execution."""
    dice = random.Random(2)
    rows = connection.execute(
        "SELECT id, namespace, flow_id, started FROM executions ORDER BY seq LIMIT ?", (count,)
    ).fetchall()
    connection.execute("BEGIN")
    for number, row in enumerate(rows, 1):
        cells = metric_cells(metric_of(row, dice))
        connection.execute(_ADD_METRIC, (sequence + number, *cells, "{}"))
    connection.execute("COMMIT")


def metric_of(row: tuple[str, str, str, int], dice: random.Random) -> MetricEntry:
    """The metric of an execution, of which these are id, namespace, flow and start."""
    execution_id, namespace, flow_id, started = row
    return MetricEntry(
        namespace,
        flow_id,
        execution_id,
        "task_0",
        execution_id,
        "counter",
        dice.choice(["rows", "bytes", "seconds"]),
        dice.random() * 100,
        START + timedelta(microseconds=started - int(START.timestamp() * 1e6)),
    )


async def write_definitions(store: Store) -> None:
    """The flows that the executions are of, a trigger of each, and keys."""
    await store.open()
    async with store.transaction() as tx:
        for team in range(TEAMS):
            namespace = namespace_of(team)
            for number in range(FLOWS_EACH):
                name = f"flow_{team}_{number}"
                source = SOURCE.format(id=name, namespace=namespace)
                labels = (Label("team", namespace),)
                flow = StoredFlow(namespace, name, 1, source, START, labels=labels)
                tx.flows.put(replace(flow, description=f"Flow {name} of the benchmark."))
                due = START + timedelta(days=36_500, minutes=number)
                tx.triggers.put(
                    TriggerState(namespace, name, "daily", date=START, next_date=due, version=1)
                )
        for number in range(KEYS):
            namespace = namespace_of(number % TEAMS)
            tx.kv.put(KvEntry(namespace, f"key_{number}", "NUMBER", number, START, START))
    await store.close()


def namespace_of(team: int) -> str:
    """The namespace of a team; the first one is the server's own."""
    return f"company.team{team}" if team else "system"
