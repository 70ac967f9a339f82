"""Connections over SSH, on an event loop of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from tiercel.plugin import RunContext
from tiercel_fs.places.place import library

T = TypeVar("T")


class SshLoop:
    """Runs what a connection does, one after the other, in the thread of a task."""

    def __init__(self, ctx: RunContext) -> None:
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[Any] | None = None
        self._is_closed = False
        ctx.on_stop(self._stop)

    def do(self, work: Awaitable[T]) -> T:
        """The result. Raises: ConnectionAbortedError when the task was stopped meanwhile."""
        task = self._task = self._loop.create_task(_result(work))
        try:
            found: T = self._loop.run_until_complete(task)
            return found
        except asyncio.CancelledError:
            raise ConnectionAbortedError("the task was stopped") from None

    def close(self, end: Callable[[], Coroutine[Any, Any, None]] | None) -> None:
        """End the connection, and the loop with all that is left on it."""
        if end is not None:
            self._loop.run_until_complete(end())
        self._loop.run_until_complete(_end_others())
        self._is_closed = True
        self._loop.close()

    def _stop(self) -> None:
        """From another thread: cancel what runs."""
        if not self._is_closed:
            self._loop.call_soon_threadsafe(self._cancel)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()


def ssh_errors() -> tuple[type[Exception], ...]:
    """What the client raises."""
    asyncssh = library("asyncssh")
    return (asyncssh.Error, OSError, asyncssh.KeyImportError, TimeoutError, ValueError)


async def _result(work: Awaitable[T]) -> T:
    return await work


async def _end_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for each in others:
        each.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def ended(connection: Any) -> None:
    """Close a connection, and wait until it is."""
    connection.close()
    await connection.wait_closed()
