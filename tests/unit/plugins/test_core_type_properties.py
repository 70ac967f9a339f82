"""Properties of every generation against the list of core types, differences listed one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from tests.unit.plugins.core_differences import TYPES as OF_TYPES
from tests.unit.plugins.core_differences import Difference
from tests.unit.plugins.core_facts import Fact, Facts, common_facts, differences, span, type_facts
from tests.unit.plugins.core_list import GENERATIONS, OBJECTS, forms, properties
from tests.unit.plugins.core_member_differences import COMMON, MEMBERS
from tests.unit.plugins.core_member_facts import all_members, member_facts
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.schemas.json_schema import Definitions
from tiercel.plugin.schemas.schema import class_schema

# Objects of the list that no property or output of a type is made of.
OBJECTS_ELSEWHERE = {
    "io.kestra.core.models.dashboards.TimeWindow": "of a dashboard, which is no plugin",
    "io.kestra.core.models.tasks.common.EncryptedString": "the form in which secrets are stored",
    "io.kestra.plugin.core.namespace.FilesPurgeBehavior": "has no members",
    "io.kestra.plugin.core.kv.KvPurgeBehavior": "one of two objects, which are compared",
    "io.kestra.plugin.core.kv.PurgeBehavior": "one of two objects, which are compared",
}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.of_builtins()


def table(rows: Iterable[Difference]) -> dict[tuple[str, ...], str]:
    """The rows without their reasons; each says another thing."""
    found = {(row.generations, *row[:3], row.theirs, row.ours): row.reason for row in rows}
    assert len(found) == len(tuple(rows))
    assert all(found.values())
    return found


def check(facts: Facts, rows: tuple[Difference, ...]) -> None:
    found = {(generations, *fact) for fact, generations in differences(facts).items()}
    listed = table(rows)
    assert found - listed.keys() == set(), "differences that are not listed"
    assert listed.keys() - found == set(), "differences that are no more"


def test_properties_of_types_are_those_of_every_generation(catalog: Catalog) -> None:
    check(type_facts(catalog), OF_TYPES)


def test_members_of_objects_are_those_of_every_generation(catalog: Catalog) -> None:
    check(member_facts(all_members(catalog)), MEMBERS)


def test_what_all_tasks_and_triggers_have_is_that_of_every_generation(catalog: Catalog) -> None:
    check(common_facts(catalog), COMMON)


def test_every_property_is_compared_in_every_aspect_and_generation(catalog: Catalog) -> None:
    found = list(type_facts(catalog))
    assert {fact.aspect for _, fact in found} == {"type", "required", "default", "dynamic"}
    assert {generation for generation, _ in found} == set(GENERATIONS)
    compared = {(fact.owner, fact.name) for _, fact in found}
    assert len(compared) == len(list(properties()))
    assert len(found) > 12_000


def test_every_object_is_compared(catalog: Catalog) -> None:
    compared = {each.owner for each in all_members(catalog)}
    assert OBJECTS.keys() - compared == OBJECTS_ELSEWHERE.keys()


def test_a_difference_and_a_row_without_one_are_both_found() -> None:
    fact = Fact("a.B", "c", "default", "1", "2")
    row = Difference("a.B", "c", "default", "0.21-0.22", "1", "2", "why")
    both = [("0.21", fact), ("0.22", fact)]
    check(iter(both), (row,))
    with pytest.raises(AssertionError, match="not listed"):
        check(iter(both), ())
    with pytest.raises(AssertionError, match="not listed"):
        check(iter([*both, ("0.23", fact)]), (row,))
    with pytest.raises(AssertionError, match="no more"):
        check(iter(()), (row,))


def test_generations_are_shown_as_runs() -> None:
    assert span({"0.21"}) == "0.21"
    assert span({"2.0", "1.3"}) == "1.3-2.0"
    assert span({"0.21", "0.22", "0.24", "1.0"}) == "0.21-0.22,0.24-1.0"


def values_of(schema: Mapping[str, Any]) -> set[str]:
    """The words that a property takes; empty for any."""
    if "enum" in schema:
        return set(schema["enum"])
    parts = [*schema.get("anyOf", ()), *([schema["items"]] if schema.get("items") else [])]
    return {value for part in parts for value in values_of(part)}


def test_words_are_those_of_every_generation(catalog: Catalog) -> None:
    wrong = []
    for name, prop, entry in properties():
        plugin_class = catalog.class_of(name)
        assert plugin_class is not None
        words = {word for form in forms(entry) for word in form.get("enum", ())}
        if words:
            schema = class_schema(plugin_class, Definitions(), {})["properties"][prop]
            missing = words - values_of(schema)
            wrong.extend([(name, prop, missing)] if missing else [])
    assert wrong == []
