"""Managers of secrets whose clients block, asked in threads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol, TypeVar

from tiercel.model.errors import Unavailable
from tiercel.model.limits import SECRET_MANAGER_S_MAX

T = TypeVar("T")


class Blocking(Protocol):
    """As `ports.secrets.SecretStore`, for callers that wait."""

    def get(self, namespace: str, key: str) -> str | None:
        """The clear text, or None when there is no such secret."""

    def names(self, namespace: str) -> list[str]:
        """The names that a namespace can use, sorted."""


class BlockingSecrets:
    """See `ports.secrets.SecretStore`: a manager that is asked for so many seconds at most."""

    def __init__(self, manager: Blocking, seconds: float = SECRET_MANAGER_S_MAX) -> None:
        self._manager = manager
        self._seconds = seconds

    async def get(self, namespace: str, key: str) -> str | None:
        """Raises: Unavailable when it takes too long, and as the manager itself."""
        return await self._asked(self._manager.get, namespace, key)

    async def names(self, namespace: str) -> list[str]:
        """Raises: as `get`."""
        return await self._asked(self._manager.names, namespace)

    async def _asked(self, ask: Callable[..., T], *args: str) -> T:
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.to_thread(ask, *args)
        except TimeoutError:
            raise Unavailable(
                f"The manager of secrets does not answer within {self._seconds:g} seconds"
            ) from None
