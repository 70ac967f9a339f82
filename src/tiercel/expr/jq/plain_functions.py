"""jq functions that are computed from plain values alone."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Callable
from datetime import datetime

from tiercel.expr.errors import EvaluationError, LimitExceeded
from tiercel.expr.jq.errors import JqError
from tiercel.expr.jq.paths import field, positions
from tiercel.expr.jq.values import (
    add,
    compare,
    is_true,
    json_text,
    kind_of,
    shorter,
    sort_key,
    split,
    text_of,
)
from tiercel.expr.json_form import read_json
from tiercel.expr.numbers import bounded_list
from tiercel.expr.values import from_utf16, utf16_key
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_ITEMS_MAX, EXPRESSION_OUTPUT_CHARS_MAX

_NUMBER = re.compile(r"\s*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*")


def _wrong(value: Json, wanted: str) -> JqError:
    return JqError(f"{kind_of(value)} ({json_text(value)[:40]}) {wanted}")


def _number(value: Json) -> float:
    if kind_of(value) != "number":
        raise _wrong(value, "number required")
    return value  # type: ignore[no-any-return]


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise _wrong(value, "is not a string")
    return value


def _list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise _wrong(value, "is not an array")
    return value


def _length(value: Json) -> Json:
    if value is None:
        return 0
    if kind_of(value) == "number":
        return abs(value)
    if isinstance(value, bool):
        raise _wrong(value, "has no length")
    return len(value)


def _keys(value: Json) -> Json:
    if isinstance(value, dict):
        return sorted(value, key=utf16_key)
    if isinstance(value, list):
        return list(range(len(value)))
    raise _wrong(value, "has no keys")


def _keys_unsorted(value: Json) -> Json:
    return list(value) if isinstance(value, dict) else _keys(value)


def _add(value: Json) -> Json:
    items = list(value.values()) if isinstance(value, dict) else _list(value)
    if items and all(isinstance(item, str) for item in items):
        if sum(map(len, items)) > EXPRESSION_OUTPUT_CHARS_MAX:
            raise LimitExceeded("The text is too long.")
        return "".join(items)
    if items and all(isinstance(item, list) for item in items):
        return bounded_list([inner for item in items for inner in item])
    total: Json = None
    for item in items:
        total = add(total, item)
    return total


def _has(value: Json, key: Json) -> bool:
    if isinstance(value, dict) and isinstance(key, str):
        return bool(key in value)
    if isinstance(value, list) and kind_of(key) == "number":
        return bool(0 <= key < len(value))
    raise JqError(f"Cannot check whether {kind_of(value)} has a {kind_of(key)} key")


def _contains(value: Json, other: Json) -> bool:
    if isinstance(value, dict) and isinstance(other, dict):
        return all(key in value and _contains(value[key], other[key]) for key in other)
    if isinstance(value, list) and isinstance(other, list):
        return all(
            any(kind_of(item) == kind_of(wanted) and _contains(item, wanted) for item in value)
            for wanted in other
        )
    if isinstance(value, str) and isinstance(other, str):
        return other in value
    if kind_of(value) == kind_of(other):
        return compare(value, other) == 0
    raise JqError(f"{kind_of(value)} and {kind_of(other)} cannot have their containment checked")


def _flatten(value: Json, depth: Json = 1_000) -> Json:
    if _number(depth) < 0:
        raise JqError("flatten depth must not be negative")
    flat: list[Json] = []
    _flatten_into(_list(value), depth, flat)
    return bounded_list(flat)


def _flatten_into(items: list[Json], depth: float, flat: list[Json]) -> None:
    for item in items:
        if isinstance(item, list) and depth > 0:
            _flatten_into(item, depth - 1, flat)
        else:
            flat.append(item)
        if len(flat) > EXPRESSION_ITEMS_MAX:
            raise LimitExceeded("The flat list is too long.")


def _sort(value: Json) -> Json:
    if not isinstance(value, list):
        raise _wrong(value, "cannot be sorted, as it is not an array")
    return sorted(value, key=sort_key)


def _unique(value: Json) -> Json:
    kept: list[Json] = []
    for item in _sort(value):
        if not kept or compare(kept[-1], item):
            kept.append(item)
    return kept


def _min(value: Json) -> Json:
    return min(_list(value), key=sort_key) if value else None


def _max(value: Json) -> Json:
    return max(reversed(_list(value)), key=sort_key) if value else None


def _reverse(value: Json) -> Json:
    if value is None:
        return []
    if isinstance(value, str):
        return value[::-1]
    return _list(value)[::-1]


def _transpose(value: Json) -> Json:
    rows = [_list(row) for row in _list(value)]
    width = max(map(len, rows), default=0)
    if width * len(rows) > EXPRESSION_ITEMS_MAX:
        raise LimitExceeded("The transposed list is too long.")
    return [[row[at] if at < len(row) else None for row in rows] for at in range(width)]


def _indices(value: Json, wanted: Json) -> Json:
    if value is None:
        return None
    if isinstance(value, str) and isinstance(wanted, str):
        if not wanted:
            return None
        found = []
        at = value.find(wanted)
        while at >= 0:
            found.append(at)
            at = value.find(wanted, at + 1)
        return bounded_list(found)
    if isinstance(value, list):
        if isinstance(wanted, list):
            return positions(value, wanted)
        return [at for at, item in enumerate(value) if compare(item, wanted) == 0]
    return field(value, wanted)


def _to_number(value: Json) -> Json:
    if kind_of(value) == "number":
        return value
    text = _text(value)
    if not _NUMBER.fullmatch(text) or len(text) > 1_000:
        raise _wrong(value, "cannot be parsed as a number")
    digits = text.strip()
    if digits.lstrip("-").isdigit():
        return shorter(int(digits))
    return float(digits)


def _from_json(value: Json) -> Json:
    if value in ("nan", "NaN"):
        return math.nan
    try:
        return read_json(_text(value))
    except EvaluationError as error:
        raise JqError(f"{error.text} (while parsing '{str(value)[:100]}')") from error


def _explode(value: Json) -> Json:
    return bounded_list([ord(character) for character in _text(value)])


def _implode(value: Json) -> Json:
    codes = [int(_number(code)) for code in _list(value)]
    if any(not 0 <= code <= 0x10FFFF for code in codes):
        raise JqError("Unicode codepoint array expected")
    return from_utf16("".join(map(chr, codes)))


def _ascii_case(value: Json, to_upper: Json) -> Json:
    text = _text(value)
    change = str.upper if to_upper else str.lower
    return "".join(change(c) if c.isascii() else c for c in text)


def _starts(value: Json, start: Json) -> Json:
    if not isinstance(value, str) or not isinstance(start, str):
        raise JqError("startswith() requires string inputs")
    return value.startswith(start)


def _ends(value: Json, end: Json) -> Json:
    if not isinstance(value, str) or not isinstance(end, str):
        raise JqError("endswith() requires string inputs")
    return value.endswith(end)


def _without_start(value: Json, start: Json) -> Json:
    both = isinstance(value, str) and isinstance(start, str)
    return value.removeprefix(start) if both else value


def _without_end(value: Json, end: Json) -> Json:
    both = isinstance(value, str) and isinstance(end, str)
    return value.removesuffix(end) if both else value


def _split(value: Json, separator: Json) -> Json:
    if not isinstance(value, str) or not isinstance(separator, str):
        raise JqError("split input and separator must be strings")
    return split(value, separator)


def _from_iso_date(value: Json) -> Json:
    if not _text(value).endswith("Z"):
        raise _wrong(value, 'does not match format "%Y-%m-%dT%H:%M:%SZ"')
    try:
        parsed = datetime.strptime(_text(value), "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        raise _wrong(value, 'does not match format "%Y-%m-%dT%H:%M:%SZ"') from None
    return calendar.timegm(parsed.timetuple())


def _decimal(function: Callable[[float], float]) -> Callable[[Json], Json]:
    """A function of one number that always gives a decimal."""

    def call(value: Json) -> Json:
        try:
            return float(function(float(_number(value))))
        except OverflowError:
            return math.inf
        except ValueError:
            return math.nan

    return call


def _rounded(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda number: function(number) if math.isfinite(number) else number


def _log(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda number: -math.inf if number == 0 else function(number)


def _power(value: Json, base: Json, exponent: Json) -> Json:
    try:
        return shorter(math.pow(_number(base), _number(exponent)))
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan


def _is_normal(value: Json) -> Json:
    number = float(_number(value))
    return math.isfinite(number) and abs(number) >= 2.2250738585072014e-308


_MATH: dict[str, Callable[[float], float]] = {
    "floor": _rounded(math.floor),
    "ceil": _rounded(math.ceil),
    "round": _rounded(lambda number: math.floor(number + 0.5)),
    "sqrt": math.sqrt,
    "cbrt": lambda number: math.copysign(abs(number) ** (1 / 3), number),
    "exp": math.exp,
    "exp2": lambda number: math.pow(2.0, number),
    "exp10": lambda number: math.pow(10.0, number),
    "log": _log(math.log),
    "log2": _log(math.log2),
    "log10": _log(math.log10),
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
}

PLAIN: dict[tuple[str, int], Callable[..., Json]] = {
    ("not", 0): lambda value: not is_true(value),
    ("length", 0): _length,
    ("utf8bytelength", 0): lambda value: len(_text(value).encode("utf-8", "replace")),
    ("type", 0): kind_of,
    ("keys", 0): _keys,
    ("keys_unsorted", 0): _keys_unsorted,
    ("add", 0): _add,
    ("has", 1): _has,
    ("contains", 1): _contains,
    ("flatten", 0): _flatten,
    ("flatten", 1): _flatten,
    ("sort", 0): _sort,
    ("unique", 0): _unique,
    ("min", 0): _min,
    ("max", 0): _max,
    ("reverse", 0): _reverse,
    ("transpose", 0): _transpose,
    ("indices", 1): _indices,
    ("_indices", 1): _indices,
    ("tostring", 0): text_of,
    ("tojson", 0): json_text,
    ("fromjson", 0): _from_json,
    ("tonumber", 0): _to_number,
    ("explode", 0): _explode,
    ("implode", 0): _implode,
    ("_ascii_case", 1): _ascii_case,
    ("startswith", 1): _starts,
    ("endswith", 1): _ends,
    ("ltrimstr", 1): _without_start,
    ("rtrimstr", 1): _without_end,
    ("split", 1): _split,
    ("fromdateiso8601", 0): _from_iso_date,
    ("pow", 2): _power,
    ("atan2", 2): lambda value, y, x: math.atan2(_number(y), _number(x)),
    ("infinite", 0): lambda value: math.inf,
    ("nan", 0): lambda value: math.nan,
    ("isinfinite", 0): lambda value: math.isinf(_number(value)),
    ("isnan", 0): lambda value: math.isnan(_number(value)),
    ("isnormal", 0): _is_normal,
    **{(name, 0): _decimal(function) for name, function in _MATH.items()},
}
