"""What a figure is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec


class Figure(msgspec.Struct, frozen=True):
    """A number with its goal: `find` gives what is counted, one line of text each.

    A figure that is `kept` has reached its goal, and a test fails when it leaves it.
    """

    name: str
    goal: int
    find: Callable[[], Sequence[str]]
    kept: bool = False
