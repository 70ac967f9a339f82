"""ISO-8601 durations as flows write them."""

from __future__ import annotations

import re
from datetime import timedelta

from tiercel.model.json_types import Json

_ISO = re.compile(
    r"(?P<sign>[-+])?P(?:(?P<days>[-+]?\d+)D)?"
    r"(?P<time>T(?:(?P<hours>[-+]?\d+)H)?(?:(?P<minutes>[-+]?\d+)M)?"
    r"(?:(?P<seconds>[-+]?\d+(?:[.,]\d{0,9})?)S)?)?",
    re.IGNORECASE | re.ASCII,
)
_SECONDS = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?", re.ASCII)
_CHARS_MAX = 100


def parse_duration(value: Json) -> timedelta | None:
    """A duration from ISO-8601 text (days, hours, minutes, seconds) or a number of seconds.

    Shapes: None for anything else.
    Source: spec/flow-language.md §1: lower case and fractions of seconds are allowed.
    """
    if isinstance(value, timedelta):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _of_seconds(value)
    if isinstance(value, str) and len(value) <= _CHARS_MAX:
        return _of_text(value.strip())
    return None


def _of_text(text: str) -> timedelta | None:
    if _SECONDS.fullmatch(text):
        return _of_seconds(float(text))
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    parts = match.groupdict()
    given = {k: parts[k] for k in ("days", "hours", "minutes", "seconds") if parts[k] is not None}
    if not given or (parts["time"] is not None and set(given) == {"days"}):
        return None
    try:
        total = timedelta(**{k: float(v.replace(",", ".")) for k, v in given.items()})
    except OverflowError:
        return None
    return -total if parts["sign"] == "-" else total


def _of_seconds(seconds: float) -> timedelta | None:
    try:
        return timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return None
