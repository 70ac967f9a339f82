"""Key-value entries as the API shows them (kv.md)."""

from __future__ import annotations

from tiercel.model.json_types import Json
from tiercel.model.kv import KvEntry


def entry_json(entry: KvEntry) -> dict[str, Json]:
    """A key with its dates, without the value."""
    body: dict[str, Json] = {
        "namespace": entry.namespace,
        "key": entry.key,
        "revision": entry.revision,
        "creationDate": entry.created,
        "updateDate": entry.updated,
    }
    if entry.description is not None:
        body["description"] = entry.description
    if entry.expires is not None:
        body["expirationDate"] = entry.expires
    return body


def value_json(entry: KvEntry) -> dict[str, Json]:
    """The typed value of a key; a null value has no member."""
    body: dict[str, Json] = {"type": entry.type}
    if entry.value is not None:
        body["value"] = entry.value
    body["revision"] = entry.revision
    body["updated"] = entry.updated
    return body
