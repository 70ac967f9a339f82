"""Key-value entries of namespaces."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tiercel.model.json_types import Json


class KvEntry(msgspec.Struct, frozen=True):
    """One key of a namespace with its value.

    Shapes: `type` is STRING, NUMBER, BOOLEAN, DATETIME, DATE, DURATION or JSON; `value` is plain
    JSON (dates and durations as ISO text).
    """

    namespace: str
    key: str
    type: str
    value: Json
    created: datetime
    updated: datetime
    revision: int = 1
    expires: datetime | None = None
    description: str | None = None
