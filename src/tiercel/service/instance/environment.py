"""Which settings this server has; never what they are."""

from __future__ import annotations

from collections.abc import Iterator

from tiercel.model.json_types import Json
from tiercel.settings.sections import Settings

SOURCE = "settings"
MASK = "*****"


class EnvironmentService:
    """Names without values.

    Any value may be a secret, or hold one: an address with a password, a global.
    """

    def __init__(self, settings: Settings) -> None:
        self._names = sorted(_names(settings.model_dump(exclude={"origin"}), ""))

    def masked(self) -> dict[str, str]:
        """Each name with the mask for its value."""
        return dict.fromkeys(self._names, MASK)


def _names(value: Json, path: str) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, member in value.items():
            name = str(key).replace("_", "-")
            yield from _names(member, f"{path}.{name}" if path else name)
    elif path:
        yield path
