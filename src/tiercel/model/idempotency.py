"""The key of a request that may be sent again: whoever repeats it is answered as at first."""

from __future__ import annotations

import hashlib
import hmac

from tiercel.model.errors import IllegalArgument
from tiercel.model.limits import IDEMPOTENCY_KEY_CHARS_MAX


class IdempotencyKey:
    """What a client calls one request, however often it sends it.

    Shapes: `is_told` says whether the key has heard what was sent. `is_replayed` tells, once the
    request was run, that the answer is of an earlier one.
    """

    __slots__ = ("_sent", "is_replayed", "is_told", "text")

    def __init__(self, text: str) -> None:
        """Raises: IllegalArgument."""
        if not 0 < len(text) <= IDEMPOTENCY_KEY_CHARS_MAX or not text.isprintable():
            raise IllegalArgument(
                f"An Idempotency-Key has 1 to {IDEMPOTENCY_KEY_CHARS_MAX} printable characters"
            )
        self.text = text
        self.is_told = False
        self.is_replayed = False
        self._sent = hashlib.sha256()

    def add(self, sent: bytes) -> None:
        """A piece of what is sent with the key."""
        self.is_told = True
        self._sent.update(sent)

    def digest(self) -> str:
        """Tells requests apart, and says nothing of them to those who don't know the key."""
        return hmac.digest(self.text.encode(), self._sent.digest(), "sha256").hex()
