"""JSON schemas of plugin types, as the documentation endpoints show them."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.flowlang.catalog import BranchProperty
from tiercel.model.json_types import Json
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.decorator import info_of
from tiercel.plugin.fields import NestedMark
from tiercel.plugin.outputs import outputs_class_of
from tiercel.plugin.part import written_name
from tiercel.plugin.properties import Mode, Property, dynamic_properties
from tiercel.plugin.schemas.common_schema import COMMON_OF_KIND, TASK
from tiercel.plugin.schemas.json_schema import (
    Definitions,
    Schema,
    field_schema,
    is_hidden,
    object_schema,
)
from tiercel.plugin.task import AdditionalPlugin, Plugin, ShapedTask

DRAFT = "https://json-schema.org/draft/2019-09/schema"
WORDS: tuple[str, ...] = ("title", "description", "$deprecated")
NESTED_CLASSES = {
    "condition": "io.kestra.core.models.conditions.Condition",
    "runner": "io.kestra.core.models.tasks.runners.TaskRunner",
    "data": "io.kestra.core.models.dashboards.DataFilter",
    "filter": "io.kestra.core.models.dashboards.DataFilterKPI",
}


def plugin_schema(catalog: Catalog, type_name: str, *, has_common: bool = False) -> Schema | None:
    """`{properties, outputs, definitions}` of a type; None when there is no such type.

    `has_common` adds the properties that all types of the kind have; without it only those of
    them are shown that the class names.
    Source: spec/api/plugins.md §6.
    """
    name = catalog.canonical(type_name)
    plugin_class = catalog.class_of(type_name)
    if name is None or plugin_class is None:
        return None
    definitions = Definitions()
    found = catalog.find(name)
    common = COMMON_OF_KIND.get(found.kind, {}) if found is not None else {}
    if not has_common:
        common = {each: common[each] for each in plugin_class.shown_common}
    properties = class_schema(plugin_class, definitions, common)
    if has_common:
        properties["required"] = sorted({*properties["required"], "type"})
    output_class = outputs_class_of(plugin_class)
    outputs: Schema = {"$schema": DRAFT}
    if output_class is not None:
        outputs.update(object_schema(output_class, definitions))
    return {
        "properties": {"$schema": DRAFT, **properties},
        "outputs": outputs,
        "definitions": dict(sorted(definitions.schemas.items())),
    }


def class_schema(
    plugin_class: type[Plugin], definitions: Definitions, common: Mapping[str, Schema]
) -> Schema:
    """The schema of the properties of a class, with what its decorator says."""
    properties: dict[str, Schema] = dict(common)
    required = ["id"] if "id" in common else []
    known = dynamic_properties(plugin_class)
    for field_name, field in plugin_class.model_fields.items():
        if is_hidden(field):
            continue
        name = written_name(field_name, field)
        schema = property_schema(known[name], field_schema(field, definitions))
        properties[name] = schema
        if known[name].is_required:
            required.append(name)
    if issubclass(plugin_class, ShapedTask):
        for branch in plugin_class.branches:
            properties[branch.name] = branch_schema(branch)
            if branch.is_required:
                required.append(branch.name)
    return {
        "properties": dict(sorted(properties.items())),
        "required": sorted(required),
        **_described(plugin_class),
    }


def property_schema(known: Property, schema: Schema) -> Schema:
    """The schema with its marks; a rendered scalar may be text as well."""
    marks: Schema = {"$dynamic": known.is_dynamic, "$required": known.is_required}
    if known.nested:
        reference = {"$ref": f"#/$defs/{reference_of(known.nested)}"}
        words: Schema = {key: schema[key] for key in WORDS if key in schema}
        is_list = schema.get("type") == "array"
        target: Schema = {"type": "array", "items": reference} if is_list else dict(reference)
        return {**target, **words, **marks}
    if known.mode is Mode.SCALAR and schema.get("type") in ("boolean", "integer", "number"):
        taken: Schema = {key: schema.pop(key) for key in WORDS if key in schema}
        text: Schema = {"type": "string", "$dynamic": True}
        if "default" in schema:
            default = schema.pop("default")
            shown = str(default).lower() if isinstance(default, bool) else str(default)
            schema["default"] = text["default"] = shown
        return {"anyOf": [{**schema, "$dynamic": True}, text], **taken, **marks}
    return {**schema, **marks}


def reference_of(mark: NestedMark) -> str:
    """The name under which schemas have the types that fit."""
    if issubclass(mark.base, AdditionalPlugin):
        return mark.base.reference
    return {"task": TASK, **NESTED_CLASSES}.get(mark.kind, mark.kind)


def branch_schema(branch: BranchProperty) -> Schema:
    """The schema of a property that holds tasks."""
    task: Schema = {"$ref": f"#/$defs/{TASK}"}
    schema: Schema
    match branch.form:
        case "single":
            schema = dict(task)
        case "map":
            schema = {
                "type": "object",
                "additionalProperties": {"type": "array", "items": task},
            }
        case "nodes":
            node = {
                "type": "object",
                "properties": {
                    "task": task,
                    "dependsOn": {"type": "array", "items": {"type": "string"}},
                },
                "required": ["task"],
            }
            schema = {"type": "array", "items": node}
        case _:
            schema = {"type": "array", "items": task}
    if branch.is_required and branch.form == "list":
        schema["minItems"] = 1
    return {**schema, "$dynamic": False, "$required": branch.is_required}


def _described(plugin_class: type[Plugin]) -> Schema:
    info = info_of(plugin_class)
    if info is None:
        return {}
    found: Schema = {"title": info.title}
    if info.description:
        found["description"] = info.description
    found["$examples"] = [
        {"full": each.full, "code": each.code, "lang": "yaml", "title": each.title}
        for each in info.examples
    ]
    found["$metrics"] = [
        {
            "name": each.name,
            "type": each.type,
            "unit": each.unit,
            "description": each.description,
        }
        for each in info.metrics
    ]
    if info.deprecated:
        found["$deprecated"] = "true"
    return found


def known_types(catalog: Catalog, kind: str) -> list[tuple[str, Json]]:
    """(name, aliases) of the types of a kind that flows may write."""
    shown = []
    for row in catalog.rows():
        info = catalog.info_of(row.name)
        if row.kind == kind and info is not None and not info.is_internal:
            shown.append((row.name, row.aliases))
    return shown
