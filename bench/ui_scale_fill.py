"""What lists of the pages are measured on: a store with a great many of everything.

It is that of the benchmarks of lists with more namespaces and flows, an execution that wrote many
lines and a namespace that has many files.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec

from bench import lists_fill
from bench.lists_fill import SOURCE
from bench.ui_fill import BATCH, LINES, LOG_FLOW, NAMESPACE, SIMPLE, address, ended, lines
from tiercel.adapters.notifier import AsyncioNotifier
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.engine.storage_paths import namespace_files_path
from tiercel.model.ids import Ids
from tiercel.model.label import Label
from tiercel.model.stored.flow import StoredFlow
from tiercel.model.trigger import TriggerState

UNITS, TEAMS_EACH = 30, 15
FLOWS = 2_000
# Beside the many of one execution: an index of five times as many takes most of the time.
LOGS_EACH = 1
FILES_NAMESPACE = "company.files"
FOLDER, IN_FOLDER = "partitions", 10_000
FOLDERS, FILES_EACH = 100, 100
NEVER = timedelta(days=36_500)


class Scale(NamedTuple):
    """What is in the store, and where the page of the execution with many lines is."""

    executions: int
    flows: int
    namespaces: int
    lines: int
    files: int
    talking: str


def fill(data: Path, executions: int) -> Scale:
    """Fill the data folder of a server that does not run, or tell what an earlier call wrote.

    A store that `bench.lists` filled may lie there as `tiercel.db`, which saves most of the time.
    """
    told = data / "scale.json"
    if told.exists():
        return msgspec.json.decode(told.read_bytes(), type=Scale)
    data.mkdir(parents=True, exist_ok=True)
    database = data / "tiercel.db"
    if not database.exists():
        lists_fill.fill(database, executions, LOGS_EACH)
    talking = asyncio.run(_fill(SqliteStore(database, AsyncioNotifier()), datetime.now(UTC)))
    _write_files(data / "storage" / namespace_files_path(FILES_NAMESPACE).strip("/"))
    namespaces = lists_fill.TEAMS + UNITS * TEAMS_EACH
    files = IN_FOLDER + FOLDERS * FILES_EACH
    scale = Scale(executions, FLOWS, namespaces, LINES, files, talking)
    told.write_bytes(msgspec.json.encode(scale))
    return scale


async def _fill(store: SqliteStore, now: datetime) -> str:
    await store.open()
    flows = list(_flows(now))
    for begin in range(0, len(flows), BATCH):
        async with store.transaction() as tx:
            for flow in flows[begin : begin + BATCH]:
                tx.flows.put(flow)
                state = TriggerState(flow.namespace, flow.id, "daily", date=now, version=1)
                tx.triggers.put(msgspec.structs.replace(state, next_date=now + NEVER))
    talking = ended(Ids("scale", 0), LOG_FLOW, now - timedelta(hours=2))
    async with store.transaction() as tx:
        source = SIMPLE.format(id=LOG_FLOW, namespace=NAMESPACE)
        tx.flows.put(StoredFlow(NAMESPACE, LOG_FLOW, 1, source, now))
        tx.executions.insert(talking)
    for start in range(0, LINES, BATCH):
        async with store.transaction() as tx:
            tx.logs.add(lines(talking, start, BATCH))
    await store.close()
    return address(talking)


def _flows(now: datetime) -> Iterator[StoredFlow]:
    """Those that the executions are not of, evenly over their namespaces."""
    names = [
        f"company.unit{unit}.team{team}" for unit in range(UNITS) for team in range(TEAMS_EACH)
    ]
    known = lists_fill.TEAMS * lists_fill.FLOWS_EACH
    for number in range(FLOWS - known):
        namespace, name = names[number % len(names)], f"flow_{number}"
        source = SOURCE.format(id=name, namespace=namespace)
        flow = StoredFlow(namespace, name, 1, source, now, labels=(Label("team", namespace),))
        yield msgspec.structs.replace(flow, description=f"Flow {name} of the benchmark.")


def _write_files(root: Path) -> None:
    """Half of them in one folder, the others in many: where local storage looks, not synced."""
    for number in range(IN_FOLDER):
        _write(root / FOLDER / f"part_{number:05}.csv")
    for folder in range(FOLDERS):
        for number in range(FILES_EACH):
            _write(root / f"scripts_{folder:03}" / f"step_{number:03}.py")


def _write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"id,n\n1,2\n")
