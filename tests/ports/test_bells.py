"""Bells: no ring is lost between two waits, and nothing grows without bound."""

from __future__ import annotations

import asyncio

import pytest

from tiercel.adapters import bells as module
from tiercel.adapters.bells import AsyncioBells
from tiercel.adapters.memory.bells import MemoryBells
from tiercel.adapters.memory.faults import FaultPlan


async def woken(bells: AsyncioBells, *names: str) -> bool:
    """Whether a wait ends by a ring rather than by its (short) timeout."""
    loop = asyncio.get_running_loop()
    before = loop.time()
    await bells.wait(names, 0.05)
    return loop.time() - before < 0.04


async def test_a_ring_wakes_all_who_wait() -> None:
    bells = AsyncioBells()
    waits = [asyncio.create_task(bells.wait(["a", "b"], 30)) for _ in range(3)]
    await asyncio.sleep(0)
    bells.ring("b")
    async with asyncio.timeout(5):
        await asyncio.gather(*waits)


async def test_a_ring_before_the_wait_is_remembered_once() -> None:
    bells = AsyncioBells()
    bells.ring("a")
    bells.ring("a")
    assert await woken(bells, "a", "b")
    assert not await woken(bells, "a", "b")


async def test_other_bells_do_not_wake() -> None:
    bells = AsyncioBells()
    bells.ring("other")
    assert not await woken(bells, "a")


async def test_a_timeout_leaves_nothing_behind() -> None:
    bells = AsyncioBells()
    await bells.wait(["a", "follow:x"], 0)
    assert bells._waiters == {}


async def test_a_cancelled_wait_leaves_nothing_behind() -> None:
    bells = AsyncioBells()
    task = asyncio.create_task(bells.wait(["a"], 30))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert bells._waiters == {}


async def test_bells_of_executions_are_remembered_once_somebody_was_there() -> None:
    bells = AsyncioBells()
    bells.ring("follow:x")
    assert not await woken(bells, "follow:x")
    bells.ring("follow:x")
    assert await woken(bells, "follow:x")


async def test_bells_of_executions_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BELL_NAMES_MAX", 3)
    bells = AsyncioBells()
    for number in range(10):
        await bells.wait([f"follow:{number}"], 0)
        bells.ring(f"follow:{number}")
    assert len(bells._known) == len(bells._rung) == 3


async def test_the_bells_of_a_simulation_count_and_can_lose_rings() -> None:
    class Deaf(FaultPlan):
        def loses_ring(self, name: str) -> bool:
            return name == "worker"

    bells = MemoryBells(Deaf())
    for name in ("executor", "executor", "worker"):
        bells.ring(name)
    assert [bells.rung(name) for name in ("executor", "worker")] == [2, 0]
    await bells.wait(["executor"], 30)
    assert bells.rung("executor") == 0
