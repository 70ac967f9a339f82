"""Secrets by name."""

from __future__ import annotations

from typing import Protocol


class SecretStore(Protocol):
    """Where secrets come from (environment variables, an encrypted store)."""

    async def get(self, namespace: str, key: str) -> str | None:
        """The clear text, or None when there is no such secret."""

    async def names(self, namespace: str) -> list[str]:
        """The names that a namespace can use, sorted; never the values."""
