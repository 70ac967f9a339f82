"""Members of the objects that properties and outputs are made of: the list's and ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import AliasChoices, BaseModel
from pydantic.fields import FieldInfo

from tests.unit.plugins.core_facts import Facts, Own, facts_of, own_of
from tests.unit.plugins.core_list import OBJECTS, forms, wanted
from tests.unit.plugins.type_words import named_objects, own_type
from tiercel.flowlang.catalog import BranchProperty
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.convert import union_parts
from tiercel.plugin.outputs import outputs_class_of
from tiercel.plugin.part import written_name
from tiercel.plugin.properties import dynamic_properties
from tiercel.plugin.schemas.json_schema import Definitions, plain_default, type_schema
from tiercel.plugin.schemas.schema import branch_schema
from tiercel.plugin.task import ShapedTask


class Member(NamedTuple):
    """A member of an object of the list, and what ours is; None where ours has none.

    `is_rendered` is that of the property the object is in; None for outputs.
    """

    owner: str
    name: str
    own: Own | None
    is_rendered: bool | None = False


def member_facts(members: list[Member]) -> Facts:
    """Facts of all members."""
    for owner, name, own, is_rendered in members:
        listed = OBJECTS[owner]
        entry = listed["properties"][name]
        if own is not None:
            own = own._replace(is_dynamic=bool(is_rendered))
        has_dynamic = is_rendered is not None
        yield from facts_of(short(owner), name, listed, entry, own, has_dynamic)


def short(name: str) -> str:
    """The name of an object as the tables of differences have it."""
    return name.rpartition(".")[2]


def all_members(catalog: Catalog) -> list[Member]:
    """Each once: the members of the objects that properties and outputs of any generation name."""
    found = [*_of_properties(catalog), *_of_outputs(catalog)]
    return list({repr(each): each for each in found}.values())


def _of_properties(catalog: Catalog) -> Iterator[Member]:
    return (
        member
        for name, owner in wanted()
        for prop, entry in owner["properties"].items()
        for form in forms(entry)
        for member in _of_property(catalog, name, prop, form["type"])
    )


def _of_outputs(catalog: Catalog) -> Iterator[Member]:
    return (
        member
        for name, owner in wanted()
        for output, entry in (owner.get("outputs") or {}).items()
        for member in _below(entry["type"], _output_type(catalog, name, output), None)
    )


def _of_property(catalog: Catalog, name: str, prop: str, text: str) -> Iterator[Member]:
    plugin_class = catalog.class_of(name)
    assert plugin_class is not None
    known = dynamic_properties(plugin_class).get(prop)
    kind = "" if known is None or known.nested is None else known.nested.kind
    if kind == "data" or kind == "filter":
        # The members of a source are the properties of the types that it may be.
        for each in catalog.names(kind):
            yield from _of_source(catalog, text, each)
    elif known is not None:
        annotation = plugin_class.model_fields[known.field].annotation
        yield from _below(text, annotation, known.is_dynamic)
    elif issubclass(plugin_class, ShapedTask):
        for branch in plugin_class.branches:
            if branch.name == prop and branch.form == "nodes":
                yield from _of_node(text, branch)


def _of_source(catalog: Catalog, text: str, type_name: str) -> Iterator[Member]:
    source = catalog.class_of(type_name)
    assert source is not None
    known = dynamic_properties(source)
    for owner in named_objects(text):
        for name, entry in OBJECTS[owner]["properties"].items():
            if name == "type":
                # What says which of the types it is.
                yield Member(owner, name, Own("string", True, None, False))
                continue
            field = source.model_fields[known[name].field] if name in known else None
            yield Member(owner, name, None if field is None else _own_of_field(field))
            if field is not None:
                yield from _below(entry["type"], field.annotation, False)
            for each in entry.get("byChart", {}).values():
                yield from _below(f"@{each}", field.annotation if field else None, False)


def _of_node(text: str, branch: BranchProperty) -> Iterator[Member]:
    node = branch_schema(branch)["items"]
    for owner in named_objects(text):
        for name in OBJECTS[owner]["properties"]:
            schema = node["properties"].get(name)
            required = {"$required": name in node["required"]}
            own = None if schema is None else own_of({**schema, **required})
            yield Member(owner, name, own)


def _output_type(catalog: Catalog, name: str, output: str) -> Any:
    plugin_class = catalog.class_of(name)
    assert plugin_class is not None
    found = outputs_class_of(plugin_class)
    fields = {} if found is None else found.model_fields
    named = {field.alias or key: field.annotation for key, field in fields.items()}
    return named.get(output)


def _below(text: str, annotation: Any, is_rendered: bool | None) -> Iterator[Member]:
    """The members of the objects that a type of the list names, and of the objects in them."""
    parts = [_fields_of(part) for part in _parts_in(annotation)]
    for owner in named_objects(text):
        listed = OBJECTS.get(owner, {"properties": {}})["properties"]
        if "(one of)" in listed:
            yield from _below(listed["(one of)"]["type"], annotation, is_rendered)
            continue
        # Of several classes, the one that is most like the object.
        fields = max(parts, key=lambda each: len(each.keys() & listed.keys()), default={})
        for name, entry in listed.items():
            field = fields.get(name)
            own = None if field is None else _own_of_field(field)
            yield Member(owner, name, own, is_rendered)
            if field is not None:
                yield from _below(entry["type"], field.annotation, is_rendered)


def _own_of_field(field: FieldInfo) -> Own:
    own = own_type(type_schema(field.annotation, Definitions()))
    return Own(own, field.is_required(), plain_default(field), False)


def _parts_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The object classes that a type names, also inside lists and maps."""
    for part in union_parts(annotation):
        if isinstance(part, type) and issubclass(part, BaseModel):
            yield part
        for inner in getattr(part, "__args__", ()):
            yield from _parts_in(inner)


def _fields_of(part: type[BaseModel]) -> dict[str, FieldInfo]:
    return {
        name: field
        for field_name, field in part.model_fields.items()
        for name in _names_of(field_name, field)
    }


def _names_of(field_name: str, field: FieldInfo) -> list[str]:
    """The names under which a member may be written."""
    if isinstance(field.validation_alias, AliasChoices):
        return [str(each) for each in field.validation_alias.choices]
    return [written_name(field_name, field)]
