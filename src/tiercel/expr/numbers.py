"""Arithmetic with the widths and the failures of the reference; spec/expressions.md §4.1."""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable
from decimal import Decimal

from tiercel.expr.compare import same
from tiercel.expr.errors import EvaluationError, LimitExceeded
from tiercel.expr.printing import string_form
from tiercel.expr.values import LONG_MAX, LONG_MIN, Float32, is_list, is_number
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_ITEMS_MAX, EXPRESSION_OUTPUT_CHARS_MAX

_EXACT = decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN, Emax=999_999, Emin=-999_999)


def add(left: Json, right: Json) -> Json:
    """`+`: sum, text when either side is a text, or the list with the right side appended."""
    if type(left) is int and type(right) is int:
        return wrap(left + right)
    if isinstance(left, str) or isinstance(right, str):
        return joined(string_form(left), string_form(right))
    if is_list(left):
        items = [*left, *right] if is_list(right) else [*left, right]
        return bounded_list(items)
    return _arithmetic(left, right, lambda a, b: a + b)


def subtract(left: Json, right: Json) -> Json:
    """`-`: difference, or the list without the first equal item (without all, for a list)."""
    if type(left) is int and type(right) is int:
        return wrap(left - right)
    if is_list(left):
        return _without(list(left), right)
    return _arithmetic(_parsed(left), _parsed(right), lambda a, b: a - b)


def multiply(left: Json, right: Json) -> Json:
    """`*`."""
    if type(left) is int and type(right) is int:
        return wrap(left * right)
    return _arithmetic(_parsed(left), _parsed(right), lambda a, b: a * b)


def divide(left: Json, right: Json) -> Json:
    """`/`: whole numbers truncate toward zero."""
    return _arithmetic(_parsed(left), _parsed(right), _quotient)


def modulo(left: Json, right: Json) -> Json:
    """`%`: the result has the sign of the dividend."""
    return _arithmetic(_parsed(left), _parsed(right), _remainder)


def negate(value: Json) -> Json:
    """Unary minus, a multiplication by -1; wider integers are cut to 32 bits first."""
    return _arithmetic(_narrow(_parsed(value)), -1, lambda a, b: a * b)


def plus(value: Json) -> Json:
    """Unary plus, a multiplication by 1."""
    return _arithmetic(_narrow(_parsed(value)), 1, lambda a, b: a * b)


def wrap(number: int) -> int:
    """The number in 64 bits, as overflow leaves it."""
    if LONG_MIN <= number <= LONG_MAX:
        return number
    return (number - LONG_MIN) % 2**64 + LONG_MIN


def joined(left: str, right: str) -> str:
    """Two texts in a row; raises LimitExceeded when that is longer than any allowed output."""
    if len(left) + len(right) > EXPRESSION_OUTPUT_CHARS_MAX:
        raise LimitExceeded(f"A text may have {EXPRESSION_OUTPUT_CHARS_MAX} characters at most.")
    return left + right


def bounded_list(items: list[Json]) -> list[Json]:
    """The list itself; raises LimitExceeded when it has more items than allowed."""
    if len(items) > EXPRESSION_ITEMS_MAX:
        raise LimitExceeded(f"A list may have {EXPRESSION_ITEMS_MAX} items at most.")
    return items


def as_long(value: Json) -> int:
    """A number cut to a 64-bit integer; decimals saturate at the ends of the range."""
    if isinstance(value, int):
        return wrap(int(value))
    if isinstance(value, Decimal):
        value = float(value)
    if value != value:
        return 0
    if abs(value) >= 2.0**63:
        return LONG_MAX if value > 0 else LONG_MIN
    return int(value)


def _arithmetic(left: Json, right: Json, operation: Callable[[Json, Json], Json]) -> Json:
    if not is_number(left) or not is_number(right):
        raise EvaluationError("invalid operands for mathematical operation")
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        with decimal.localcontext(_EXACT):
            return +operation(_exact(left), _exact(right))
    if isinstance(left, float) or isinstance(right, float):
        result = operation(_float(left), _float(right))
        return _cut_float32(result) if _both_narrow(left, right) else result
    return wrap(operation(wrap(int(left)), wrap(int(right))))


def _both_narrow(left: Json, right: Json) -> bool:
    return type(left) is not float and type(right) is not float


def _cut_float32(value: float) -> Float32:
    import struct

    try:
        return Float32(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return Float32(math.copysign(math.inf, value))


def _exact(value: Json) -> Decimal:
    if isinstance(value, Decimal):
        return value
    return Decimal(repr(float(value))) if isinstance(value, float) else Decimal(int(value))


def _float(value: Json) -> float:
    if isinstance(value, float):
        return float(value)
    return float(wrap(int(value)))


def _quotient(left: Json, right: Json) -> Json:
    if isinstance(left, float):
        if right != 0:
            return left / right
        if left == 0 or left != left:
            return math.nan
        return math.copysign(math.inf, left) * math.copysign(1.0, right)
    if isinstance(left, Decimal):
        return left / right
    if right == 0:
        raise EvaluationError("/ by zero")
    whole = abs(left) // abs(right)
    return whole if (left < 0) == (right < 0) else -whole


def _remainder(left: Json, right: Json) -> Json:
    if isinstance(left, float):
        if right == 0 or math.isinf(left) or left != left or right != right:
            return math.nan
        return math.fmod(left, right)
    if right == 0:
        raise EvaluationError("/ by zero")
    if isinstance(left, Decimal):
        return left % right
    rest = abs(left) % abs(right)
    return rest if left >= 0 else -rest


def _parsed(value: Json) -> Json:
    if not isinstance(value, str):
        return value
    try:
        if "." in value or "e" in value or "E" in value:
            return float(value) if "_" not in value else None
        number = int(value) if "_" not in value and value.strip() == value else None
    except ValueError:
        return None
    return number if number is not None and LONG_MIN <= number <= LONG_MAX else None


def _narrow(value: Json) -> Json:
    if type(value) is not float and isinstance(value, int) and not isinstance(value, bool):
        if LONG_MIN <= value <= LONG_MAX:
            return value
        return (int(value) + 2**31) % 2**32 - 2**31
    return value


def _without(items: list[Json], right: Json) -> list[Json]:
    if is_list(right):
        return [item for item in items if not any(same(item, other) for other in right)]
    for index, item in enumerate(items):
        if same(item, right):
            return items[:index] + items[index + 1 :]
    return items
