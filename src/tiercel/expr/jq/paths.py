"""Reading, writing and deleting at jq paths; nothing is changed in place."""

from __future__ import annotations

import math
from collections.abc import Iterator

from tiercel.expr.jq.errors import JqError
from tiercel.expr.jq.values import compare, kind_of, sort_key
from tiercel.expr.numbers import bounded_list
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_ITEMS_MAX


def field(value: Json, key: Json) -> Json:
    """`value[key]` for any key: a name, an index, a slice, a list to look for."""
    if isinstance(key, str):
        if value is None:
            return None
        if isinstance(value, dict):
            return value.get(key)
    elif kind_of(key) == "number":
        if value is None:
            return None
        if isinstance(value, list):
            return _item(value, key)
    elif isinstance(key, dict):
        return slice_of(value, key.get("start"), key.get("end"))
    elif isinstance(key, list) and isinstance(value, list):
        return positions(value, key)
    shown = f' "{key}"' if isinstance(key, str) else ""
    raise JqError(f"Cannot index {kind_of(value)} with {kind_of(key)}{shown}")


def _item(items: list[Json], index: float) -> Json:
    if index != index or index != math.floor(index):
        return None
    position = int(index) + (len(items) if index < 0 else 0)
    return items[position] if 0 <= position < len(items) else None


def positions(items: list[Json], wanted: list[Json]) -> list[Json]:
    """The indexes at which a list occurs inside another."""
    size = len(wanted)
    if not size:
        return []
    return [
        at
        for at in range(len(items) - size + 1)
        if all(compare(items[at + offset], wanted[offset]) == 0 for offset in range(size))
    ]


def bounds(length: int, start: Json, end: Json) -> tuple[int, int]:
    """The indexes of a slice, cut to the length."""
    for edge in (start, end):
        if edge is not None and kind_of(edge) != "number":
            raise JqError("Start and end indices of an array slice must be numbers")
    first = 0 if start is None else math.floor(start)
    last = length if end is None else math.ceil(end)
    first = max(first + length, 0) if first < 0 else min(first, length)
    last = max(last + length, 0) if last < 0 else min(last, length)
    return first, max(last, first)


def slice_of(value: Json, start: Json, end: Json) -> Json:
    """`value[start:end]` of a list or text."""
    if value is None:
        return None
    if not isinstance(value, (list, str)):
        raise JqError(f"Cannot index {kind_of(value)} with object")
    first, last = bounds(len(value), start, end)
    return value[first:last]


def iterate(value: Json) -> Iterator[tuple[Json, Json]]:
    """The keys and values of a list or an object."""
    if isinstance(value, list):
        yield from enumerate(value)
    elif isinstance(value, dict):
        yield from list(value.items())
    else:
        raise JqError(f"Cannot iterate over {kind_of(value)}")


def get_path(value: Json, path: list[Json]) -> Json:
    """The value at a path, null where it ends early."""
    for key in path:
        if value is None:
            return None
        value = field(value, key)
    return value


def set_path(
    value: Json, path: list[Json], new: Json, owned: dict[int, Json] | None = None
) -> Json:
    """The value with another one at a path.

    `owned` are the containers that this operation made itself, by id: they are changed in place,
    all others are copied first, so that many paths cost one copy.
    """
    if not path:
        return new
    owned = {} if owned is None else owned
    key, rest = path[0], path[1:]
    if isinstance(key, dict):
        return _set_slice(value, key, rest, new)
    if isinstance(key, str):
        if value is not None and not isinstance(value, dict):
            raise JqError(f'Cannot index {kind_of(value)} with "{key}"')
        entries = _own({} if value is None else value, owned)
        entries[key] = set_path(entries.get(key), rest, new, owned)
        return entries
    if kind_of(key) == "number":
        return _set_item(value, path, new, owned)
    raise JqError(f"Invalid path component: {kind_of(key)}")


def _own(container: Json, owned: dict[int, Json]) -> Json:
    if id(container) in owned:
        return container
    copy = container.copy()
    owned[id(copy)] = copy
    return copy


def _set_item(value: Json, path: list[Json], new: Json, owned: dict[int, Json]) -> Json:
    if value is not None and not isinstance(value, list):
        raise JqError(f"Cannot index {kind_of(value)} with number")
    items = _own([] if value is None else value, owned)
    index = math.floor(path[0])
    if index < 0:
        index += len(items)
        if index < 0:
            raise JqError("Out of bounds negative array index")
    if index >= EXPRESSION_ITEMS_MAX:
        raise JqError("Array index too large")
    if index >= len(items):
        items.extend([None] * (index + 1 - len(items)))
    items[index] = set_path(items[index], path[1:], new, owned)
    return items


def _set_slice(value: Json, key: dict[str, Json], rest: list[Json], new: Json) -> Json:
    if value is not None and not isinstance(value, list):
        raise JqError("Cannot update field at object index of " + kind_of(value))
    items = list(value or [])
    first, last = bounds(len(items), key.get("start"), key.get("end"))
    part = set_path(items[first:last], rest, new)
    if not isinstance(part, list):
        raise JqError("A slice of an array can only be assigned another array")
    return bounded_list(items[:first] + part + items[last:])


def delete_paths(value: Json, paths: list[Json]) -> Json:
    """The value without what is at the paths, the last ones first."""
    for path in sorted(paths, key=sort_key, reverse=True):
        if not isinstance(path, list):
            raise JqError("Path must be specified as an array")
        value = _delete(value, path)
    return value


def _delete(value: Json, path: list[Json]) -> Json:
    if not path:
        return None
    if value is None:
        return None
    key, rest = path[0], path[1:]
    if not rest:
        return _without(value, key)
    inner = field(value, key)
    return value if inner is None else set_path(value, [key], _delete(inner, rest))


def _without(value: Json, key: Json) -> Json:
    if isinstance(value, dict) and isinstance(key, str):
        return {name: item for name, item in value.items() if name != key}
    if isinstance(value, list) and isinstance(key, dict):
        first, last = bounds(len(value), key.get("start"), key.get("end"))
        return value[:first] + value[last:]
    if isinstance(value, list) and kind_of(key) == "number":
        index = math.floor(key) + (len(value) if key < 0 else 0)
        return value[:index] + value[index + 1 :] if 0 <= index < len(value) else value
    raise JqError(f"Cannot delete field at {kind_of(key)} index of {kind_of(value)}")
