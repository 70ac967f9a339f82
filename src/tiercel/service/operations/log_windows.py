"""Operations on parts of the log of one execution."""

from __future__ import annotations

from tiercel.model.access import Actor, Permission, Resource, of_execution
from tiercel.model.limits import LOG_WINDOW_MAX
from tiercel.model.lists.paging import Filter
from tiercel.model.lists.windows import LogWindow
from tiercel.model.log import LogEntry
from tiercel.model.request import Request
from tiercel.service.observability.logs import LogStats
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_ACCESS = Permission(Resource.EXECUTION, "ACCESS_LOGS")
NumberedEntries = list[tuple[int, LogEntry]]


class ReadLogWindow(Request[NumberedEntries], frozen=True, kw_only=True):
    """Entries with row numbers, in the order in which they were written: see `LogWindow`."""

    execution_id: str
    filters: tuple[Filter, ...] = ()
    after: int = 0
    offset: int = 0
    limit: int = LOG_WINDOW_MAX


class CountLogs(Request[LogStats], frozen=True, kw_only=True):
    """Numbers of entries that match the filters."""

    execution_id: str
    filters: tuple[Filter, ...] = ()


@operation("log.window", allows=_ACCESS, scope=of_execution())
async def window(deps: Services, actor: Actor, ask: ReadLogWindow) -> NumberedEntries:
    """None of an unknown execution."""
    return await deps.logs.window(
        LogWindow(
            execution_id=ask.execution_id,
            filters=ask.filters,
            after=ask.after,
            offset=ask.offset,
            limit=min(ask.limit, LOG_WINDOW_MAX),
        )
    )


@operation("log.stats", allows=_ACCESS, scope=of_execution())
async def stats(deps: Services, actor: Actor, ask: CountLogs) -> LogStats:
    """Nothing of an unknown execution."""
    return await deps.logs.stats(ask.execution_id, ask.filters)
