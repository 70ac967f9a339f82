"""Metrics of executions and flows (metrics.md)."""

from __future__ import annotations

from msgspec import UNSET
from starlette.responses import Response

from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.lists.resources import METRICS
from tiercel.service.observability.metrics import AGGREGATIONS
from tiercel.service.operations import metrics
from tiercel.web import filters, params
from tiercel.web.call import Call
from tiercel.web.documented import Answer, date, text
from tiercel.web.http.answers import json_answer, shown
from tiercel.web.param_kinds import paging
from tiercel.web.route import Route
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

    def routes(self) -> list[Route]:
        flow = "{namespace}/{flowId}"
        places = (flow, f"{flow}/{{taskId}}")
        window = (
            date("startDate", "Not before; 30 days ago by default."),
            date("endDate", "Not after; now by default."),
            text("aggregation", "How values of a bucket become one.", enum=list(AGGREGATIONS)),
        )
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
                runs=(metrics.search,),
            ),
            *(
                Route(
                    "GET",
                    f"/metrics/names/{place}",
                    self.names,
                    "Names of the metrics of a flow.",
                    GROUP,
                    answers=(NAMES,),
                    runs=(metrics.names,),
                )
                for place in places
            ),
            Route(
                "GET",
                f"/metrics/tasks/{flow}",
                self.task_ids,
                "Tasks of a flow that have metrics.",
                GROUP,
                answers=(NAMES,),
                runs=(metrics.task_ids,),
            ),
            *(
                Route(
                    "GET",
                    f"/metrics/aggregates/{place}/{{metric}}",
                    self.aggregates,
                    "Values of a metric over time.",
                    GROUP,
                    window,
                    answers=(VALUES,),
                    errors=(422,),
                    runs=(metrics.aggregate,),
                )
                for place in places
            ),
        ]

    async def of_execution(self, call: Call) -> Response:
        """A page; the task wins over the task run."""
        page, size = params.paging(call)
        wanted = [
            Filter(name, Operation.EQUALS, call.text(name))
            for name in ("taskId", "taskRunId")
            if call.text(name)
        ]
        query = Query(tuple(wanted[:1]), filters.sorts_of(call, METRICS), page, size)
        request = metrics.FindMetrics(execution_id=call.params["executionId"], query=query)
        found = await call.run(request)
        return json_answer(MetricPage(await shown(found.results, metric_view), found.total))

    async def names(self, call: Call) -> Response:
        """Sorted."""
        request = metrics.ListMetricNames(
            namespace=call.params["namespace"],
            flow_id=call.params["flowId"],
            task_id=call.params.get("taskId"),
        )
        return json_answer(await call.run(request))

    async def task_ids(self, call: Call) -> Response:
        """Sorted."""
        request = metrics.ListMetricTasks(
            namespace=call.params["namespace"], flow_id=call.params["flowId"]
        )
        return json_answer(await call.run(request))

    async def aggregates(self, call: Call) -> Response:
        """One value a bucket."""
        metric = call.params["metric"]
        request = metrics.AggregateMetric(
            namespace=call.params["namespace"],
            flow_id=call.params["flowId"],
            metric=metric,
            task_id=call.params.get("taskId"),
            aggregation=(call.text("aggregation") or "sum").lower(),
            end=params.date(call, "endDate"),
            start=params.date(call, "startDate"),
        )
        unit, values = await call.run(request)
        found = [
            MetricAggregationView(
                name=UNSET if one.is_empty else metric, value=one.value, date=one.date
            )
            for one in values
        ]
        return json_answer(MetricAggregationsView(unit, found))
