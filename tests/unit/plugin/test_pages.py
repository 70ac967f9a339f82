"""Schemas, pages and lists made from the classes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.schemas.docs import markdown_page
from tiercel.plugin.schemas.document_schema import document_properties, document_schema
from tiercel.plugin.schemas.listing import group_json, plugin_groups, sub_groups
from tiercel.plugin.schemas.schema import plugin_schema

CORE = "io.kestra.plugin.core."
CATALOG = Catalog.of_builtins()


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def test_a_schema_has_properties_outputs_and_definitions() -> None:
    schema = plugin_schema(CATALOG, f"{CORE}http.Request")
    assert schema is not None
    assert schema["properties"]["required"] == ["uri"]
    assert schema["properties"]["properties"]["encryptBody"] == {
        "anyOf": [
            {"type": "boolean", "default": "false", "$dynamic": True},
            {"type": "string", "$dynamic": True, "default": "false"},
        ],
        "title": "Store the body encrypted.",
        "$dynamic": True,
        "$required": False,
    }
    assert "code" in schema["outputs"]["properties"]
    assert any(name.endswith("HttpOptions") for name in schema["definitions"])


def test_common_properties_come_when_asked_for() -> None:
    schema = plugin_schema(CATALOG, f"{CORE}log.Log", has_common=True)
    assert schema is not None
    assert schema["properties"]["required"] == ["id", "message", "type"]
    assert "timeout" in schema["properties"]["properties"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (f"{CORE}flow.Pause", "timeout"),
        (f"{CORE}runner.Process", "pluginDefaultsRef"),
        ("io.kestra.plugin.scripts.runner.docker.Docker", "pluginDefaultsRef"),
    ],
)
def test_some_types_show_a_property_that_all_have(name: str, shown: str) -> None:
    schema = plugin_schema(CATALOG, name)
    assert schema is not None
    assert shown in schema["properties"]["properties"]
    assert "id" not in schema["properties"]["properties"]


def test_a_hidden_property_is_taken_and_not_shown() -> None:
    docker = "io.kestra.plugin.scripts.runner.docker.Docker"
    found = CATALOG.find(docker)
    schema = plugin_schema(CATALOG, docker, has_common=True)
    assert found is not None
    assert schema is not None
    assert "image" in found.properties
    assert "image" not in schema["properties"]["properties"]
    assert CATALOG.check(found, {"image": "alpine"}, "taskRunner") == []


def test_a_page_warns_about_an_alias() -> None:
    page = markdown_page(CATALOG, "io.kestra.core.tasks.log.Log")
    assert page is not None
    assert "use `io.kestra.plugin.core.log.Log` instead" in page
    assert "### `message`" in page


def test_every_type_has_a_page_and_a_schema() -> None:
    for row in CATALOG.rows():
        assert markdown_page(CATALOG, row.name)
        msgspec.json.encode(plugin_schema(CATALOG, row.name))


def test_unknown_types_have_neither() -> None:
    assert markdown_page(CATALOG, "com.nobody.X") is None
    assert plugin_schema(CATALOG, "com.nobody.X") is None


@pytest.mark.parametrize("kind", ["flow", "Template", "task", "trigger", "plugindefault"])
def test_document_schemas_have_no_open_references(kind: str) -> None:
    schema = document_schema(CATALOG, kind)
    assert schema is not None
    known = {f"#/definitions/{name}" for name in schema["definitions"]}
    assert set(references(schema)) <= known


def test_document_schemas_name_aliases() -> None:
    schema = document_schema(CATALOG, "flow", is_array=True)
    assert schema is not None
    log = schema["definitions"][f"{CORE}log.Log"]
    assert log["properties"]["type"]["enum"] == [f"{CORE}log.Log", "io.kestra.core.tasks.log.Log"]
    assert schema["type"] == "array"
    assert document_schema(CATALOG, "nonsense") is None


@pytest.mark.parametrize(
    ("kind", "required"),
    [
        ("flow", {"id", "namespace", "tasks"}),
        ("TASK", {"id", "type"}),
        ("trigger", {"id", "type"}),
        ("dashboard", {"title"}),
        ("policy", set()),
    ],
)
def test_properties_of_documents_are_schemas_of_their_own(kind: str, required: set[str]) -> None:
    schema = document_properties(CATALOG, kind)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert set(schema["required"]) == required
    assert required <= set(schema["properties"])
    assert not list(references(schema))


def test_the_core_is_the_first_group() -> None:
    groups = plugin_groups(CATALOG)
    core = group_json(CATALOG, groups[0])
    assert core["name"] == "core"
    assert len(core["conditions"]) == 18
    assert not any("$" in each["cls"] for each in core["tasks"])
    names = [each.sub_group for each in sub_groups(groups[0])]
    assert f"{CORE}kv" in names
    assert f"{CORE}metric" not in names
