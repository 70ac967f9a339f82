"""The registry against the machine-readable list of core types, where it is at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tiercel.plugin.properties import default_of, dynamic_properties
from tiercel.plugin.registry import Catalog
from tiercel.plugin.task import ShapedTask

LIST = Path(__file__).parents[4] / "shared" / "spec" / "core-types.json"
KINDS = {
    "task": "task",
    "trigger": "trigger",
    "condition": "condition",
    "taskRunner": "runner",
    "chart": "chart",
    "dataFilter": "data",
    "dataFilterKPI": "filter",
}
# Properties that every task or trigger has are read by the flow language, not by the class.
COMMON = frozenset({"pluginDefaultsRef", "timeout"})
# Only in the engine of the reference: templates are inlined when a flow is loaded.
NOT_NEEDED = frozenset({"io.kestra.plugin.core.flow.Template$ExecutorTemplate"})
# A default is written in another form, or is the same as leaving the property out.
EQUAL_DEFAULTS = {
    ("io.kestra.plugin.core.flow.LoopUntil", "checkFrequency"),
    ("io.kestra.plugin.core.flow.ForEachItem", "batch"),
    ("io.kestra.plugin.core.condition.MultipleCondition", "timeWindow"),
    ("io.kestra.plugin.core.condition.PublicHoliday", "date"),
}


def types() -> Mapping[str, Mapping[str, Any]]:
    if not LIST.exists():
        return {}
    found: Mapping[str, Mapping[str, Any]] = json.loads(LIST.read_text())["types"]
    return {name: each for name, each in found.items() if each["kind"] in KINDS}


TYPES = types()
pytestmark = pytest.mark.skipif(not TYPES, reason="the list of core types is not at hand")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.of_builtins()


def wanted() -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((name, each) for name, each in TYPES.items() if name not in NOT_NEEDED)


def test_every_type_is_there_with_its_kind(catalog: Catalog) -> None:
    wrong = []
    for name, each in wanted():
        found = catalog.find(name)
        if found is None or found.kind != KINDS[each["kind"]]:
            wrong.append((name, found and found.kind))
    assert wrong == []


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
    for name, each in wanted():
        found = catalog.find(name)
        assert found is not None
        known = found.properties | branch_names(catalog, name) | COMMON
        missing.extend((name, prop) for prop in each["properties"] if prop not in known)
    assert missing == []


def test_required_properties_without_a_default_are_required(catalog: Catalog) -> None:
    wrong = []
    for name, each in wanted():
        plugin_class = catalog.class_of(name)
        assert plugin_class is not None
        known = dynamic_properties(plugin_class)
        for prop, expected in each["properties"].items():
            if prop not in known or each.get("internal"):
                continue
            needed = bool(expected.get("required")) and "default" not in expected
            if known[prop].is_required != needed:
                wrong.append((name, prop, needed))
    assert wrong == []


def plain(value: Any) -> Any:
    """A default as text, so that `"false"` and False are the same."""
    if hasattr(value, "model_dump"):
        value = value.model_dump(mode="json", by_alias=True, exclude_none=True)
    if hasattr(value, "total_seconds"):
        return value.total_seconds()
    if isinstance(value, str) and value.startswith('{"'):
        value = json.loads(value)
    if isinstance(value, str) and value.startswith("PT"):
        return {"PT1M": 60.0, "PT0S": 0.0}[value]
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, str):
        return value.encode().decode("unicode_escape")
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_defaults_are_those_of_the_list(catalog: Catalog) -> None:
    wrong = []
    for name, each in wanted():
        plugin_class = catalog.class_of(name)
        assert plugin_class is not None
        for prop, expected in each["properties"].items():
            if "default" not in expected or (name, prop) in EQUAL_DEFAULTS:
                continue
            if prop not in dynamic_properties(plugin_class):
                continue
            found = default_of(plugin_class, prop)
            if prop != "options" and plain(found) != plain(expected["default"]):
                wrong.append((name, prop, found, expected["default"]))
    assert wrong == []


def test_dynamic_properties_are_rendered(catalog: Catalog) -> None:
    wrong = []
    for name, each in wanted():
        plugin_class = catalog.class_of(name)
        assert plugin_class is not None
        known = dynamic_properties(plugin_class)
        for prop, expected in each["properties"].items():
            if prop in known and expected.get("dynamic") and not known[prop].is_dynamic:
                wrong.append((name, prop))
    assert wrong == []


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


def output_names(plugin_class: type[Any]) -> set[str]:
    from tiercel.plugin.outputs import outputs_class_of

    output_class = outputs_class_of(plugin_class)
    if output_class is None:
        return set()
    return {field.alias or name for name, field in output_class.model_fields.items()}
