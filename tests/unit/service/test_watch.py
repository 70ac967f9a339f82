"""Followers of one execution share one look at it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import msgspec
import pytest

from tiercel.adapters.notifier import AsyncioNotifier
from tiercel.model.execution import Execution, Metadata
from tiercel.model.state import StateType, new_state
from tiercel.service.executions.watch import Watches

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


class Source:
    """An execution that changes when it is asked to."""

    def __init__(self) -> None:
        self.notifier = AsyncioNotifier()
        self.reads = 0
        state = new_state(StateType.RUNNING, NOON)
        self.now: Execution | None = Execution(
            id="e",
            namespace="n",
            flow_id="f",
            flow_revision=1,
            state=state,
            original_id="e",
            metadata=Metadata(1, NOON),
        )

    async def read(self, execution_id: str) -> Execution | None:
        self.reads += 1
        return self.now

    async def version(self, execution_id: str) -> int | None:
        return None if self.now is None else self.now.version

    def change(self, *, ends: bool = False) -> None:
        assert self.now is not None
        version = self.now.version + 1
        self.now = msgspec.structs.replace(self.now, version=version, is_settled=ends)
        self.notifier.notify("follow:e")


async def versions(watches: Watches) -> list[int]:
    return [execution.version async for execution in watches.changes("e")]


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_many_followers_cost_one_read_a_change() -> None:
    source = Source()
    watches = Watches(source.read, source.version, source.notifier)
    tasks = [asyncio.create_task(versions(watches)) for _ in range(200)]
    await settle()
    source.change()
    await settle()
    source.change(ends=True)
    async with asyncio.timeout(5):
        seen = await asyncio.gather(*tasks)
    assert all(found == [0, 1, 2] for found in seen)
    assert source.reads == 3


async def test_what_changes_nothing_costs_no_read() -> None:
    source = Source()
    watches = Watches(source.read, source.version, source.notifier)
    task = asyncio.create_task(versions(watches))
    await settle()
    for _ in range(5):
        source.notifier.notify("follow:e")
        await settle()
    assert source.reads == 1
    source.change(ends=True)
    async with asyncio.timeout(5):
        assert await task == [0, 1]
    assert source.reads == 2


async def test_a_slow_follower_sees_the_last_state() -> None:
    source = Source()
    watches = Watches(source.read, source.version, source.notifier)
    changes = watches.changes("e")
    assert (await anext(changes)).version == 0
    for _ in range(5):
        source.change()
        await settle()
    source.change(ends=True)
    await settle()
    assert (await anext(changes)).version == 6
    with pytest.raises(StopAsyncIteration):
        await anext(changes)


async def test_an_execution_that_is_gone_ends_the_stream() -> None:
    source = Source()
    watches = Watches(source.read, source.version, source.notifier)
    task = asyncio.create_task(versions(watches))
    await settle()
    source.now = None
    source.notifier.notify("follow:e")
    async with asyncio.timeout(5):
        assert await task == [0]


async def test_a_read_that_fails_ends_the_stream() -> None:
    source = Source()

    async def read(execution_id: str) -> Execution | None:
        raise RuntimeError("broken")

    watches = Watches(read, source.version, source.notifier)
    async with asyncio.timeout(5):
        assert await versions(watches) == []
