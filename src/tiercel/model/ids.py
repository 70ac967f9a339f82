"""Ids: their grammar, and the stream of new ids that one step may use."""

from __future__ import annotations

import re
from hashlib import blake2b

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ID_LENGTH = 22
# At the end of an id that a server makes: when, so that `by_time` can put it in front.
TIME_CHARS = 8

FLOW_ID_PATTERN = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]*")
NAMESPACE_PATTERN = re.compile(r"[a-z0-9][a-z0-9._-]*")
TASK_ID_PATTERN = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]*")


_PAIRS = [a + b for a in ALPHABET for b in ALPHABET]
_PAIRS_2, _PAIRS_4, _PAIRS_5 = 3844**2, 3844**4, 3844**5


def friendly_id(number: int) -> str:
    """A 128-bit number as 22 characters of base 62, zero-padded."""
    # Small numbers are divided faster, so the large one is cut in steps.
    number, low = divmod(number, _PAIRS_5)
    first, high = divmod(number, _PAIRS_5)
    second, rest = divmod(high, _PAIRS_4)
    three, five = divmod(rest, _PAIRS_2)
    seventh, rest = divmod(low, _PAIRS_4)
    eight, ten = divmod(rest, _PAIRS_2)
    pairs = _PAIRS
    return "".join(
        (
            pairs[first],
            pairs[second],
            pairs[three // 3844],
            pairs[three % 3844],
            pairs[five // 3844],
            pairs[five % 3844],
            pairs[seventh],
            pairs[eight // 3844],
            pairs[eight % 3844],
            pairs[ten // 3844],
            pairs[ten % 3844],
        )
    )


def by_time(identifier: str) -> str:
    """Another id for what belongs to the thing of an id, one for one: those of a server sort by
    when it made them.

    What is kept under such keys comes last in the tree of a database, in a page that is at hand;
    each key that is spread at random costs a page.
    """
    return identifier[-TIME_CHARS:] + identifier[:-TIME_CHARS]


class Ids:
    """The ids of one step: a stream that the same seed always repeats.

    A step that must run again (because a value from outside was missing) or that is delivered
    twice gets the same ids, so nothing is created twice. `turn` distinguishes the steps of one
    transaction.
    """

    __slots__ = ("_count", "_seed")

    def __init__(self, execution_id: str, version: int, turn: int = 0) -> None:
        self._seed = f"{execution_id}:{version}:{turn}:"
        self._count = 0

    def next(self) -> str:
        self._count += 1
        digest = blake2b(f"{self._seed}{self._count}".encode(), digest_size=16).digest()
        return friendly_id(int.from_bytes(digest, "big"))
