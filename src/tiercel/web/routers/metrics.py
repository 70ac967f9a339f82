"""Metrics of executions and flows (metrics.md)."""

from __future__ import annotations

from datetime import tzinfo

from msgspec import UNSET
from starlette.responses import Response

from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.lists.resources import METRICS
from tiercel.ports.clock import Clock
from tiercel.service.observability.buckets import Buckets
from tiercel.service.observability.metrics import AGGREGATIONS, MetricQuery, MetricService
from tiercel.service.observability.windows import SPAN_DEFAULT, window_until
from tiercel.web import filters, params
from tiercel.web.call import Call
from tiercel.web.http.answers import json_answer, shown
from tiercel.web.param_kinds import paging
from tiercel.web.route import Answer, Route, date, text
from tiercel.web.views.log import (
    MetricAggregationsView,
    MetricAggregationView,
    MetricPage,
    metric_view,
)

GROUP = "Metrics"
VALUES = Answer(schema=MetricAggregationsView)
NAMES = Answer(schema=list[str])


class MetricRoutes:
    """What tasks published."""

    def __init__(self, metrics: MetricService, clock: Clock, zone: tzinfo) -> None:
        self._metrics = metrics
        self._clock = clock
        self._zone = zone

    def routes(self) -> list[Route]:
        """The table."""
        flow = "{namespace}/{flowId}"
        names = "Names of the metrics of a flow."
        window = (
            date("startDate", "Not before; 30 days ago by default."),
            date("endDate", "Not after; now by default."),
            text("aggregation", "How values of a bucket become one.", enum=list(AGGREGATIONS)),
        )
        sums = "Values of a metric over time."
        return [
            Route(
                "GET",
                "/metrics/{executionId}",
                self.of_execution,
                "Metrics of an execution.",
                GROUP,
                (
                    *paging(METRICS.sorts),
                    text("taskRunId", "A task run."),
                    text("taskId", "A task."),
                ),
                answers=(Answer(schema=MetricPage),),
                errors=(422,),
            ),
            Route("GET", f"/metrics/names/{flow}", self.names, names, GROUP, answers=(NAMES,)),
            Route(
                "GET",
                f"/metrics/names/{flow}/{{taskId}}",
                self.names,
                names,
                GROUP,
                answers=(NAMES,),
            ),
            Route(
                "GET",
                f"/metrics/tasks/{flow}",
                self.task_ids,
                "Tasks of a flow that have metrics.",
                GROUP,
                answers=(NAMES,),
            ),
            Route(
                "GET",
                f"/metrics/aggregates/{flow}/{{metric}}",
                self.aggregates,
                sums,
                GROUP,
                window,
                answers=(VALUES,),
                errors=(422,),
            ),
            Route(
                "GET",
                f"/metrics/aggregates/{flow}/{{taskId}}/{{metric}}",
                self.aggregates,
                sums,
                GROUP,
                window,
                answers=(VALUES,),
                errors=(422,),
            ),
        ]

    async def of_execution(self, call: Call) -> Response:
        """A page; the task wins over the task run."""
        page, size = params.paging(call)
        wanted = [Filter("executionId", Operation.EQUALS, call.params["executionId"])]
        for name in ("taskId", "taskRunId"):
            if call.text(name):
                wanted.append(Filter(name, Operation.EQUALS, call.text(name)))
                break
        sorts = filters.sorts_of(call, METRICS)
        found = await self._metrics.find(Query(tuple(wanted), sorts, page, size))
        results = await shown(found.results, metric_view)
        return json_answer(MetricPage(results, found.total))

    async def names(self, call: Call) -> Response:
        """Sorted."""
        found = await self._metrics.names(
            call.params["namespace"], call.params["flowId"], call.params.get("taskId")
        )
        return json_answer(found)

    async def task_ids(self, call: Call) -> Response:
        """Sorted."""
        namespace, flow_id = call.params["namespace"], call.params["flowId"]
        return json_answer(await self._metrics.task_ids(namespace, flow_id))

    async def aggregates(self, call: Call) -> Response:
        """One value a bucket."""
        end = params.date(call, "endDate") or self._clock.now()
        start, end = window_until(params.date(call, "startDate"), end, SPAN_DEFAULT)
        buckets = Buckets(start, end, self._zone)
        metric = call.params["metric"]
        query = MetricQuery(
            call.params["namespace"],
            call.params["flowId"],
            metric,
            start,
            end,
            call.params.get("taskId"),
            (call.text("aggregation") or "sum").lower(),
        )
        found = [
            MetricAggregationView(
                name=UNSET if one.is_empty else metric, value=one.value, date=one.date
            )
            for one in await self._metrics.aggregates(query, buckets)
        ]
        return json_answer(MetricAggregationsView(buckets.unit, found))
