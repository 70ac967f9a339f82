"""Values of databases as values of rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from uuid import UUID

from tiercel.plugin import Json

_LONG = 1 << 63
# Types whose values are those of rows as they are.
SAME = frozenset({str, bool, float, type(None)})


def row_value(value: Json, zone: tzinfo) -> Json:
    """A value that JSON and Ion have: decimals and bytes stay, dates are ISO text.

    A timestamp without a zone is one of `zone`; an integer of more than 64 bits is text.
    """
    kind = type(value)
    if kind in SAME:
        return value
    if kind is int:
        return value if -_LONG <= value < _LONG else str(value)
    if isinstance(value, Decimal):
        return value if value.is_finite() else str(value)
    if isinstance(value, datetime):
        aware = value if value.tzinfo is not None else value.replace(tzinfo=zone)
        return aware.isoformat().replace("+00:00", "Z")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_text(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    if isinstance(value, Mapping):
        return {str(key): row_value(each, zone) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [row_value(each, zone) for each in value]
    return str(value) if not isinstance(value, UUID) else str(value).lower()


def duration_text(value: timedelta) -> str:
    """An interval as an ISO duration, such as `P1DT2H`."""
    sign = "-" if value < timedelta() else ""
    rest = abs(value)
    days, seconds = rest.days, rest.seconds
    parts = [(seconds // 3600, "H"), (seconds % 3600 // 60, "M")]
    clock = "".join(f"{number}{unit}" for number, unit in parts if number)
    second = Decimal(seconds % 60) + Decimal(rest.microseconds) / 1_000_000
    if second:
        clock += f"{second.normalize():f}S"
    text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return f"{sign}P{text}" if text else "PT0S"
