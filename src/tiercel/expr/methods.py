"""The methods that values have inside templates: a closed list, each written out here."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

from tiercel.expr.compare import same
from tiercel.expr.formats.regex import java_find_all, java_replace, java_split, regex_matches
from tiercel.expr.numbers import bounded_list
from tiercel.expr.values import Entry, Instant, as_utf16, instant_of, is_list, is_map
from tiercel.model.json_types import Json

Method: TypeAlias = Callable[..., Json]
_Table: TypeAlias = Mapping[str, tuple[tuple[type, ...], Method]]


def _index_of(text: str, part: str) -> int:
    return as_utf16(text).find(as_utf16(part))


def _position(items: Json, wanted: Json) -> int:
    for index, item in enumerate(items):
        if same(item, wanted):
            return index
    return -1


def _strip_controls(text: str) -> str:
    return text.strip("".join(map(chr, range(33))))


_TEXT: _Table = {
    "length": ((), lambda text: len(as_utf16(text))),
    "isempty": ((), lambda text: text == ""),
    "isblank": ((), lambda text: text.strip() == ""),
    "trim": ((), _strip_controls),
    "strip": ((), lambda text: text.strip()),
    "touppercase": ((), lambda text: text.upper()),
    "tolowercase": ((), lambda text: text.lower()),
    "tostring": ((), lambda text: text),
    "startswith": ((str,), lambda text, start: text.startswith(start)),
    "endswith": ((str,), lambda text, end: text.endswith(end)),
    "indexof": ((str,), _index_of),
    "replace": ((str, str), lambda text, old, new: java_find_all(text, old, new)),
    "replaceall": ((str, str), lambda text, pattern, new: java_replace(text, pattern, new)),
    "split": ((str,), lambda text, pattern: java_split(text, pattern, 0)),
    "matches": ((str,), lambda text, pattern: regex_matches(text, pattern)),
    "concat": ((str,), lambda text, other: bounded_text(text + other)),
    "equals": ((object,), lambda text, other: same(text, other)),
}
_LIST: _Table = {
    "size": ((), len),
    "isempty": ((), lambda items: len(items) == 0),
    "indexof": ((object,), _position),
}
_MAP: _Table = {
    "size": ((), len),
    "isempty": ((), lambda entries: len(entries) == 0),
    "get": ((object,), lambda entries, key: _get(entries, key)),
    "containskey": ((object,), lambda entries, key: _has(entries, key)),
    "keyset": ((), lambda entries: bounded_list(list(entries))),
    "values": ((), lambda entries: bounded_list([entries[key] for key in entries])),
    "entryset": ((), lambda entries: bounded_list([Entry(k, entries[k]) for k in entries])),
}
_DOUBLE: _Table = {
    "isnan": ((), math.isnan),
    "isinfinite": ((), math.isinf),
}
_INSTANT: _Table = {
    "epochsecond": ((), lambda value: value.second),
    "nano": ((), lambda value: value.nano),
    "toepochmilli": ((), lambda value: value.second * 1_000 + value.nano // 1_000_000),
}
_DATE: _Table = {
    "year": ((), lambda value: value.year),
    "monthvalue": ((), lambda value: value.month),
    "dayofmonth": ((), lambda value: value.day),
    "dayofyear": ((), lambda value: value.timetuple().tm_yday),
    "hour": ((), lambda value: value.hour),
    "minute": ((), lambda value: value.minute),
    "second": ((), lambda value: value.second),
    "nano": ((), lambda value: value.microsecond * 1_000),
}
_DURATION: _Table = {
    "seconds": ((), lambda value: value.days * 86_400 + value.seconds),
    "tomillis": ((), lambda value: value // timedelta(milliseconds=1)),
}
_GETTERS = ("", "get", "is", "has")


def call_method(value: Json, name: str, arguments: tuple[Json, ...]) -> tuple[bool, Json]:
    """Whether the method exists for these arguments, and its result."""
    value, table = _table(value)
    wanted = name.lower()
    declared = table.get(wanted) or table.get(wanted.removeprefix("get"))
    if declared is None:
        return False, None
    types, call = declared
    if len(types) != len(arguments):
        return False, None
    if any(not isinstance(given, kind) for given, kind in zip(arguments, types, strict=True)):
        return False, None
    return True, call(value, *arguments)


def attribute_of(value: Json, name: str) -> tuple[bool, Json]:
    """Whether the value has a method without arguments, or a getter, of that name; its result."""
    value, table = _table(value)
    for prefix in _GETTERS:
        declared = table.get((prefix + name).lower())
        if declared is not None and not declared[0]:
            return True, declared[1](value)
    return False, None


def _table(value: Json) -> tuple[Json, _Table]:
    if isinstance(value, str):
        return value, _TEXT
    if isinstance(value, float):
        return value, _DOUBLE
    if is_list(value):
        return value, _LIST
    if is_map(value):
        return value, _MAP
    if isinstance(value, datetime) and value.tzinfo is UTC:
        return instant_of(value), _INSTANT
    if isinstance(value, Instant):
        return value, _INSTANT
    return value, _date_table(value)


def _date_table(value: Json) -> _Table:
    if isinstance(value, datetime):
        return _DATE
    if isinstance(value, date):
        return {name: _DATE[name] for name in ("year", "monthvalue", "dayofmonth", "dayofyear")}
    if isinstance(value, time):
        return {name: _DATE[name] for name in ("hour", "minute", "second", "nano")}
    return _DURATION if isinstance(value, timedelta) else {}


def _get(entries: Json, key: Json) -> Json:
    return entries[key] if _has(entries, key) else None


def _has(entries: Json, key: Json) -> bool:
    return not is_list(key) and not is_map(key) and key in entries


def bounded_text(text: str) -> str:
    """The text itself; raises LimitExceeded when it is too long."""
    from tiercel.expr.numbers import joined

    return joined(text, "")
