"""The registry against the machine-readable list of core types."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.plugins.core_list import (
    COMMON,
    GENERATIONS,
    KINDS,
    WHOLE,
    properties,
    wanted,
)
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.outputs import outputs_class_of
from tiercel.plugin.task import ShapedTask


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.of_builtins()


def test_every_type_is_there_with_its_kind(catalog: Catalog) -> None:
    wrong = []
    for name, each in wanted():
        found = catalog.find(name)
        if found is None or found.kind != KINDS[each["kind"]]:
            wrong.append((name, found and found.kind))
    assert wrong == []


def test_the_list_holds_every_generation_and_each_has_types(catalog: Catalog) -> None:
    assert tuple(WHOLE["about"]["scanned"]) == GENERATIONS
    for generation in GENERATIONS:
        of_it = [name for name, each in wanted() if generation in each["generations"]]
        assert len(of_it) > 60, generation
        assert [name for name in of_it if catalog.find(name) is None] == []


def test_every_alias_leads_to_its_type(catalog: Catalog) -> None:
    wrong = [
        alias
        for name, each in wanted()
        for alias in each.get("aliases", {})
        if catalog.canonical(alias) != name
    ]
    assert wrong == []


def branch_names(catalog: Catalog, name: str) -> set[str]:
    plugin_class = catalog.class_of(name)
    assert plugin_class is not None
    if not issubclass(plugin_class, ShapedTask):
        return set()
    return {branch.name for branch in plugin_class.branches}


def test_every_property_is_accepted(catalog: Catalog) -> None:
    missing = []
    for name, prop, _ in properties():
        found = catalog.find(name)
        assert found is not None
        if prop not in found.properties | branch_names(catalog, name) | COMMON:
            missing.append((name, prop))
    assert missing == []


def test_deprecated_types_are_marked(catalog: Catalog) -> None:
    wrong = [
        name
        for name, each in wanted()
        if each.get("deprecated") and not getattr(catalog.find(name), "deprecated", False)
    ]
    assert wrong == []


def test_outputs_have_the_members_of_the_list(catalog: Catalog) -> None:
    wrong = []
    for name, each in wanted():
        plugin_class = catalog.class_of(name)
        assert plugin_class is not None
        outputs = output_names(plugin_class)
        wrong.extend((name, out) for out in each.get("outputs") or () if out not in outputs)
    assert wrong == []


def test_metrics_are_those_of_the_list(catalog: Catalog) -> None:
    wrong = []
    for name, each in wanted():
        info = catalog.info_of(name)
        assert info is not None
        own = {f"{metric.name} {metric.type}" for metric in info.metrics}
        missing = set(each.get("metrics") or ()) - own
        if missing:
            wrong.append((name, missing))
    assert wrong == []


def output_names(plugin_class: type[Any]) -> set[str]:
    output_class = outputs_class_of(plugin_class)
    if output_class is None:
        return set()
    return {field.alias or name for name, field in output_class.model_fields.items()}
