"""A part of the log of one execution, in the order in which it was written."""

from __future__ import annotations

import msgspec

from tiercel.model.lists.paging import Filter
from tiercel.model.log import Level

# By task run id, task id and level.
LogCounts = dict[tuple[str | None, str | None, Level], int]


class LogWindow(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries of an execution.

    Shapes: `after` is a row number; entries of later rows count, `offset` of them are left out,
    and `limit` at most come back.
    """

    execution_id: str
    filters: tuple[Filter, ...] = ()
    after: int = 0
    offset: int = 0
    limit: int = 100
