"""What a plugin type does, as a page for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import fill, indent

import msgspec

from tiercel.model.json_types import Json
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.info import PluginInfo
from tiercel.plugin.schemas.docs import example_text
from tiercel.plugin.schemas.json_schema import Schema
from tiercel.plugin.schemas.schema import plugin_schema

WIDTH = 96
_INDENT = "    "
# What is said of a value beside its type, by the words of its schema.
_BOUNDS = {
    "default": "Default",
    "enum": "One of",
    "pattern": "Pattern",
    "format": "Format",
    "minimum": "At least",
    "maximum": "At most",
}


def page_of(catalog: Catalog, name: str, *, has_common: bool) -> str | None:
    """The page of a canonical name; None when its class can't be loaded."""
    info = catalog.info_of(name)
    schema = plugin_schema(catalog, name, has_common=has_common)
    if info is None or schema is None:
        return None
    blocks = [
        name,
        *_head(info),
        *_examples(info),
        *_section("Properties", schema["properties"]),
        *_section("Outputs", schema["outputs"]),
        *(
            block
            for part, inner in schema["definitions"].items()
            for block in _section(part.rpartition(".")[2], inner)
        ),
        *_metrics(info),
    ]
    return "\n\n".join(blocks)


def document_of(catalog: Catalog, name: str, *, has_common: bool) -> dict[str, Json] | None:
    """The same for programs: texts, examples, and JSON schemas of properties and outputs."""
    info = catalog.info_of(name)
    schema = plugin_schema(catalog, name, has_common=has_common)
    if info is None or schema is None:
        return None
    return {
        "type": name,
        "title": info.title,
        "description": info.description,
        "deprecated": info.deprecated,
        "examples": [example_text(info, each) for each in info.examples],
        **schema,
    }


def _head(info: PluginInfo) -> Iterator[str]:
    if info.deprecated:
        yield f"Deprecated: use {info.replaced_by}." if info.replaced_by else "Deprecated."
    yield from (_filled(text) for text in (info.title, info.description) if text)


def _examples(info: PluginInfo) -> Iterator[str]:
    for example in info.examples:
        title = f"Example: {example.title}" if example.title else "Example"
        yield f"{title}\n{indent(example_text(info, example), _INDENT)}"


def _section(title: str, schema: Schema) -> Iterator[str]:
    properties: Mapping[str, Schema] = schema.get("properties", {})
    if not properties:
        return
    needed = set(schema.get("required", ()))
    yield title
    for name in sorted(properties, key=lambda each: (each not in needed, each)):
        yield _property(name, properties[name], is_required=name in needed)


def _property(name: str, schema: Schema, *, is_required: bool) -> str:
    main = schema["anyOf"][0] if "anyOf" in schema else schema
    marks = [_type_text(schema)]
    marks += ["required"] if is_required else []
    marks += ["deprecated"] if schema.get("$deprecated") else []
    lines = [f"  {name}  ({', '.join(marks)})"]
    lines += [_filled(schema[key]) for key in ("title", "description") if key in schema]
    lines += [
        _filled(f"{label}: {_shown(value)}")
        for key, label in _BOUNDS.items()
        if (value := main.get(key, schema.get(key))) is not None
    ]
    return "\n".join([lines[0], *(indent(line, _INDENT) for line in lines[1:])])


def _metrics(info: PluginInfo) -> Iterator[str]:
    if info.metrics:
        yield "Metrics"
    for metric in info.metrics:
        kind = ", ".join(part for part in (metric.type, metric.unit) if part)
        yield f"  {metric.name}  ({kind})\n{indent(_filled(metric.description), _INDENT)}"


def _type_text(schema: Schema) -> str:
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_type_text(each) for each in schema["anyOf"]))
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition(".")[2]
    kind = str(schema.get("type", "any"))
    if kind == "array" and schema.get("items"):
        return f"list of {_type_text(schema['items'])}"
    return kind


def _shown(value: Json) -> str:
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _filled(text: Json) -> str:
    """Paragraphs as wide as people like to read; what is laid out, such as code, stays as it is."""
    return "\n".join(
        line
        if len(line) <= WIDTH or line.startswith((" ", "|", "-"))
        else fill(line, WIDTH, break_long_words=False)
        for line in str(text).strip().splitlines()
    )
