"""Filters on numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from tiercel.expr.declare import Argument, filter_
from tiercel.expr.errors import EvaluationError
from tiercel.expr.evaluation import Evaluation
from tiercel.expr.formats.decimal_format import decimal_format
from tiercel.expr.numbers import wrap
from tiercel.expr.printing import double_text, string_form
from tiercel.expr.values import (
    INT_MAX,
    INT_MIN,
    LONG_MAX,
    LONG_MIN,
    BigInteger,
    Float32,
    Long,
    class_name,
    is_number,
    is_text,
)
from tiercel.model.json_types import Json

_DIGITS_MAX = 4_000
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_HEX = re.compile(r"([+-]?)(?:0[xX]|#)([0-9a-fA-F]+)")


def _abs(value: Json) -> Json:
    if value is None:
        raise EvaluationError('Can not pass null value to "abs" filter.')
    if not is_number(value):
        raise EvaluationError("The 'abs' filter does require as input a number.")
    return wrap(abs(int(value))) if type(value) is int and value >= LONG_MIN else abs(value)


def _number_format(context: Evaluation, value: Json, pattern: Json) -> str:
    if not is_number(value):
        raise EvaluationError("The input for the 'NumberFormat' filter has to be a number.")
    shape = "#,##0.###" if pattern is None else string_form(pattern)
    return decimal_format(value, shape, context.renderer.locale)


def _number(value: Json, kind: Json) -> Json:
    if not is_text(value):
        raise EvaluationError(
            f"'number' filter can only be applied to String. Actual type was: {class_name(value)}"
        )
    if kind is None:
        raise EvaluationError("Name is null")
    text = str(value)
    if len(text) > _DIGITS_MAX:
        raise _not_a_number(text[:40])
    convert = _BY_TYPE.get(string_form(kind), _guess)
    return convert(text)


def _not_a_number(text: str) -> EvaluationError:
    return EvaluationError(f"{text} is not a valid number.")


def _whole(text: str, lowest: int, highest: int) -> int:
    if not _INTEGER.fullmatch(text) or not lowest <= int(text) <= highest:
        raise EvaluationError(f'For input string: "{text}"')
    return int(text)


def _float(text: str) -> float:
    stripped = text.strip()
    if stripped.lstrip("+-") in ("NaN", "Infinity"):
        return float(stripped)
    if not _DECIMAL.fullmatch(stripped.rstrip("dDfF")):
        raise EvaluationError(f'For input string: "{text}"')
    return float(stripped.rstrip("dDfF"))


def to_float32(value: float) -> Float32:
    """The nearest 32-bit decimal."""
    import struct

    try:
        return Float32(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return Float32(math.copysign(math.inf, value))


def _decimal(text: str) -> Decimal:
    if not _DECIMAL.fullmatch(text):
        raise _not_a_number(text)
    try:
        return Decimal(text)
    except InvalidOperation:
        raise _not_a_number(text) from None


def _big_integer(text: str) -> BigInteger:
    if not _INTEGER.fullmatch(text):
        raise EvaluationError(f'For input string: "{text}"')
    return BigInteger(int(text))


_BY_TYPE: dict[str, Callable[[str], Json]] = {
    "INT": lambda text: _whole(text, INT_MIN, INT_MAX),
    "LONG": lambda text: Long(_whole(text, LONG_MIN, LONG_MAX)),
    "FLOAT": lambda text: to_float32(_float(text)),
    "DOUBLE": _float,
    "BIGDECIMAL": _decimal,
    "BIGINTEGER": _big_integer,
}


def _guess(text: str) -> Json:
    """A number without a given type: the narrowest type that holds the text exactly."""
    hexadecimal = _HEX.fullmatch(text)
    if hexadecimal:
        number = int(hexadecimal[2], 16)
        return -number if hexadecimal[1] == "-" else number
    body, suffix = text, ""
    if text and text[-1] in "lLfFdD":
        body, suffix = text[:-1], text[-1].lower()
    if not _DECIMAL.fullmatch(body):
        raise _not_a_number(text)
    if suffix:
        return _suffixed(body, suffix, text)
    if _INTEGER.fullmatch(body):
        return _integer(body)
    return _shortest(body)


def _suffixed(body: str, suffix: str, text: str) -> Json:
    if suffix == "l":
        if not _INTEGER.fullmatch(body):
            raise _not_a_number(text)
        number = int(body)
        return Long(number) if LONG_MIN <= number <= LONG_MAX else BigInteger(number)
    if suffix == "f":
        narrow = to_float32(float(body))
        return float(body) if math.isinf(narrow) else narrow
    return float(body)


def _integer(body: str) -> int:
    digits = body.lstrip("+-")
    if len(digits) > 1 and digits[0] == "0":
        try:
            number = int(digits, 8)
        except ValueError:
            raise _not_a_number(body) from None
        return -number if body[0] == "-" else number
    return int(body)


def _shortest(body: str) -> Json:
    exact = _decimal(body)
    wide = float(body)
    narrow = to_float32(wide)
    is_zero = exact == 0
    fits = not math.isinf(narrow) and (float(narrow) != 0 or is_zero)
    if fits and string_form(narrow) == double_text(wide):
        return narrow
    if not math.isinf(wide) and (wide != 0 or is_zero):
        return wide if Decimal(repr(wide)) == exact else exact
    return exact


FILTERS = (
    filter_(
        "abs",
        _abs,
        "The number without its sign.",
        passes_null=False,
        example="{{ -7 | abs }}",
        result="7",
    ),
    filter_(
        "numberFormat",
        _number_format,
        "The number in a decimal pattern.",
        arguments=(Argument("format", "text", "pattern such as `#,##0.00`", default=None),),
        wants_context=True,
        example="{{ 1234.5 | numberFormat('#,##0.00') }}",
        result="1,234.50",
    ),
    filter_(
        "number",
        _number,
        "Reads a number from a text.",
        arguments=(
            Argument(
                "type",
                "INT, LONG, FLOAT, DOUBLE, BIGDECIMAL or BIGINTEGER",
                "by default the narrowest type that holds the text",
                default="",
            ),
        ),
        example="{{ ('12' | number) + 1 }}",
        result="13",
    ),
    filter_(
        "className",
        class_name,
        "The name of the value's type, as a Java class.",
        weight=0,
        example="{{ 'a' | className }}",
        result="java.lang.String",
    ),
)
