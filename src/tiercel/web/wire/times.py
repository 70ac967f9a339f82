"""Durations as the API prints them; dates are left to the encoder, which writes `…Z`."""

from __future__ import annotations

from datetime import timedelta


def duration_text(value: timedelta) -> str:
    """ISO-8601 of hours, minutes and seconds: `PT1M30S`, `PT0.25S`, `PT24H`, `PT0S`."""
    total = value.days * 86_400_000_000 + value.seconds * 1_000_000 + value.microseconds
    sign = "-" if total < 0 else ""
    seconds, micros = divmod(abs(total), 1_000_000)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    text = "PT"
    if hours:
        text += f"{sign}{hours}H"
    if minutes:
        text += f"{sign}{minutes}M"
    if micros:
        text += f"{sign}{seconds}.{micros:06d}".rstrip("0") + "S"
    elif seconds or text == "PT":
        text += f"{sign}{seconds}S"
    return text
