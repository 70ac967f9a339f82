"""Operations on the metrics that tasks published."""

from __future__ import annotations

from datetime import datetime

from tiercel.model.access import (
    Actor,
    Permission,
    Resource,
    in_namespace,
    of_execution,
    seen_in,
)
from tiercel.model.limits import METRICS_READ_PER_PURGE_MAX
from tiercel.model.lists.paging import Filter, Operation, Page, Query
from tiercel.model.log import MetricEntry
from tiercel.model.request import Request
from tiercel.plugin.server import PurgeMetrics
from tiercel.service.executions.removal import METRICS_ALONE, remove_parts_in
from tiercel.service.observability.buckets import Buckets
from tiercel.service.observability.metrics import Aggregate, MetricQuery
from tiercel.service.observability.windows import SPAN_DEFAULT, window_until
from tiercel.service.operations.conditions import date_filters, place_filters
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_VIEW = Permission(Resource.EXECUTION, "VIEW")
_DELETE = Permission(Resource.EXECUTION, "DELETE")


class FindMetrics(Request[Page[MetricEntry]], frozen=True, kw_only=True):
    """A page of the metrics of an execution."""

    execution_id: str
    query: Query


class ListMetricNames(Request[list[str]], frozen=True, kw_only=True):
    """Names of the metrics of a flow, or of one task of it."""

    namespace: str
    flow_id: str
    task_id: str | None = None


class ListMetricTasks(Request[list[str]], frozen=True, kw_only=True):
    """Ids of the tasks of a flow that published metrics."""

    namespace: str
    flow_id: str


class AggregateMetric(Request[tuple[str, list[Aggregate]]], frozen=True, kw_only=True):
    """Values of a metric over time: the width of the buckets, and one value each.

    Shapes: `end` None is now, `start` None thirty days before the end.
    """

    namespace: str
    flow_id: str
    metric: str
    task_id: str | None = None
    aggregation: str = "sum"
    start: datetime | None = None
    end: datetime | None = None


@operation("metric.search", allows=_VIEW, scope=of_execution())
async def search(deps: Services, actor: Actor, ask: FindMetrics) -> Page[MetricEntry]:
    """None for an unknown execution."""
    asked = ask.query
    of_one = Filter("executionId", Operation.EQUALS, ask.execution_id)
    filters = (of_one, *asked.filters)
    return await deps.metrics.find(Query(filters, asked.sorts, asked.page, asked.size))


@operation("metric.names", allows=_VIEW, scope=in_namespace())
async def names(deps: Services, actor: Actor, ask: ListMetricNames) -> list[str]:
    """The names of metrics that the flow, or one task of it, has published, sorted."""
    return await deps.metrics.names(ask.namespace, ask.flow_id, ask.task_id)


@operation("metric.tasks", allows=_VIEW, scope=in_namespace())
async def task_ids(deps: Services, actor: Actor, ask: ListMetricTasks) -> list[str]:
    """The ids of tasks of a flow that have published metrics, sorted."""
    return await deps.metrics.task_ids(ask.namespace, ask.flow_id)


@operation("metric.aggregate", allows=_VIEW, scope=in_namespace())
async def aggregate(
    deps: Services, actor: Actor, ask: AggregateMetric
) -> tuple[str, list[Aggregate]]:
    """Raises: IllegalArgument for an unknown aggregation, or a start after the end."""
    start, end = window_until(ask.start, ask.end or deps.ports.clock.now(), SPAN_DEFAULT)
    buckets = Buckets(start, end, deps.ports.zone)
    query = MetricQuery(
        ask.namespace, ask.flow_id, ask.metric, start, end, ask.task_id, ask.aggregation
    )
    return buckets.unit, await deps.metrics.aggregates(query, buckets)


@operation("metric.purge", allows=_DELETE, scope=seen_in("namespace"))
async def purge_metrics(deps: Services, actor: Actor, ask: PurgeMetrics) -> int:
    """All metrics of each execution that has one that matches."""
    filters = (
        *place_filters(ask.namespace, ask.flow_id),
        *date_filters(ask.start_date, ask.end_date),
        *actor.grants.visible(_DELETE).filters(),
    )
    gone = 0
    async with deps.ports.store.transaction() as tx:
        page = await tx.metrics.find(Query(filters, size=METRICS_READ_PER_PURGE_MAX))
        for execution_id in dict.fromkeys(entry.execution_id for entry in page.results):
            gone += await tx.metrics.count(execution_id)
            remove_parts_in(tx, execution_id, METRICS_ALONE)
    return gone
