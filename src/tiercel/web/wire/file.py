"""Files of namespaces and executions as the API shows them (files.md §0)."""

from __future__ import annotations

from tiercel.model.json_types import Json
from tiercel.ports.blobs import BlobInfo


def attributes_json(info: BlobInfo, name: str | None = None) -> dict[str, Json]:
    """Name, dates in epoch milliseconds, type and size."""
    return {
        "fileName": info.name if name is None else name,
        "lastModifiedTime": int(info.modified.timestamp() * 1000),
        "creationTime": int(info.created.timestamp() * 1000),
        "type": "Directory" if info.is_directory else "File",
        "size": info.size,
    }
