"""What a server knows of worker groups.

Source: spec/engine.md §4 (worker group key), spec/flow-language.md (workerGroup).
"""

from __future__ import annotations

import msgspec

from tiercel.model.json_types import Json


class WorkerGroups(msgspec.Struct, frozen=True):
    """What a server knows of worker groups.

    Shapes: `known` are all that ever had a worker, `live` those that have one now.
    """

    known: frozenset[str] = frozenset()
    live: frozenset[str] = frozenset()


def group_key(group: Json) -> str | None:
    """The name in `{key: name, fallback: …}`; None when there is none."""
    key = group.get("key") if isinstance(group, dict) else None
    return str(key) if key else None
