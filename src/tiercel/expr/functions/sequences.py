"""`range`, `min` and `max`."""

from __future__ import annotations

from tiercel.expr.compare import as_double
from tiercel.expr.declare import Argument, function
from tiercel.expr.errors import EvaluationError
from tiercel.expr.ranges import range_of
from tiercel.expr.values import is_number
from tiercel.model.json_types import Json


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
