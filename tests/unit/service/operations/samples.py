"""A request of each operation, made of the types of its fields."""

from __future__ import annotations

import types
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from tiercel.model.lists.paging import Filter
from tiercel.model.request import Request
from tiercel.service.operations.operation import AnyOperation

PLACE = "team.a"
EXECUTION = "execution-of-team-a"
SOURCE = f"id: hello\nnamespace: {PLACE}\n"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
_TEXTS = {
    "namespace": PLACE,
    "execution_id": EXECUTION,
    "source": SOURCE,
}
_NAMED = {
    "ids": (EXECUTION, EXECUTION),
    "flows": ((PLACE, "hello"),),
    "templates": ((PLACE, "hello"),),
    "triggers": ((PLACE, "hello", "daily"),),
    "sources": (SOURCE,),
}


def sample(one: AnyOperation) -> Request[Any]:
    """A request in PLACE, on EXECUTION where it names one; lists are asked for without filters."""
    hints = get_type_hints(one.request)
    given = {}
    for field in msgspec.structs.fields(one.request):
        name = field.encode_name
        if name in (one.scope.field, one.scope.matching) or field.required:
            given[name] = _value(name, hints[name])
    if one.scope.field is not None and one.scope.matching is not None:
        del given[one.scope.matching]
    return one.request(**given)


def _value(name: str, kind: Any) -> Any:
    if name in _NAMED and get_origin(kind) is tuple:
        return _NAMED[name]
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _value(name, next(each for each in arguments if each is not type(None)))
    if origin is Literal:
        return arguments[0]
    if origin is tuple:
        is_filled = arguments[0] is not Filter and len(arguments) > 1 and arguments[-1] is not ...
        return tuple(_value(name, each) for each in arguments) if is_filled else ()
    return _plain(name, origin or kind)


def _plain(name: str, kind: Any) -> Any:
    if kind is str:
        return _TEXTS.get(name, "a")
    if kind is datetime:
        return NOW
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = get_type_hints(kind)
        fields = (each for each in msgspec.structs.fields(kind) if each.required)
        return kind(**{each.name: _value(each.name, hints[each.name]) for each in fields})
    if kind in (int, float, bool, dict, bytes, list):
        return kind()
    return None
