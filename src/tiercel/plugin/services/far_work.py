"""How work that a type begins on the far side is found again when its worker is lost."""

from __future__ import annotations

from enum import StrEnum

import msgspec

__all__ = ["FarWork", "Way", "again", "by_handle", "by_name", "by_runner", "tied", "watched"]


class Way(StrEnum):
    """What the attempt after a lost one does; the values are words of the documentation."""

    HANDLE = "attaches"
    NAME = "finds it by its name"
    RUNNER = "does what its runner does"
    WATCHED = "looks at it again"
    TIED = "begins again; it ended with its connection"
    AGAIN = "begins again"


class FarWork(msgspec.Struct, frozen=True):
    """The class variable `far_work` of a type that begins or awaits work on the far side.

    Shapes: `words` are what names the work, or why it can't be found; a part of a sentence.
    """

    way: Way
    words: str


def by_handle(words: str) -> FarWork:
    """What names it is stored with the attempt before its end is awaited."""
    return FarWork(Way.HANDLE, words)


def by_name(words: str) -> FarWork:
    """The service takes a name or a token: who asks again under it finds what is there."""
    return FarWork(Way.NAME, words)


def by_runner() -> FarWork:
    """Commands, which a runner runs."""
    return FarWork(Way.RUNNER, "`taskRunner`")


def watched(words: str) -> FarWork:
    """Nothing is begun: the flow names what is awaited."""
    return FarWork(Way.WATCHED, words)


def tied(words: str) -> FarWork:
    """The service ends it, or undoes it, when the connection that asked is gone."""
    return FarWork(Way.TIED, words)


def again(words: str) -> FarWork:
    """Nothing names it: it is begun a second time, and the first goes on."""
    return FarWork(Way.AGAIN, words)
