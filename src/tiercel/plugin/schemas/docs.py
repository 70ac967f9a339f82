"""The documentation page of a plugin type, as Markdown (spec/api/plugins.md §6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from tiercel.model.json_types import Json
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.info import Example, PluginInfo
from tiercel.plugin.schemas.json_schema import Schema
from tiercel.plugin.schemas.schema import plugin_schema

YES, NO = "✔️", "❌"


def markdown_page(catalog: Catalog, type_name: str, *, has_common: bool = False) -> str | None:
    """The page of a type; None when there is no such type."""
    name = catalog.canonical(type_name)
    info = catalog.info_of(type_name)
    schema = plugin_schema(catalog, type_name, has_common=has_common)
    if name is None or info is None or schema is None:
        return None
    blocks = [
        *_head(info),
        *_alerts(info, type_name),
        f'```yaml\ntype: "{name}"\n```',
        f'<span style="font-size:1.5em;">{info.title}</span>' if info.title else "",
        info.description,
        *_examples(info),
        *_section("Properties", schema["properties"]),
        *_section("Outputs", schema["outputs"]),
        *_definitions(schema["definitions"]),
        *_metrics(info),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _head(info: PluginInfo) -> Iterator[str]:
    short = info.name.rpartition(".")[2]
    lines = [f"title: {short}", "editLink: false"]
    if info.title:
        lines.append(f"description: {msgspec.json.encode(info.title).decode()}")
    yield "\n".join(["---", *lines, "---"])
    yield f"<h1>{short}</h1>"


def _alerts(info: PluginInfo, asked: str) -> Iterator[str]:
    if asked != info.name:
        yield f"::: warning\nThis type has moved: use `{info.name}` instead of `{asked}`.\n:::"
    if info.deprecated:
        more = f" Use {info.replaced_by} instead." if info.replaced_by else ""
        yield f"::: warning\nThis type is deprecated.{more}\n:::"


def _examples(info: PluginInfo) -> Iterator[str]:
    if not info.examples:
        return
    yield "## Examples"
    for example in info.examples:
        if example.title:
            yield f"> {example.title}"
        yield f"```yaml\n{example_text(info, example)}\n```"


def example_text(info: PluginInfo, example: Example) -> str:
    """The example as it can stand in a list of tasks."""
    if example.full:
        return example.code.rstrip()
    short = info.name.rpartition(".")[2]
    identifier = "".join(f"_{c.lower()}" if c.isupper() else c for c in short).lstrip("_")
    lines = [f"id: {identifier}", f"type: {info.name}", example.code.rstrip()]
    return "\n".join(line for line in lines if line)


def _section(title: str, schema: Schema) -> Iterator[str]:
    properties: Mapping[str, Schema] = schema.get("properties", {})
    if not properties:
        return
    yield f"## {title}"
    required = set(schema.get("required", ()))
    for name in sorted(properties, key=lambda each: (each not in required, each)):
        yield _property(name, properties[name], is_required=name in required)


def _property(name: str, schema: Schema, *, is_required: bool) -> str:
    main = schema["anyOf"][0] if "anyOf" in schema else schema
    lines = [f"### `{name}`", f"* **Type:** =={_type_text(schema)}=="]
    if main.get("type") == "array":
        lines.append(f"* **SubType:** =={_type_text(main.get('items', {}))}==")
    if "$dynamic" in schema:
        lines.append(f"* **Dynamic:** {YES if schema['$dynamic'] else NO}")
    lines.append(f"* **Required:** {YES if is_required else NO}")
    for key, label in (
        ("default", "Default"),
        ("pattern", "Validation regExp"),
        ("minimum", "Minimum"),
        ("maximum", "Maximum"),
        ("minLength", "Min length"),
        ("maxLength", "Max length"),
        ("minItems", "Min items"),
        ("format", "Format"),
    ):
        value = main.get(key, schema.get(key))
        if value is not None:
            lines.append(f"* **{label}:** `{_shown(value)}`")
    if "enum" in main:
        lines.append("* **Possible Values:**")
        lines.extend(f"  * `{each}`" for each in main["enum"])
    if "title" in schema:
        lines.append(f"\n**{schema['title']}**")
    if "description" in schema:
        lines.append(f"\n> {schema['description']}")
    return "\n".join(lines)


def _type_text(schema: Schema) -> str:
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_type_text(each) for each in schema["anyOf"]))
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition(".")[2]
    return str(schema.get("type", "any"))


def _shown(value: Json) -> str:
    if isinstance(value, str):
        return value
    return msgspec.json.encode(value).decode()


def _definitions(definitions: Mapping[str, Schema]) -> Iterator[str]:
    if not definitions:
        return
    yield "## Definitions"
    for name, schema in definitions.items():
        yield f"### `{name}`"
        required = set(schema.get("required", ()))
        for each, inner in schema.get("properties", {}).items():
            text = _property(each, inner, is_required=each in required)
            yield text.replace("### ", "#### ", 1)


def _metrics(info: PluginInfo) -> Iterator[str]:
    if not info.metrics:
        return
    yield "## Metrics"
    for metric in info.metrics:
        yield (
            f"### `{metric.name}`\n* **Type:** =={metric.type}==\n"
            f"* **Unit:** {metric.unit}\n\n> {metric.description}"
        )
