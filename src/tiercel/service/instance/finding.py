"""What a look at one thing of the machine found."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Health(StrEnum):
    """How well something is."""

    GOOD = "good"
    DOUBTFUL = "doubtful"  # A server starts, and something will not work in it.
    BROKEN = "broken"  # A server does not start, or does not work.


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the report.

    Shapes: `subject` is a word such as `port`; `remedy` says what to do, empty where nothing is.
    """

    subject: str
    health: Health
    text: str
    remedy: str = ""
