"""Values of key-value entries: what a request's text means (kv.md §0, §5)."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import msgspec

from tiercel.model.durations import format_duration, parse_duration
from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json

_DURATION = re.compile(r"P(?=[^T]|T.)(?:\d*D)?(?:T(?=.)(?:\d*H)?(?:\d*M)?(?:\d*S)?)?")
_SYMBOL = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})T?")
_DATETIME = re.compile(
    r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:\d{2})?"
)
_RESERVED = {"nan", "null", "true", "false"}

TypedValue = tuple[str, Json]  # The type and the plain value.


def read_value(text: str, *, is_json: bool) -> TypedValue:
    """The one value of a text: JSON, a date, or Ion.

    With `is_json` a text that is not exactly one value is refused, otherwise it is a STRING.
    Raises: IllegalArgument.
    """
    stripped = text.strip()
    try:
        return typed(msgspec.json.decode(stripped))
    except (msgspec.DecodeError, RecursionError):
        pass
    if _SYMBOL.fullmatch(stripped) and stripped not in _RESERVED:
        return typed(stripped)
    dated = _dated(stripped)
    if dated is not None:
        return dated
    found, value = _read_ion(stripped)
    if found:
        return typed(value)
    if is_json:
        raise IllegalArgument(f"Invalid JSON value for: {text}")
    return typed(text.removesuffix("\n").removesuffix("\r"))


def typed(value: Json) -> TypedValue:
    """The type that a plain value shows."""
    if value is None or isinstance(value, bool):
        return ("BOOLEAN" if value is not None else "STRING"), value
    if isinstance(value, str):
        return _duration(value) or ("STRING", value)
    if isinstance(value, (int, float)):
        return "NUMBER", value
    return "JSON", value


def _duration(text: str) -> TypedValue | None:
    """A duration; one that is longer than any is a text like others."""
    if not _DURATION.fullmatch(text):
        return None
    try:
        return "DURATION", format_duration(parse_duration(text))
    except ValueError:
        return None


def _dated(text: str) -> TypedValue | None:
    """A bare date or date-time; midnight in UTC counts as a date."""
    try:
        match = _DATE.fullmatch(text)
        if match is not None:
            return "DATE", date.fromisoformat(match.group(1)).isoformat()
        match = _DATETIME.fullmatch(text)
        if match is None:
            return None
        clock, zone = match.groups()
        found = datetime.fromisoformat(clock[:26])
    except ValueError:
        return None
    if zone in (None, "Z", "+00:00", "-00:00"):
        if not any((found.hour, found.minute, found.second, found.microsecond)):
            return "DATE", found.date().isoformat()
        return "DATETIME", found.isoformat() + "Z"
    return "DATETIME", found.isoformat() + str(zone)


def _read_ion(text: str) -> tuple[bool, Json]:
    """(whether it is exactly one Ion value, the value as plain JSON)."""
    from tiercel.expr.formats.ion.reader import IonError, read_values

    try:
        values = read_values(text)
    except IonError:
        return False, None
    return (True, _plain(values[0])) if len(values) == 1 else (False, None)


def _plain(value: Json) -> Json:
    """An Ion value as JSON."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00"
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
