"""`python -m bench.soak --minutes 30`: half of the sustained rate for long, watched for drift."""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import aiohttp
import asyncpg

from bench.client import Client, sustained
from bench.database import Database, configuration, running_database
from bench.flows import TWO_TASKS
from bench.goals import DATABASES
from bench.measure import WARM_UP, machine
from bench.server import ServerProcess, end_when_asked
from bench.soak_report import COLUMNS, DATA, REPORT, report, row, verdict
from bench.soak_verdict import Latency, Sample, Soak, as_json, minutes
from bench.soak_watch import Looker, PostgresLooker, SqliteLooker

BODY = b'{"n":1}'
SUSTAINED_EXECUTIONS = 20_000
SAMPLE_SECONDS = 5.0
# Of executions whose latency is taken, apart from the load.
PROBE_SECONDS = 0.1
TICK_SECONDS = 0.01
CONNECTIONS = 128
OUTSTANDING_MAX = 5_000
DRAIN_SECONDS = 0.5
DRAIN_LOOKS_MAX = 120
BYTES_EACH = 8_192


def main() -> None:
    """Soak one database or both; write bench/soak.json and bench/SOAK.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30, help="how long")
    parser.add_argument("--rate", type=float, help="executions a minute; else half of sustained")
    parser.add_argument("--database", choices=[*DATABASES, "both"], default="both")
    parser.add_argument("--quick", action="store_true", help="print only, write no files")
    options = parser.parse_args()
    end_when_asked()
    names = [*DATABASES] if options.database == "both" else [options.database]
    holds = True
    for name in names:
        print(f"{DATABASES[name]}:", flush=True)
        soak = _soak(name, options)
        kept = as_json(soak)
        print("\n".join(verdict(kept)), flush=True)
        holds &= all(clause["holds"] for clause in kept["clauses"])
        if not options.quick:
            soaks = json.loads(DATA.read_text()) if DATA.exists() else {}
            soaks[name] = kept
            DATA.write_text(json.dumps(soaks, indent=1) + "\n")
            REPORT.write_text(report(soaks))
    sys.exit(0 if holds else 1)


def _soak(name: str, options: argparse.Namespace) -> Soak:
    """Measure what the server can do, then soak it."""
    where = machine()
    with running(name) as (server, database):
        count = SUSTAINED_EXECUTIONS // (10 if options.quick else 1)
        top = asyncio.run(_sustained(server, count))
        rate = options.rate or top / 2
        print(f"sustained {top:,.0f} a minute; {options.minutes:g} minutes at {rate:,.0f}")
        _check_disk(server.data, rate * options.minutes * BYTES_EACH)
        soak = Soak(
            database=DATABASES[name],
            machine=where,
            minutes=options.minutes,
            sustained_per_minute=top,
            rate_per_minute=rate,
        )
        asyncio.run(_run(soak, server, database))
        return soak


@contextmanager
def running(name: str) -> Iterator[tuple[ServerProcess, Database | None]]:
    """A server on a fresh database."""
    with ExitStack() as stack:
        database, config = None, None
        if name == "postgres":
            database = stack.enter_context(running_database())
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tiercel-soak-"))
            config = configuration(database, Path(folder))
        yield stack.enter_context(ServerProcess(config=config)), database


async def _sustained(server: ServerProcess, count: int) -> float:
    """Executions a minute that the server can do."""
    async with Client(server.url) as client:
        await client.create_flow(TWO_TASKS)
        await sustained(client, "b1", BODY, WARM_UP)
        return await sustained(client, "b1", BODY, count)


async def _run(soak: Soak, server: ServerProcess, database: Database | None) -> None:
    """Run the load and wait for its end."""
    async with Client(server.url, connections=CONNECTIONS) as client:
        looker = await _looker(server, database)
        before = await client.ended("b1")
        load = Load(client, soak, began=time.perf_counter())
        await asyncio.gather(load.send(), load.probe(), _look(load, server, looker))
        soak.ended = await _drained(client, before + soak.sent - soak.refused) - before
        soak.queue_rows_left = await _emptied(looker)
        await looker.close()


class Load:
    """Executions asked for at fixed times: ten a second measured, the others only sent."""

    def __init__(self, client: Client, soak: Soak, *, began: float) -> None:
        self._client = client
        self.soak = soak
        self._began = began
        self._calls: set[asyncio.Task[None]] = set()

    @property
    def at_s(self) -> float:
        """Seconds since the begin."""
        return time.perf_counter() - self._began

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return self.at_s >= self.soak.seconds

    @property
    def outstanding(self) -> int:
        """Requests that wait for their answer."""
        return len(self._calls)

    async def send(self) -> None:
        """The load itself; what the server falls too far behind for counts as refused."""
        each_s = 60 / self.soak.rate_per_minute
        count = 0
        while not self.is_over:
            while count * each_s <= self.at_s:
                count += 1
                self.soak.sent += 1
                if self.outstanding < OUTSTANDING_MAX:
                    self._keep(asyncio.create_task(self._hook()))
                else:
                    self.soak.refused += 1
            await asyncio.sleep(TICK_SECONDS)
        await asyncio.gather(*self._calls)

    async def probe(self) -> None:
        """The executions whose latency is taken, each at its time whatever the last one took."""
        count = 0
        while not self.is_over:
            count += 1
            await asyncio.sleep(max(count * PROBE_SECONDS - self.at_s, 0))
            self.soak.sent += 1
            self._keep(asyncio.create_task(self._measured(count * PROBE_SECONDS)))

    def _keep(self, call: asyncio.Task[None]) -> None:
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)

    async def _hook(self) -> None:
        try:
            await self._client.hook("b1", BODY)
        except aiohttp.ClientError:
            self.soak.refused += 1

    async def _measured(self, due_s: float) -> None:
        due = time.time() - (self.at_s - due_s)
        try:
            execution = await self._client.run("b1")
        except aiohttp.ClientError:
            self.soak.refused += 1
            return
        ended = datetime.fromisoformat(execution["state"]["endDate"]).timestamp()
        self.soak.latencies.append(Latency(due_s, (ended - due) * 1000))


async def _look(load: Load, server: ServerProcess, looker: Looker) -> None:
    """Take samples until the end; a line of progress each minute."""
    soak = load.soak
    cpu_s = server.cpu_s
    shown = 0
    while not load.is_over:
        await asyncio.sleep(SAMPLE_SECONDS)
        soak.samples.append(
            Sample(
                at_s=min(load.at_s, soak.seconds - 0.001),
                server_mb=server.resident_mb,
                database_mb=looker.memory_mb(),
                server_cpu_s=server.cpu_s - cpu_s,
                queue_rows=await looker.queue_rows(),
                wal_mb=await looker.wal_mb(),
                stored_mb=await looker.stored_mb(),
                outstanding=load.outstanding,
            )
        )
        if int(load.at_s // 60) > shown:
            last = minutes(soak)[shown]
            titles = [title for title, _, _ in COLUMNS]
            print("  ".join(map(" ".join, zip(titles, row(last), strict=True))), flush=True)
            shown += 1


async def _looker(server: ServerProcess, database: Database | None) -> Looker:
    if database is None:
        return SqliteLooker(server.data / "tiercel.db")
    return PostgresLooker(database, await asyncpg.connect(database.url))


def _check_disk(folder: Path, needed: float) -> None:
    """Raises: SystemExit when the executions may not fit; they are kept until the end."""
    free = shutil.disk_usage(folder).free if folder.exists() else needed
    if free < needed * 1.5:
        raise SystemExit(f"needs {needed * 1.5 / 1e9:.0f} GB of free disk, has {free / 1e9:.0f}")


async def _drained(client: Client, count: int) -> int:
    """How many ended well, once it is that many or time is up."""
    for _ in range(DRAIN_LOOKS_MAX):
        ended = await client.ended("b1")
        if ended >= count:
            break
        await asyncio.sleep(DRAIN_SECONDS)
    return ended


async def _emptied(looker: Looker) -> int:
    """Rows left in the queue tables, once there are none or time is up."""
    for _ in range(DRAIN_LOOKS_MAX):
        rows = await looker.queue_rows()
        if not rows:
            break
        await asyncio.sleep(DRAIN_SECONDS)
    return rows


if __name__ == "__main__":
    main()
