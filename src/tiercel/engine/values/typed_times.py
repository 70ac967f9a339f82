"""Dates, times and durations as inputs: text in, canonical text or seconds out."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from tiercel.expr.printing import string_form
from tiercel.expr.values import Instant
from tiercel.model.durations import parse_duration
from tiercel.model.json_types import Json

_DATETIME = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?(Z|[+-]\d\d(?::?\d\d)?)(?:\[[\w/+-]+\])?",
    re.IGNORECASE | re.ASCII,
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"(\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?", re.ASCII)


def datetime_value(value: Json) -> str:
    """An instant as `2024-01-02T03:04:05.000000Z`; further digits are cut.

    Raises: ValueError without a zone, or for anything else.
    """
    if isinstance(value, Instant):
        value = datetime.fromtimestamp(value.second, UTC) + timedelta(
            microseconds=value.nano // 1000
        )
    if isinstance(value, datetime) and value.tzinfo is not None:
        return _printed(value)
    text = string_form(value)
    match = _DATETIME.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"Text '{text}' could not be parsed at index 0")
    moment, fraction, offset = match.groups()
    digits = (fraction or "")[:6].ljust(6, "0")
    seconds = moment if moment.count(":") == 2 else f"{moment}:00"
    try:
        return _printed(datetime.fromisoformat(f"{seconds}.{digits}{offset.upper()}"))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"Text '{text}' could not be parsed: {error}") from None


def _printed(moment: datetime) -> str:
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond:06d}Z".rjust(27, "0")


def date_value(value: Json) -> str:
    """A date as `2024-01-02`. Raises: ValueError."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    text = string_form(value).strip()
    if not _DATE.fullmatch(text):
        raise ValueError(f"Text '{text}' could not be parsed at index 0")
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ValueError(f"Text '{text}' could not be parsed: {error}") from None


def time_value(value: Json) -> str:
    """A time of the day as `03:04:05[.123]`. Raises: ValueError."""
    if isinstance(value, time):
        value = value.isoformat()
    text = string_form(value).strip()
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(f"Text '{text}' could not be parsed at index 0")
    minutes, seconds, fraction = match.groups()
    try:
        time.fromisoformat(f"{minutes}:{seconds or '00'}")
    except ValueError as error:
        raise ValueError(f"Text '{text}' could not be parsed: {error}") from None
    digits = (fraction or "").rstrip("0")
    padded = digits.ljust(-(-len(digits) // 3) * 3, "0")
    return f"{minutes}:{seconds or '00'}" + (f".{padded}" if padded else "")


def duration_seconds(value: Json) -> float:
    """A duration as seconds. Raises: ValueError."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    return parse_duration(string_form(value)).total_seconds()


_READERS = {"DATETIME": datetime_value, "DATE": date_value, "TIME": time_value}


def is_after(kind: str, first: Json, second: Json) -> bool:
    """Whether the first date or time comes after the second; false if a bound is unreadable."""
    read = _READERS[kind]
    try:
        return read(first) > read(second)
    except ValueError:
        return False
