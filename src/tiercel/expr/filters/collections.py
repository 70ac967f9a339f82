"""Filters on lists and maps that pick, reorder or regroup items."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date, datetime

from tiercel.expr.compare import cast_error, order
from tiercel.expr.declare import Argument, filter_
from tiercel.expr.errors import EvaluationError
from tiercel.expr.evaluation import Evaluation, Meter
from tiercel.expr.json_form import JsonStyle, to_json
from tiercel.expr.numbers import as_long, bounded_list
from tiercel.expr.tests.core import is_empty
from tiercel.expr.values import (
    Character,
    Instant,
    as_utf16,
    class_name,
    enum_name,
    from_utf16,
    instant_of,
    is_list,
    is_map,
    is_number,
    is_text,
)
from tiercel.model.json_types import Json

_STEPS_OF_64_COMPARISONS = 24
_ALL_ENTRIES = JsonStyle(keeps_nulls=True)


def _default(value: Json, replacement: Json) -> Json:
    return replacement if is_empty(value) else value


def _first(value: Json) -> Json:
    return _end(value, 0)


def _last(value: Json) -> Json:
    return _end(value, -1)


def _end(value: Json, index: int) -> Json:
    if isinstance(value, str):
        return Character(from_utf16(as_utf16(value)[index]))
    if is_list(value):
        items = value if isinstance(value, (list, tuple)) else list(value)
        return items[index] if items else None
    raise cast_error(value, "java.util.Collection")


def _length(value: Json) -> int:
    if isinstance(value, str):
        return len(value) if value.isascii() else len(as_utf16(value))
    return len(value) if is_list(value) or is_map(value) else 0


def _reverse(value: Json) -> Json:
    if not isinstance(value, (list, tuple)):
        raise cast_error(value, "java.util.List")
    return list(reversed(value))


def _sort(context: Evaluation, value: Json) -> Json:
    if not isinstance(value, (list, tuple)):
        raise EvaluationError("Unsupported input type for sort filter")
    return sorted(value, key=_metered(context.meter))


def _rsort(context: Evaluation, value: Json) -> Json:
    if not isinstance(value, (list, tuple)):
        raise cast_error(value, "java.util.List")
    return sorted(value, key=_metered(context.meter), reverse=True)


def _metered(meter: Meter) -> Callable[[Json], Json]:
    """The natural order as a key; comparisons are counted, since their number is not known."""
    count = 0

    def compare(left: Json, right: Json) -> int:
        nonlocal count
        count += 1
        if count & 0x3F == 0:
            meter.spend(_STEPS_OF_64_COMPARISONS)
        return natural_order(left, right)

    return functools.cmp_to_key(compare)


def natural_order(left: Json, right: Json) -> int:
    """-1, 0 or 1 for two values of one kind; raises EvaluationError for others."""
    if _sort_kind(left) != _sort_kind(right) or not _sort_kind(left):
        raise cast_error(left, class_name(right))
    if isinstance(left, bool):
        return int(left) - int(right)
    if isinstance(left, (int, float)):
        return int(left > right) - int(left < right)
    if isinstance(left, Instant):
        a, b = (left.second, left.nano), (right.second, right.nano)
        return (a > b) - (a < b)
    name = enum_name(left)
    if name is not None:
        other = enum_name(right) or ""
        return (name > other) - (name < other)
    if isinstance(left, str):
        return order(left, right, compares_texts=True) or 0
    return int(left > right) - int(left < right)


def _sort_kind(value: Json) -> str:
    if isinstance(value, bool):
        return "boolean"
    for kind in (int, float, str, Instant):
        if isinstance(value, kind):
            return kind.__name__
    if is_list(value) or is_map(value):
        return ""
    if isinstance(value, datetime):
        return "local date-time" if value.tzinfo is None else "moment"
    if isinstance(value, date):
        return "date"
    return "" if value is None else type(value).__name__


def _slice(value: Json, start: Json, end: Json) -> Json:
    begin = _index(start, "fromIndex", 0)
    if begin < 0:
        raise EvaluationError("fromIndex must be greater than 0")
    if not is_text(value) and not isinstance(value, (list, tuple)):
        raise EvaluationError(
            "Slice filter can only be applied to String, List and array inputs."
            f" Actual type was: {class_name(value)}"
        )
    items = as_utf16(value) if isinstance(value, str) else value
    stop = len(items)
    if end is not None:
        stop = _index(end, "toIndex", stop)
        if stop > len(items):
            raise EvaluationError(f"toIndex must be smaller than input size: {len(items)}")
        if begin >= stop:
            raise EvaluationError("toIndex must be greater than fromIndex")
    if begin > stop:
        raise EvaluationError(f"begin {begin}, end {stop}, length {stop}")
    part = items[begin:stop]
    return from_utf16(part) if isinstance(part, str) else list(part)


def _index(value: Json, name: str, default: int) -> int:
    if value is None:
        return default
    if not is_number(value):
        raise EvaluationError(f"Argument {name} must be a number. Actual type: {class_name(value)}")
    return as_long(value)


def _chunk(value: Json, size: Json) -> Json:
    if not is_number(size):
        raise EvaluationError(
            f"'chunk' filter argument 'size' must be a number. Actual type was: {class_name(size)}"
        )
    if not isinstance(value, (list, tuple)):
        raise EvaluationError(
            f"'chunk' filter can only be applied to List. Actual type was: {class_name(value)}"
        )
    step = as_long(size)
    if step <= 0:
        raise EvaluationError("size must be greater than zero")
    return [list(value[at : at + step]) for at in range(0, len(value), step)]


def _distinct(value: Json) -> Json:
    if value is None:
        return "null"
    if not isinstance(value, (list, tuple)):
        raise EvaluationError(f"Input must be a list, but received : {class_name(value)}")
    if any(is_list(item) or is_map(item) for item in value):
        # Too large as a whole is too large: items may share what is deep inside.
        to_json(value, _ALL_ENTRIES)
    seen: set[tuple[str, str]] = set()
    kept = []
    for item in value:
        key = (_kind(item), to_json(item, _ALL_ENTRIES))
        if key not in seen:
            seen.add(key)
            kept.append(item)
    return kept


def _kind(item: Json) -> str:
    if isinstance(item, datetime) and item.tzinfo is not None:
        item = instant_of(item)
    return "int" if type(item) is int else class_name(item)


def _flatten(value: Json) -> Json:
    if not isinstance(value, (list, tuple)):
        raise EvaluationError("The 'flatten' filter can only be applied to lists.")
    flat: list[Json] = []
    for item in value:
        if is_list(item):
            flat.extend(item)
        else:
            flat.append(item)
        bounded_list(flat)
    return flat


def _keys(value: Json) -> Json:
    if is_map(value):
        return list(value)
    if is_list(value):
        return list(range(len(value)))
    raise EvaluationError(
        "'keys' filter can only be applied to List, Map, Array."
        f" Actual type was: {class_name(value)}"
    )


def _values(value: Json) -> Json:
    if not is_map(value):
        raise EvaluationError(
            f"'values' filter can only be applied to Map. Actual type was: {class_name(value)}"
        )
    return [value[key] for key in value]


FILTERS = (
    filter_(
        "default",
        _default,
        "Another value when this one is missing, null, blank or empty.",
        arguments=(Argument("default", "any", "the other value", default=None),),
        passes_null=False,
        weight=0,
        example="{{ nothing | default('fallback') }}",
        result="fallback",
    ),
    filter_(
        "first",
        _first,
        "The first item or character.",
        weight=0,
        example="{{ [3, 1] | first }}",
        result="3",
    ),
    filter_(
        "last",
        _last,
        "The last item or character.",
        weight=0,
        example="{{ [3, 1] | last }}",
        result="1",
    ),
    filter_(
        "length",
        lambda value: 0 if value is None else _length(value),
        "The number of characters, items or entries; 0 for anything else.",
        passes_null=False,
        weight=0,
        example="{{ 'hello' | length }}",
        result="5",
    ),
    filter_(
        "reverse",
        _reverse,
        "The items from the last to the first.",
        weight=0,
        example="{{ [1, 2, 3] | reverse }}",
        result="[3,2,1]",
    ),
    filter_(
        "sort",
        _sort,
        "The items in their natural order; all must be of one kind.",
        weight=0,
        wants_context=True,
        example="{{ [3, 1, 2] | sort }}",
        result="[1,2,3]",
    ),
    filter_(
        "rsort",
        _rsort,
        "The items against their natural order.",
        weight=0,
        wants_context=True,
        example="{{ [3, 1, 2] | rsort }}",
        result="[3,2,1]",
    ),
    filter_(
        "slice",
        _slice,
        "A part of a text or a list.",
        arguments=(
            Argument("fromIndex", "integer", "first index, from 0", default=0),
            Argument("toIndex", "integer", "index after the last one", default=None),
        ),
        weight=0,
        example="{{ 'abcdef' | slice(1, 3) }}",
        result="bc",
    ),
    filter_(
        "chunk",
        _chunk,
        "The items in lists of a size.",
        arguments=(
            Argument(
                "size",
                "integer",
                "items in each list",
                required="'chunk' filter expects an argument 'size'.",
            ),
        ),
        weight=0,
        example="{{ [1, 2, 3] | chunk(2) }}",
        result="[[1,2],[3]]",
    ),
    filter_(
        "distinct",
        _distinct,
        "The items without repetitions.",
        passes_null=False,
        weight=2,
        example="{{ [3, 1, 3] | distinct }}",
        result="[3,1]",
    ),
    filter_(
        "flatten",
        _flatten,
        "The items of inner lists in place of the lists, one level deep.",
        weight=0,
        example="{{ [1, [2, 3]] | flatten }}",
        result="[1,2,3]",
    ),
    filter_(
        "keys",
        _keys,
        "The keys of a map, the indexes of a list.",
        weight=0,
        example="{{ {'a': 1, 'b': 2} | keys }}",
        result='["a","b"]',
    ),
    filter_(
        "values",
        _values,
        "The values of a map.",
        weight=0,
        example="{{ {'a': 1, 'b': 2} | values }}",
        result="[1,2]",
    ),
)
