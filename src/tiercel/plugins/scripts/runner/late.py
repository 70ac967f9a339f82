"""What a worker asked for as it died, and whose answer it never got."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tiercel.plugins.scripts.runner.limits import LATE_LOOK_SECONDS, LATE_SECONDS_MAX

T = TypeVar("T")


async def found_late(look: Callable[[], Awaitable[T | None]]) -> T | None:
    """What `look` finds, now or soon; None when nothing was made of it.

    A service goes on with a request whose client is gone, so what is not there yet may still come.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + LATE_SECONDS_MAX
    while True:
        found = await look()
        if found is not None or loop.time() >= deadline:
            return found
        await asyncio.sleep(LATE_LOOK_SECONDS)
