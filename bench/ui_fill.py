"""What the pages are measured on: large executions, written by way of the store in seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from tiercel.adapters.notifier import AsyncioNotifier
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.model.execution import Attempt, Execution, Metadata, TaskRun
from tiercel.model.ids import Ids
from tiercel.model.label import Label
from tiercel.model.log import Level, LogEntry
from tiercel.model.maps import Map
from tiercel.model.state import State, StateType, new_state
from tiercel.model.stored.flow import StoredFlow

NAMESPACE = "company.pages"
LOOP_FLOW, LIST_FLOW, LOG_FLOW = "loop", "daily", "talking"
LISTED = 60
LINES = 100_000
BATCH = 10_000
STEP = timedelta(milliseconds=20)
LOOP = f"""id: {LOOP_FLOW}
namespace: {NAMESPACE}
description: Loads a value each turn.
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{{{ range(1, 1000) }}}}"
    concurrencyLimit: 1
    tasks:
      - id: read
        type: io.kestra.plugin.core.debug.Return
        format: "{{{{ taskrun.value }}}}"
      - id: write
        type: io.kestra.plugin.core.debug.Return
        format: "{{{{ taskrun.value }}}}"
"""
SIMPLE = """id: {id}
namespace: {namespace}
labels: {{team: finance}}
tasks:
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: Hello
triggers:
  - {{id: daily, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 4 * * *", disabled: true}}
"""


class Filled(NamedTuple):
    """Addresses below `/ui/` of what was written."""

    listed: str
    small: str
    large: str
    talking: str


def fill(data: Path) -> Filled:
    """Write all of it into the database of a server that does not run yet."""
    data.mkdir(parents=True, exist_ok=True)
    return asyncio.run(_fill(SqliteStore(data / "tiercel.db", AsyncioNotifier())))


async def _fill(store: SqliteStore) -> Filled:
    ids = Ids("pages", 0)
    now = datetime.now(UTC)
    await store.open()
    async with store.transaction() as tx:
        tx.flows.put(StoredFlow(NAMESPACE, LOOP_FLOW, 1, LOOP, now))
        for name in (LIST_FLOW, LOG_FLOW):
            source = SIMPLE.format(id=name, namespace=NAMESPACE)
            tx.flows.put(StoredFlow(NAMESPACE, name, 1, source, now))
        for number in range(LISTED):
            tx.executions.insert(ended(ids, LIST_FLOW, now - timedelta(minutes=number + 1)))
    loops = []
    for turns in (1_000, 5_000):
        execution = looped(ids, turns, now - timedelta(hours=1))
        loops.append(execution)
        async with store.transaction() as tx:
            tx.executions.insert(execution)
            tx.logs.add(lines_of_runs(execution))
    talking = ended(ids, LOG_FLOW, now - timedelta(hours=2))
    async with store.transaction() as tx:
        tx.executions.insert(talking)
    for start in range(0, LINES, BATCH):
        async with store.transaction() as tx:
            tx.logs.add(lines(talking, start, BATCH))
    await store.close()
    return Filled("executions", *(address(one) for one in (*loops, talking)))


def address(execution: Execution) -> str:
    """Where its page is."""
    return f"executions/{execution.namespace}/{execution.flow_id}/{execution.id}"


def ended(ids: Ids, flow_id: str, start: datetime) -> Execution:
    """One that wrote one line."""
    run = TaskRun(ids.next(), "say", 0, passed(start, start + STEP))
    return an_execution(ids, flow_id, start, [run])


def looped(ids: Ids, turns: int, start: datetime) -> Execution:
    """A loop of two tasks a turn, one turn after the other."""
    parent = TaskRun(ids.next(), "each", 0, passed(start, start + STEP * 2 * turns))
    runs = [parent]
    for turn in range(turns):
        for place, task in enumerate(("read", "write")):
            begun = start + STEP * (2 * turn + place)
            state = passed(begun, begun + STEP)
            run = TaskRun(
                ids.next(),
                task,
                len(runs),
                state,
                parent_id=parent.id,
                value=str(turn + 1),
                iteration=turn,
                attempts=(Attempt(state, "worker"),),
                outputs={"value": f"The value of turn {turn + 1}"},
            )
            runs.append(run)
    return an_execution(ids, LOOP_FLOW, start, runs)


def an_execution(ids: Ids, flow_id: str, start: datetime, runs: list[TaskRun]) -> Execution:
    """One that these task runs ended well."""
    execution_id = ids.next()
    end = max(run.state.histories[-1].date for run in runs)
    return Execution(
        execution_id,
        NAMESPACE,
        flow_id,
        1,
        passed(start, end),
        execution_id,
        Metadata(1, start),
        labels=(Label("system.correlationId", execution_id), Label("team", "finance")),
        is_settled=True,
        next_seq=len(runs),
        task_runs=Map({run.id: run for run in runs}),
    )


def passed(start: datetime, end: datetime) -> State:
    """Created, run and ended well."""
    running = new_state(StateType.CREATED, start).moved(StateType.RUNNING, start)
    return running.moved(StateType.SUCCESS, end)


def lines_of_runs(execution: Execution) -> Iterator[LogEntry]:
    """A line of each task run."""
    for run in execution.task_run_list():
        yield LogEntry(
            execution.namespace,
            execution.flow_id,
            run.state.start,
            Level.INFO,
            f"Loaded the value of turn {run.value}",
            execution_id=execution.id,
            task_id=run.task_id,
            task_run_id=run.id,
            attempt_number=0,
        )


def lines(execution: Execution, start: int, count: int) -> Iterator[LogEntry]:
    """Lines of one task run."""
    run = execution.task_run_list()[0]
    for number in range(start, start + count):
        yield LogEntry(
            execution.namespace,
            execution.flow_id,
            run.state.start + timedelta(microseconds=number),
            Level.ERROR if number % 997 == 0 else Level.INFO,
            f"line {number + 1} of {LINES}: rows=512 bytes=183421 file=orders-{number:06}.parquet",
            execution_id=execution.id,
            task_id=run.task_id,
            task_run_id=run.id,
            attempt_number=0,
        )
