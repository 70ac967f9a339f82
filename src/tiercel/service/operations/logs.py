"""Operations on log entries."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tiercel.model.access import (
    Actor,
    Permission,
    Resource,
    of_execution,
    seen_in,
    what_matches,
)
from tiercel.model.audit.entry import AuditType
from tiercel.model.audit.rules import AuditRule
from tiercel.model.errors import IllegalArgument
from tiercel.model.lists.paging import Filter, Operation, Page
from tiercel.model.log import Level, LogEntry
from tiercel.model.request import Request
from tiercel.plugin.server import DeleteLogs, FetchLogs, FindLogs, PurgedLogs, PurgeLogs
from tiercel.service.observability.logs import level_at_least
from tiercel.service.operations.conditions import date_filters, one_of, place_filters
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_READ = Permission(Resource.EXECUTION, "ACCESS_LOGS")
_DELETE = Permission(Resource.EXECUTION, "DELETE")
_REMOVING = AuditRule(type=AuditType.DELETE, resource="EXECUTION", is_outside=True)


class ListLogs(Request[list[LogEntry]], frozen=True, kw_only=True):
    """Entries of an execution that match all filters, oldest first.

    Shapes: none for an unknown execution, unless it `must_exist`.
    """

    execution_id: str
    filters: tuple[Filter, ...] = ()
    must_exist: bool = False


class FollowLogs(Request[AsyncIterator[LogEntry]], frozen=True, kw_only=True):
    """Stored entries of an execution, then new ones as they come."""

    execution_id: str
    levels: frozenset[Level]


@operation("log.search", allows=_READ, scope=what_matches())
async def search(deps: Services, actor: Actor, ask: FindLogs) -> Page[LogEntry]:
    """As the filters say."""
    return await deps.logs.find(ask.query)


@operation("log.list", allows=_READ, scope=of_execution())
async def find(deps: Services, actor: Actor, ask: ListLogs) -> list[LogEntry]:
    """Raises: NotFound for an execution that must exist."""
    entries = await deps.logs.of(ask.execution_id, ask.filters)
    if ask.must_exist and not entries:
        await deps.logs.check_known(ask.execution_id)
    return entries


@operation("log.follow", allows=_READ, scope=of_execution())
async def follow(deps: Services, actor: Actor, ask: FollowLogs) -> AsyncIterator[LogEntry]:
    """Ends after an hour of silence."""
    return deps.logs.follow(ask.execution_id, ask.levels)


@operation("log.fetch", allows=_READ, scope=of_execution())
async def fetch(deps: Services, actor: Actor, ask: FetchLogs) -> tuple[LogEntry, ...]:
    filters = [level_at_least(ask.min_level)] if ask.min_level is not None else []
    entries = await deps.logs.of(ask.execution_id or actor.execution_id or "", filters)
    if not ask.task_ids:
        return tuple(entries)
    return tuple(entry for task in ask.task_ids for entry in entries if entry.task_id == task)


@operation("log.delete", allows=_DELETE, scope=what_matches("filters"), audits=_REMOVING)
async def delete(deps: Services, actor: Actor, ask: DeleteLogs) -> int:
    """Those of running executions too."""
    return await deps.logs.delete(ask.filters, ask.exactly)


@operation("log.purge", allows=_DELETE, scope=seen_in("namespace"), audits=_REMOVING)
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
    filters += actor.grants.visible(_DELETE).filters()
    # Entries of triggers have no execution id, which no text operation matches.
    of_executions = Filter("executionId", Operation.STARTS_WITH, "")
    store = deps.ports.store
    async with store.transaction() as tx:
        count = await tx.logs.delete_now([*filters, of_executions], ask.batch_size)
    others = 0
    if ask.others:
        async with store.transaction() as tx:
            others = await tx.logs.delete_now(filters, ask.batch_size)
    return PurgedLogs(count, others)
