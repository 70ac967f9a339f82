"""What a manager of secrets elsewhere said, kept for a moment."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable

from tiercel.ports.secrets import SecretStore

Place = tuple[str, str]


class CachedSecrets:
    """See `ports.secrets.SecretStore`: another one, each answer of which counts for `seconds`.

    That there is no such secret is an answer too; that the manager does not answer is none. One
    question is asked for all that wait for the same answer. At most `size` answers are kept.
    """

    def __init__(
        self,
        secrets: SecretStore,
        seconds: float,
        size: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._secrets = secrets
        self._seconds = seconds
        self._size = size
        self._clock = clock
        self._known: OrderedDict[Place, tuple[float, str | None]] = OrderedDict()
        self._asking: dict[Place, asyncio.Lock] = {}

    async def get(self, namespace: str, key: str) -> str | None:
        """Raises: as the manager itself."""
        place = (namespace, key)
        if self._is_known(place):
            return self._known[place][1]
        lock = self._asking.setdefault(place, asyncio.Lock())
        try:
            async with lock:
                if not self._is_known(place):
                    self._keep(place, await self._secrets.get(namespace, key))
                return self._known[place][1]
        finally:
            if not lock.locked():
                self._asking.pop(place, None)

    async def names(self, namespace: str) -> list[str]:
        """As they are now: somebody looks at them. Raises: as the manager itself."""
        return await self._secrets.names(namespace)

    def _is_known(self, place: Place) -> bool:
        known = self._known.get(place)
        return known is not None and self._clock() < known[0]

    def _keep(self, place: Place, value: str | None) -> None:
        self._known[place] = (self._clock() + self._seconds, value)
        self._known.move_to_end(place)
        if len(self._known) > self._size:
            self._known.popitem(last=False)
