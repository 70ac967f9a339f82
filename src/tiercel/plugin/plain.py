"""Values of tasks as plain JSON: what is stored of outputs and key-value entries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from pathlib import PurePath
from uuid import UUID

import msgspec
from pydantic import BaseModel

from tiercel.expr.json_form import JsonStyle, scalar_json
from tiercel.expr.values import Instant
from tiercel.model.errors import PluginError
from tiercel.model.json_types import Json
from tiercel.model.limits import OUTPUT_CLASSES_MAX, OUTPUT_DEPTH_MAX
from tiercel.model.text import valid_unicode

_PLAIN = frozenset({int, float, bool})
_STYLE = JsonStyle()


def plain_value(value: Json, depth: int = 0) -> Json:
    """One value as plain JSON."""
    kind = type(value)
    if kind is str:
        return value if value.isascii() else valid_unicode(value)
    if kind in _PLAIN or value is None:
        return value
    if depth > OUTPUT_DEPTH_MAX:
        raise PluginError("The outputs are nested too deeply.")
    # Nearly everything that holds something is one of these two; to ask for a class costs more.
    if kind is dict:
        return _plain_map(value, depth)
    if kind is list or isinstance(value, list | tuple | set | frozenset):
        return [plain_value(item, depth + 1) for item in value if item is not None]
    if isinstance(value, BaseModel):
        fields = {alias: getattr(value, name) for name, alias in _fields(type(value))}
        return _plain_map(fields, depth)
    if isinstance(value, Mapping):
        return _plain_map(value, depth)
    return _scalar(value)


def _plain_map(value: Mapping[Json, Json], depth: int) -> dict[str, Json]:
    return {
        key if type(key) is str and key.isascii() else _key(key): plain_value(item, depth + 1)
        for key, item in value.items()
        if item is not None
    }


@lru_cache(maxsize=OUTPUT_CLASSES_MAX)
def _fields(kind: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, field.serialization_alias or field.alias or name)
        for name, field in kind.model_fields.items()
    )


def _key(key: Json) -> str:
    return valid_unicode(str(key.value) if isinstance(key, Enum) else str(key))


def _scalar(value: Json) -> Json:
    if isinstance(value, Enum):
        return plain_value(value.value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, str | int | float):
        return value + 0 if not isinstance(value, str) else valid_unicode(str.__str__(value))
    if isinstance(value, PurePath | UUID):
        return valid_unicode(str(value))
    if isinstance(value, datetime | date | time | bytes | Instant):
        return msgspec.json.decode(scalar_json(value, _STYLE))
    raise PluginError(f"A {type(value).__name__} can't be an output.")
