"""Input and output values: raw to stored form by declared type, and the checks of each type."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec

from tiercel.engine.values.typed_times import (
    date_value,
    datetime_value,
    duration_seconds,
    is_after,
    time_value,
)
from tiercel.expr import ExpressionError
from tiercel.expr.formats.regex import regex_matches
from tiercel.expr.printing import float32_digits, string_form
from tiercel.flowlang.coerce import as_number, as_texts, is_map
from tiercel.flowlang.source import parse
from tiercel.model.json_types import Json
from tiercel.model.limits import BAD_VALUE_CHARS_MAX
from tiercel.model.stored.encrypted import is_encrypted

_INT_MIN, _INT_MAX = -(2**31), 2**31 - 1
_INT = re.compile(r"[-+]?[0-9]{1,11}")
_FLOAT = re.compile(
    r"\s*[-+]?(?:[0-9]{1,400}\.?[0-9]{0,400}|\.[0-9]{1,400})(?:[eE][-+]?[0-9]{1,4})?\s*"
)
_EMAIL = re.compile(r"(?:[a-zA-Z0-9_!#$%&’*+/=?`{|}~^.-]+@[a-zA-Z0-9.-]+)?")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:.")
_BAD_IN_URI = re.compile(r"[\s\"<>\\^`{|}\x00-\x1f\x7f]")
_FILE_SCHEMES = ("kestra://", "file://", "nsfile://")

Encrypt = Callable[[str], Json]


class BadValue(Exception):
    """A value that its type refuses; the text says why."""


class Declared(NamedTuple):
    """What a value must be: a type, and the properties that belong to the type."""

    type: str
    required: bool = True
    properties: Mapping[str, Json] = {}


def convert(declared: Declared, value: Json, encrypt: Encrypt | None) -> Json:
    """A raw value, which is not None, as it is stored: plain JSON.

    Shapes: date-times are ISO text in UTC with six fraction digits, durations seconds, secrets
    encrypted maps, decimals 32 bits wide.
    Raises: BadValue.
    Source: spec/flow-language.md §5.
    """
    kind = declared.type
    if kind == "SECRET":
        return _secret(value, encrypt)
    if kind in ("ARRAY", "MULTISELECT"):
        default = "STRING" if kind == "MULTISELECT" else None
        item_type = declared.properties.get("itemType", default)
        return _items(kind, value, item_type, encrypt)
    convert_one = _CONVERTERS.get(kind, string_form)
    try:
        return convert_one(value)
    except ValueError as error:
        raise _unexpected(kind, value, str(error)) from None


def _secret(value: Json, encrypt: Encrypt | None) -> Json:
    if is_encrypted(value):
        return value
    if encrypt is None:
        raise BadValue("Unable to use a `SECRET` input/output as encryption is not configured")
    return encrypt(string_form(value))


def _items(kind: str, value: Json, item_type: Json, encrypt: Encrypt | None) -> list[Json]:
    if isinstance(value, str):
        try:
            value = msgspec.json.decode(value)
        except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as error:
            raise _unexpected(kind, value, str(error)) from None
    if not isinstance(value, list | tuple):
        raise _unexpected(kind, value, "no list")
    if item_type is None:
        return list(value)
    return [_item(str(item_type), item, encrypt) for item in value]


def _item(kind: str, item: Json, encrypt: Encrypt | None) -> Json:
    if item is None:
        return None
    try:
        return convert(Declared(kind), item, encrypt)
    except BadValue:
        text = _shown(item)
        raise BadValue(f"Unable to parse array element as `{kind}` on `{text}`") from None


def _unexpected(kind: str, value: Json, reason: str) -> BadValue:
    text, reason = _shown(value), _shown(reason)
    return BadValue(f"Expected `{kind}` but received `{text}` with errors:\n```\n{reason}\n```")


def _shown(value: Json) -> str:
    """What an error repeats of a value."""
    text = string_form(value)
    return text if len(text) <= BAD_VALUE_CHARS_MAX else f"{text[:BAD_VALUE_CHARS_MAX]}…"


def _int(value: Json) -> int:
    text = string_form(value).strip()
    if isinstance(value, float) and value.is_integer() and abs(value) <= _INT_MAX:
        return int(value)
    if isinstance(value, bool) or not _INT.fullmatch(text) or not _fits(int(text)):
        raise BadValue(f'For input string: "{_shown(value)}"')
    return int(text)


def _fits(number: int) -> bool:
    return _INT_MIN <= number <= _INT_MAX


def _float(value: Json) -> float:
    text = string_form(value)
    if isinstance(value, bool) or not _FLOAT.fullmatch(text):
        raise BadValue(f'For input string: "{_shown(value)}"')
    try:
        narrow = struct.unpack("<f", struct.pack("<f", float(text)))[0]
    except OverflowError:
        raise BadValue(f'For input string: "{text}"') from None
    return float(float32_digits(narrow))


def _bool(value: Json) -> bool:
    return value if isinstance(value, bool) else string_form(value).lower() == "true"


def _json(value: Json) -> Json:
    if not isinstance(value, str):
        return plain(value)
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as error:
        raise ValueError(str(error)) from None


def _ion(value: Json) -> Json:
    """Nearly all Ion is JSON; the reader of the rest is loaded on first use."""
    try:
        return _json(value)
    except ValueError:
        from tiercel.expr.formats.ion_reading import read_ion

    try:
        return plain(read_ion(value))
    except ExpressionError as error:
        raise ValueError(error.message) from None


def _yaml(value: Json) -> Json:
    if not isinstance(value, str):
        return plain(value)
    document = parse(value, kind="value")
    if document.problems:
        raise ValueError(document.problems[0].message)
    return document.value


def _file(value: Json) -> str:
    text = string_form(value)
    if not text.startswith(_FILE_SCHEMES):
        raise ValueError("a stored file is named by a kestra:// address")
    return text


_CONVERTERS: dict[str, Callable[[Json], Json]] = {
    "INT": _int,
    "FLOAT": _float,
    "BOOLEAN": _bool,
    "BOOL": _bool,
    "DATETIME": datetime_value,
    "DATE": date_value,
    "TIME": time_value,
    "DURATION": duration_seconds,
    "FILE": _file,
    "JSON": _json,
    "YAML": _yaml,
    "ION": _ion,
}


def plain(value: Json) -> Json:
    """A rendered value as plain JSON: dates as text, durations as seconds, lazy maps as maps."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return float(value)
    if isinstance(value, Mapping):
        return {string_form(key): plain(value[key]) for key in value}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, datetime) and value.tzinfo is UTC:
        return datetime_value(value)
    return string_form(value)


def check(declared: Declared, value: Json, sent: Json) -> None:
    """The checks of the type on a converted value; `sent` is what it was converted from.

    Raises: BadValue.
    Source: spec/flow-language.md §5, the column of validation texts.
    """
    rule = _RULES.get(declared.type)
    if rule is not None:
        rule(declared, value, sent)


def _check_pattern(declared: Declared, _value: Json, sent: Json) -> None:
    pattern = declared.properties.get("validator")
    if pattern is None or is_map(sent):
        return
    try:
        matches = regex_matches(string_form(sent), str(pattern))
    except ExpressionError as error:
        raise BadValue(error.message) from None
    if not matches:
        raise BadValue(f"it must match the pattern `{pattern}`")


def allowed_values(properties: Mapping[str, Json]) -> tuple[str, ...]:
    """The values of a select; options with a label count by their value."""
    values = properties.get("values")
    if values is None:
        values = properties.get("options")
    if not isinstance(values, list | tuple):
        return ()
    return as_texts([item.get("value") if is_map(item) else item for item in values])


def _check_values(declared: Declared, value: Json, _sent: Json) -> None:
    if not declared.required or declared.properties.get("allowCustomValue") is True:
        return
    allowed = allowed_values(declared.properties)
    chosen = value if isinstance(value, list) else [value]
    if any(string_form(item) not in allowed for item in chosen):
        raise BadValue(f"it must match the values `[{', '.join(allowed)}]`")


def _check_range(declared: Declared, value: Json, _sent: Json) -> None:
    least, most = declared.properties.get("min"), declared.properties.get("max")
    lower, upper = as_number(least), as_number(most)
    if lower is not None and value < lower:
        raise BadValue(f"it must be more than `{string_form(least)}`")
    if upper is not None and value > upper:
        raise BadValue(f"it must be less than `{string_form(most)}`")


def _check_duration(declared: Declared, value: Json, _sent: Json) -> None:
    for name, sign, word in (("min", 1, "more"), ("max", -1, "less")):
        bound = declared.properties.get(name)
        if bound is None:
            continue
        try:
            seconds = duration_seconds(bound)
        except ValueError:
            continue
        if sign * (value - seconds) < 0:
            raise BadValue(f"It must be {word} than `{string_form(bound)}`")


def _check_period(declared: Declared, value: Json, _sent: Json) -> None:
    first, last = declared.properties.get("after"), declared.properties.get("before")
    if first is not None and is_after(declared.type, first, value):
        raise BadValue(f"it must be after `{string_form(first)}`")
    if last is not None and is_after(declared.type, value, last):
        raise BadValue(f"it must be before `{string_form(last)}`")


def _check_uri(_declared: Declared, value: Json, _sent: Json) -> None:
    bad = _BAD_IN_URI.search(value)
    if bad is not None:
        part = "authority" if "//" in value[: bad.start()] else "path"
        if "/" in value[: bad.start()].partition("//")[2]:
            part = "path"
        raise BadValue(f"Illegal character in {part} at index {bad.start()}: {_shown(value)}")
    if not _SCHEME.match(value):
        raise BadValue("Invalid URI format.")


def _check_email(_declared: Declared, value: Json, _sent: Json) -> None:
    if not _EMAIL.fullmatch(value):
        raise BadValue("The input must be a valid email")


def _check_file(declared: Declared, value: Json, _sent: Json) -> None:
    allowed = as_texts(declared.properties.get("allowedFileExtensions"))
    if allowed and not value.lower().endswith(tuple(each.lower() for each in allowed)):
        raise BadValue(f"it must have one of the file extensions `[{', '.join(allowed)}]`")


_RULES: dict[str, Callable[[Declared, Json, Json], None]] = {
    "STRING": _check_pattern,
    "SECRET": _check_pattern,
    "SELECT": _check_values,
    "ENUM": _check_values,
    "MULTISELECT": _check_values,
    "INT": _check_range,
    "FLOAT": _check_range,
    "DURATION": _check_duration,
    "DATETIME": _check_period,
    "DATE": _check_period,
    "TIME": _check_period,
    "URI": _check_uri,
    "EMAIL": _check_email,
    "FILE": _check_file,
}
