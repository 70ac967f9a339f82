"""What must hold while everything is killed, and at the end."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import asyncpg

from tests.chaos.workload import LIMIT, NAMESPACE
from tiercel.adapters.postgres.address import read_address
from tiercel.adapters.postgres.connections import connect
from tiercel.model.codec import decode_execution
from tiercel.model.errors import Unavailable

QUEUES = ("inbox", "jobs", "timers", "announcements")
_OPEN = "SELECT count(*) FROM executions WHERE is_settled = 0"
_HOLDING = (
    "SELECT count(*) FROM executions WHERE namespace = $1 AND flow_id = 'limited'"
    " AND has_slot = 1 AND is_settled = 0"
)


class Watch:
    """Looks at the database all the time, as far as it answers."""

    def __init__(self, url: str) -> None:
        self._address = read_address(url)
        self.holding_max = 0
        self.looks = 0

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self._look()
            except (Unavailable, asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await asyncio.sleep(0.1)

    async def _look(self) -> None:
        connection = await connect(self._address)
        try:
            while True:
                holding = await connection.fetchval(_HOLDING, NAMESPACE)
                self.holding_max = max(self.holding_max, holding)
                self.looks += 1
                await asyncio.sleep(0.05)
        finally:
            connection.terminate()


async def settled(url: str, seconds: float) -> None:
    """Wait until every execution is settled. Raises: AssertionError with those that are not."""
    connection = await connect(read_address(url))
    try:
        for _ in range(int(seconds * 4)):
            if not await connection.fetchval(_OPEN) and not await _queued(connection):
                return
            await asyncio.sleep(0.25)
        rows = await connection.fetch(
            "SELECT flow_id, id, state FROM executions WHERE is_settled = 0 LIMIT 20"
        )
        queued = await _queued(connection)
        raise AssertionError(f"stuck: {list(map(tuple, rows))}; queues: {queued}")
    finally:
        connection.terminate()


async def _queued(connection: asyncpg.Connection) -> dict[str, int]:
    """Rows of the queues that are not empty."""
    found = {name: await connection.fetchval(f"SELECT count(*) FROM {name}") for name in QUEUES}
    return {name: count for name, count in found.items() if count}


async def problems(url: str, acknowledged: list[str], ledger: Path) -> list[str]:
    """Everything that is wrong at the end."""
    connection = await connect(read_address(url))
    try:
        rows = await connection.fetch("SELECT id, flow_id, state, body FROM executions")
    finally:
        connection.terminate()
    known = {row["id"] for row in rows}
    found = [f"lost: {each}" for each in acknowledged if each not in known]
    found += [
        f"{row['flow_id']} {row['id']} ended {row['state']}"
        for row in rows
        if row["state"] != "SUCCESS"
    ]
    dates = Counter(
        decode_execution(row["body"], []).trigger.variables.get("date")  # type: ignore[union-attr]
        for row in rows
        if row["flow_id"] == "clock"
    )
    found += [f"the date {date} was started {n} times" for date, n in dates.items() if n > 1]
    return found + ledger_problems(ledger)


def ledger_problems(ledger: Path) -> list[str]:
    """Attempts that were made twice, or that lived beside another attempt of their task run."""
    begun: dict[tuple[str, str], list[int]] = defaultdict(list)
    ended: dict[tuple[str, str], int] = {}
    for line in ledger.read_text().splitlines():
        task_run, attempt, what, at = line.split()
        if what == "begin":
            begun[task_run, attempt].append(int(at))
        else:
            ended[task_run, attempt] = int(at)
    found = [f"attempt {key} was made {len(at)} times" for key, at in begun.items() if len(at) > 1]
    by_run: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for key, starts in begun.items():
        by_run[key[0]].append((starts[0], ended.get(key, starts[0])))
    for task_run, spans in by_run.items():
        spans.sort()
        for (_, end), (begin, _) in pairwise(spans):
            if begin < end:
                found.append(f"two attempts of {task_run} lived at once")
    return found


async def everything(url: str) -> str:
    """All task runs, to find out what happened."""
    connection = await connect(read_address(url))
    try:
        rows = await connection.fetch("SELECT execution_id, body FROM task_runs")
    finally:
        connection.terminate()
    return "\n".join(f"{row['execution_id']} {row['body'].decode()}" for row in rows)


def is_within_limit(watch: Watch) -> bool:
    """Whether the concurrency limit held whenever somebody looked."""
    return watch.looks > 0 and watch.holding_max <= LIMIT
