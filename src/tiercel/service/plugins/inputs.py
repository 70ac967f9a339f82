"""Documentation of input types, made of the table that flows are checked against."""

from __future__ import annotations

from collections.abc import Iterator

from tiercel.flowlang.schema import CLASS_NAMES, TABLES, Rule
from tiercel.model.json_types import Json

# The order of the API; types of later generations at their places.
INPUT_TYPES = (
    "STRING",
    "ENUM",
    "SELECT",
    "INT",
    "FLOAT",
    "BOOLEAN",
    "BOOL",
    "DATETIME",
    "DATE",
    "TIME",
    "DURATION",
    "FILE",
    "JSON",
    "ION",
    "URI",
    "SECRET",
    "ARRAY",
    "MULTISELECT",
    "YAML",
    "EMAIL",
    "FORM",
)
DEPENDS_ON = "io.kestra.core.models.flows.DependsOn"
_DRAFT = "https://json-schema.org/draft/2019-09/schema"
_NAMED = {"URI": "io.kestra.core.models.flows.input.URIInput"}
_TYPES = {
    "text": "string",
    "word": "string",
    "bool": "boolean",
    "int": "integer",
    "number": "number",
    "list": "array",
    "map": "object",
    "object": "object",
}
_WORDS = {
    "id": "The name by which expressions find the value.",
    "name": "The old name of `id`.",
    "description": "A text below the field of the form.",
    "displayName": "The title of the field.",
    "required": "Whether a value is needed.",
    "defaults": "The value when none is given.",
    "prefill": "A value that the form shows and that may be removed.",
    "dependsOn": "Inputs that this one needs, and when it is asked for.",
    "validator": "A regular expression that the value must match.",
    "values": "The values to choose from.",
    "expression": "An expression that gives the values to choose from.",
    "allowCustomValue": "Whether other values may be entered.",
    "autoSelectFirst": "Whether the first value is chosen when there is no default.",
    "isRadio": "Whether the form shows buttons in place of a list.",
    "min": "The least value.",
    "max": "The greatest value.",
    "after": "Not before this.",
    "before": "Not after this.",
    "extension": "The ending of the stored file.",
    "allowedFileExtensions": "Endings of files that may be uploaded.",
    "itemType": "The type of the values in the list.",
    "jsonSchema": "A JSON schema that the value must fit.",
    "inputs": "The inputs of the form.",
}


def input_class(name: str) -> str:
    """The class name that clients know an input type by."""
    return _NAMED.get(name) or CLASS_NAMES[f"Input.{name}"]


def input_schema(name: str) -> dict[str, Json]:
    """The properties of an input type, without `type` itself."""
    rules = TABLES[f"Input.{name}"]
    required = {"id", "type", *(key for key, rule in rules.items() if rule.required)}
    return {
        "properties": {
            "$schema": _DRAFT,
            "properties": {
                key: _property(key, rule) for key, rule in sorted(rules.items()) if key != "type"
            },
            "required": sorted(required),
        },
        "definitions": {
            DEPENDS_ON: {
                "type": "object",
                "properties": {
                    "inputs": {"type": "array", "items": {"type": "string"}, "$required": False},
                    "condition": {"type": "string", "$required": False},
                },
            }
        },
    }


def input_page(name: str) -> str:
    """The same as Markdown."""
    return "\n".join(_page(name))


def _page(name: str) -> Iterator[str]:
    yield f"---\ntitle: {name}\neditLink: false\n---\n"
    yield f'# {name}\n\n```yaml\ntype: "{name}"\n```\n\n## Properties\n'
    schema = input_schema(name)["properties"]
    for key, found in schema["properties"].items():
        mark = "✔️" if key in schema["required"] else "❌"
        yield f"### `{key}`\n\n* **Type:** =={found.get('type', 'any')}==\n* **Required:** {mark}\n"
        if found.get("enum"):
            yield f"* **Possible Values:** {', '.join(found['enum'])}\n"
        if found.get("description"):
            yield f"> {found['description']}\n"


def _property(key: str, rule: Rule) -> dict[str, Json]:
    if rule.of == "DependsOn":
        shown: dict[str, Json] = {"$ref": f"#/$defs/{DEPENDS_ON}"}
    elif rule.kind == "duration":
        shown = {"type": "string", "format": "duration"}
    else:
        shown = {"type": _TYPES[rule.kind]} if rule.kind in _TYPES else {}
    if rule.words:
        shown["enum"] = list(rule.words)
    if rule.pattern:
        shown["pattern"] = rule.pattern
    if key == "required":
        shown["default"] = True
    if key in _WORDS:
        shown["description"] = _WORDS[key]
    return {**shown, "$dynamic": False, "$required": key == "id" or rule.required}
