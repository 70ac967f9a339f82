"""Time and ids from outside."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The only source of the current time; aware, UTC, microseconds."""

    def now(self) -> datetime:
        """The current time."""


class IdSource(Protocol):
    """The only source of fresh ids outside of a step."""

    def new_id(self) -> str:
        """22 characters of base 62, unguessable."""
