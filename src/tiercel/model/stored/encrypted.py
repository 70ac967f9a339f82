"""Encrypted texts in their stored form: a map that says so, with the sealed text."""

from __future__ import annotations

from tiercel.model.json_types import Json

TYPE = "io.kestra.datatype:aes_encrypted"


def encrypted(sealed: str) -> Json:
    """The stored form of a sealed text."""
    return {"type": TYPE, "value": sealed}


def is_encrypted(value: Json) -> bool:
    """Whether the value is the stored form of an encrypted text."""
    return isinstance(value, dict) and value.get("type") == TYPE and "value" in value
