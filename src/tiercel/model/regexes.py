"""Regular expressions of users: how large they may be, and how long they may take."""

from __future__ import annotations

import functools
import math
import re
from typing import TYPE_CHECKING

from tiercel.model.errors import Invalid
from tiercel.model.limits import REGEX_REPEATS_MAX
from tiercel.model.stored.limits import STORE_REGEX_CHARS_MAX, STORE_REGEX_SECONDS_MAX

if TYPE_CHECKING:
    import regex

_ESCAPE = re.compile(r"\\[pPN]\{[\w^:= -]*\}|\\.", re.DOTALL)
_CLASS = re.compile(r"\[\^?[^\[\]()]+\]")
_CLASS_OF_CLASSES = re.compile(r"\[\^?[^\[\](){}]+\]")
# What hides where groups begin and end: comments, and classes within classes.
_HIDING = re.compile(r"[\[\]]|\(\?(#|[a-zA-Z0-9-]*x)")
_PART = re.compile(r"(\()|(\)?)\{\s*(\d{1,9})|\)")


def compile_regex(pattern: str, flags: int = 0) -> regex.Pattern[str]:
    """The compiled form. Raises: ValueError with the reason when it is wrong or too large."""
    import regex

    repeats = _repeats(pattern)
    if repeats > REGEX_REPEATS_MAX:
        raise ValueError(f"it repeats its parts more than {REGEX_REPEATS_MAX:,} times")
    try:
        return regex.compile(pattern, flags)
    except (regex.error, OverflowError, RecursionError, MemoryError, IndexError) as error:
        raise ValueError(str(error)) from None


@functools.lru_cache(maxsize=256)
def filter_regex(pattern: str) -> regex.Pattern[str]:
    """The expression of a filter. Raises: Invalid when it is none, or too large."""
    if len(pattern) > STORE_REGEX_CHARS_MAX:
        raise Invalid(f"A regular expression may have {STORE_REGEX_CHARS_MAX} characters at most")
    try:
        return compile_regex(pattern)
    except ValueError as error:
        raise Invalid(f"The regular expression '{pattern}' is not valid: {error}") from None


def finds(pattern: str, text: str | None) -> bool:
    """Whether the pattern is found in the text. Raises: Invalid when that takes too long."""
    if text is None:
        return False
    try:
        return filter_regex(pattern).search(text, timeout=STORE_REGEX_SECONDS_MAX) is not None
    except TimeoutError:
        raise Invalid(f"The regular expression '{pattern}' takes too long") from None


def _repeats(pattern: str) -> int:
    """Groups and repeated characters once each repetition is written out, as the compiler does.

    Where it is unknown which group a count belongs to, each is taken to be around all others.
    """
    plain = _CLASS.sub("c", _ESCAPE.sub("e", pattern))
    while (shorter := _CLASS_OF_CLASSES.sub("c", plain)) != plain:
        plain = shorter
    if _HIDING.search(plain):
        counts = [int(digits) for _, _, digits in _PART.findall(pattern) if digits]
        return math.prod(max(count, 1) for count in counts) * (1 + pattern.count("("))
    open_groups = [0]
    for begin, end, digits in _PART.findall(plain):
        if begin:
            open_groups.append(1)
        elif digits and not end:
            open_groups[-1] += int(digits)
        elif len(open_groups) > 1:
            closed = open_groups.pop()
            open_groups[-1] += closed * max(int(digits or 1), 1)
    return sum(open_groups)
