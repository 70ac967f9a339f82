"""From the types of properties to JSON schema (spec/api/plugins.md §6)."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, MaxLen, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from tiercel.model.durations import format_duration
from tiercel.model.json_types import Json
from tiercel.plugin.convert import union_parts
from tiercel.plugin.fields import Prop
from tiercel.plugin.part import written_name

Schema = dict[str, Json]
REFERENCE = "#/$defs/"
SCALARS: Mapping[Json, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    timedelta: {"type": "string", "format": "duration"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    time: {"type": "string", "format": "partial-time"},
}


class Definitions:
    """Schemas of the objects that were met, by the name that references use."""

    def __init__(self) -> None:
        self.schemas: dict[str, Schema] = {}

    def reference(self, part: type[BaseModel]) -> Schema:
        """A reference to the schema of an object, made when it was not yet."""
        name = f"{part.__module__}.{part.__qualname__}"
        if name not in self.schemas:
            self.schemas[name] = {}
            self.schemas[name] = object_schema(part, self)
        return {"$ref": REFERENCE + name}


def type_schema(annotation: Json, definitions: Definitions) -> Schema:
    """The schema of a type; None does not show: a property that may be null may be absent."""
    parts = union_parts(annotation)
    if len(parts) > 1:
        return {"anyOf": [type_schema(part, definitions) for part in parts]}
    kind = parts[0]
    if kind in SCALARS:
        return dict(SCALARS[kind])
    origin: Json = get_origin(kind)
    if origin is Literal:
        return {"type": "string", "enum": list(get_args(kind))}
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return {"type": "string", "enum": [member.value for member in kind]}
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return definitions.reference(kind)
    arguments: tuple[Json, ...] = get_args(kind)
    if origin in (list, tuple, set) or kind in (list, tuple, set):
        items = type_schema(arguments[0], definitions) if arguments else {}
        return {"type": "array", "items": items}
    if origin is dict or kind is dict:
        values = type_schema(arguments[1], definitions) if arguments else {}
        return {"type": "object", "additionalProperties": values or {"type": "object"}}
    return {}


def object_schema(part: type[BaseModel], definitions: Definitions) -> Schema:
    """The schema of an object inside properties, or of outputs."""
    properties, required = {}, []
    for field_name, field in part.model_fields.items():
        if is_hidden(field):
            continue
        name = written_name(field_name, field)
        properties[name] = {**field_schema(field, definitions), "$required": field.is_required()}
        if field.is_required():
            required.append(name)
    schema: Schema = {"type": "object", "properties": dict(sorted(properties.items()))}
    if required:
        schema["required"] = sorted(required)
    if part.__doc__:
        schema["description"] = part.__doc__.strip()
    return schema


def field_schema(field: FieldInfo, definitions: Definitions) -> Schema:
    """The schema of a field with its title, default and bounds."""
    annotation: Json = field.annotation
    schema = type_schema(annotation, definitions)
    target = schema if "anyOf" not in schema else schema["anyOf"][0]
    for mark in field.metadata:
        target.update(_bound(mark, target))
    for mark in field.metadata:
        if isinstance(mark, Prop):
            schema["title"] = mark.title
            if mark.description:
                schema["description"] = mark.description
            if mark.deprecated:
                schema["$deprecated"] = True
    default = plain_default(field)
    if default is not None:
        schema["default"] = default
    return schema


def is_hidden(field: FieldInfo) -> bool:
    """Whether no schema shows the field."""
    return any(isinstance(mark, Prop) and mark.hidden for mark in field.metadata)


def _bound(mark: Any, schema: Schema) -> Schema:
    kind = "Items" if schema.get("type") == "array" else "Length"
    match mark:
        case Ge():
            return {"minimum": mark.ge}
        case Gt():
            return {"exclusiveMinimum": mark.gt}
        case Le():
            return {"maximum": mark.le}
        case MinLen():
            return {f"min{kind}": mark.min_length}
        case MaxLen():
            return {f"max{kind}": mark.max_length}
    pattern = getattr(mark, "pattern", None)
    return {"pattern": pattern} if isinstance(pattern, str) else {}


def plain_default(field: FieldInfo) -> Json:
    """The default as JSON; None for none."""
    default = field.get_default(call_default_factory=True, validated_data={})
    if default is PydanticUndefined:
        return None
    return _plain(default)


def _plain(value: Json) -> Json:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_none=True)
    if isinstance(value, timedelta):
        return format_duration(value)
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
