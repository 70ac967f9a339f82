"""Real servers on PostgreSQL, all of them killed again and again: nothing is lost or done twice.

TIERCEL_CHAOS_SECONDS says how long things are killed, TIERCEL_CHAOS_SEED in which order.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
import sys
import time
from pathlib import Path

import pytest

from tests.chaos.checks import Watch, everything, is_within_limit, problems, settled
from tests.chaos.cluster import Cluster
from tests.chaos.workload import Clients
from tests.postgres.server import PackagedServer

SECONDS = float(os.environ.get("TIERCEL_CHAOS_SECONDS", "12"))
# Where logs and rows go when something is wrong.
KEEP = os.environ.get("TIERCEL_CHAOS_KEEP")
SEED = int(os.environ.get("TIERCEL_CHAOS_SEED", str(random.randrange(10_000))))
# A worker's lease, what is retried after it, and the start of a process on a busy machine.
DRAIN_SECONDS = 90.0


@pytest.mark.postgres
@pytest.mark.timeout(SECONDS + DRAIN_SECONDS + 120)
async def test_nothing_is_lost_or_done_twice(
    tmp_path: Path, postgres_server: PackagedServer
) -> None:
    ledger = tmp_path / "ledger.txt"
    ledger.touch()
    cluster = Cluster(tmp_path, postgres_server.url)
    watch = Watch(postgres_server.url)
    watching = asyncio.create_task(watch.run())
    try:
        clients = await asyncio.to_thread(begin, cluster, ledger)
        killed = await asyncio.to_thread(rage, cluster, postgres_server)
        await asyncio.to_thread(clients.stop)
        await asyncio.to_thread(clients.stop_the_clock)
        before = time.monotonic()
        await settled(postgres_server.url, DRAIN_SECONDS)
        took = time.monotonic() - before
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        await asyncio.to_thread(cluster.stop)
    found = await problems(postgres_server.url, clients.acknowledged, ledger)
    sys.stdout.write(
        f"\nseed {SEED}: {len(clients.acknowledged)} executions acknowledged, {clients.refused}"
        f" calls refused, {len(killed)} kills, settled {took:.1f} s later,"
        f" at most {watch.holding_max} slots held in {watch.looks} looks\n"
    )
    if found and KEEP:
        rows = await everything(postgres_server.url)
        await asyncio.to_thread(keep, tmp_path, rows)
    assert not found, f"seed {SEED}: {len(found)} problems: {found[:20]}"
    assert is_within_limit(watch)


def keep(folder: Path, rows: str) -> None:
    """Logs and rows, for whoever looks for the cause."""
    assert KEEP is not None
    shutil.copytree(folder, KEEP, dirs_exist_ok=True)
    Path(KEEP, "rows.txt").write_text(rows)


def begin(cluster: Cluster, ledger: Path) -> Clients:
    """Servers, flows, clients."""
    cluster.start()
    clients = Clients(cluster.ports, ledger)
    clients.create_flows()
    clients.start(3, SEED)
    return clients


def rage(cluster: Cluster, database: PackagedServer) -> list[str]:
    """Kill at random, and the database at a third and at two thirds of the time; who was killed."""
    chance = random.Random(SEED)
    begun = time.monotonic()
    crashes = [begun + SECONDS / 3, begun + SECONDS * 2 / 3]
    killed = []
    while time.monotonic() < begun + SECONDS:
        time.sleep(chance.uniform(0.3, 1.7))
        if crashes and time.monotonic() > crashes[0]:
            crashes.pop(0)
            database.kill()
            time.sleep(chance.uniform(0.1, 1.0))
            database.start()
            killed.append("database")
        killed.append(cluster.kill_one(chance))
    return killed
