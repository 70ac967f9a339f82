"""Notifier within one process, on asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from tiercel.model.stored.limits import NOTIFICATION_NAMES_MAX


class AsyncioNotifier:
    """See `ports.store.Notifier`. All methods are for the thread of the event loop.

    A notification is remembered until somebody waits for it, so that none is lost between two
    waits. Notifications of single executions (`follow:<id>`) are remembered only while somebody is
    around: from a first wait on, and at most NOTIFICATION_NAMES_MAX of them.
    """

    def __init__(self) -> None:
        self._notified: set[str] = set()
        self._known: dict[str, None] = {}
        self._waiters: dict[str, dict[asyncio.Future[None], None]] = {}

    def notify(self, name: str) -> None:
        """Wake whoever waits for `name`; if nobody does, the next one does not wait."""
        waiters = self._waiters.pop(name, None)
        if not waiters:
            if ":" not in name or name in self._known:
                self._notified.add(name)
            return
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait(self, names: Sequence[str], timeout_s: float) -> bool:
        """Return once a name was notified since the last wait for it, or at the timeout."""
        for name in names:
            self._remember(name)
        notified = self._notified.intersection(names)
        if notified:
            self._notified -= notified
            return True
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        for name in names:
            self._waiters.setdefault(name, {})[waiter] = None
        try:
            async with asyncio.timeout(timeout_s):
                await waiter
        except TimeoutError:
            return False
        finally:
            self._leave(names, waiter)
        return True

    def _remember(self, name: str) -> None:
        if ":" not in name:
            return
        self._known.pop(name, None)
        self._known[name] = None
        if len(self._known) > NOTIFICATION_NAMES_MAX:
            oldest = next(iter(self._known))
            del self._known[oldest]
            self._notified.discard(oldest)

    def _leave(self, names: Sequence[str], waiter: asyncio.Future[None]) -> None:
        for name in names:
            waiters = self._waiters.get(name)
            if waiters is not None:
                waiters.pop(waiter, None)
                if not waiters:
                    del self._waiters[name]
