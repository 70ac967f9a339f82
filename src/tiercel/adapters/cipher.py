"""Encrypted values at rest: AES-SIV under the server's key.

The form is deterministic, so a step that runs twice gives the same value twice, and a nonce that
repeats (there is none) can't break it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

from tiercel.model.errors import IllegalArgument, Unavailable
from tiercel.model.json_types import Json
from tiercel.model.stored.encrypted import encrypted

KEY_BYTES = (16, 24, 32)
_SIV_KEY_BYTES = 32
_SIZES = "16, 24 or 32 bytes"


class Cipher:
    """Texts to encrypted values and back. `key` is base64 of 16, 24 or 32 bytes, as for AES.

    Raises: IllegalArgument for another kind of key.
    """

    def __init__(self, key: str) -> None:
        raw = raw_key(key, "`kestra.encryption.secret-key`")
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV

        self._aead = AESSIV(_siv_key(raw))

    def encrypt(self, text: str) -> Json:
        """The encrypted value of a text."""
        sealed = self._aead.encrypt(text.encode() or b"\0", None)
        return encrypted(base64.b64encode(sealed).decode())

    def decrypt(self, value: Json) -> str:
        """The text of an encrypted value. Raises: Unavailable when the key is another one."""
        sealed = value["value"] if isinstance(value, Mapping) else value
        from cryptography.exceptions import InvalidTag

        try:
            clear = self._aead.decrypt(base64.b64decode(str(sealed)), None)
        except (InvalidTag, binascii.Error, ValueError):
            raise Unavailable("An encrypted value can't be read with the configured key") from None
        return "" if clear == b"\0" else clear.decode()


def raw_key(text: str, name: str) -> bytes:
    """A key of AES from base64; `name` says where it stands. Raises: IllegalArgument."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise IllegalArgument(f"{name} must be base64 of {_SIZES}") from None
    if len(raw) not in KEY_BYTES:
        raise IllegalArgument(f"{name} must hold {_SIZES}, it holds {len(raw)}")
    return raw


def _siv_key(raw: bytes) -> bytes:
    """The key as it is, or one of 32 bytes made from a shorter one: AES-SIV wants two in one."""
    if len(raw) == _SIV_KEY_BYTES:
        return raw
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), _SIV_KEY_BYTES, salt=None, info=b"tiercel AES-SIV").derive(raw)
