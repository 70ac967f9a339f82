"""Filters over lists that are short enough to look through in memory (flows.md §0.6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from tiercel.model.paging import ALL_OF, ANY_OF, Filter, Operation
from tiercel.model.regexes import finds

_SEPARATORS = re.compile(r"[\W_]+")
_NEGATIONS = (Operation.NOT_EQUALS, Operation.NOT_IN)


def fits(filters: Sequence[Filter], holds: Callable[[Filter], bool]) -> bool:
    """Whether all filters hold, members of groups among them; `holds` tells of a single one."""
    return all(_holds(item, holds) for item in filters)


def _holds(item: Filter, holds: Callable[[Filter], bool]) -> bool:
    if item.field == ALL_OF:
        return fits(item.value, holds)
    if item.field == ANY_OF:
        return any(_holds(member, holds) for member in item.value)
    return holds(item)


def has_words(text: str, item: Filter) -> bool:
    """Whether a text has every word of a filter, or just not when that is negated.

    `*` stands for every text; a filter of separators alone fits none.
    """
    wanted = str(item.value)
    tokens = [token for token in _SEPARATORS.split(wanted.lower()) if token]
    has_all = bool(tokens) and all(token in text.lower() for token in tokens)
    return (wanted == "*" or has_all) is (item.operation not in _NEGATIONS)


def has_part(text: str, item: Filter) -> bool:
    """Whether a text has the text of a filter somewhere, in any case, or just not if negated."""
    return (str(item.value).lower() in text.lower()) is (item.operation not in _NEGATIONS)


def is_named(name: str, item: Filter) -> bool:
    """Whether a name is as a filter wants it. Raises: Invalid."""
    wanted = item.value
    match item.operation:
        case Operation.IN | Operation.NOT_IN:
            is_there = name in wanted
        case Operation.STARTS_WITH:
            is_there = name.startswith(wanted)
        case Operation.ENDS_WITH:
            is_there = name.endswith(wanted)
        case Operation.CONTAINS:
            is_there = wanted in name
        case Operation.PREFIX:
            is_there = name == wanted or name.startswith(f"{wanted}.")
        case Operation.REGEX:
            is_there = finds(wanted, name)
        case _:
            is_there = name == wanted
    return is_there is (item.operation not in _NEGATIONS)


def is_dated(date: datetime, item: Filter) -> bool:
    """Whether a date is as a filter wants it."""
    wanted = item.value
    match item.operation:
        case Operation.GREATER_THAN:
            return bool(date > wanted)
        case Operation.GREATER_THAN_OR_EQUAL_TO:
            return bool(date >= wanted)
        case Operation.LESS_THAN:
            return bool(date < wanted)
        case Operation.LESS_THAN_OR_EQUAL_TO:
            return bool(date <= wanted)
        case _:
            return (date == wanted) is (item.operation not in _NEGATIONS)
