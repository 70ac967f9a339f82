"""Attributes, subscripts and method calls on values; spec/expressions.md §5."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.expr.errors import EvaluationError, UndefinedVariable
from tiercel.expr.methods import attribute_of, call_method
from tiercel.expr.printing import string_form
from tiercel.expr.values import Entry, Loop, class_name, is_list, is_number
from tiercel.model.json_types import Json

_DENIED = {"getclass", "class", "wait", "notify", "notifyall"}


def attribute(value: Json, key: Json, null_name: str, at: int) -> Json:
    """`value.key` or `value[key]`; `null_name` is what the error names when the value is null.

    Raises: UndefinedVariable, EvaluationError. Never reaches an attribute of a Python object.
    """
    if isinstance(value, (dict, Mapping)):
        return _entry(value, key, at)
    if value is None:
        raise UndefinedVariable(null_name or string_form(key), at=at)
    if is_list(value):
        return _item(value, key, at)
    name = string_form(key)
    if isinstance(value, Entry):
        if name in ("key", "value"):
            return value.key if name == "key" else value.value
    elif isinstance(value, Loop):
        fields = value.as_map()
        if name in fields:
            return fields[name]
    deny(name)
    found, result = attribute_of(value, name)
    if found:
        return result
    raise UndefinedVariable(name, at=at)


def method(value: Json, name: str, arguments: tuple[Json, ...], at: int) -> Json:
    """`value.name(arguments)` for the few methods that exist.

    Raises: UndefinedVariable when the value has no such method for these arguments.
    """
    if value is None:
        raise UndefinedVariable(name, at=at)
    deny(name)
    found, result = call_method(value, name, arguments)
    if found:
        return result
    raise UndefinedVariable(name, at=at)


def deny(name: str) -> None:
    """Refuse the names that the reference refuses for security."""
    if name.lower() in _DENIED:
        shown = "getClass" if name.lower() == "class" else name
        raise EvaluationError(f"For security reasons access to {shown} method is denied.")


def _entry(value: Mapping[Json, Json], key: Json, at: int) -> Json:
    if is_number(key) or isinstance(key, bool):
        return _numbered_entry(value, key, at)
    if not isinstance(key, str):
        key = string_form(key)
    try:
        return value[key]
    except KeyError:
        raise UndefinedVariable(key, at=at, known=value) from None


def _numbered_entry(value: Mapping[Json, Json], key: Json, at: int) -> Json:
    for first in value:
        if isinstance(first, str):
            raise EvaluationError(
                f"type class {class_name(first)} not supported for key {string_form(key)}"
            )
        break
    if key in value:
        return value[key]
    raise UndefinedVariable(string_form(key), at=at)


def _item(value: Json, key: Json, at: int) -> Json:
    name = string_form(key)
    digits = name[1:] if name[:1] in ("+", "-") else name
    if digits.isascii() and digits.isdigit() and len(digits) <= 10:
        index = int(name)
        if 0 <= index < len(value):
            return list(value)[index] if not isinstance(value, (list, tuple)) else value[index]
    else:
        deny(name)
        found, result = attribute_of(value, name)
        if found:
            return result
    raise UndefinedVariable(name, at=at)
