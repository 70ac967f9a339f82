"""Secrets from environment variables: `SECRET_<KEY>`, encoded in base 64 unless they are plain."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

from tiercel.model.errors import IllegalArgument

_PREFIX = "SECRET_"


class EnvSecrets:
    """See `ports.secrets.SecretStore`: every namespace has the same secrets.

    `environ` is read once: variables that change later are not seen. `is_plain` says that values
    are written as they are.
    """

    def __init__(self, environ: Mapping[str, str], *, is_plain: bool = False) -> None:
        self._is_plain = is_plain
        self._encoded = {
            name[len(_PREFIX) :].upper(): value
            for name, value in environ.items()
            if name.upper().startswith(_PREFIX) and len(name) > len(_PREFIX)
        }

    async def get(self, namespace: str, key: str) -> str | None:
        """The clear text, or None. Raises: IllegalArgument when the variable is not base 64."""
        encoded = self._encoded.get(key.upper())
        if encoded is None or self._is_plain:
            return encoded
        try:
            return base64.b64decode("".join(encoded.split()), validate=True).decode()
        except (binascii.Error, ValueError):
            raise IllegalArgument(
                f"The environment variable {_PREFIX}{key.upper()} is not text encoded in base 64"
            ) from None

    async def names(self, namespace: str) -> list[str]:
        return sorted(self._encoded)
