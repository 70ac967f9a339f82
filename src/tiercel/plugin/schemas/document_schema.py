"""JSON schemas of whole documents for editors: flow, task, trigger, dashboard, … ."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.model.json_types import Json
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.schemas.common_schema import (
    COMMON_OF_KIND,
    CONDITION,
    DASHBOARD,
    DEFAULT,
    FLOW,
    FLOW_PROPERTIES,
    OBJECT,
    TASK,
    TASKS,
    TEMPLATE,
    TEXT,
    TRIGGER,
)
from tiercel.plugin.schemas.json_schema import Definitions, Schema
from tiercel.plugin.schemas.schema import (
    NESTED_CLASSES,
    class_schema,
    known_types,
)
from tiercel.plugin.task import AdditionalPlugin

DRAFT = "http://json-schema.org/draft-07/schema#"
ROOTS = {
    "flow": FLOW,
    "template": TEMPLATE,
    "task": TASK,
    "trigger": TRIGGER,
    "plugindefault": DEFAULT,
    "dashboard": DASHBOARD,
}
OUTER: tuple[str, ...] = ("title", "description", "$dynamic", "$deprecated")
UNIONS = {"task": TASK, "trigger": TRIGGER, "condition": CONDITION, **NESTED_CLASSES}


def document_schema(catalog: Catalog, document: str, *, is_array: bool = False) -> Schema | None:
    """The draft-07 schema of a kind of document; None when there is no such kind.

    Every valid flow is valid under it; what it does not know it lets pass.
    Source: spec/api/plugins.md §9.
    """
    root = ROOTS.get(document.lower())
    if root is None:
        return None
    definitions = Definitions()
    found: dict[str, Schema] = {}
    for kind, union in UNIONS.items():
        members = []
        for name, aliases in known_types(catalog, kind):
            found[name] = _type_definition(catalog, name, aliases, definitions)
            members.append({"$ref": f"#/$defs/{name}"})
        found[union] = {"anyOf": members or [OBJECT]}
    for union, types in _additional(catalog).items():
        for name, aliases in types:
            found[name] = _type_definition(catalog, name, aliases, definitions)
        found[union] = {"anyOf": [{"$ref": f"#/$defs/{name}"} for name, _ in types]}
    found.update(_documents(catalog))
    found.update(definitions.schemas)
    schema: Schema = {
        "$schema": DRAFT,
        "definitions": dict(sorted(found.items())),
        "$ref": f"#/$defs/{root}",
    }
    if is_array:
        schema["type"] = "array"
    moved = _moved(schema)
    assert isinstance(moved, dict)
    return moved


def document_properties(catalog: Catalog, document: str) -> Schema:
    """The draft-07 schema of the top-level properties of a kind of document, complete in itself.

    Tasks and triggers have those that all types share. What else is referred to is any object; an
    unknown kind has no properties.
    """
    kind = document.lower()
    common = COMMON_OF_KIND.get(kind)
    root: Schema = {"properties": {}, "required": []}
    if common is not None:
        root = {"properties": {**common, "type": TEXT}, "required": ["id", "type"]}
    elif kind in ROOTS:
        root = _documents(catalog)[ROOTS[kind]]
    properties = {name: _closed(schema) for name, schema in root["properties"].items()}
    required: list[str] = root["required"]
    return {"$schema": DRAFT, "type": "object", "properties": properties, "required": required}


def _closed(value: Json) -> Json:
    """The schema without references."""
    if isinstance(value, Mapping):
        if "$ref" in value:
            return dict(OBJECT)
        return {key: _closed(each) for key, each in value.items()}
    return [_closed(each) for each in value] if isinstance(value, list) else value


def _type_definition(
    catalog: Catalog, name: str, aliases: Json, definitions: Definitions
) -> Schema:
    plugin_class = catalog.class_of(name)
    plugin = catalog.find(name)
    assert plugin_class is not None
    assert plugin is not None
    schema = class_schema(plugin_class, definitions, COMMON_OF_KIND.get(plugin.kind, {}))
    names = {"enum": [name, *aliases]} if aliases else {"const": name}
    properties = {"type": names, **schema["properties"]}
    required = [each for each in schema["required"] if "default" not in properties[each]]
    found: Schema = {
        "type": "object",
        "properties": {key: _shown(value) for key, value in properties.items()},
        "required": ["type", *required],
        "title": schema.get("title", ""),
    }
    if schema.get("$deprecated"):
        found["$deprecated"] = True
    if schema.get("$examples"):
        blocks = [f"```yaml\n{each['code']}\n```" for each in schema["$examples"]]
        found["markdownDescription"] = "\n".join(
            [schema.get("description", ""), "##### Examples", *blocks]
        ).strip()
    return found


def _additional(catalog: Catalog) -> Mapping[str, list[tuple[str, Json]]]:
    """Types that tasks are made with, as `known_types`, by how schemas refer to them."""
    found: dict[str, list[tuple[str, Json]]] = {}
    for name, aliases in known_types(catalog, "additional"):
        plugin_class = catalog.class_of(name)
        assert plugin_class is not None
        assert issubclass(plugin_class, AdditionalPlugin)
        if plugin_class.reference:
            found.setdefault(plugin_class.reference, []).append((name, aliases))
    return found


def _shown(schema: Schema) -> Schema:
    """Descriptions where the editor looks for them, defaults in words."""
    shown = _with_expressions(
        {key: value for key, value in schema.items() if key not in ("$required", "default")}
    )
    words = [shown.pop("description", "")]
    if "default" in schema:
        shown["default"] = schema["default"]
        words.append(f"Default value is : `{schema['default']}`")
    text = "\n".join(word for word in words if word)
    return {**shown, "markdownDescription": text} if text else shown


def _with_expressions(schema: Schema) -> Schema:
    """A rendered property may hold an expression, whatever its type is."""
    is_text = schema.get("type") == "string" and "enum" not in schema and "format" not in schema
    if not schema.get("$dynamic") or is_text or "anyOf" in schema or "type" not in schema:
        return schema
    inner = {key: value for key, value in schema.items() if key not in OUTER}
    others: list[Schema] = [{"type": "string"}]
    if schema.get("format") == "duration":
        others.append({"type": "number"})
    return {**{key: schema[key] for key in OUTER if key in schema}, "anyOf": [inner, *others]}


def _documents(catalog: Catalog) -> dict[str, Schema]:
    charts = [{"$ref": f"#/$defs/{name}"} for name, _ in known_types(catalog, "chart")]
    chart_definitions = {
        name: {
            "type": "object",
            "properties": {"id": TEXT, "type": {"const": name}, "data": OBJECT},
            "required": ["id", "type"],
        }
        for name, _ in known_types(catalog, "chart")
    }
    return {
        **chart_definitions,
        FLOW: {
            "type": "object",
            "properties": dict(FLOW_PROPERTIES),
            "required": ["id", "namespace", "tasks"],
        },
        TEMPLATE: {
            "type": "object",
            "properties": {
                "id": TEXT,
                "namespace": TEXT,
                "description": TEXT,
                "tasks": TASKS,
                "errors": TASKS,
            },
            "required": ["id", "namespace", "tasks"],
        },
        DEFAULT: {
            "type": "object",
            "properties": {
                "type": TEXT,
                "ref": TEXT,
                "forced": {"type": "boolean", "default": False},
                "values": OBJECT,
            },
            "required": ["type"],
        },
        DASHBOARD: {
            "type": "object",
            "properties": {
                "id": TEXT,
                "title": TEXT,
                "description": TEXT,
                "timeWindow": OBJECT,
                "charts": {"type": "array", "items": {"anyOf": charts or [OBJECT]}},
            },
            "required": ["title"],
        },
    }


def _moved(value: Json) -> Json:
    """References to `$defs` turned to `definitions`, the word of this draft."""
    if isinstance(value, Mapping):
        return {
            key: each.replace("#/$defs/", "#/definitions/")
            if key == "$ref" and isinstance(each, str)
            else _moved(each)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_moved(each) for each in value]
    return value
