"""Time and ids from outside."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The only source of the current time; aware, UTC, microseconds."""

    def now(self) -> datetime:
        """The current time by the wall clock."""

    def monotonic(self) -> float:
        """Seconds that nobody sets; they also pass while the machine or the process sleeps.

        The processes of a machine see the same.
        """


class IdSource(Protocol):
    """The only source of fresh ids outside of a step."""

    def new_id(self) -> str:
        """22 characters of base 62, unguessable."""
