"""`range(…)` and `a..b`: numbers or characters in a row."""

from __future__ import annotations

from tiercel.expr.errors import EvaluationError
from tiercel.expr.numbers import as_long
from tiercel.expr.printing import string_form
from tiercel.expr.values import is_number
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_RANGE_ITEMS_MAX
from tiercel.model.text import valid_unicode

_BAD_TYPES = "Arguments of range function must be of type Number or String with a length of 1"


def range_of(start: Json, end: Json, increment: Json) -> list[Json]:
    """The numbers or characters from start to end, both included.

    Raises: EvaluationError for other values, for a zero increment, for too many items.
    """
    step = _step(increment)
    if is_number(start) and is_number(end):
        return list(_numbers(as_long(start), as_long(end), step))
    if _is_character(start) and _is_character(end):
        return [valid_unicode(chr(code)) for code in _numbers(ord(start), ord(end), step)]
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
