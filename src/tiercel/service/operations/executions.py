"""Operations on executions."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec

from tiercel.engine.graphs.topology import FlowKey
from tiercel.model.access import (
    SIGNED_IN,
    TENANT,
    Actor,
    Permission,
    Resource,
    in_namespace,
    of_execution,
    of_flows,
    seen_in,
    what_matches,
)
from tiercel.model.errors import NotFound
from tiercel.model.execution import Execution
from tiercel.model.flow import Flow
from tiercel.model.limits import FOLLOW_APPEAR_SECONDS, TASK_RUNS_SEARCHED_MAX
from tiercel.model.lists.paging import Filter, Operation, Page, Query
from tiercel.model.request import Request
from tiercel.plugin.server import (
    CountExecutions,
    FindExecutions,
    FlowCount,
    GetExecution,
    IssueToken,
    PurgedFiles,
    PurgedParts,
    PurgeExecutions,
    PurgeStorage,
    ResumeExecution,
    TotalExecutions,
)
from tiercel.service.executions.failures import ExecutionRow
from tiercel.service.executions.follow_related import Related
from tiercel.service.executions.purge import Purge
from tiercel.service.executions.task_runs import FoundTaskRuns, TaskRunQuery
from tiercel.service.executions.waits import Waiting
from tiercel.service.operations.conditions import date_filters, one_of, place_filters
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_VIEW = Permission(Resource.EXECUTION, "VIEW")
_LIST = Permission(Resource.EXECUTION, "LIST")
_FOLLOW = Permission(Resource.EXECUTION, "FOLLOW")
_DELETE = Permission(Resource.EXECUTION, "DELETE")


class ExplainExecution(Request[Waiting], frozen=True, kw_only=True):
    """One execution with its task runs, and why it has not ended or why it failed."""

    execution_id: str


class GetExecutionFlow(Request[Flow], frozen=True, kw_only=True):
    """The flow of an execution, in the revision that it runs."""

    execution_id: str


class FollowExecution(
    Request[tuple[Execution, AsyncIterator[Execution]]], frozen=True, kw_only=True
):
    """An execution as it is, then every later state that was seen, up to the end."""

    execution_id: str


class FollowRelated(Request[tuple[Execution, AsyncIterator[Related]]], frozen=True, kw_only=True):
    """An execution, and those of its correlation as they change.

    Shapes: with `waits_for_flows` it goes on until each flow that follows has ended too, with
    `expands` those behind them as well.
    """

    execution_id: str
    waits_for_flows: bool = True
    expands: bool = False


class ListFieldValues(Request[list[str]], frozen=True, kw_only=True):
    """Values that a field of matching executions has; the field is one of analyses."""

    field: str
    filters: tuple[Filter, ...]
    limit: int


class StreamExecutions(Request[AsyncIterator[Execution]], frozen=True, kw_only=True):
    """All that match, newest first, without holding them in memory."""

    filters: tuple[Filter, ...]


class FindTaskRuns(Request[FoundTaskRuns], frozen=True, kw_only=True):
    """A page of task runs with their executions and the types of their tasks."""

    query: TaskRunQuery


class GetTaskRunDepth(Request[int], frozen=True, kw_only=True):
    """How many task runs a search reaches."""


class LatestExecutions(Request[list[ExecutionRow]], frozen=True, kw_only=True):
    """The newest executions of each flow, `limit` at most. Shapes: pairs of namespace and id."""

    flows: tuple[tuple[str, str], ...]
    limit: int = 1


@operation("execution.get", allows=_VIEW, scope=of_execution(shared=True))
async def get(deps: Services, actor: Actor, ask: GetExecution) -> Execution:
    """The execution with all of its task runs. Raises: NotFound."""
    return await deps.executions.get(ask.execution_id)


@operation("execution.issue_token", allows=SIGNED_IN, scope=TENANT, audits=False)
async def issue_token(deps: Services, actor: Actor, ask: IssueToken) -> str | None:
    """Good while the execution runs; it may do what the flow may."""
    return await deps.flow_tokens.issue(actor)


@operation("execution.explain", allows=_VIEW, scope=of_execution())
async def explain(deps: Services, actor: Actor, ask: ExplainExecution) -> Waiting:
    """With one reason at most, none once it has ended. Raises: NotFound."""
    execution = await deps.executions.get(ask.execution_id)
    waiting = await deps.waits.of(execution, limit=1)
    failure = await deps.failures.one(execution, actor.grants)
    return msgspec.structs.replace(waiting, failure=failure)


@operation("execution.flow", allows=_VIEW, scope=of_execution())
async def flow_of(deps: Services, actor: Actor, ask: GetExecutionFlow) -> Flow:
    """The flow in the revision that the execution runs. Raises: NotFound for either."""
    try:
        execution = await deps.executions.get(ask.execution_id)
    except NotFound:
        raise NotFound("No value present") from None
    return (await deps.executions.plan_of(execution)).flow


@operation("execution.follow", allows=_FOLLOW, scope=of_execution())
async def follow(
    deps: Services, actor: Actor, ask: FollowExecution
) -> tuple[Execution, AsyncIterator[Execution]]:
    """Raises: NotFound when it does not appear within a moment."""
    first = await _appeared(deps, ask.execution_id)
    return first, deps.follower.changes(first.id)


@operation("execution.follow_related", allows=_FOLLOW, scope=of_execution())
async def follow_related(
    deps: Services, actor: Actor, ask: FollowRelated
) -> tuple[Execution, AsyncIterator[Related]]:
    """Raises: NotFound when it does not appear within a moment."""
    first = await _appeared(deps, ask.execution_id)
    expected: frozenset[FlowKey] = frozenset()
    if ask.waits_for_flows:
        expected = await deps.graphs.following(first.namespace, first.flow_id, expands=ask.expands)
    return first, deps.related.changes(first, expected, actor.grants.visible(_FOLLOW))


async def _appeared(deps: Services, execution_id: str) -> Execution:
    first = await deps.follower.appear(execution_id, FOLLOW_APPEAR_SECONDS)
    if first is None:
        raise NotFound(f"Unable to find the execution {execution_id}")
    return first


@operation("execution.search", allows=_LIST, scope=what_matches())
async def search(deps: Services, actor: Actor, ask: FindExecutions) -> Page[Execution]:
    """As the filters say."""
    return await deps.executions.find(ask.query)


@operation("execution.field_values", allows=_LIST, scope=what_matches("filters"))
async def field_values(deps: Services, actor: Actor, ask: ListFieldValues) -> list[str]:
    """Different values of the field, sorted, up to the limit that is asked for."""
    return await deps.insights.values_of(ask.field, ask.filters, ask.limit)


@operation(
    "execution.stream",
    allows=Permission(Resource.EXECUTION, "EXPORT"),
    scope=what_matches("filters"),
)
async def stream(deps: Services, actor: Actor, ask: StreamExecutions) -> AsyncIterator[Execution]:
    """Tests, trials and loop iterations only when a kind is asked for."""
    return await deps.executions.stream(ask.filters)


@operation("task_run.search", allows=_LIST, scope=what_matches())
async def task_runs(deps: Services, actor: Actor, ask: FindTaskRuns) -> FoundTaskRuns:
    """Of the newest executions that match."""
    return await deps.task_runs.with_types(await deps.task_runs.find(ask.query))


@operation("task_run.depth", allows=SIGNED_IN, scope=TENANT)
async def task_run_depth(deps: Services, actor: Actor, ask: GetTaskRunDepth) -> int:
    """How many task runs a search reaches, as clients are told: a constant."""
    return TASK_RUNS_SEARCHED_MAX


@operation("execution.latest", allows=_LIST, scope=of_flows())
async def latest(deps: Services, actor: Actor, ask: LatestExecutions) -> list[ExecutionRow]:
    """In the order of the flows, newest first. Raises: IllegalArgument for too many."""
    return await deps.failures.latest(ask.flows, ask.limit)


@operation("execution.count", allows=_LIST, scope=seen_in("flows", "namespaces"))
async def count(deps: Services, actor: Actor, ask: CountExecutions) -> tuple[FlowCount, ...]:
    """One count for each flow, in the order in which the flows are named or stored."""
    filters = [*date_filters(ask.start_date, ask.end_date), *one_of("state", ask.states)]
    counts = []
    async with deps.ports.store.transaction() as tx:
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
        async with deps.ports.store.transaction() as tx:
            page = await tx.executions.find(Query((*place, *filters), size=1))
        counts.append(FlowCount(namespace, flow_id, page.total))
    return tuple(counts)


@operation("execution.total", allows=_LIST, scope=seen_in("namespaces"))
async def total(deps: Services, actor: Actor, ask: TotalExecutions) -> int:
    """All conditions hold together."""
    filters = (
        *date_filters(ask.start_date, ask.end_date),
        *one_of("namespace", ask.namespaces),
        *actor.grants.visible(_LIST).filters(),
        *one_of("flowId", [ask.flow_id] if ask.flow_id else ()),
        *one_of("state", ask.states),
    )
    async with deps.ports.store.transaction() as tx:
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


@operation("execution.purge", allows=_DELETE, scope=seen_in("namespace"))
async def purge(deps: Services, actor: Actor, ask: PurgeExecutions) -> PurgedParts:
    """Never the execution that asks."""
    filters = [
        *place_filters(ask.namespace, ask.flow_id),
        *date_filters(ask.start_date, ask.end_date),
        *actor.grants.visible(_DELETE).filters(),
    ]
    return await Purge(deps.ports.store, deps.ports.blobs).executions(
        ask, filters, spared=actor.execution_id
    )


@operation("execution.purge_files", allows=_DELETE, scope=in_namespace())
async def purge_files(deps: Services, actor: Actor, ask: PurgeStorage) -> PurgedFiles:
    """By the age of the files."""
    namespace = ask.namespace or actor.namespace or ""
    return await Purge(deps.ports.store, deps.ports.blobs).files(ask, namespace)
