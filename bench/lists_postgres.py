"""The large store of the benchmarks of lists in a PostgreSQL database that is kept."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bench.lists_fill import BATCH, entries_of, made, metric_of, write_definitions
from tests.postgres.server import DURABLE, running_server
from tiercel.adapters.notifier import AsyncioNotifier
from tiercel.adapters.postgres.address import Address, read_address
from tiercel.adapters.postgres.connections import Connections, connect
from tiercel.adapters.postgres.counts.counter import Counter
from tiercel.adapters.postgres.migrate import migrate
from tiercel.adapters.postgres.store import PostgresStore
from tiercel.adapters.rows import (
    EXECUTION_FIXED,
    EXECUTION_MOVING,
    LOG_COLUMNS,
    METRIC_COLUMNS,
    execution_fixed,
    execution_moving,
    log_cells,
    metric_cells,
)
from tiercel.model.execution import Execution
from tiercel.model.stored.codec import encode_execution_parts, encode_task_run
from tiercel.model.stored.limits import POSTGRES_COUNT_SECONDS

_COLUMNS = {
    "executions": (*EXECUTION_FIXED, *EXECUTION_MOVING, "origin", "body"),
    "execution_labels": ("key", "value", "execution_id", "started"),
    "task_runs": ("execution_id", "id", "body"),
    "logs": LOG_COLUMNS,
    "metrics": (*METRIC_COLUMNS, "tags"),
}
Row = tuple[object, ...]
_STEPS_MAX = 100_000
# An index is made faster at once than row by row.
_INDEXES = (
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
    " AND tablename = ANY($1::text[]) AND indexname NOT LIKE '%_pkey'"
)

# Rows that are this old are counted when all of them are there.
_SETTINGS = (
    "SET synchronous_commit = off; SET maintenance_work_mem = '1GB';"
    " SET session_replication_role = replica"
)


@dataclass
class KeptDatabase:
    """Its address, and the process that all others come from."""

    url: str
    root: int
    _looking_s: float = 0.0

    def cpu_s(self) -> float:
        """Processor time of this process and all of the database's, these looks left out."""
        began = time.process_time()
        # Processes that have ended are told of in ticks, those that live in nanoseconds.
        fields = Path(f"/proc/{self.root}/stat").read_text().rpartition(")")[2].split()
        used = sum(map(int, fields[13:15])) / os.sysconf("SC_CLK_TCK")
        children = Path(f"/proc/{self.root}/task/{self.root}/children").read_text().split()
        used += sum(map(_running_s, (str(self.root), *children)))
        ended = time.process_time()
        self._looking_s += ended - began
        return ended - self._looking_s + used


def _running_s(process: str) -> float:
    """How long it has been on a processor; 0 for one that has just ended."""
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


@contextmanager
def kept_database(folder: Path) -> Iterator[KeptDatabase]:
    """A durable server on a folder that outlives it. Raises: Missing without the package."""
    with running_server(DURABLE, folder) as server:
        root = server._server.get_postmaster_info().process.pid
        yield KeptDatabase(server.url.replace("postgres:@", "postgres@"), root)


def store_of(url: str) -> PostgresStore:
    """The store, not open yet."""
    return PostgresStore(read_address(url), AsyncioNotifier())


async def mib(url: str) -> int:
    """How large the database is."""
    connection = await connect(read_address(url))
    size = await connection.fetchval("SELECT pg_database_size(current_database()) >> 20")
    await connection.close()
    return int(size)


async def is_filled(url: str) -> bool:
    """Whether the database has been filled."""
    connection = await connect(read_address(url))
    try:
        found = await connection.fetchval("SELECT to_regclass('kv')")
        return bool(found and await connection.fetchval("SELECT EXISTS (SELECT 1 FROM kv)"))
    finally:
        await connection.close()


async def fill(url: str, count: int) -> None:
    """Write executions and logs."""
    address = read_address(url)
    await migrate(address)
    await _write_all(address, count)
    await _count_all(address)
    await write_definitions(PostgresStore(address, AsyncioNotifier()))


async def _count_all(address: Address) -> None:
    """What a server does while it runs."""
    connections = Connections(address, 1)
    counter = Counter(connections)
    for _ in range(_STEPS_MAX):
        if await counter.step() >= POSTGRES_COUNT_SECONDS:
            break
    await connections.close()
    connection = await connect(address)
    await connection.execute("VACUUM (ANALYZE)", timeout=3600)
    await connection.close()


async def _write_all(address: Address, count: int) -> None:
    connection = await connect(address)
    await connection.execute(_SETTINGS)
    indexes = await connection.fetch(_INDEXES, list(_COLUMNS))
    for name, _ in indexes:
        await connection.execute(f"DROP INDEX {name}")
    executions, dice = made(count), random.Random(2)
    while batch := list(islice(executions, BATCH)):
        for table, rows in _rows(batch, dice).items():
            await connection.copy_records_to_table(table, records=rows, columns=_COLUMNS[table])
    for _, text in indexes:
        await connection.execute(text, timeout=3600)
    await connection.close()


def _rows(
    executions: Sequence[Execution], dice: random.Random
) -> dict[str, list[tuple[object, ...]]]:
    rows: dict[str, list[tuple[object, ...]]] = {table: [] for table in _COLUMNS}
    for one in executions:
        fixed = execution_fixed(one)
        rows["executions"].append((*fixed, *execution_moving(one), *encode_execution_parts(one)))
        rows["execution_labels"] += [
            (label.key, label.value, one.id, fixed[3]) for label in one.labels
        ]
        rows["task_runs"] += [
            (one.id, run.id, encode_task_run(run)) for run in one.task_runs.values()
        ]
        rows["logs"] += [log_cells(entry) for entry in entries_of(one)]
        metric = metric_of((fixed[0], fixed[1], fixed[2], fixed[3]), dice)  # type: ignore[arg-type]
        rows["metrics"].append((*metric_cells(metric), "{}"))
    return rows
