"""Following executions: what 200 clients of one execution and 1,000 idle ones cost the server.

Run: `python -m bench.follow [--followers N] [--idle N] [--deaf N] [--write]`. A server of its own
is started; clients are plain sockets of this process, so that delivery includes this process.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.client import Client
from bench.flows import NAMESPACE
from bench.measure import Figures, machine, percentile
from bench.server import ServerProcess

REPORT = Path(__file__).with_name("FOLLOW.md")
PAUSED = 50
STEPS = 100
IDLE_SECONDS = 10.0
SETTLE_SECONDS = 3.0
DEAF_SECONDS = 20.0
LINE_CHARS = 1_000
LINES = 20_000
LINES_A_TASK = 1_000

PAUSING = f"""id: follow-paused
namespace: {NAMESPACE}
tasks:
  - id: wait
    type: io.kestra.plugin.core.flow.Pause
"""
BUSY = f"""id: follow-busy
namespace: {NAMESPACE}
tasks:
  - id: begin
    type: io.kestra.plugin.core.flow.Pause
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{{{ range(1, {STEPS}) }}}}"
    concurrencyLimit: 1
    tasks:
      - id: rest
        type: io.kestra.plugin.core.flow.Sleep
        duration: PT0.05S
"""
TALKING = f"""id: follow-talking
namespace: {NAMESPACE}
tasks:
  - id: begin
    type: io.kestra.plugin.core.flow.Pause
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{{{ range(1, {LINES // LINES_A_TASK}) }}}}"
    concurrencyLimit: 1
    tasks:
      - id: say
        type: io.kestra.plugin.core.log.Log
        message: {json.dumps(["x" * LINE_CHARS] * LINES_A_TASK)}
"""


class Followers:
    """Open event streams of one server; every event counts, one of each kind is kept."""

    def __init__(self, server: ServerProcess) -> None:
        self._port = server.port
        self._tasks: list[asyncio.Task[None]] = []
        self.opened = 0
        self.arrived: list[tuple[float, bytes]] = []
        self._kinds: dict[bytes, bytes] = {}

    def follow(self, execution_id: str, count: int) -> None:
        """That many clients that read whatever comes."""
        for _ in range(count):
            self._tasks.append(asyncio.create_task(self._read(execution_id)))

    async def until_open(self, count: int) -> None:
        """Wait for the first event of that many streams."""
        while True:
            if self.opened >= count:
                return
            await asyncio.sleep(0.05)

    async def until_ended(self) -> None:
        """Wait for the server to end every stream."""
        await asyncio.gather(*self._tasks)

    async def leave(self) -> None:
        """Close all connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _read(self, execution_id: str) -> None:
        path = f"/api/v1/executions/{execution_id}/follow"
        reader, writer = await opened(self._port, path)
        is_new = True
        try:
            async for line in lines_of(reader):
                if line.startswith(b"data: "):
                    self.opened += is_new
                    is_new = False
                    self.arrived.append((time.time(), self._kinds.setdefault(line, line)))
        finally:
            writer.close()


async def opened(port: int, path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A stream, asked for."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n".encode())
    await writer.drain()
    return reader, writer


async def lines_of(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """The lines of a chunked answer: a long event comes in several pieces."""
    await reader.readuntil(b"\r\n\r\n")
    rest = b""
    while size := int(await reader.readline(), 16):
        rest += (await reader.readexactly(size + 2))[:-2]
        *whole, rest = rest.split(b"\n")
        for line in whole:
            yield line


def newest_change(line: bytes) -> float:
    """When what an event reports happened, in seconds since the epoch."""
    execution: dict[str, Any] = json.loads(line[6:])
    states = [execution["state"], *(run["state"] for run in execution.get("taskRunList") or ())]
    dates = [state["histories"][-1]["date"] for state in states]
    newest = max(datetime.fromisoformat(date) for date in dates)
    return newest.replace(tzinfo=newest.tzinfo or UTC).timestamp()


async def processor_share(server: ServerProcess, seconds: float) -> float:
    """Percent of one core that the server uses."""
    before = server.cpu_s
    await asyncio.sleep(seconds)
    return (server.cpu_s - before) / seconds * 100


async def many(server: ServerProcess, client: FollowClient, followers: int, idle: int) -> Figures:
    """One busy execution that many follow, while many more follow executions that rest."""
    figures: Figures = {"followers": followers, "idle": idle, "mb_before": server.resident_mb}
    paused = [await client.start("follow-paused") for _ in range(PAUSED)]
    resting = Followers(server)
    for number in range(idle):
        resting.follow(paused[number % PAUSED], 1)
    await resting.until_open(idle)
    await asyncio.sleep(SETTLE_SECONDS)
    figures["mb_idle"] = server.resident_mb
    figures["cpu_idle_percent"] = await processor_share(server, IDLE_SECONDS)
    busy = await client.start("follow-busy")
    crowd = Followers(server)
    crowd.follow(busy, followers)
    await crowd.until_open(followers)
    figures["mb_all"] = server.resident_mb
    crowd.arrived.clear()
    cpu, began = server.cpu_s, time.perf_counter()
    await client.resume(busy)
    await crowd.until_ended()
    figures["cpu_busy_percent"] = (server.cpu_s - cpu) / (time.perf_counter() - began) * 100
    figures["mb_busy"] = server.resident_mb
    figures |= delivery(crowd.arrived)
    await resting.leave()
    await asyncio.sleep(SETTLE_SECONDS)
    figures["mb_after"] = server.resident_mb
    return figures


def delivery(arrived: list[tuple[float, bytes]]) -> Figures:
    """From a change to its arrival at each client, in milliseconds."""
    happened = {line: newest_change(line) for line in {line for _, line in arrived}}
    waited = sorted((when - happened[line]) * 1000 for when, line in arrived)
    return {
        "events": len(arrived),
        "changes": len(happened),
        "p50_ms": statistics.median(waited),
        "p95_ms": percentile(waited, 0.95),
        "p99_ms": percentile(waited, 0.99),
        "max_ms": waited[-1],
    }


async def deaf(server: ServerProcess, client: FollowClient, count: int) -> Figures:
    """Clients that follow a talkative log and never read, beside one that does."""
    alone = await protocol(server, client, 0)
    crowded = await protocol(server, client, count)
    return {"clients": count, "alone": alone, "crowded": crowded}


async def protocol(server: ServerProcess, client: FollowClient, count: int) -> Figures:
    """Memory of the server while it logs for that many clients that do not read."""
    execution = await client.start("follow-talking")
    path = f"/api/v1/logs/{execution}/follow"
    silent = [await opened_deaf(server.port, path) for _ in range(count)]
    await asyncio.sleep(1)
    before = peak = server.resident_mb
    began = time.perf_counter()
    await client.resume(execution)
    reader, writer = await opened(server.port, path)
    lines = 0
    async for line in lines_of(reader):
        lines += line.startswith(b"data: ") and len(line) > LINE_CHARS
        if lines % 500 == 0:
            peak = max(peak, server.resident_mb)
        if lines == LINES:
            break
    seconds = time.perf_counter() - began
    writer.close()
    while time.perf_counter() - began < DEAF_SECONDS:
        await asyncio.sleep(0.5)
        peak = max(peak, server.resident_mb)
    pings = await ping_ms(client)
    for transport in silent:
        transport.abort()
    return {
        "lines": lines,
        "seconds": seconds,
        "mb_before": before,
        "mb_peak": peak,
        "growth_mb": peak - before,
        "still_open": sum(not transport.is_closing() for transport in silent),
        "ping_ms": pings,
    }


async def opened_deaf(port: int, path: str) -> asyncio.Transport:
    """A connection that asks for a stream and never reads it."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_connection(asyncio.Protocol, "127.0.0.1", port)
    transport.pause_reading()
    transport.write(f"GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n".encode())
    return transport


async def ping_ms(client: FollowClient) -> float:
    """The median of some calls of another kind."""
    waited = []
    for _ in range(20):
        began = time.perf_counter()
        await client.search()
        waited.append((time.perf_counter() - began) * 1000)
    return statistics.median(waited)


class FollowClient(Client):
    """What following needs beside the calls of the other benchmarks."""

    async def start(self, flow_id: str) -> str:
        """An execution that waits at its first task."""
        url = f"{self._api}/executions/{NAMESPACE}/{flow_id}"
        async with self._session.post(url) as answer:
            answer.raise_for_status()
            execution_id = str((await answer.json())["id"])
        while True:
            async with self._session.get(f"{self._api}/executions/{execution_id}") as answer:
                if (await answer.json())["state"]["current"] == "PAUSED":
                    return execution_id
            await asyncio.sleep(0.02)

    async def resume(self, execution_id: str) -> None:
        """Let it go on."""
        async with self._session.post(f"{self._api}/executions/{execution_id}/resume") as answer:
            answer.raise_for_status()

    async def search(self) -> None:
        """A page of executions."""
        async with self._session.get(f"{self._api}/executions/search") as answer:
            answer.raise_for_status()
            await answer.read()


def rendered(figures: Figures) -> str:
    """The report."""
    many, silent = figures["many"], figures["deaf"]
    alone, crowded = silent["alone"], silent["crowded"]
    return f"""# Following executions

Made by `python -m bench.follow --write` on {figures["machine"]["cores"]} cores,
{figures["machine"]["system"]}, Python {figures["machine"]["python"]}, SQLite, load before
{figures["machine"]["load_before"]:.2f}. Clients and server share the machine.

## {many["followers"]} clients on one execution, {many["idle"]} on executions that rest

| | |
|---|---|
| memory of the server before | {many["mb_before"]:.0f} MB |
| with the idle clients | {many["mb_idle"]:.0f} MB, {many["cpu_idle_percent"]:.1f} % of a core |
| with all | {many["mb_all"]:.0f} MB |
| while events flow | {many["mb_busy"]:.0f} MB, {many["cpu_busy_percent"]:.0f} % of a core |
| after all have left | {many["mb_after"]:.0f} MB |
| events delivered | {many["events"]:,} of {many["changes"]} states |
| change to arrival, median | {many["p50_ms"]:.1f} ms |
| 95 % | {many["p95_ms"]:.1f} ms |
| 99 % | {many["p99_ms"]:.1f} ms |
| slowest | {many["max_ms"]:.1f} ms |

## {silent["clients"]} clients that follow a log and do not read

{crowded["lines"]:,} lines of {LINE_CHARS:,} characters; one client reads all of them.

| | nobody else | with those who do not read |
|---|---|---|
| memory before | {alone["mb_before"]:.0f} MB | {crowded["mb_before"]:.0f} MB |
| peak | {alone["mb_peak"]:.0f} MB | {crowded["mb_peak"]:.0f} MB |
| growth | {alone["growth_mb"]:.0f} MB | {crowded["growth_mb"]:.0f} MB |
| all lines read after | {alone["seconds"]:.1f} s | {crowded["seconds"]:.1f} s |
| a search meanwhile | {alone["ping_ms"]:.1f} ms | {crowded["ping_ms"]:.1f} ms |
"""


async def run(followers: int, idle: int, silent: int) -> Figures:
    """All figures, of a server each."""
    figures: Figures = {"machine": machine()}
    with ServerProcess() as server:
        async with FollowClient(server.url) as client:
            for source in (PAUSING, BUSY):
                await client.create_flow(source)
            figures["many"] = await many(server, client, followers, idle)
    with ServerProcess() as server:
        async with FollowClient(server.url) as client:
            await client.create_flow(TALKING)
            figures["deaf"] = await deaf(server, client, silent)
    return figures


def main() -> None:
    """Measure, print, and write the report when asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--followers", type=int, default=200)
    parser.add_argument("--idle", type=int, default=1_000)
    parser.add_argument("--deaf", type=int, default=50)
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    options = parser.parse_args()
    figures = asyncio.run(run(options.followers, options.idle, options.deaf))
    report = rendered(figures)
    print(report)
    if options.write:
        REPORT.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
