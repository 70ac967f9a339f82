"""How much a JSON body may hold.

Reading one takes a thread; what is made of it, written and answered is work on the event loop that
grows with its members, and nobody else is answered meanwhile.
"""

from __future__ import annotations

from tiercel.model.errors import Invalid, Violation
from tiercel.model.json_types import Json


def check_amount(value: Json, argument: str, values_max: int) -> None:
    """Refuse a body that holds more. Raises: Invalid, for the member that has most of it."""
    if values_in(value, values_max) <= values_max:
        return
    name = argument
    if isinstance(value, dict):
        inner = {member: values_in(each, values_max) for member, each in value.items()}
        largest = max(inner, key=inner.__getitem__)
        if inner[largest] > values_max // 2:
            name = largest
    raise Invalid([Violation(name, f"must hold {values_max:,} members and items at most")])


def values_in(value: Json, enough: int) -> int:
    """The members and items of a value, on all levels; counted until there are more than enough."""
    waiting, count = [value], 0
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict | list):
            count += len(each)
            if count > enough:
                break
            waiting.extend(each.values() if isinstance(each, dict) else each)
    return count
