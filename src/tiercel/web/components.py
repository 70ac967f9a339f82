"""Schemas of the OpenAPI document, made of the types that answers and bodies are declared with."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from functools import cache
from types import UnionType

import msgspec

from tiercel.model.json_types import Json
from tiercel.web.views.view import OpenView

PLACE = "#/components/schemas/"
# A type with which an answer or a body is declared, such as `list[FlowView]`.
Form = type | UnionType
Schema = dict[str, Json]


class Described(msgspec.Struct, frozen=True):
    """The schema of a type, and the components that it refers to, by name."""

    schema: Schema
    components: dict[str, Schema]


def described(form: Form | Schema, *, is_answer: bool) -> Described:
    """What the document says of a type, or of what is already a schema.

    An answer has all of its members but those that may be absent, a body may lack what has a
    default.
    """
    if isinstance(form, dict):
        return Described(form, {})
    return _described(form, is_answer=is_answer)


@cache
def _described(form: Form, *, is_answer: bool) -> Described:
    (schema,), components = msgspec.json.schema_components((form,), ref_template=PLACE + "{name}")
    open_views = {_short(view.__name__) for view in OpenView.__subclasses__()}
    named = {_short(name): _plain(one) for name, one in components.items()}
    for name in open_views & named.keys():
        named[name]["additionalProperties"] = True
    if len(named) != len(components):
        raise AssertionError("two types of the document have the same name")
    if is_answer:
        named = {name: _complete(one) for name, one in named.items()}
    return Described(_plain(schema), named)


def components_of(found: Iterable[Described]) -> dict[str, Schema]:
    """All components, by name."""
    components: dict[str, Schema] = {}
    for one in found:
        for name, schema in one.components.items():
            if components.setdefault(name, schema) != schema:
                raise AssertionError(f"the document has two types {name}")
    return dict(sorted(components.items()))


@cache
def _whole(form: Form) -> Schema:
    found = _described(form, is_answer=False)
    whole: Schema = _inlined(found.schema, found.components, ())
    return whole


def whole_schema(form: Form | Schema) -> Schema:
    """What a body of that type looks like, in one piece; what contains itself ends as anything."""
    return form if isinstance(form, dict) else _whole(form)


def _short(name: str) -> str:
    return name.removesuffix("View")


def _plain(schema: Json) -> Json:
    """Names without what they have for our own use, and texts in one piece."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found: Schema = {}
    for name, value in schema.items():
        if name == "$ref":
            found[name] = PLACE + _short(value.removeprefix(PLACE))
        elif name == "description":
            found[name] = " ".join(inspect.cleandoc(value).split())
        elif name == "properties":
            found[name] = {member: _plain(one) for member, one in value.items()}
        elif name != "title":
            found[name] = value if name in ("default", "enum") else _plain(value)
    if found.get("type") == "array":
        found.setdefault("items", {})
    values = found.get("enum", ())
    if values and all(isinstance(value, str) for value in values):
        found = {"type": "string", "enum": values}
    return found


def _complete(schema: Schema) -> Schema:
    """A component of an answer: what has a default is there as well."""
    members: Mapping[str, Schema] = schema.get("properties", {})
    required = set(schema.get("required", ()))
    there = [name for name, one in members.items() if name in required or "default" in one]
    if not there:
        return schema
    bare = {
        name: {key: value for key, value in one.items() if key != "default"}
        for name, one in members.items()
    }
    return {**schema, "properties": bare, "required": there}


def _inlined(schema: Json, components: Mapping[str, Schema], enclosing: tuple[str, ...]) -> Json:
    if isinstance(schema, list):
        return [_inlined(one, components, enclosing) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(PLACE)
        return (
            {} if name in enclosing else _inlined(components[name], components, (*enclosing, name))
        )
    return {name: _inlined(value, components, enclosing) for name, value in schema.items()}
