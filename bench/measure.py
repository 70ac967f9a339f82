"""What is measured against one server process."""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.client import POLL_SECONDS_OF_SHORT, Client, latencies_ms, sustained
from bench.flows import BIG_BODY, FIVE_IFS, TWO_TASKS, for_each
from bench.peers.tree import Watch
from bench.server import ServerProcess
from bench.turns import PAIRS, Sample, compared

STARTS = 5
WARM_UP = 200
BIG_BODY_BYTES = 160 * 1024
Figures = dict[str, Any]


def percentile(ordered: list[float], share: float) -> float:
    """A percentile of sorted values."""
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def machine() -> Figures:
    """What the figures were measured on."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "load_before": os.getloadavg()[0],
    }


def start_and_memory(config: Path | None, watch: Watch | None) -> Figures:
    """Seconds to the first 200, and memory when idle, of a database that `watch` sees as well.

    On SQLite every start has an empty folder, on PostgreSQL only the first an empty database.
    """
    times = []
    figures: Figures = {}
    for number in range(STARTS):
        with ServerProcess(config=config) as server:
            times.append(server.started_s)
            if number == STARTS - 1:
                time.sleep(3)
                figures["idle_mb"] = server.resident_mb
                if watch is not None:
                    figures["idle_database_mb"] = watch.memory_mb
    return {"start_s": statistics.median(times)} | figures


async def two_tasks(server: ServerProcess, count: int, watch: Watch | None) -> Figures:
    """B1: sustained rate, and latency at low load; `watch` sees the database's processes."""
    figures: Figures = {}
    async with Client(server.url) as client:
        await client.create_flow(TWO_TASKS)
        await sustained(client, "b1", b'{"n":1}', WARM_UP)
        before, database_before = server.cpu_s, watch.cpu_s if watch else 0.0
        rate = await sustained(client, "b1", b'{"n":1}', count)
        cpu_ms = (server.cpu_s - before) / count * 1000
        if watch is not None:
            figures["b1_database_cpu_ms"] = (watch.cpu_s - database_before) / count * 1000
        times = await latencies_ms(client, "b1", b'{"n":1}', 200)
    return figures | {
        "b1_per_minute": rate,
        "b1_cpu_ms": cpu_ms,
        "b1_latency_p50_ms": percentile(times, 0.5),
        "b1_latency_p99_ms": percentile(times, 0.99),
    }


async def keyed(server: ServerProcess, count: int) -> Figures:
    """B1 with an idempotency key against B1: rate and processor time, in turns."""
    per_round = max(count // PAIRS, 1)
    async with Client(server.url, poll_s=POLL_SECONDS_OF_SHORT) as client:
        await client.create_flow(TWO_TASKS.replace("id: b1", "id: b1-keys"))
        await sustained(client, "b1-keys", b'{"n":1}', WARM_UP, is_keyed=True)

        async def sample(is_keyed: bool) -> Sample:
            before = server.cpu_s
            rate = await sustained(client, "b1-keys", b'{"n":1}', per_round, is_keyed=is_keyed)
            return Sample(rate, server.cpu_s - before)

        ratios = await compared(sample)
    return {"b1_key_ratio": ratios.rate, "b1_key_cpu_ratio": ratios.cpu}


async def five_ifs(server: ServerProcess, count: int) -> Figures:
    """B2: sustained rate."""
    async with Client(server.url) as client:
        await client.create_flow(FIVE_IFS)
        await sustained(client, "b2", b'{"n":3}', WARM_UP)
        return {"b2_per_minute": await sustained(client, "b2", b'{"n":3}', count)}


async def loops(server: ServerProcess) -> Figures:
    """B3: seconds of a loop over 100, 1,000 and 10,000 values, by the execution's own dates."""
    figures: Figures = {}
    async with Client(server.url) as client:
        for size in (100, 1_000, 10_000):
            await client.create_flow(for_each(size))
            runs = []
            for _ in range(5 if size < 10_000 else 2):
                execution = await client.run(f"b3-{size}")
                state = execution["state"]
                begun = datetime.fromisoformat(state["startDate"])
                ended = datetime.fromisoformat(state["endDate"])
                runs.append((ended - begun).total_seconds())
            figures[f"b3_{size}_s"] = statistics.median(runs)
    per_item = figures["b3_10000_s"] / 10_000
    figures["b3_per_item_ratio"] = per_item / (figures["b3_100_s"] / 100)
    return figures


async def big_bodies(server: ServerProcess, count: int) -> Figures:
    """B4: sustained rate with a body of 160 KB."""
    entry = {"id": 1, "name": "a name", "values": [1, 2, 3], "text": "x" * 40}
    entries = BIG_BODY_BYTES // len(json.dumps(entry))
    body = json.dumps([entry] * entries).encode()
    async with Client(server.url) as client:
        await client.create_flow(BIG_BODY)
        await sustained(client, "b4", body, 20)
        return {"b4_per_minute": await sustained(client, "b4", body, count)}
