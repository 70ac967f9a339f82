"""Operations on log entries and metrics."""

from __future__ import annotations

from tiercel.model.access import MATCHING, Actor, Permission, Resource, of_execution
from tiercel.model.errors import IllegalArgument
from tiercel.model.limits import METRICS_READ_PER_PURGE_MAX
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.log import LogEntry
from tiercel.model.request import Request
from tiercel.plugin.server import FetchLogs, PurgedLogs, PurgeLogs, PurgeMetrics
from tiercel.service.observability.logs import level_at_least
from tiercel.service.operations.conditions import date_filters, one_of, place_filters
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_DELETE = Permission(Resource.EXECUTION, "DELETE")


class DeleteLogs(Request[int], frozen=True, kw_only=True):
    """Remove the entries that match all filters; how many."""

    filters: tuple[Filter, ...]


@operation("log.fetch", allows=Permission(Resource.EXECUTION, "ACCESS_LOGS"), scope=of_execution())
async def fetch(deps: Services, actor: Actor, ask: FetchLogs) -> tuple[LogEntry, ...]:
    """Of one execution."""
    filters = [level_at_least(ask.min_level)] if ask.min_level is not None else []
    entries = await deps.logs.of(ask.execution_id or actor.execution_id or "", filters)
    if not ask.task_ids:
        return tuple(entries)
    return tuple(entry for task in ask.task_ids for entry in entries if entry.task_id == task)


@operation("log.delete", allows=_DELETE, scope=MATCHING)
async def delete(deps: Services, actor: Actor, ask: DeleteLogs) -> int:
    """Those of running executions too."""
    return await deps.logs.delete(ask.filters)


@operation("log.purge", allows=_DELETE, scope=MATCHING)
async def purge(deps: Services, actor: Actor, ask: PurgeLogs) -> PurgedLogs:
    """Raises: IllegalArgument without any condition."""
    filters = [
        *place_filters(ask.namespace, ask.flow_id),
        *date_filters(ask.start_date, ask.end_date),
        *one_of("executionId", [ask.execution_id] if ask.execution_id else ()),
        *one_of("level", [level.value for level in ask.levels]),
    ]
    if not filters:
        raise IllegalArgument("At least one filter is needed to remove logs.")
    if not ask.of_executions:
        return PurgedLogs(0, 0)
    # Entries of triggers have no execution id, which no text operation matches.
    of_executions = Filter("executionId", Operation.STARTS_WITH, "")
    store = deps.parts.store
    async with store.transaction() as tx:
        count = await tx.logs.delete_now([*filters, of_executions], ask.batch_size)
    others = 0
    if ask.others:
        async with store.transaction() as tx:
            others = await tx.logs.delete_now(filters, ask.batch_size)
    return PurgedLogs(count, others)


@operation("metric.purge", allows=_DELETE, scope=MATCHING)
async def purge_metrics(deps: Services, actor: Actor, ask: PurgeMetrics) -> int:
    """All metrics of each execution that has one that matches."""
    filters = (
        *place_filters(ask.namespace, ask.flow_id),
        *date_filters(ask.start_date, ask.end_date),
    )
    gone = 0
    async with deps.parts.store.transaction() as tx:
        page = await tx.metrics.find(Query(filters, size=METRICS_READ_PER_PURGE_MAX))
        for execution_id in dict.fromkeys(entry.execution_id for entry in page.results):
            gone += await tx.metrics.count(execution_id)
            tx.metrics.delete(execution_id)
    return gone
