"""Applying a change to every leaf of a structure, as `replace` and `escapeChar` do."""

from __future__ import annotations

from collections.abc import Callable

from tiercel.expr.evaluation import Meter
from tiercel.expr.printing import string_form
from tiercel.expr.values import hash_order, is_list, is_map
from tiercel.model.json_types import Json


def over_leaves(value: Json, change: Callable[[str], str], meter: Meter) -> Json:
    """The structure with every leaf as a changed text; nulls stay.

    Compat: maps come out in the order of a hash map, as in the reference.
    """
    meter.spend(4)
    if value is None:
        return None
    if is_map(value):
        return hash_order(
            {string_form(key): over_leaves(value[key], change, meter) for key in value}
        )
    if is_list(value):
        return [over_leaves(item, change, meter) for item in value]
    return change(string_form(value))
