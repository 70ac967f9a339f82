"""Waiting that a stop of the attempt ends."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from tiercel.plugin.errors import Interrupted
from tiercel.runtime.worker.stop_signal import StopSignal

T = TypeVar("T")


async def until_stopped(work: Coroutine[Any, Any, T], stop: StopSignal | None) -> T:
    """The result of the work. Raises: Interrupted when a stop cancels it."""
    if stop is None:
        return await work
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)

    def cancel() -> None:
        try:
            loop.call_soon_threadsafe(task.cancel)
        except RuntimeError:
            # The loop is closed: the work has ended meanwhile.
            return

    stop.on_set(cancel)
    try:
        return await task
    except asyncio.CancelledError:
        if not stop.is_set:
            raise
        raise Interrupted() from None
    finally:
        stop.forget(cancel)
