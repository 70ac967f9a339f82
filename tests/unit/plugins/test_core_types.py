"""The registry against the machine-readable list of core types, where it is at hand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.plugins.core_list import COMMON, KINDS, TYPES, WHOLE, forms, properties, wanted
from tiercel.plugin.outputs import outputs_class_of
from tiercel.plugin.properties import default_of, dynamic_properties
from tiercel.plugin.registry import Catalog
from tiercel.plugin.task import ShapedTask

pytestmark = pytest.mark.skipif(not TYPES, reason="the list of core types is not at hand")

GENERATIONS = ("0.21", "0.22", "0.23", "0.24", "1.0", "1.1", "1.2", "1.3", "2.0")
# A default is written in another form, or is the same as leaving the property out.
EQUAL_DEFAULTS = {
    ("io.kestra.plugin.core.flow.LoopUntil", "checkFrequency"),
    ("io.kestra.plugin.core.flow.ForEachItem", "batch"),
    ("io.kestra.plugin.core.condition.MultipleCondition", "timeWindow"),
    ("io.kestra.plugin.core.condition.PublicHoliday", "date"),
}


C = "io.kestra.plugin.core."
OBJECT = "an object: the list marks its members, not the property"
ITSELF = "the task renders it itself, once per row"
INTERNAL = "made by the server, from properties that are rendered"
RENDERED_MORE = {
    (f"{C}execution.Count", "flows"): OBJECT,
    (f"{C}flow.ForEachItem$ForEachItemExecutable", "inputs"): INTERNAL,
    (f"{C}flow.ForEachItem$ForEachItemExecutable", "labels"): INTERNAL,
    (f"{C}flow.ForEachItem$ForEachItemExecutable", "subflowId"): INTERNAL,
    (f"{C}flow.ForEachItem$ForEachItemSplit", "batch"): INTERNAL,
    (f"{C}flow.ForEachItem$ForEachItemSplit", "items"): INTERNAL,
    (f"{C}flow.LoopUntil", "checkFrequency"): OBJECT,
    (f"{C}flow.WorkingDirectory", "cache"): OBJECT,
    (f"{C}flow.WorkingDirectory", "namespaceFiles"): OBJECT,
    (f"{C}http.Download", "options"): OBJECT,
    (f"{C}http.Download", "sslOptions"): OBJECT,
    (f"{C}http.Request", "options"): OBJECT,
    (f"{C}http.Request", "sslOptions"): OBJECT,
    (f"{C}http.SseRequest", "options"): OBJECT,
    (f"{C}http.SseRequest", "sslOptions"): OBJECT,
    (f"{C}http.Trigger", "interval"): "a literal in the list, an expression does no harm",
    (f"{C}http.Trigger", "options"): OBJECT,
    (f"{C}http.Trigger", "sslOptions"): OBJECT,
    (f"{C}storage.DeduplicateItems", "expr"): ITSELF,
    (f"{C}storage.FilterItems", "filterCondition"): ITSELF,
    (f"{C}trigger.Flow", "inputs"): "rendered with the execution that set the trigger off",
    ("io.kestra.plugin.scripts.runner.docker.Docker", "cpu"): OBJECT,
    ("io.kestra.plugin.scripts.runner.docker.Docker", "deviceRequests"): OBJECT,
    ("io.kestra.plugin.scripts.runner.docker.Docker", "memory"): OBJECT,
}


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


def test_what_any_generation_renders_is_rendered(catalog: Catalog) -> None:
    wrong = []
    for name, prop, entry in properties():
        plugin_class = catalog.class_of(name)
        assert plugin_class is not None
        known = dynamic_properties(plugin_class).get(prop)
        is_rendered = any(form.get("dynamic") for form in forms(entry))
        if known is not None and is_rendered and not known.is_dynamic:
            wrong.append((name, prop))
    assert wrong == []


def test_what_no_generation_renders_is_rendered_only_where_it_is_said(catalog: Catalog) -> None:
    more = {
        (name, prop)
        for name, prop, entry in properties()
        if not any(form.get("dynamic") for form in forms(entry))
        and prop in dynamic_properties(class_named(catalog, name))
        and dynamic_properties(class_named(catalog, name))[prop].is_dynamic
    }
    assert more == set(RENDERED_MORE)


def class_named(catalog: Catalog, name: str) -> type[Any]:
    plugin_class = catalog.class_of(name)
    assert plugin_class is not None
    return plugin_class


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
