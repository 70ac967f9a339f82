"""Operations on executions."""

from __future__ import annotations

from tiercel.model.access import (
    MATCHING,
    Actor,
    Permission,
    Resource,
    in_namespace,
    of_execution,
    of_flows,
)
from tiercel.model.execution import Execution
from tiercel.model.lists.paging import Filter, Operation, Page, Query
from tiercel.model.request import Request
from tiercel.plugin.server import (
    CountExecutions,
    FlowCount,
    PurgedFiles,
    PurgedParts,
    PurgeExecutions,
    PurgeStorage,
    ResumeExecution,
    TotalExecutions,
)
from tiercel.service.executions.failures import ExecutionRow
from tiercel.service.executions.purge import Purge
from tiercel.service.operations.conditions import date_filters, one_of, place_filters
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_VIEW = Permission(Resource.EXECUTION, "VIEW")
_LIST = Permission(Resource.EXECUTION, "LIST")
_DELETE = Permission(Resource.EXECUTION, "DELETE")


class GetExecution(Request[Execution], frozen=True, kw_only=True):
    """One execution with its task runs."""

    execution_id: str


class FindExecutions(Request[Page[Execution]], frozen=True, kw_only=True):
    """A page; tests, trials and loop iterations only when a kind is asked for."""

    query: Query


class ListFieldValues(Request[list[str]], frozen=True, kw_only=True):
    """Values that a field of matching executions has; the field is one of analyses."""

    field: str
    filters: tuple[Filter, ...]
    limit: int


class LatestExecutions(Request[list[ExecutionRow]], frozen=True, kw_only=True):
    """The newest executions of each flow, `limit` at most. Shapes: pairs of namespace and id."""

    flows: tuple[tuple[str, str], ...]
    limit: int = 1


@operation("execution.get", allows=_VIEW, scope=of_execution())
async def get(deps: Services, actor: Actor, ask: GetExecution) -> Execution:
    """Raises: NotFound."""
    return await deps.executions.get(ask.execution_id)


@operation("execution.search", allows=_LIST, scope=MATCHING)
async def search(deps: Services, actor: Actor, ask: FindExecutions) -> Page[Execution]:
    """As the filters say."""
    return await deps.executions.find(ask.query)


@operation("execution.field_values", allows=_LIST, scope=MATCHING)
async def field_values(deps: Services, actor: Actor, ask: ListFieldValues) -> list[str]:
    """Sorted."""
    return await deps.insights.values_of(ask.field, ask.filters, ask.limit)


@operation("execution.latest", allows=_LIST, scope=of_flows())
async def latest(deps: Services, actor: Actor, ask: LatestExecutions) -> list[ExecutionRow]:
    """In the order of the flows, newest first. Raises: IllegalArgument for too many."""
    return await deps.failures.latest(ask.flows, ask.limit)


@operation("execution.count", allows=_LIST, scope=MATCHING)
async def count(deps: Services, actor: Actor, ask: CountExecutions) -> tuple[FlowCount, ...]:
    """Flow by flow."""
    filters = [*date_filters(ask.start_date, ask.end_date), *one_of("state", ask.states)]
    counts = []
    async with deps.parts.store.transaction() as tx:
        flows = ask.flows or [
            (each.namespace, each.id)
            for each in await tx.flows.all_latest()
            if each.namespace in ask.namespaces
        ]
    for namespace, flow_id in flows:
        place = [
            Filter("namespace", Operation.EQUALS, namespace),
            Filter("flowId", Operation.EQUALS, flow_id),
        ]
        async with deps.parts.store.transaction() as tx:
            page = await tx.executions.find(Query((*place, *filters), size=1))
        counts.append(FlowCount(namespace, flow_id, page.total))
    return tuple(counts)


@operation("execution.total", allows=_LIST, scope=MATCHING)
async def total(deps: Services, actor: Actor, ask: TotalExecutions) -> int:
    """All conditions hold together."""
    filters = (
        *date_filters(ask.start_date, ask.end_date),
        *one_of("namespace", ask.namespaces),
        *one_of("flowId", [ask.flow_id] if ask.flow_id else ()),
        *one_of("state", ask.states),
    )
    async with deps.parts.store.transaction() as tx:
        return (await tx.executions.find(Query(filters, size=1))).total


@operation(
    "execution.resume", allows=Permission(Resource.EXECUTION, "RESUME"), scope=of_execution()
)
async def resume(deps: Services, actor: Actor, ask: ResumeExecution) -> Execution:
    """Raises: NotFound, Conflict, Invalid for the first bad input."""
    execution, asked = await deps.pauses.asked(ask.execution_id, ask.inputs, actor.user)
    if ask.waits:
        return await deps.actions.resume(execution.id, asked)
    await deps.actions.ask_all({execution.id: asked})
    return execution


@operation("execution.purge", allows=_DELETE, scope=MATCHING)
async def purge(deps: Services, actor: Actor, ask: PurgeExecutions) -> PurgedParts:
    """Never the execution that asks."""
    filters = [
        *place_filters(ask.namespace, ask.flow_id),
        *date_filters(ask.start_date, ask.end_date),
    ]
    return await Purge(deps.parts.store, deps.parts.blobs).executions(
        ask, filters, spared=actor.execution_id
    )


@operation("execution.purge_files", allows=_DELETE, scope=in_namespace())
async def purge_files(deps: Services, actor: Actor, ask: PurgeStorage) -> PurgedFiles:
    """By the age of the files."""
    namespace = ask.namespace or actor.namespace or ""
    return await Purge(deps.parts.store, deps.parts.blobs).files(ask, namespace)
