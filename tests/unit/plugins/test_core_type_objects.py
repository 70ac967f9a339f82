"""Members of the objects in properties against the list of core types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import AliasChoices, BaseModel
from pydantic.fields import FieldInfo

from tests.unit.plugins.core_list import NAMED, OBJECTS, TYPES, Entry, forms, properties
from tests.unit.plugins.test_core_type_shapes import EXCEPTIONS as OTHER_TYPES
from tests.unit.plugins.test_core_type_shapes import listed_type, own_type
from tiercel.plugin.convert import union_parts
from tiercel.plugin.json_schema import Definitions, plain_default, type_schema
from tiercel.plugin.part import written_name
from tiercel.plugin.properties import dynamic_properties
from tiercel.plugin.registry import Catalog

pytestmark = pytest.mark.skipif(not TYPES, reason="the list of core types is not at hand")

# Objects whose members are read elsewhere, or that no property of ours is made of.
OBJECTS_READ_ELSEWHERE = {
    "io.kestra.core.models.tasks.ExecutableTask-SubflowId",
    "io.kestra.core.models.dashboards.TimeWindow",
    "io.kestra.plugin.core.namespace.FilesPurgeBehavior",
    "io.kestra.plugin.core.flow.Dag-DagTask",
}
# (object, member): why it differs.
TEXT_TYPE = "the list does not say that `type` is text"
LABELS = "labels may be a list, too"
OTHER_MEMBER_TYPES = {
    ("DigestAuthConfiguration", "type"): TEXT_TYPE,
    ("Key", "type"): TEXT_TYPE,
    ("Version", "type"): TEXT_TYPE,
    ("CounterMetric", "value"): "the three metrics are one class: a number, or a duration",
    ("TimerMetric", "value"): "the three metrics are one class: a number, or a duration",
    ("Flow-Dependency", "labels"): LABELS,
    ("Flow-UpstreamFlow", "labels"): LABELS,
}
NOT_REQUIRED = {
    ("BasicAuthConfiguration", "type"): "BASIC when nothing is said, as older flows have it",
    ("BearerAuthConfiguration", "type"): "one class for three kinds of authentication",
    ("DigestAuthConfiguration", "type"): "one class for three kinds of authentication",
}
OTHER_DEFAULTS = {
    ("ForEachItem-Batch", "separator"): "the same line feed, written in the other form",
    ("Flow-Preconditions", "timeWindow"): "no window is the same as a window of this type",
}


class Member:
    """A member as the list has it, and the field of ours."""

    def __init__(self, owner: str, name: str, entry: Entry, field: FieldInfo | None) -> None:
        self.place = (owner.rpartition(".")[2], name)
        self.entry = entry
        self.field = field


@pytest.fixture(scope="module")
def members() -> list[Member]:
    catalog = Catalog.of_builtins()
    found: dict[tuple[str, str], Member] = {}
    for name, prop, entry in properties():
        plugin_class = catalog.class_of(name)
        assert plugin_class is not None
        known = dynamic_properties(plugin_class).get(prop)
        if known is None or known.nested or (name, prop) in OTHER_TYPES:
            continue
        annotation = plugin_class.model_fields[known.field].annotation
        for form in forms(entry):
            for member in members_below(form["type"], annotation):
                found.setdefault(member.place, member)
    return list(found.values())


def parts_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The object classes that a type names, also inside lists and maps."""
    for part in union_parts(annotation):
        if isinstance(part, type) and issubclass(part, BaseModel):
            yield part
        for inner in getattr(part, "__args__", ()):
            yield from parts_in(inner)


def objects_in(text: str) -> Iterator[str]:
    for name, each in OBJECTS.items():
        if f"{NAMED}{name}" in text.replace("[]", "|").replace(">", "|").split("|"):
            inner = each["properties"].get("(one of)")
            yield from objects_in(inner["type"]) if inner else iter((name,))


def own_members(parts: Iterator[type[BaseModel]]) -> dict[str, FieldInfo]:
    return {
        name: field
        for part in parts
        for field_name, field in part.model_fields.items()
        for name in names_of(field_name, field)
    }


def names_of(field_name: str, field: FieldInfo) -> list[str]:
    """The names under which a member may be written."""
    if isinstance(field.validation_alias, AliasChoices):
        return [str(each) for each in field.validation_alias.choices]
    return [written_name(field_name, field)]


def members_below(text: str, annotation: Any) -> Iterator[Member]:
    """The members of the objects that a type of the list names, and of the objects in them."""
    own = own_members(parts_in(annotation))
    for name in objects_in(text.replace("(", "").replace("map<", "")):
        if name in OBJECTS_READ_ELSEWHERE:
            continue
        for member, entry in OBJECTS[name]["properties"].items():
            field = own.get(member)
            yield Member(name, member, entry, field)
            if field is not None:
                yield from members_below(entry["type"], field.annotation)


def test_every_member_is_there(members: list[Member]) -> None:
    assert len(members) > 150
    assert [each.place for each in members if each.field is None] == []


def test_types_of_members_are_those_of_the_list(members: list[Member]) -> None:
    wrong = set()
    for each in members:
        assert each.field is not None
        own = own_type(type_schema(each.field.annotation, Definitions()))
        if own not in {listed_type(form) for form in forms(each.entry)}:
            wrong.add(each.place)
    assert wrong == set(OTHER_MEMBER_TYPES)


def test_required_members_without_a_default_are_required(members: list[Member]) -> None:
    wrong = set()
    for each in members:
        assert each.field is not None
        needed = bool(each.entry.get("required")) and "default" not in each.entry
        if needed != each.field.is_required():
            wrong.add(each.place)
    assert wrong == set(NOT_REQUIRED)


def test_defaults_of_members_are_those_of_the_list(members: list[Member]) -> None:
    wrong = set()
    for each in members:
        assert each.field is not None
        own = str(plain_default(each.field)).lower()
        if "default" in each.entry and own != str(each.entry["default"]).lower():
            wrong.add(each.place)
    assert wrong == set(OTHER_DEFAULTS)
