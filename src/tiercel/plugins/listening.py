"""Realtime triggers on clients that block: their calls are made in threads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TypeVar

from tiercel.plugin import RunContext
from tiercel.plugin.services.messages import listening

T = TypeVar("T")


async def heard(
    ctx: RunContext,
    receive: Callable[[int], Sequence[T]],
    acknowledge: Callable[[], object],
    at_once: int = 100,
) -> AsyncIterator[T]:
    """As `listening`. `receive` gives that many at most; it waits for a moment when there are none.

    `acknowledge` is called once executions of all that was received are stored.
    """

    async def received() -> Sequence[T]:
        return await asyncio.to_thread(receive, at_once)

    async def acknowledged(_: Sequence[T]) -> None:
        await asyncio.to_thread(acknowledge)

    async for each in listening(ctx, received, acknowledged):
        yield each
