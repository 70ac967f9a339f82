"""From rendered text to the type of a property (spec/plugins-core.md §0)."""

from __future__ import annotations

import enum
import re
import types
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec
from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from tiercel.model.durations import format_duration, of_seconds, parse_duration
from tiercel.model.errors import PluginError
from tiercel.model.json_types import Json
from tiercel.model.limits import DURATION_DAYS_MAX, PLUGIN_CONVERTERS_MAX
from tiercel.model.state import StateType
from tiercel.plugin.fields import StaticMark
from tiercel.plugin.part import written_name
from tiercel.plugin.values import value_text

__all__ = [
    "NUMBER",
    "SCALARS",
    "WORDS",
    "ZONE_SUFFIX",
    "Converter",
    "converted",
    "converter_for",
    "converter_of_field",
    "format_duration",
    "object_converters",
    "to_bool",
    "to_date",
    "to_datetime",
    "to_duration",
    "to_float",
    "to_int",
    "to_text",
    "to_text_or_json",
    "to_time",
    "union_parts",
]

Converter = Callable[[Json], Json]

NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
ZONE_SUFFIX = re.compile(r"\[[^\]]*\]$")


def union_parts(annotation: Json) -> tuple[Json, ...]:
    """The members of a union without None; the type itself when it is none."""
    origin: Json = get_origin(annotation)
    if origin is Annotated:
        return union_parts(get_args(annotation)[0])
    if origin is Union or origin is types.UnionType:
        return tuple(
            part
            for member in get_args(annotation)
            if member is not type(None)
            for part in union_parts(member)
        )
    return (annotation,)


@lru_cache(maxsize=PLUGIN_CONVERTERS_MAX)
def converter_for(annotation: Json) -> Converter:
    """What turns a value into the type; other values are left for validation to refuse.

    Raises (when called): PluginError for text that does not read as the type.
    """
    parts = union_parts(annotation)
    if len(parts) > 1:
        return _of_union(parts)
    return _of_type(parts[0])


def converted(value: Json, to: Json) -> Json:
    """The value as the type, None for an empty one; a date without a zone is of UTC.

    Raises: PluginError for anything else, so that what comes back can be reckoned with.
    """
    try:
        found = converter_for(to)(value)
        if found is None:
            return None
        if isinstance(found, bool) and to in (timedelta, int):
            return _refuse(value_text(value), _words(to))
        found = _adapter(to).validate_python(found)
    except (ValueError, OverflowError):
        # Pydantic's ValidationError is one.
        return _refuse(value_text(value), _words(to))
    if isinstance(found, timedelta) and abs(found) > timedelta(days=DURATION_DAYS_MAX):
        return _refuse(value_text(value), f"a duration of {DURATION_DAYS_MAX} days at most")
    if isinstance(found, datetime) and found.tzinfo is None:
        return found.replace(tzinfo=UTC)
    return found


@lru_cache(maxsize=PLUGIN_CONVERTERS_MAX)
def _adapter(to: Json) -> TypeAdapter[Json]:
    return TypeAdapter(to)


def _words(to: Json) -> str:
    return WORDS.get(to, f"a {getattr(to, '__name__', 'value')} of the kind that is wanted here")


def _of_union(parts: tuple[Json, ...]) -> Converter:
    takes_text = str in parts
    structured = [converter_for(part) for part in parts if part is not str]

    def convert(value: Json) -> Json:
        if value is None or (takes_text and isinstance(value, str)):
            return value
        for each in structured:
            try:
                return each(value)
            except PluginError:
                continue
        return value

    return convert


def _of_type(kind: Json) -> Converter:
    origin: Json = get_origin(kind)
    if origin is Literal:
        return _unchanged
    if isinstance(kind, TypeVar) or kind is Any:
        return _unchanged
    if kind in SCALARS:
        return SCALARS[kind]
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return _of_enum(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _of_object(kind)
    if origin in (list, tuple, set, frozenset) or kind in (list, tuple, set, frozenset):
        return _of_list(get_args(kind)[0] if get_args(kind) else Any)
    if origin in (dict, Mapping) or kind in (dict, Mapping):
        return _of_map(get_args(kind)[1] if get_args(kind) else Any)
    return _unchanged


def _unchanged(value: Json) -> Json:
    return value


def to_text(value: Json) -> Json:
    """Scalars as text, as the flow language reads them; lists and maps stay for the refusal."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, int | float):
        return str(value)
    return value


def to_text_or_json(value: Json) -> Json:
    """As `to_text`; lists and maps as compact JSON."""
    return value_text(value) if isinstance(value, list | Mapping) else to_text(value)


def to_bool(value: Json) -> Json:
    """`true` or `false` in any case."""
    if not isinstance(value, str):
        return value
    text = value.strip().lower()
    if text in ("true", "false"):
        return text == "true"
    return None if text == "" else _refuse(value, "a boolean")


def to_int(value: Json) -> Json:
    """A whole number; `3.0` is one."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text == "":
        return None
    if NUMBER.fullmatch(text) is None or not float(text).is_integer():
        return _refuse(value, "a whole number")
    return int(text) if text.lstrip("+-").isdigit() else int(float(text))


def to_float(value: Json) -> Json:
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text == "":
        return None
    return float(text) if NUMBER.fullmatch(text) else _refuse(value, "a number")


def to_duration(value: Json) -> Json:
    """ISO-8601 in any letter case, or seconds as a number or as text."""
    if isinstance(value, bool) or value is None or isinstance(value, timedelta):
        return value
    if not isinstance(value, int | float | str):
        return value
    if isinstance(value, str) and value.strip() == "":
        return None
    try:
        return parse_duration(value) if isinstance(value, str) else of_seconds(value)
    except ValueError as error:
        raise PluginError(str(error)) from None


def to_datetime(value: Json) -> Json:
    """ISO-8601 with an offset; a zone in brackets after it is dropped."""
    if not isinstance(value, str):
        return value
    text = ZONE_SUFFIX.sub("", value.strip())
    if text == "":
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return _refuse(value, "a date-time")


def to_date(value: Json) -> Json:
    """A date of an ISO 8601 text such as `2024-05-31`; what is no text stays as it is."""
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        return _refuse(value, "a date")


def to_time(value: Json) -> Json:
    """A time of day of an ISO 8601 text, with or without an offset; what is no text stays."""
    if not isinstance(value, str):
        return value
    try:
        return time.fromisoformat(value.strip())
    except ValueError:
        return _refuse(value, "a time of day")


WORDS: Mapping[Json, str] = types.MappingProxyType(
    {
        bool: "a boolean",
        int: "a whole number",
        timedelta: "a duration",
        datetime: "a date-time",
        str: "a text",
        dict: "a map",
        list[str]: "a list of texts",
    }
)
SCALARS: Mapping[Json, Converter] = types.MappingProxyType(
    {
        str: to_text,
        bool: to_bool,
        int: to_int,
        float: to_float,
        timedelta: to_duration,
        datetime: to_datetime,
        date: to_date,
        time: to_time,
    }
)


def _of_enum(kind: type[enum.Enum]) -> Converter:
    members: dict[Json, enum.Enum] = {member.value: member for member in kind}
    if kind is StateType:
        # Compat: flows of the older generations write it with one L.
        members["CANCELED"] = StateType.CANCELLED

    def convert(value: Json) -> Json:
        if not isinstance(value, str) or isinstance(value, enum.Enum):
            return value
        text = value.strip()
        if text == "":
            return None
        if text not in members:
            return _refuse(value, f"one of {', '.join(members)}")
        return members[text]

    return convert


def _of_list(item: Json) -> Converter:
    convert_item = converter_for(item)

    def convert(value: Json) -> Json:
        value = _parsed(value, list, "a list")
        return [convert_item(each) for each in value] if isinstance(value, list) else value

    return convert


def _of_map(item: Json) -> Converter:
    convert_item = converter_for(item)

    def convert(value: Json) -> Json:
        value = _parsed(value, dict, "a map")
        if not isinstance(value, Mapping):
            return value
        return {str(key): convert_item(each) for key, each in value.items()}

    return convert


def _of_object(kind: type[BaseModel]) -> Converter:
    def convert(value: Json) -> Json:
        value = _parsed(value, dict, "a map")
        if not isinstance(value, Mapping):
            return value
        converters = object_converters(kind)
        converted = {}
        for name, each in value.items():
            convert_field = converters.get(name)
            converted[name] = each if convert_field is None else convert_field(each)
        return {name: each for name, each in converted.items() if each is not None}

    return convert


def converter_of_field(field: FieldInfo) -> Converter:
    """The converter of the field's type; a rendered text takes lists and maps as JSON."""
    annotation: Json = field.annotation
    is_static = any(isinstance(mark, StaticMark) for mark in field.metadata)
    if union_parts(annotation) == (str,) and not is_static:
        return to_text_or_json
    return converter_for(annotation)


@lru_cache(maxsize=PLUGIN_CONVERTERS_MAX)
def object_converters(kind: type[BaseModel]) -> Mapping[str, Converter]:
    """Converters of the fields of a class, under the names that flows write."""
    return {
        written_name(name, field): converter_of_field(field)
        for name, field in kind.model_fields.items()
    }


def _parsed(value: Json, kind: type, words: str) -> Json:
    """Text parsed as JSON of the kind; other values as they are, empty text as None."""
    if not isinstance(value, str):
        return value
    if value.strip() == "":
        return None
    try:
        parsed = msgspec.json.decode(value)
    except msgspec.DecodeError:
        return _refuse(value, words)
    return parsed if isinstance(parsed, kind) else _refuse(value, words)


def _refuse(value: str, words: str) -> Json:
    shown = value if len(value) <= 200 else value[:200] + "…"
    raise PluginError(f"'{shown}' is not {words}")
