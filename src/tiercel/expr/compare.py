"""Equality, order, membership and truth; spec/expressions.md §4.2 and §4.3."""

from __future__ import annotations

from decimal import Decimal

from tiercel.expr.errors import EvaluationError, LimitExceeded
from tiercel.expr.printing import string_form
from tiercel.expr.values import (
    Float32,
    class_name,
    enum_name,
    is_list,
    is_map,
    is_number,
    utf16_key,
)
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_COMPARED_MAX


def equals(left: Json, right: Json) -> bool:
    """`==`: numbers by value as doubles, an enum constant by its name, else as `same`."""
    kind = type(left)
    if kind is str and type(right) is str:
        return bool(left == right)
    if is_number(left) and is_number(right):
        return as_double(left) == as_double(right)
    name, other = enum_name(left), enum_name(right)
    if name is not None and isinstance(right, str):
        return name == right
    if other is not None and isinstance(left, str):
        return other == left
    return same(left, right)


def differs(left: Json, right: Json) -> bool:
    """`!=`."""
    return not equals(left, right)


def same(left: Json, right: Json) -> bool:
    """Null-safe equality without widening: 1 is not 1.0 and not true; structures by content.

    Raises: LimitExceeded when two structures that share much take too long to compare.
    """
    return _same(left, right, [EXPRESSION_COMPARED_MAX])


def _same(left: Json, right: Json, left_over: list[int]) -> bool:
    if left is right:
        return True
    left_over[0] -= 1
    if left_over[0] < 0:
        raise LimitExceeded("The values are too large to be compared.")
    if is_list(left):
        return (
            is_list(right)
            and len(left) == len(right)
            and all(_same(a, b, left_over) for a, b in zip(left, right, strict=True))
        )
    if is_map(left):
        return (
            is_map(right)
            and len(left) == len(right)
            and all(k in right and _same(left[k], right[k], left_over) for k in left)
        )
    return _kind(left) == _kind(right) and bool(left == right)


def _kind(value: Json) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int"
    if isinstance(value, Float32):
        return "float32"
    for kind in (float, Decimal, str):
        if isinstance(value, kind):
            return kind.__name__
    return "other"


def as_double(value: Json) -> float:
    """A number as a 64-bit decimal; one that is too large becomes infinite."""
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def order(left: Json, right: Json, *, compares_texts: bool) -> int | None:
    """-1, 0 or 1; None when either side is null or not a number.

    Raises: EvaluationError when the two can't be compared.
    """
    if isinstance(left, str) and isinstance(right, str) and compares_texts:
        a, b = utf16_key(left), utf16_key(right)
        return (a > b) - (a < b)
    if left is None or right is None:
        return None
    if not is_number(left) or not is_number(right):
        raise EvaluationError("invalid operands for mathematical comparison")
    x, y = as_double(left), as_double(right)
    if x != x or y != y:
        return None
    return (x > y) - (x < y)


def contains(left: Json, right: Json) -> bool:
    """`contains`: item or items of a list, key of a map, part of a text."""
    if left is None:
        return False
    if isinstance(left, str):
        return string_form(right) in left
    if is_list(left):
        if is_list(right):
            return all(any(same(item, wanted) for item in left) for wanted in right)
        return any(same(item, right) for item in left)
    if is_map(left):
        return is_key(right) and right in left
    raise EvaluationError(
        "Contains operator can only be used on Collections, Maps and arrays."
        f" Actual type was: {class_name(left)}"
    )


def is_in(left: Json, right: Json) -> bool:
    """`isIn`: compares string forms with the items of a list, the keys and values of a map."""
    if left is None or right is None:
        return False
    text = string_form(left)
    if is_list(right):
        return any(item is not None and string_form(item) == text for item in right)
    if is_map(right):
        return any(string_form(key) == text or string_form(right[key]) == text for key in right)
    return False


def is_key(value: Json) -> bool:
    """Whether the value can be looked up in a map at all."""
    return not is_list(value) and not is_map(value)


def truth(value: Json) -> bool:
    """Truth of a boolean, a number or a text; raises EvaluationError for all others."""
    if isinstance(value, bool):
        return value
    if is_number(value):
        return bool(value != 0 and value == value)
    if isinstance(value, str):
        return value != ""
    raise cast_error(value, "java.lang.Boolean")


def cast_error(value: Json, wanted: str) -> EvaluationError:
    """The error of a value that is of the wrong type."""
    return EvaluationError(f"class {class_name(value)} cannot be cast to class {wanted}")
