"""Secrets by name, and what seals those that the server keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from tiercel.model.json_types import Json

# The namespace of a stored secret, and its key in capitals.
Place = tuple[str, str]


class SecretStore(Protocol):
    """Where secrets come from (environment variables, an encrypted store)."""

    async def get(self, namespace: str, key: str) -> str | None:
        """The clear text, or None when there is no such secret."""

    async def names(self, namespace: str) -> list[str]:
        """The names that a namespace can use, sorted; never the values."""


class KeyRing(Protocol):
    """The keys of the server that open the envelopes around secrets.

    Shapes: an envelope is a map with `key_id`, `data_key`, which is wrapped under that key, and
    `sealed`, which is the secret under the data key. A key id is made of the key and says nothing
    of it.
    """

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Of all keys; the first one seals."""

    def seal(self, place: Place, text: str) -> Json:
        """A new envelope, which opens at this place only."""

    def open(self, place: Place, envelope: Mapping[str, Json]) -> str:
        """The clear text. Raises: Unavailable when the key is missing or the envelope damaged."""

    def wrap_again(self, place: Place, envelope: Mapping[str, Json]) -> Json:
        """The envelope under the first key; what is sealed stays. Raises: Unavailable."""
