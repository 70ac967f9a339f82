"""Work that takes long in a thread, so that the event loop answers others meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from tiercel.model.limits import SOURCE_INLINE_CHARS_MAX

P = ParamSpec("P")
T = TypeVar("T")


async def by_length(
    chars: int, work: Callable[P, T], /, *arguments: P.args, **options: P.kwargs
) -> T:
    """The result of work on a source: at once for a short one, in a thread for a long one."""
    if chars <= SOURCE_INLINE_CHARS_MAX:
        return work(*arguments, **options)
    return await in_thread(work, *arguments, **options)


async def in_thread(work: Callable[P, T], /, *arguments: P.args, **options: P.kwargs) -> T:
    """The result of work in a thread; at once where no event loop runs, as in simulations."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return work(*arguments, **options)
    return await asyncio.to_thread(work, *arguments, **options)
