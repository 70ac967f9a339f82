"""Durations as text: ISO-8601 in and out, and the clock form that log lines show."""

from __future__ import annotations

import re
from datetime import timedelta

# Longer than anything waits, and dates of today plus or minus it stay in the calendar.
DURATION_MAX = timedelta(days=365_000)
_ISO = re.compile(
    r"([-+]?)P(?:([-+]?\d+)D)?"
    r"(?:T(?:([-+]?\d+)H)?(?:([-+]?\d+)M)?(?:([-+]?\d+(?:[.,]\d{0,9})?)S)?)?",
    re.IGNORECASE,
)
_WEEKS = re.compile(r"P(\d+)W", re.IGNORECASE)


def parse_duration(text: str) -> timedelta:
    """ISO-8601 text (`PT1M30S`, `P1D`, any letter case) as a duration.

    A bare number is seconds. Raises: ValueError for anything else, and beyond `DURATION_MAX`.
    """
    text = text.strip()
    try:
        found = _read(text)
    except (ValueError, OverflowError):
        raise ValueError(f"Text cannot be parsed to a Duration: {text}") from None
    return _checked(found, text)


def of_seconds(seconds: float) -> timedelta:
    """A number of seconds as a duration. Raises: ValueError beyond `DURATION_MAX`."""
    try:
        found = timedelta(seconds=seconds)
    except (ValueError, OverflowError):
        raise ValueError(f"Not a number of seconds: {seconds}") from None
    return _checked(found, str(seconds))


def _checked(duration: timedelta, text: str) -> timedelta:
    if abs(duration) > DURATION_MAX:
        raise ValueError(f"A duration is of {DURATION_MAX.days} days at most: {text}")
    return duration


def _read(text: str) -> timedelta:
    weeks = _WEEKS.fullmatch(text)
    if weeks is not None:
        return timedelta(weeks=int(weeks[1]))
    match = _ISO.fullmatch(text)
    if match is None or text[-1:] in "PpTt":
        return timedelta(seconds=float(text))
    sign, days, hours, minutes, seconds = match.groups()
    duration = timedelta(
        days=int(days or 0),
        hours=int(hours or 0),
        minutes=int(minutes or 0),
        seconds=float((seconds or "0").replace(",", ".")),
    )
    return -duration if sign == "-" else duration


def format_duration(duration: timedelta) -> str:
    """ISO-8601 text in hours, minutes and seconds: `PT1H1.5S`, `PT0S`, `PT720H`."""
    micros = (duration.days * 86_400 + duration.seconds) * 1_000_000 + duration.microseconds
    if micros == 0:
        return "PT0S"
    sign = -1 if micros < 0 else 1
    total, fraction = divmod(abs(micros), 1_000_000)
    minutes_total, seconds = divmod(total, 60)
    hours, minutes = divmod(minutes_total, 60)
    text = "PT"
    text += f"{sign * hours}H" if hours else ""
    text += f"{sign * minutes}M" if minutes else ""
    if seconds or fraction:
        digits = f".{fraction:06d}".rstrip("0") if fraction else ""
        text += f"{'-' if sign < 0 else ''}{seconds}{digits}S"
    return text


def clock_duration(duration: timedelta) -> str:
    """`HH:MM:SS.mmm`, as log lines show durations."""
    millis = int(duration.total_seconds() * 1000)
    seconds, millis = divmod(millis, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{millis:03d}"
