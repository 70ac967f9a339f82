"""One look at an execution for all who follow it: read once a change, passed to every follower.

What notifies of an execution is often no change of it, such as lines of its log: so its version is
asked for first, and the whole is read only when it is another one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from tiercel.model.execution import Execution
from tiercel.model.limits import FOLLOW_POLL_SECONDS, FOLLOW_POLL_SECONDS_MAX, FOLLOW_SECONDS_MAX
from tiercel.ports.store import Notifier

Read = Callable[[str], Awaitable[Execution | None]]
Version = Callable[[str], Awaitable[int | None]]


class Watches:
    """The executions that somebody follows right now."""

    def __init__(self, read: Read, version: Version, notifier: Notifier) -> None:
        self._read = read
        self._version = version
        self._notifier = notifier
        self._open: dict[str, _Watch] = {}

    async def changes(self, execution_id: str) -> AsyncIterator[Execution]:
        """The state now, then every later one that was seen, up to the end.

        A slow follower misses states in between, never the last one. Ends after an hour of
        silence, or when the execution is gone.
        """
        watch = self._open.get(execution_id)
        if watch is None:
            watch = _Watch(execution_id, self._read, self._version, self._notifier)
            self._open[execution_id] = watch
        watch.followers += 1
        try:
            seen = 0
            while True:
                seen = await watch.newer_than(seen)
                execution = watch.latest
                if execution is None or seen < 0:
                    return
                yield execution
                if execution.is_settled:
                    return
        finally:
            watch.followers -= 1
            if watch.followers == 0:
                watch.close()
                if self._open.get(execution_id) is watch:
                    del self._open[execution_id]


class _Watch:
    """Reads one execution whenever it is notified; less and less often while it is not."""

    def __init__(self, execution_id: str, read: Read, version: Version, notifier: Notifier) -> None:
        self._id = execution_id
        self._read = read
        self._version = version
        self._notifier = notifier
        self._news = asyncio.Condition()
        self._count = 0
        self.followers = 0
        self.latest: Execution | None = None
        self._task = asyncio.create_task(self._look(), name=f"watch {execution_id}")

    def close(self) -> None:
        """Nobody follows any more."""
        self._task.cancel()

    async def newer_than(self, seen: int) -> int:
        """The number of the newest state, once it is not `seen`; -1 after a long silence."""
        try:
            async with asyncio.timeout(FOLLOW_SECONDS_MAX), self._news:
                await self._news.wait_for(lambda: self._count != seen)
                return self._count
        except TimeoutError:
            return -1

    async def _look(self) -> None:
        try:
            await self._look_again_and_again()
        except Exception:
            # The followers must not wait for a watch that is no more.
            await self._notify(None)
            raise

    async def _look_again_and_again(self) -> None:
        pause = FOLLOW_POLL_SECONDS
        version = -1
        while True:
            if await self._version(self._id) != version:
                execution = await self._read(self._id)
                await self._notify(execution)
                if execution is None or execution.is_settled:
                    return
                version = execution.version
                pause = FOLLOW_POLL_SECONDS
            else:
                pause = min(pause * 2, FOLLOW_POLL_SECONDS_MAX)
            await self._notifier.wait([f"follow:{self._id}"], pause)

    async def _notify(self, execution: Execution | None) -> None:
        async with self._news:
            self.latest = execution
            self._count += 1
            self._news.notify_all()
