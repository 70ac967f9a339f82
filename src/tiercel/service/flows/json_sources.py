"""Sources made of JSON objects, for clients that send flows as objects."""

from __future__ import annotations

from tiercel.flowlang.write import generate
from tiercel.model.json_types import Json

# Members that belong to the stored revision, not to the source.
_NOT_SOURCE = frozenset({"revision", "deleted", "source", "tenantId", "updated", "draft"})


def source_from_json(flow: dict[str, Json]) -> str:
    """A YAML source for the object."""
    return generate({name: value for name, value in flow.items() if name not in _NOT_SOURCE})
