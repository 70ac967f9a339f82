"""Comparing a value of a case with one of the server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

E = TypeVar("E")
A = TypeVar("A")


def is_subset(expected: Any, actual: Any) -> bool:
    """Whether `actual` holds all that `expected` says: maps may hold more, lists must not."""
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(
            key in actual and is_subset(value, actual[key]) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return (
            isinstance(actual, list)
            and len(actual) == len(expected)
            and all(is_subset(*pair) for pair in zip(expected, actual, strict=True))
        )
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    return bool(expected == actual)


def at_path(value: Any, path: str) -> Any:
    """The value below a dotted path; a dot after a backslash belongs to the key."""
    for key in path.replace("\\.", "\0").split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(key.replace("\0", "."))
    return value


def unmatched(expected: Sequence[E], actual: Sequence[A], fits: Callable[[E, A], bool]) -> list[E]:
    """Those expected that find no partner of their own, by the best pairing there is."""
    partner: dict[int, int] = {}

    def pair(place: int, tried: set[int]) -> bool:
        for other, value in enumerate(actual):
            if other in tried or not fits(expected[place], value):
                continue
            tried.add(other)
            if other not in partner or pair(partner[other], tried):
                partner[other] = place
                return True
        return False

    return [one for place, one in enumerate(expected) if not pair(place, set())]


def matches_label(expected: Any, actual: Any) -> bool:
    """Label values are text."""
    return actual is not None and str(expected) == str(actual)
