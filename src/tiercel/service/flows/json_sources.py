"""Sources made of JSON objects, for clients that send flows as objects."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.flowlang.write import generate
from tiercel.model.json_types import Json
from tiercel.service.off_loop import by_length

# Members that belong to the stored revision, not to the source.
_NOT_SOURCE = frozenset({"revision", "deleted", "source", "tenantId", "updated", "draft"})


def source_from_json(flow: dict[str, Json]) -> str:
    """A YAML source for the object."""
    return generate({name: value for name, value in flow.items() if name not in _NOT_SOURCE})


async def sources_from_json(chars: int, flows: Sequence[Json]) -> list[str]:
    """A source for each object of a body of that length; of a long one in a thread."""
    objects = [flow for flow in flows if isinstance(flow, dict)]
    return await by_length(chars, lambda: [source_from_json(flow) for flow in objects])
