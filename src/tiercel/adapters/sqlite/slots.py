"""Locks of flows within the one server process."""

from __future__ import annotations

import asyncio

from tiercel.adapters.sqlite.unit import SqliteUnit
from tiercel.model.errors import Stale
from tiercel.model.stored.limits import STORE_LOCK_SECONDS_MAX

Key = tuple[str, str]


class FlowLocks:
    """One lock for each flow that somebody holds or waits for."""

    def __init__(self) -> None:
        self._locks: dict[Key, asyncio.Lock] = {}
        self._users: dict[Key, int] = {}

    def __len__(self) -> int:
        return len(self._locks)

    async def acquire(self, key: Key) -> None:
        """Wait for the lock. Raises: Stale when that takes too long, as in a deadlock."""
        lock = self._locks.setdefault(key, asyncio.Lock())
        self._users[key] = self._users.get(key, 0) + 1
        try:
            async with asyncio.timeout(STORE_LOCK_SECONDS_MAX):
                await lock.acquire()
        except BaseException as error:
            self._leave(key)
            if isinstance(error, TimeoutError):
                raise Stale from error
            raise

    def release(self, key: Key) -> None:
        """Let the next one in."""
        self._locks[key].release()
        self._leave(key)

    def _leave(self, key: Key) -> None:
        self._users[key] -= 1
        if not self._users[key]:
            del self._users[key], self._locks[key]


class SqliteSlots:
    """See `ports.store.Slots`."""

    def __init__(self, unit: SqliteUnit, locks: FlowLocks) -> None:
        self._unit = unit
        self._locks = locks
        self._locked: set[Key] = set()

    async def lock(self, namespace: str, flow_id: str) -> None:
        """Wait for the flow's lock; it is held until the transaction has ended."""
        key = (namespace, flow_id)
        if key in self._locked:
            return
        await self._locks.acquire(key)
        self._locked.add(key)
        self._unit.finally_(lambda: self._locks.release(key))
