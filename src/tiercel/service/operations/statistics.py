"""Operations that count executions, task runs and log entries over time."""

from __future__ import annotations

from tiercel.model.access import (
    MATCHING,
    OWNER,
    SEEN,
    TENANT,
    Actor,
    Permission,
    Resource,
    in_namespace,
    what_matches,
)
from tiercel.model.execution import Execution
from tiercel.model.json_types import Json
from tiercel.model.limits import AVERAGE_EXECUTIONS_MAX
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.request import Request
from tiercel.service.executions.task_runs import TaskRunQuery
from tiercel.service.observability.statistics import Bucket, FlowKey, StatsQuery
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_LIST = Permission(Resource.EXECUTION, "LIST")


class CountFlows(Request[tuple[int, int]], frozen=True, kw_only=True):
    """How many flows and how many triggers there are, in all namespaces or in exactly that one."""

    namespace: str | None = None


class CountExecutionsByDate(Request[list[Bucket]], frozen=True, kw_only=True):
    """Executions by bucket and state."""

    query: StatsQuery


class CountExecutionsByFlow(Request[dict[str, dict[str, list[Bucket]]]], frozen=True, kw_only=True):
    """Executions by namespace, flow id, bucket and state.

    Shapes: with `only_namespaces` the flow id is `*`, which stands for all flows.
    """

    query: StatsQuery
    only_namespaces: bool = False


class CountExecutionsByNamespace(Request[dict[str, dict[str, int]]], frozen=True, kw_only=True):
    """Executions of the whole window by namespace and state."""

    query: StatsQuery


class AverageDuration(Request[tuple[int, int | None]], frozen=True, kw_only=True):
    """How many recent executions of a flow have ended, and how long one took in milliseconds."""

    namespace: str
    flow_id: str


class CountEverything(Request[tuple[dict[str, Json], list[Bucket]]], frozen=True, kw_only=True):
    """How much there is of what, and the executions of yesterday and of today."""


class CountTaskRunsByDate(Request[list[Bucket]], frozen=True, kw_only=True):
    """Task runs by bucket of their start and state."""

    query: TaskRunQuery
    window: StatsQuery


class CountLogsByDate(Request[list[Bucket]], frozen=True, kw_only=True):
    """Log entries by bucket and level."""

    query: StatsQuery


class LastEndedExecutions(Request[list[Execution]], frozen=True, kw_only=True):
    """The execution of each flow that ended last; of every flow when none are named."""

    flows: tuple[FlowKey, ...] | None = None


@operation("statistics.flows", allows=Permission(Resource.FLOW, "LIST"), scope=SEEN)
async def flows(deps: Services, actor: Actor, ask: CountFlows) -> tuple[int, int]:
    """Deleted flows don't count."""
    visible = actor.grants.visible(Permission(Resource.FLOW, "LIST"))
    return await deps.statistics.summary(ask.namespace, visible)


@operation("statistics.executions", allows=_LIST, scope=what_matches())
async def executions(deps: Services, actor: Actor, ask: CountExecutionsByDate) -> list[Bucket]:
    """Buckets without executions too."""
    return await deps.statistics.daily(ask.query)


@operation("statistics.executions_by_flow", allows=_LIST, scope=what_matches())
async def executions_by_flow(
    deps: Services, actor: Actor, ask: CountExecutionsByFlow
) -> dict[str, dict[str, list[Bucket]]]:
    """Days of executions by namespace and by flow, both sorted by name."""
    return await deps.statistics.daily_by_flow(ask.query, only_namespaces=ask.only_namespaces)


@operation("statistics.executions_by_namespace", allows=_LIST, scope=what_matches())
async def executions_by_namespace(
    deps: Services, actor: Actor, ask: CountExecutionsByNamespace
) -> dict[str, dict[str, int]]:
    """Only namespaces and states that have some."""
    return await deps.statistics.by_namespace(ask.query)


@operation("statistics.task_runs", allows=_LIST, scope=what_matches())
async def task_runs(deps: Services, actor: Actor, ask: CountTaskRunsByDate) -> list[Bucket]:
    """Of the newest executions that match."""
    return await deps.statistics.task_runs(ask.query, ask.window)


@operation(
    "statistics.logs", allows=Permission(Resource.EXECUTION, "ACCESS_LOGS"), scope=what_matches()
)
async def logs(deps: Services, actor: Actor, ask: CountLogsByDate) -> list[Bucket]:
    """Buckets without entries too."""
    return await deps.statistics.logs(ask.query)


@operation("statistics.last_ended", allows=_LIST, scope=MATCHING)
async def last_ended(deps: Services, actor: Actor, ask: LastEndedExecutions) -> list[Execution]:
    """In the order of the flows."""
    return await deps.statistics.latest(ask.flows)


@operation("statistics.average_duration", allows=_LIST, scope=in_namespace())
async def average_duration(
    deps: Services, actor: Actor, ask: AverageDuration
) -> tuple[int, int | None]:
    """Without an average when there was no execution."""
    filters = (
        Filter("namespace", Operation.EQUALS, ask.namespace),
        Filter("flowId", Operation.EQUALS, ask.flow_id),
        Filter("state", Operation.IN, ["SUCCESS", "WARNING", "FAILED"]),
    )
    found = await deps.executions.find(Query(filters, size=AVERAGE_EXECUTIONS_MAX))
    millis = [
        (execution.state.end - execution.state.start).total_seconds() * 1000
        for execution in found.results
        if execution.state.end is not None
    ]
    return len(millis), round(sum(millis) / len(millis)) if millis else None


@operation("statistics.usage", allows=OWNER, scope=TENANT)
async def usage(
    deps: Services, actor: Actor, ask: CountEverything
) -> tuple[dict[str, Json], list[Bucket]]:
    """Flows, executions of two days, and the machine."""
    days = await deps.statistics.since_yesterday(deps.ports.clock.now())
    return await deps.instance.usage(), days
