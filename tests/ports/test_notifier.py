"""Notifier: no notification is lost between two waits, and nothing grows without bound."""

from __future__ import annotations

import asyncio

import pytest

from tiercel.adapters import notifier as module
from tiercel.adapters.memory.faults import FaultPlan
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.notifier import AsyncioNotifier


async def woken(notifier: AsyncioNotifier, *names: str) -> bool:
    """Whether a wait ends by a notification rather than by its (short) timeout."""
    loop = asyncio.get_running_loop()
    before = loop.time()
    await notifier.wait(names, 0.05)
    return loop.time() - before < 0.04


async def test_a_ring_wakes_all_who_wait() -> None:
    notifier = AsyncioNotifier()
    waits = [asyncio.create_task(notifier.wait(["a", "b"], 30)) for _ in range(3)]
    await asyncio.sleep(0)
    notifier.notify("b")
    async with asyncio.timeout(5):
        await asyncio.gather(*waits)


async def test_a_ring_before_the_wait_is_remembered_once() -> None:
    notifier = AsyncioNotifier()
    notifier.notify("a")
    notifier.notify("a")
    assert await woken(notifier, "a", "b")
    assert not await woken(notifier, "a", "b")


async def test_other_notifications_do_not_wake() -> None:
    notifier = AsyncioNotifier()
    notifier.notify("other")
    assert not await woken(notifier, "a")


async def test_a_timeout_leaves_nothing_behind() -> None:
    notifier = AsyncioNotifier()
    await notifier.wait(["a", "follow:x"], 0)
    assert notifier._waiters == {}


async def test_a_cancelled_wait_leaves_nothing_behind() -> None:
    notifier = AsyncioNotifier()
    task = asyncio.create_task(notifier.wait(["a"], 30))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert notifier._waiters == {}


async def test_notifications_of_executions_are_remembered_once_somebody_was_there() -> None:
    notifier = AsyncioNotifier()
    notifier.notify("follow:x")
    assert not await woken(notifier, "follow:x")
    notifier.notify("follow:x")
    assert await woken(notifier, "follow:x")


async def test_notifications_of_executions_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "NOTIFICATION_NAMES_MAX", 3)
    notifier = AsyncioNotifier()
    for number in range(10):
        await notifier.wait([f"follow:{number}"], 0)
        notifier.notify(f"follow:{number}")
    assert len(notifier._known) == len(notifier._notified) == 3


async def test_the_notifier_of_a_simulation_counts_and_can_lose_notifications() -> None:
    class Deaf(FaultPlan):
        def loses_notification(self, name: str) -> bool:
            return name == "worker"

    notifier = MemoryNotifier(Deaf())
    for name in ("executor", "executor", "worker"):
        notifier.notify(name)
    assert [notifier.notified(name) for name in ("executor", "worker")] == [2, 0]
    await notifier.wait(["executor"], 30)
    assert notifier.notified("executor") == 0
