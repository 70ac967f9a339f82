"""What many ask for at once is found once: whoever asks meanwhile gets the same result."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from contextvars import Context
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class SingleFlight(Generic[T]):
    """Calls that are under way, by what they are for.

    A call belongs to no one of those who wait for it: it goes on when they are gone, and sees
    nothing of their operations and transactions.
    """

    __slots__ = ("_under_way",)

    def __init__(self) -> None:
        self._under_way: dict[Hashable, asyncio.Task[T]] = {}

    async def run(self, key: Hashable, call: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The result of the call that is under way, else of a new one. Raises: what it raises.

        Where no event loop runs, as in simulations, nobody else waits.
        """
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return await call()
        task = self._under_way.get(key)
        if task is None:
            task = asyncio.create_task(call(), context=Context())
            self._under_way[key] = task
            task.add_done_callback(lambda done: self._end(key, done))
        return await asyncio.shield(task)

    def _end(self, key: Hashable, done: asyncio.Task[T]) -> None:
        del self._under_way[key]
        if not done.cancelled():
            # Those who waited were told, if any are left.
            done.exception()
