"""Names of secrets; values never pass through here."""

from __future__ import annotations

from tiercel.ports.secrets import SecretStore


class SecretService:
    """Lists what a namespace can use."""

    def __init__(self, secrets: SecretStore) -> None:
        self._secrets = secrets

    async def names(self, namespace: str, text: str | None = None) -> list[str]:
        """Names, sorted; `text` narrows them without regard to case."""
        names = await self._secrets.names(namespace)
        if not text:
            return names
        return [name for name in names if text.lower() in name.lower()]
