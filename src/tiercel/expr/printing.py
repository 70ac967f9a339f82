"""How values become text, as joined by `~`; spec/expressions.md §12."""

from __future__ import annotations

import struct
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from tiercel.expr.errors import LimitExceeded
from tiercel.expr.iso_dates import clock_text, instant_text, offset_text
from tiercel.expr.values import (
    Entry,
    Float32,
    Instant,
    Loop,
    enum_name,
    instant_of,
    is_list,
    is_map,
)
from tiercel.model.durations import format_duration
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_ITEMS_MAX, EXPRESSION_OUTPUT_CHARS_MAX

_PLAIN_EXPONENT_MAX = 10_000


def string_form(value: Json) -> str:
    """The text that `~`, `string`, `join` and text filters see: `[3, 1, 2]`, `{a=1}`, `null`."""
    kind = type(value)
    if kind is str:
        return str(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_map(value) or is_list(value) or kind is Entry or kind is Loop:
        pieces: list[str] = []
        _structure(value, pieces, [EXPRESSION_OUTPUT_CHARS_MAX, EXPRESSION_ITEMS_MAX])
        return "".join(pieces)
    return _scalar(value)


def _scalar(value: Json) -> str:
    if isinstance(value, Float32):
        return java_decimal(float32_digits(value))
    if isinstance(value, float):
        return double_text(value)
    if isinstance(value, (int, Decimal)):
        return str(int(value)) if isinstance(value, int) else str(value)
    if isinstance(value, str):
        return str.__str__(value)
    name = enum_name(value)
    if name is not None:
        return name
    return date_text(value)


def _structure(value: Json, pieces: list[str], left: list[int]) -> None:
    """Append the string form of a structure, counting down the characters and nodes left."""
    if is_list(value):
        pieces.append("[")
        for index, item in enumerate(value):
            if index:
                pieces.append(", ")
            _structure(item, pieces, left)
        pieces.append("]")
    elif is_map(value) or type(value) is Loop:
        entries = value.as_map() if type(value) is Loop else value
        pieces.append("{")
        for index, key in enumerate(entries):
            pieces.append(f", {string_form(key)}=" if index else f"{string_form(key)}=")
            _structure(entries[key], pieces, left)
        pieces.append("}")
    elif type(value) is Entry:
        pieces.append(f"{string_form(value.key)}=")
        _structure(value.value, pieces, left)
    else:
        pieces.append(string_form(value))
    left[0] -= len(pieces[-1]) + 2
    left[1] -= 1
    if left[0] < 0 or left[1] < 0:
        raise LimitExceeded(
            f"The rendered output exceeds the maximum allowed size of"
            f" {EXPRESSION_OUTPUT_CHARS_MAX} characters."
        )


def double_text(value: float) -> str:
    """A 64-bit decimal the way a JVM prints it: `6.0`, `1.0E7`, `1.0E-4`, `Infinity`, `NaN`."""
    return java_decimal(repr(float(value)))


def java_decimal(digits: str) -> str:
    """Bring the shortest digits of a decimal, in Python's notation, into the JVM's."""
    if digits in _SPECIAL:
        return _SPECIAL[digits]
    sign = "-" if digits[0] == "-" else ""
    number = Decimal(digits)
    if number == 0:
        return sign + "0.0"
    parts = number.as_tuple()
    text = "".join(map(str, parts.digits)).rstrip("0")
    exponent = len(parts.digits) + int(parts.exponent) - 1
    if -3 <= exponent < 7:
        return sign + _plain(text, exponent)
    return f"{sign}{text[0]}.{text[1:] or '0'}E{exponent}"


_SPECIAL = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN", "-nan": "NaN"}


def _plain(text: str, exponent: int) -> str:
    if exponent < 0:
        return "0." + "0" * (-exponent - 1) + text
    if len(text) <= exponent + 1:
        return text + "0" * (exponent + 1 - len(text)) + ".0"
    return f"{text[: exponent + 1]}.{text[exponent + 1 :]}"


def float32_digits(value: float) -> str:
    """The shortest digits that give the same 32-bit decimal."""
    if value != value or value in (float("inf"), float("-inf")):
        return repr(float(value))
    for precision in range(1, 10):
        text = f"{float(value):.{precision}g}"
        if struct.unpack("f", struct.pack("f", float(text)))[0] == float(value):
            return text
    return repr(float(value))


def plain_decimal(value: Decimal) -> str:
    """An exact decimal without exponent; scientific where that would take too many zeros."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > _PLAIN_EXPONENT_MAX:
        return str(value)
    return f"{value:f}"


def date_text(value: Json) -> str:
    """The ISO text of a date value, also of bytes and anything else."""
    if isinstance(value, Instant):
        return instant_text(value)
    if isinstance(value, datetime):
        if value.tzinfo is UTC:
            return instant_text(instant_of(value))
        return zoned_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return clock_text(value.hour, value.minute, value.second, value.microsecond * 1_000)
    if isinstance(value, timedelta):
        return format_duration(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return f"<{type(value).__name__}>"


def zoned_text(value: datetime) -> str:
    """`2024-01-01T10:00+02:00[Europe/Paris]`; without offset for a local date-time."""
    text = f"{value.year:04d}-{value.month:02d}-{value.day:02d}T"
    text += clock_text(value.hour, value.minute, value.second, value.microsecond * 1_000)
    offset = value.utcoffset()
    if offset is None:
        return text
    text += offset_text(int(offset.total_seconds()))
    region = getattr(value.tzinfo, "key", None)
    if isinstance(region, str):
        text += f"[{region}]"
    return text
