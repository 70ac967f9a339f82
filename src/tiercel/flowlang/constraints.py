"""Violations as one text, the form that answers of the API have."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tiercel.flowlang.coerce import as_text
from tiercel.flowlang.walk import TASK_LISTS
from tiercel.model.errors import Violation
from tiercel.model.json_types import Json

_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")
_OWNED = (*TASK_LISTS, "listeners", "inputs")


def constraints(violations: Iterable[Violation], plain: Json) -> str:
    """`<path>: <message>` and a newline for each violation.

    Shapes: `plain` is the document that the paths lead through.
    Source: spec/api/flows.md §3.4: tasks and inputs are named by id, not by index.
    """
    return "".join(f"{named_path(each.path, plain)}: {each.message}\n" for each in violations)


def named_path(path: str, plain: Json) -> str:
    """A path with the id of the innermost task or input in place of all that leads to it."""
    if not path.startswith(_OWNED):
        return path
    named = path
    value = plain
    for step in _STEP.finditer(path):
        key, index = step.groups()
        value = _inside(value, key, index)
        id_ = as_text(value.get("id")) if isinstance(value, dict) else None
        if id_ and "type" in value:
            named = id_ + _tail(path[step.end() :])
    return named


def _inside(value: Json, key: str | None, index: str | None) -> Json:
    if index is not None and isinstance(value, list) and int(index) < len(value):
        return value[int(index)]
    if key is not None and isinstance(value, dict):
        return value.get(key)
    return None


def _tail(rest: str) -> str:
    return rest if not rest or rest[0] in ".[" else f".{rest}"
