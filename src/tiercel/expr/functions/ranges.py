"""`range`, `min` and `max`."""

from __future__ import annotations

from tiercel.expr.compare import as_double
from tiercel.expr.declare import Argument, function
from tiercel.expr.errors import EvaluationError
from tiercel.expr.numbers import as_long
from tiercel.expr.printing import string_form
from tiercel.expr.values import is_number
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_RANGE_ITEMS_MAX

_BAD_TYPES = "Arguments of range function must be of type Number or String with a length of 1"


def range_of(start: Json, end: Json, increment: Json) -> list[Json]:
    """The numbers or characters from start to end, both included.

    Raises: EvaluationError for other values, for a zero increment, for too many items.
    """
    step = _step(increment)
    if is_number(start) and is_number(end):
        return list(_numbers(as_long(start), as_long(end), step))
    if _is_character(start) and _is_character(end):
        return [chr(code) for code in _numbers(ord(start), ord(end), step)]
    raise EvaluationError(_BAD_TYPES)


def _step(increment: Json) -> int:
    if increment is None:
        return 1
    if not is_number(increment):
        raise EvaluationError(
            f"The increment of the range function must be a number {string_form(increment)}"
        )
    step = as_long(increment)
    if step == 0:
        raise EvaluationError("The increment of the range function must be different than 0")
    return step


def _is_character(value: Json) -> bool:
    return isinstance(value, str) and len(value) == 1


def _numbers(start: int, end: int, step: int) -> range:
    numbers = range(start, end + (1 if step > 0 else -1), step)
    count = max((end - start) // step + 1, 0)
    if count > EXPRESSION_RANGE_ITEMS_MAX:
        raise EvaluationError(
            f"The range function cannot produce more than {EXPRESSION_RANGE_ITEMS_MAX} elements,"
            f" but this call would produce {count}."
        )
    return numbers


def _smallest(*values: Json) -> Json:
    return _extreme(values, -1)


def _largest(*values: Json) -> Json:
    return _extreme(values, 1)


def _extreme(values: tuple[Json, ...], sign: int) -> Json:
    best: Json = None
    for index, value in enumerate(values):
        if index == 0 or best is None:
            best = value
            continue
        if value is None:
            continue
        if not is_number(value) or not is_number(best):
            raise EvaluationError("invalid operands for mathematical comparison")
        if (as_double(value) - as_double(best)) * sign > 0:
            best = value
    return best


FUNCTIONS = (
    function(
        "range",
        range_of,
        "The whole numbers, or the characters, from one to another, both included.",
        arguments=(
            Argument("start", "number or character", "the first", default=None),
            Argument("end", "number or character", "the last", default=None),
            Argument("increment", "integer", "the step", default=1),
        ),
        example="{{ range(0, 6, 2) }}",
        result="[0,2,4,6]",
    ),
    function(
        "min",
        _smallest,
        "The smallest of some numbers; null never wins.",
        is_variadic=True,
        example="{{ min(3, 1, 2) }}",
        result="1",
    ),
    function(
        "max",
        _largest,
        "The largest of some numbers; null never wins.",
        is_variadic=True,
        example="{{ max(3, 1, 2) }}",
        result="3",
    ),
)
