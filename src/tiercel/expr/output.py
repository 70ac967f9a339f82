"""How values become text as printed by `{{ }}`; spec/expressions.md §12."""

from __future__ import annotations

from decimal import Decimal

from tiercel.expr.json_form import JsonStyle, Weighing, to_json
from tiercel.expr.printing import double_text, plain_decimal, string_form
from tiercel.expr.values import is_list, is_map
from tiercel.model.json_types import Json

_JSON = JsonStyle()


def printed(value: Json, style: JsonStyle = _JSON, meter: Weighing | None = None) -> str:
    """The text that `{{ value }}` writes; the value must not be None.

    Raises: LimitExceeded when a structure is longer than the largest allowed output.
    """
    kind = type(value)
    if kind is int:
        return str(value)
    if kind is float:
        return double_text(value)
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if is_map(value) or is_list(value) or isinstance(value, bytes):
        return to_json(value, style, meter)
    return string_form(value)
