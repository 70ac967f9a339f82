"""Schemas of Avro, which Parquet files are described by as well: inferred, or as a flow gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import msgspec

from tiercel.plugin import Json, PluginError
from tiercel_serdes.conversion import library

RECORD_NAME = "Record"
_INT_BITS = 31
_DATES: tuple[tuple[type, dict[str, str]], ...] = (
    (datetime, {"type": "long", "logicalType": "timestamp-millis"}),
    (date, {"type": "int", "logicalType": "date"}),
    (time, {"type": "int", "logicalType": "time-millis"}),
)
_PLAIN: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (float, "double"),
    (Decimal, "double"),
    (bytes, "bytes"),
)
_NUMBERS = ("int", "long", "float", "double")


def read_schema(text: str) -> Mapping[str, Any]:
    """A schema as a flow gives it. Raises: PluginError for what is no record of Avro."""
    fastavro = library("fastavro.schema")
    try:
        found = fastavro.parse_schema(msgspec.json.decode(text))
    except (msgspec.DecodeError, fastavro.SchemaParseException, fastavro.UnknownType) as error:
        raise PluginError(f"`schema` is no schema of Avro: {error}") from None
    if not isinstance(found, dict) or found.get("type") != "record":
        raise PluginError("`schema` must be a record of Avro, whose fields are the columns")
    return found


def inferred_schema(rows: Iterable[Json]) -> dict[str, Any]:
    """What rows have in common: every field may be null, as later rows may lack it.

    Raises: PluginError for rows that are no maps.
    """
    merged: Any = None
    for row in rows:
        if not isinstance(row, dict):
            raise PluginError(f"A row must be a map for a schema, not {type(row).__name__}")
        merged = _merged(merged, _type_of(row))
    found: dict[str, Any] = _named(merged or {"type": "record", "fields": {}}, RECORD_NAME)
    return found


def _type_of(value: Json) -> Any:
    """A type in which records have their fields by name; None for null."""
    if value is None:
        return None
    if isinstance(value, dict):
        return {"type": "record", "fields": {str(k): _type_of(v) for k, v in value.items()}}
    if isinstance(value, list):
        items: Any = None
        for each in value:
            items = _merged(items, _type_of(each))
        return {"type": "array", "items": items}
    for kind, schema in _DATES:
        if isinstance(value, kind):
            return schema
    for kind, name in _PLAIN:
        if isinstance(value, kind):
            return name
    if isinstance(value, int):
        return "int" if value.bit_length() <= _INT_BITS else "long"
    return "string"


def _merged(one: Any, other: Any) -> Any:
    """The type of values of both; of those that have none in common it is text."""
    if one is None or other is None or one == other:
        return other if one is None else one
    if isinstance(one, str) and isinstance(other, str) and {one, other} <= set(_NUMBERS):
        return max(one, other, key=_NUMBERS.index)
    if isinstance(one, dict) and isinstance(other, dict) and one["type"] == other["type"]:
        if "fields" in one:
            names = dict.fromkeys([*one["fields"], *other["fields"]])
            fields = {
                name: _merged(one["fields"].get(name), other["fields"].get(name)) for name in names
            }
            return {"type": "record", "fields": fields}
        if "items" in one:
            return {"type": "array", "items": _merged(one["items"], other["items"])}
    return "string"


def _named(schema: Any, name: str) -> Any:
    """A merged type as Avro has it. Records are named after the path to them."""
    if schema is None:
        return "string"
    if isinstance(schema, dict) and "fields" in schema:
        return {
            "type": "record",
            "name": name,
            "fields": [
                {"name": key, "type": ["null", _named(each, f"{name}_{key}")], "default": None}
                for key, each in schema["fields"].items()
            ],
        }
    if isinstance(schema, dict) and "items" in schema:
        return {"type": "array", "items": ["null", _named(schema["items"], f"{name}_item")]}
    return schema


def arrow_schema(schema: Any) -> Any:
    """A record of Avro as a schema of Arrow. Raises: PluginError for what Parquet lacks."""
    return library("pyarrow").schema([_field(each, {}) for each in schema["fields"]])


def _field(field: Any, named: dict[str, Any]) -> Any:
    is_nullable = isinstance(field["type"], list) and "null" in field["type"]
    return library("pyarrow").field(field["name"], _type(field["type"], named), is_nullable)


def _type(schema: Any, named: dict[str, Any]) -> Any:
    arrow = library("pyarrow")
    if isinstance(schema, list):
        others = [each for each in schema if each != "null"]
        if len(others) > 1:
            raise PluginError("`schema`: a column of Parquet has one type, besides null")
        return _type(others[0], named) if others else arrow.null()
    if isinstance(schema, str):
        return named[schema] if schema in named else _plain(schema)
    logical = _logical(schema)
    if logical is not None:
        return logical
    match schema["type"]:
        case "record":
            found = arrow.struct([_field(each, named) for each in schema["fields"]])
        case "array":
            return arrow.list_(arrow.field("item", _type(schema["items"], named)))
        case "map":
            return arrow.map_(arrow.string(), _type(schema["values"], named))
        case "enum":
            found = arrow.string()
        case "fixed":
            found = arrow.binary(schema["size"])
        case inner:
            return _type(inner, named)
    named[schema["name"]] = found
    return found


def _plain(name: str) -> Any:
    arrow = library("pyarrow")
    types = {
        "null": arrow.null(),
        "boolean": arrow.bool_(),
        "int": arrow.int32(),
        "long": arrow.int64(),
        "float": arrow.float32(),
        "double": arrow.float64(),
        "bytes": arrow.binary(),
        "string": arrow.string(),
    }
    return types[name]


def _logical(schema: Any) -> Any:
    arrow = library("pyarrow")
    match schema.get("logicalType"):
        case "date":
            return arrow.date32()
        case "time-millis":
            return arrow.time32("ms")
        case "time-micros":
            return arrow.time64("us")
        case "timestamp-millis" | "timestamp-micros" as name:
            return arrow.timestamp("ms" if name.endswith("millis") else "us", "UTC")
        case "local-timestamp-millis" | "local-timestamp-micros" as name:
            return arrow.timestamp("ms" if name.endswith("millis") else "us")
        case "decimal":
            return arrow.decimal128(schema["precision"], schema.get("scale", 0))
        case "uuid":
            return arrow.string()
    return None
