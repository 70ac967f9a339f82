"""Rows of BigQuery as those of tasks."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import msgspec

from tiercel.plugin import Json

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def row_of(fields: Sequence[Mapping[str, Json]], row: Mapping[str, Json]) -> dict[str, Json]:
    """A row by the names of its columns."""
    return {
        field["name"]: value_of(field, cell["v"])
        for field, cell in zip(fields, row["f"], strict=True)
    }


def value_of(field: Mapping[str, Json], value: Any) -> Json:
    """A value by its column's type: decimals keep every digit, bytes stay bytes, times are UTC."""
    if value is None:
        return None
    if field.get("mode") == "REPEATED":
        single = {**field, "mode": "NULLABLE"}
        return [value_of(single, each["v"]) for each in value]
    if field["type"] in ("RECORD", "STRUCT"):
        return row_of(field["fields"], value)
    read = _READERS.get(field["type"])
    return value if read is None else read(value)


def moment_of(value: str) -> str:
    """A time that is given in microseconds, or in seconds with a point, in ISO 8601."""
    is_whole = value.lstrip("-").isdigit()
    micros = int(value) if is_whole else round(Decimal(value) * 1_000_000)
    return (_EPOCH + timedelta(microseconds=micros)).isoformat().replace("+00:00", "Z")


def _truth(value: Json) -> bool:
    return value == "true" if isinstance(value, str) else bool(value)


# How values of a type are read; those of other types stay texts.
_READERS: Mapping[str, Callable[[Any], Json]] = MappingProxyType(
    {
        **dict.fromkeys(("INTEGER", "INT64"), int),
        **dict.fromkeys(("FLOAT", "FLOAT64"), float),
        **dict.fromkeys(("NUMERIC", "BIGNUMERIC"), Decimal),
        **dict.fromkeys(("BOOLEAN", "BOOL"), _truth),
        "BYTES": b64decode,
        "TIMESTAMP": moment_of,
        "JSON": msgspec.json.decode,
    }
)


def moment_of_millis(value: Json) -> str | None:
    """A time that is given in milliseconds, in ISO 8601; None for none."""
    return None if value is None else moment_of(str(int(value) * 1000))
