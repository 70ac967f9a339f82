"""Changes of who may do what: one at a time, and noticed by every server within seconds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from tiercel.model.authorization.limits import ACCESS_VERSION_SECONDS
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.unit import after_commit, in_transaction

T = TypeVar("T")
VERSION_KEY = "access.version"
# Names are compared and owners counted under this lock, so that two writers don't pass each other.
_LOCK = ("", "access")


class AccessChanges:
    """Writes what decides about access, and knows whether anybody did.

    The version is a text that is different after every change; no one of them follows another.
    """

    def __init__(self, ports: Ports) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._ids = ports.ids
        self._version = ""
        self._read_again = ports.clock.now()

    async def change(self, write: Callable[[Tx], Awaitable[T]]) -> T:
        """What `write` gives, in a transaction that others of this kind wait for."""

        async def writing(tx: Tx) -> T:
            await tx.slots.lock(*_LOCK)
            result = await write(tx)
            tx.settings.put(VERSION_KEY, self._ids.new_id())
            return result

        result = await in_transaction(self._store, writing)
        after_commit(self._forget)
        return result

    async def version(self) -> str:
        """That of a moment ago: changes of other servers are seen ACCESS_VERSION_SECONDS later."""
        now = self._clock.now()
        if now >= self._read_again:
            async with self._store.transaction() as tx:
                self._version = str(await tx.settings.get(VERSION_KEY) or "")
            self._read_again = now + timedelta(seconds=ACCESS_VERSION_SECONDS)
        return self._version

    def is_still(self, version: str | None, now: datetime) -> bool:
        """Whether `version` would say the same, and without a look at the database."""
        return version == self._version and now < self._read_again

    def _forget(self) -> None:
        self._read_again = self._clock.now()
