"""jq values: kinds, order, arithmetic, and numbers as the dialect prints them."""

from __future__ import annotations

import base64
import functools
import math
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from tiercel.expr.errors import LimitExceeded
from tiercel.expr.evaluation import Meter
from tiercel.expr.jq.errors import JqError
from tiercel.expr.json_form import JsonStyle, date_json, to_json
from tiercel.expr.numbers import bounded_list, joined
from tiercel.expr.printing import double_text, float32_digits, string_form
from tiercel.expr.values import Entry, Float32, enum_name, is_list, is_map, utf16_key
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_OUTPUT_CHARS_MAX

_RANKS = {"null": 0, "false": 1, "true": 2, "number": 3, "string": 4, "array": 5, "object": 6}


def as_jq_value(value: Json, style: JsonStyle, meter: Meter) -> Json:
    """A value of a template as plain JSON data; null entries of maps go, dates become texts."""
    meter.spend(4)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Entry):
        value = {value.key: value.value}
    if is_map(value):
        return {
            string_form(key): as_jq_value(value[key], style, meter)
            for key in value
            if value[key] is not None
        }
    if is_list(value):
        return [as_jq_value(item, style, meter) for item in value]
    if isinstance(value, str):
        return str.__str__(value)
    return _number(value) if isinstance(value, (int, float, Decimal)) else _other(value, style)


def _number(value: Json) -> Json:
    if isinstance(value, Float32):
        return float(float32_digits(value))
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value() and abs(value.adjusted()) < 100
        return int(value) if whole else float(value)
    return int(value) if isinstance(value, int) else float(value)


def _other(value: Json, style: JsonStyle) -> Json:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return enum_name(value) or date_json(value, style)


def kind_of(value: Json) -> str:
    """The name that `type` answers."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def is_true(value: Json) -> bool:
    """Everything but false and null."""
    return value is not None and value is not False


def compare(left: Json, right: Json) -> int:
    """-1, 0 or 1 in jq's order over all kinds."""
    a, b = _rank(left), _rank(right)
    if a != b:
        return -1 if a < b else 1
    if a == 3:
        return -1 if left < right or left != left else int(left > right)
    if a == 4:
        x, y = utf16_key(left), utf16_key(right)
        return (x > y) - (x < y)
    if a == 5:
        for one, other in zip(left, right, strict=False):
            if sign := compare(one, other):
                return sign
        return (len(left) > len(right)) - (len(left) < len(right))
    return _compare_objects(left, right) if a == 6 else 0


def _rank(value: Json) -> int:
    if isinstance(value, bool):
        return _RANKS["true" if value else "false"]
    return _RANKS[kind_of(value)]


def _compare_objects(left: Json, right: Json) -> int:
    sign = compare(sorted(left, key=utf16_key), sorted(right, key=utf16_key))
    if sign:
        return sign
    for key in sorted(left, key=utf16_key):
        if sign := compare(left[key], right[key]):
            return sign
    return 0


sort_key = functools.cmp_to_key(compare)


def shorter(number: float | int) -> Json:
    """The result of arithmetic: a whole one becomes an integer."""
    if isinstance(number, int):
        return number if abs(number) < 2**63 else float(number)
    if math.isfinite(number) and number == math.floor(number) and abs(number) < 2**63:
        return int(number)
    return number


def number_text(value: Json) -> str:
    """A number as `tostring` and `tojson` print it."""
    if isinstance(value, int):
        return str(value)
    if value != value:
        return "null"
    if math.isinf(value):
        return "1.7976931348623157e+308" if value > 0 else "-1.7976931348623157e+308"
    if value == math.floor(value) and abs(value) < 1e17:
        return str(int(value))
    text = double_text(value)
    mantissa, mark, exponent = text.partition("E")
    if not mark:
        return text
    return f"{mantissa.removesuffix('.0')}e{'' if exponent[0] == '-' else '+'}{exponent}"


_TOJSON = JsonStyle(keeps_nulls=True, number=number_text)


def json_text(value: Json) -> str:
    """The value as `tojson` prints it."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return to_json(value)
    if isinstance(value, (int, float)):
        return number_text(value)
    return to_json(value, _TOJSON)


def text_of(value: Json) -> str:
    """A text as it is, any other value as JSON."""
    return value if isinstance(value, str) else json_text(value)


def _wrong(left: Json, right: Json, action: str) -> JqError:
    return JqError(
        f"{kind_of(left)} ({_short(left)}) and {kind_of(right)} ({_short(right)})"
        f" cannot be {action}"
    )


def _short(value: Json) -> str:
    text = json_text(value)
    return text if len(text) <= 11 else text[:10] + "..."


def _numbers(left: Json, right: Json) -> bool:
    return kind_of(left) == "number" and kind_of(right) == "number"


def add(left: Json, right: Json) -> Json:
    """`+`."""
    if left is None or right is None:
        return right if left is None else left
    if _numbers(left, right):
        return shorter(left + right)
    if isinstance(left, str) and isinstance(right, str):
        return joined(left, right)
    if isinstance(left, list) and isinstance(right, list):
        return bounded_list(left + right)
    if isinstance(left, dict) and isinstance(right, dict):
        return left | right
    raise _wrong(left, right, "added")


def subtract(left: Json, right: Json) -> Json:
    """`-`."""
    if _numbers(left, right):
        return shorter(left - right)
    if isinstance(left, list) and isinstance(right, list):
        if len(left) * len(right) > 4_000_000:
            raise LimitExceeded("The lists are too long to be subtracted.")
        return [item for item in left if all(compare(item, other) for other in right)]
    raise _wrong(left, right, "subtracted")


def multiply(left: Json, right: Json) -> Json:
    """`*`: numbers, a text repeated, objects merged deeply."""
    if _numbers(left, right):
        return shorter(left * right)
    if isinstance(right, str) and kind_of(left) == "number":
        left, right = right, left
    if isinstance(left, str) and kind_of(right) == "number":
        return _repeat(left, right)
    if isinstance(left, dict) and isinstance(right, dict):
        return _merge(left, right)
    raise _wrong(left, right, "multiplied")


def _repeat(text: str, times: float) -> Json:
    if times != times or times < 1:
        return None if not 0 < times < 1 else text
    if len(text) * min(times, 1e9) > EXPRESSION_OUTPUT_CHARS_MAX:
        raise LimitExceeded("The repeated text is too long.")
    return text * int(times) if text else ""


def _merge(left: dict[str, Json], right: dict[str, Json]) -> dict[str, Json]:
    merged = dict(left)
    for key, value in right.items():
        both = isinstance(merged.get(key), dict) and isinstance(value, dict)
        merged[key] = _merge(merged[key], value) if both else value
    return merged


def divide(left: Json, right: Json) -> Json:
    """`/`: numbers, a text split at another."""
    if _numbers(left, right):
        if right == 0:
            raise _wrong(left, right, "divided because the divisor is zero")
        if isinstance(left, int) and isinstance(right, int) and left % right == 0:
            return shorter(left // right)
        return shorter(left / right)
    if isinstance(left, str) and isinstance(right, str):
        return split(left, right)
    raise _wrong(left, right, "divided")


def split(text: str, separator: str) -> list[Json]:
    """The parts of a text between a separator; its characters for an empty one."""
    if not text:
        return []
    return bounded_list(text.split(separator) if separator else list(text))


def modulo(left: Json, right: Json) -> Json:
    """`%`: on whole parts, with the sign of the dividend."""
    if not _numbers(left, right):
        raise _wrong(left, right, "divided")
    if left != left or right != right:
        raise _wrong(left, right, "divided")
    a, b = _cut(left), _cut(right)
    if b == 0:
        raise _wrong(left, right, "divided because the divisor is zero")
    rest = abs(a) % abs(b)
    return rest if a >= 0 else -rest


def _cut(number: float) -> int:
    return int(max(min(number, 2**63 - 1), -(2**63)))


ARITHMETIC: dict[str, Callable[[Json, Json], Json]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "%": modulo,
    "==": lambda a, b: compare(a, b) == 0,
    "!=": lambda a, b: compare(a, b) != 0,
    "<": lambda a, b: compare(a, b) < 0,
    "<=": lambda a, b: compare(a, b) <= 0,
    ">": lambda a, b: compare(a, b) > 0,
    ">=": lambda a, b: compare(a, b) >= 0,
}
