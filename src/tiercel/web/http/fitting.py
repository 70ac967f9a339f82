"""Bodies as the mapper of the reference reads them: lists and single values stand for each other.

Compat: where a list is wanted, a single value is a list of one; where a value is wanted, a list of
one is that value. The reference's mapper does so for every body, and its pages rely on it. What the
document says of a body decides; nothing else about a value changes, so a wrong type stays one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tiercel.model.json_types import Json
from tiercel.web.components import whole_schema
from tiercel.web.documented import Body

Schema = Mapping[str, Json]


def shape_of(body: Body | None) -> Schema | None:
    """What a JSON body has to look like; None where it is taken as it is: sources, any value."""
    if body is None or any(kind.endswith("yaml") for kind in body.types):
        return None
    return whole_schema(body.schema)


def fitted(value: Json, shape: Schema) -> Json:
    """The value with lists and single values where the shape wants them."""
    options = list(options_of(shape))
    types = [kind for option in options for kind in types_of(option)]
    if not types:
        return value
    if isinstance(value, list) and "array" not in types:
        value = value[0] if len(value) == 1 else value
    elif "array" in types and _type_of(value) not in types:
        value = value if value is None else [value]
    option = next((one for one in options if _type_of(value) in types_of(one)), None)
    return value if option is None else _inside(value, option)


def missing_in(value: Mapping[str, Json], shape: Schema) -> list[str]:
    """The members that an object must have and lacks; null is one only where it may be."""
    members = shape.get("properties") or {}
    return [
        name
        for name in shape.get("required", ())
        if value.get(name) is None and not (name in value and _may_be_null(members.get(name, {})))
    ]


def _may_be_null(shape: Schema) -> bool:
    types = [types_of(option) for option in options_of(shape)]
    return any(not each or "null" in each for each in types)


def _inside(value: Json, shape: Schema) -> Json:
    if isinstance(value, list):
        items = shape.get("items")
        return value if items is None else [fitted(each, items) for each in value]
    if isinstance(value, dict):
        members = shape.get("properties") or {}
        return {
            name: fitted(each, members[name]) if name in members else each
            for name, each in value.items()
        }
    return value


def options_of(shape: Schema) -> Iterator[Schema]:
    """The shapes of which one is wanted."""
    if "anyOf" in shape:
        for option in shape["anyOf"]:
            yield from options_of(option)
    else:
        yield shape


def types_of(shape: Schema) -> tuple[str, ...]:
    """The types of JSON that fit; none when all do."""
    named = shape.get("type")
    if named is not None:
        return tuple(named) if isinstance(named, list) else (named,)
    return tuple({_type_of(value) for value in shape.get("enum", ())})


def _type_of(value: Json) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number" if isinstance(value, float) else "integer"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"
