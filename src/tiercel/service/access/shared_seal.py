"""A key that all servers of a database share, for texts that others keep and bring back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiercel.ports.store import Tx
from tiercel.service.access.changes import AccessChanges

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


class SharedSeal:
    """Made when it is first asked for, and stored under `name` with the settings."""

    def __init__(self, changes: AccessChanges, name: str) -> None:
        self._changes = changes
        self._name = name
        self._seal: Fernet | None = None

    async def get(self) -> Fernet:
        """What seals and opens texts."""
        if self._seal is None:
            from cryptography.fernet import Fernet

            async def write(tx: Tx) -> str:
                stored = await tx.settings.get(self._name)
                if not isinstance(stored, str):
                    stored = Fernet.generate_key().decode()
                    tx.settings.put(self._name, stored)
                return stored

            self._seal = Fernet(await self._changes.change(write))
        return self._seal
