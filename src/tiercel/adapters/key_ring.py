"""Envelopes around secrets: a data key for each, wrapped by a key of the server.

AES-256-GCM both times. What is sealed is bound to its place, so that a row that somebody copies to
another namespace or name does not open there.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping, Sequence

import msgspec

from tiercel.adapters.cipher import raw_key
from tiercel.model.errors import Unavailable
from tiercel.model.json_types import Json
from tiercel.ports.secrets import Place

_NONCE_BYTES = 12
_KEY_BYTES = 32
# Texts are filled up to a multiple of it, so that their length says little.
_BLOCK_BYTES = 32
_LENGTH_BYTES = 4


class KeySource(msgspec.Struct, frozen=True):
    """A key in base64, and where it comes from, for messages."""

    name: str
    text: str

    def __repr__(self) -> str:
        """Without the key, which is in no traceback either."""
        return f"KeySource({self.name!r})"


class AesKeyRing:
    """See `ports.secrets.KeyRing`. Raises: IllegalArgument for what is no key of AES."""

    def __init__(self, sources: Sequence[KeySource]) -> None:
        raw = [raw_key(source.text, source.name) for source in sources]
        # Derived, since the same key may also encrypt inputs and outputs in another form.
        self._keys = {derived(key, "key id", 4).hex(): derived(key, "secrets") for key in raw}
        self._newest = next(iter(self._keys))

    @property
    def key_ids(self) -> tuple[str, ...]:
        return tuple(self._keys)

    def seal(self, place: Place, text: str) -> Json:
        data_key = os.urandom(_KEY_BYTES)
        return {**self._wrapped(place, data_key), "sealed": _shut(data_key, place, _filled(text))}

    def open(self, place: Place, envelope: Mapping[str, Json]) -> str:
        content = _opened(self._data_key(place, envelope), place, envelope.get("sealed"))
        length = int.from_bytes(content[:_LENGTH_BYTES])
        return content[_LENGTH_BYTES : _LENGTH_BYTES + length].decode()

    def wrap_again(self, place: Place, envelope: Mapping[str, Json]) -> Json:
        if envelope.get("key_id") == self._newest:
            return envelope
        return {**envelope, **self._wrapped(place, self._data_key(place, envelope))}

    def _wrapped(self, place: Place, data_key: bytes) -> dict[str, Json]:
        key_id = self._newest
        wrapped = _shut(self._keys[key_id], (*place, key_id), data_key)
        return {"key_id": key_id, "data_key": wrapped}

    def _data_key(self, place: Place, envelope: Mapping[str, Json]) -> bytes:
        key_id = str(envelope.get("key_id"))
        key = self._keys.get(key_id)
        if key is None:
            raise Unavailable(missing_key(place, key_id))
        return _opened(key, (*place, key_id), envelope.get("data_key"))


def missing_key(place: Place, key_id: str) -> str:
    """The message for a secret whose key the server does not have."""
    namespace, name = place
    return (
        f"Secret {name} of namespace '{namespace}' can't be read: it is sealed under the key"
        f" {key_id}, which this server does not have. Give it in `tiercel.secrets.keys`, or store"
        " the secret again"
    )


def derived(key: bytes, use: str, length: int = _KEY_BYTES) -> bytes:
    """Another key for one use, which says nothing of the key itself; `length` in bytes."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), length, salt=None, info=f"tiercel {use}".encode()).derive(key)


def _shut(key: bytes, bound: Sequence[str], content: bytes) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, content, _joined(bound))).decode()


def _opened(key: bytes, bound: Sequence[str], shut: Json) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        raw = base64.b64decode(str(shut), validate=True)
        return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _joined(bound))
    except (InvalidTag, binascii.Error, ValueError):
        namespace, name = bound[:2]
        raise Unavailable(
            f"Secret {name} of namespace '{namespace}' can't be read: what is stored was changed,"
            " or belongs elsewhere"
        ) from None


def _joined(parts: Sequence[str]) -> bytes:
    """The parts with their lengths, so that no two lists of parts look alike."""
    encoded = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(_LENGTH_BYTES) + part for part in encoded)


def _filled(text: str) -> bytes:
    content = text.encode()
    content = len(content).to_bytes(_LENGTH_BYTES) + content
    return content + bytes(-len(content) % _BLOCK_BYTES)
