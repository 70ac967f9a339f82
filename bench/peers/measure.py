"""What is measured of each system, the same for all."""

from __future__ import annotations

import asyncio
import resource
import statistics
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from bench.peers.peer import Ended, Peer
from bench.peers.tree import Watch

SINGLE_RUNS = 5
IDLE_SECONDS = 10.0
RUN_SECONDS_MAX = 600.0
TRIES_MAX = 3
Row = dict[str, Any]
Started = AbstractAsyncContextManager[tuple[Peer, list[int]]]


async def measure(
    start: Callable[[], Started], *, count: int, minutes: float
) -> tuple[Row, list[Row]]:
    """The row of a system, and rows of other ways to use it.

    `start` makes the context in which it runs; its first start has an empty data folder.
    """
    began = time.perf_counter()
    async with start() as (peer, roots):
        row: Row = {"name": peer.name, "setting": peer.setting}
        row["start_s"] = time.perf_counter() - began
        peer.is_up = True
        with Watch(roots) as watch:
            row |= await _idle(watch)
            row["single_s"] = await _singles(peer)
            row |= await _scripts(peer, watch, "b5")
            others = await _other_ways(peer, watch, count=count, minutes=minutes)
            # The last, because what does not fit into the time is still under way after it.
            row |= await _many(peer, watch, count=count, minutes=minutes)
            row |= {"repeated": peer.repeated, "failed": peer.failed}
            row["remarks"] = peer.remarks()
    return row, others


async def _idle(watch: Watch) -> Row:
    """Memory and processor use of a system that has nothing to do."""
    await asyncio.sleep(IDLE_SECONDS / 2)
    before = watch.cpu_s
    await asyncio.sleep(IDLE_SECONDS)
    return {
        "idle_mb": watch.memory_mb,
        "idle_cpu_percent": (watch.cpu_s - before) / IDLE_SECONDS * 100,
    }


async def _one(peer: Peer, flow: str) -> float:
    """Seconds of a run that ends well. Raises: RuntimeError when none of some does."""
    for _ in range(TRIES_MAX):
        seconds, ended = await _run(peer, flow)
        if ended.is_success:
            return seconds
        peer.failed += 1
    raise RuntimeError(f"{peer.name}: {flow} failed {TRIES_MAX} times")


async def _run(peer: Peer, flow: str) -> tuple[float, Ended]:
    """Seconds from the request for a run to its end, by the clock that the machine shares."""
    began = time.time()
    run = await peer.start(flow)
    while (ended := await peer.ended(flow, run)) is None:
        if time.time() - began > RUN_SECONDS_MAX:
            raise RuntimeError(f"{peer.name}: {flow} did not end")
        await asyncio.sleep(peer.look_seconds / 4)
    return ended.at - began, ended


async def _singles(peer: Peer) -> float:
    """The median of runs one at a time, after one that warms up."""
    await _one(peer, "b1")
    times = []
    for _ in range(SINGLE_RUNS):
        await asyncio.sleep(1)
        times.append(await _one(peer, "b1"))
    return statistics.median(times)


async def _many(peer: Peer, watch: Watch, *, count: int, minutes: float) -> Row:
    """Runs of B1, asked for as fast as it takes them, until all or as many as fit have ended."""
    before, cpu = await _ended(peer), watch.cpu_s
    watch.peak_mb = 0.0
    began = time.perf_counter()
    asking = asyncio.create_task(peer.start_many("b1", count))
    done, failed, seconds = 0, 0, 0.0
    try:
        while done + failed < count and seconds < minutes * 60:
            await asyncio.sleep(peer.look_seconds)
            done, failed = (
                now - then for now, then in zip(await _ended(peer), before, strict=True)
            )
            seconds = time.perf_counter() - began
            if asking.done():
                asking.result()
    finally:
        asking.cancel()
    peer.failed += failed
    return {
        "b1_done": done,
        "b1_wanted": count,
        "b1_s": seconds,
        "b1_cpu_ms": (watch.cpu_s - cpu) / max(done, 1) * 1000,
        "b1_peak_mb": max(watch.peak_mb, watch.memory_mb),
    }


async def _ended(peer: Peer) -> tuple[int, int]:
    """How many runs of B1 have ended well, and how many have failed."""
    return await peer.count("b1", is_success=True), await peer.count("b1", is_success=False)


async def _scripts(peer: Peer, watch: Watch, flow: str) -> Row:
    """B5, once."""
    cpu = watch.cpu_s
    seconds = await _one(peer, flow)
    return {"b5_s": seconds, "b5_cpu_s": watch.cpu_s - cpu}


async def _other_ways(peer: Peer, watch: Watch, *, count: int, minutes: float) -> list[Row]:
    """Other ways to use a system, which only it has."""
    rows: list[Row] = []
    if peer.warm_flow:
        await _one(peer, peer.warm_flow)
        rows.append({"way": "warm interpreter"} | await _scripts(peer, watch, peer.warm_flow))
    if peer.can_call:
        cpu = watch.cpu_s + _children_cpu_s()
        called = await peer.call("b1", count=count, seconds_max=minutes * 60)
        spent = watch.cpu_s + _children_cpu_s() - cpu
        row: Row = {"way": "called as a Python function", "b1_wanted": count}
        row |= {"b1_done": called.done, "b1_s": called.seconds}
        row["b1_cpu_ms"] = spent / max(called.done, 1) * 1000
        rows.append(row)
    return rows


def _children_cpu_s() -> float:
    """Processor time of processes of ours that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
