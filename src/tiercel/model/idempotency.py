"""The key of a request that may be sent again: whoever repeats it is answered as at first."""

from __future__ import annotations

import hashlib

from tiercel.model.errors import IllegalArgument
from tiercel.model.limits import IDEMPOTENCY_KEY_CHARS_MAX


class IdempotencyKey:
    """What a client calls one request, however often it sends it.

    Shapes: `has_content` says whether the content of the request was added. `is_replayed` says,
    once the request was run, that the answer is of an earlier one.
    """

    __slots__ = ("_sent", "has_content", "is_replayed", "text")

    def __init__(self, text: str, sent: bytes = b"") -> None:
        """Shapes: `sent` is a first piece, as of `add`. Raises: IllegalArgument."""
        if not 0 < len(text) <= IDEMPOTENCY_KEY_CHARS_MAX or not text.isprintable():
            raise IllegalArgument(
                f"An Idempotency-Key has 1 to {IDEMPOTENCY_KEY_CHARS_MAX} printable characters"
            )
        self.text = text
        self.has_content = sent != b""
        self.is_replayed = False
        # What was sent can't be guessed from its digest by who doesn't know the key.
        self._sent = hashlib.blake2b(text.encode() + b"\0" + sent, digest_size=16)

    def add(self, sent: bytes) -> None:
        """A piece of what is sent with the key."""
        self.has_content = True
        self._sent.update(sent)

    def digest(self) -> str:
        """Tells requests with the key apart."""
        return self._sent.hexdigest()
