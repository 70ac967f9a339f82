"""How plain, blocking code of a task calls the asynchronous ports."""

from __future__ import annotations

import asyncio
import concurrent.futures
from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

from tiercel.model.errors import PluginError, Unavailable
from tiercel.model.limits import BRIDGE_WAIT_S_MAX

T = TypeVar("T")
OUT_OF_REACH = "A task that runs in place can't reach anything outside."


class Bridge(Protocol):
    """Runs one coroutine of the server and waits for its result."""

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """The result, or what the coroutine raised."""


class LoopBridge:
    """For code in other threads than the server's loop. Calling it from that loop would hang."""

    __slots__ = ("_loop",)

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Blocks the calling thread. Raises: Unavailable when the server stops or hangs."""
        try:
            future = asyncio.run_coroutine_threadsafe(work, self._loop)
        except RuntimeError:
            work.close()
            raise Unavailable("The server is shutting down.") from None
        try:
            return future.result(BRIDGE_WAIT_S_MAX)
        except (TimeoutError, concurrent.futures.CancelledError):
            if not future.done():
                future.cancel()
                raise Unavailable("The server did not answer in time.") from None
            if future.cancelled():
                raise Unavailable("The server is shutting down.") from None
            raise


class DirectBridge:
    """For ports that never suspend, such as the memory adapters: runs the coroutine in place."""

    __slots__ = ()

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Raises: PluginError when the coroutine would have to wait."""
        try:
            work.send(None)
        except StopIteration as done:
            result: T = done.value
            return result
        work.close()
        raise PluginError("This can't be waited for here.")


class NoBridge:
    """For tasks that run inside a transaction of the executor: nothing outside can be reached."""

    __slots__ = ()

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Raises: PluginError always."""
        work.close()
        raise PluginError(OUT_OF_REACH)
