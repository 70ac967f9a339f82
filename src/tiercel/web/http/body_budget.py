"""What all bodies together may take of the memory, whole and half-sent ones alike."""

from __future__ import annotations

from tiercel.web.errors import Refused


class BodyBudget:
    """Bytes that the requests under way hold."""

    def __init__(self, bytes_max: int) -> None:
        self._bytes_max = bytes_max
        self._reserved = 0

    def take(self, size: int) -> None:
        """Reserve so many bytes. Raises: Refused when that is too much in all."""
        if self._reserved + size > self._bytes_max:
            raise Refused(
                "unavailable", "Too many large bodies are being sent at once; try again in a moment"
            )
        self._reserved += size

    def give(self, size: int) -> None:
        """So many bytes are free again."""
        self._reserved -= size
