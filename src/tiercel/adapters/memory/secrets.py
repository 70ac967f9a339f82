"""Secrets in memory."""

from __future__ import annotations

from collections.abc import Mapping


class MemorySecrets:
    """See `ports.secrets.SecretStore`: the same secrets for all namespaces."""

    def __init__(self, secrets: Mapping[str, str] | None = None) -> None:
        self._secrets = {key.upper(): value for key, value in (secrets or {}).items()}

    async def get(self, namespace: str, key: str) -> str | None:
        """The clear text, or None."""
        return self._secrets.get(key.upper())

    async def names(self, namespace: str) -> list[str]:
        return sorted(self._secrets)
