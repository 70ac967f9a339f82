"""Metrics of Azure Monitor: sent, asked for, and executions for those that are there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from tiercel.plugin import (
    Json,
    Output,
    PluginError,
    PollingTrigger,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.services.asking import HttpCall, given
from tiercel_azure.connection import LOGIN, TENANT, Application, Signed

_RESOURCE = (
    "/subscriptions/0b1f6471/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/a"
)
_ASKED = (
    LOGIN + "endpoint: https://westeurope.metrics.monitor.azure.com\n"
    f"resourceIds:\n  - {_RESOURCE}\nmetricsNamespace: Microsoft.Compute/virtualMachines\n"
    "metricNames: [Percentage CPU]\naggregations: [Average]"
)
_ENDPOINT = Prop("The address of the service in the region of the resources.")
_RESOURCES = Prop("The ids of the resources: /subscriptions/….")
_NAMES = Prop("The names of the metrics.")
_NAMESPACE = Prop("The namespace of the metrics, such as Microsoft.Compute/virtualMachines.")


class Answered(Output):
    """What the service says."""

    body: Annotated[
        dict[str, Json] | None,
        Prop("The answer of the service, as JSON; nothing when it has no content."),
    ] = None


@plugin(
    "io.kestra.plugin.azure.monitoring.Push",
    title="Send a metric to Azure Monitor.",
    examples=[
        LOGIN + "endpoint: https://westeurope.monitoring.azure.com\n"
        f"path: {_RESOURCE}/metrics\nmetrics:\n  time: '2031-01-31T12:00:00Z'\n  data:\n"
        "    baseData:\n      metric: orders\n      namespace: shop\n"
        "      series:\n        - min: 1\n          max: 5\n          sum: 9\n          count: 4"
    ],
)
class Push(Application, HttpCall[Answered]):
    """In the form that the service has for metrics of one's own."""

    service = "Azure Monitor"
    scope: ClassVar[str] = "https://monitoring.azure.com/.default"
    http_path: ClassVar[str] = ""
    # What is taken is answered with nothing.
    known_by = ()

    endpoint: Annotated[str, _ENDPOINT]
    path: Annotated[str, Prop("What is behind it: the id of a resource, and /metrics.")]
    metrics: Annotated[dict[str, Json], Prop("The metric: its `time` and its `data`.")]

    def root(self) -> str:
        return f"{self.endpoint.rstrip('/')}/{self.path.strip('/')}"

    def body(self) -> Json:
        return self.metrics

    body_members: ClassVar[Mapping[str, str]] = {}

    def result(self, ctx: RunContext, found: Json) -> Answered:
        return Answered(body=found)


class Found(Output):
    """Metrics."""

    results: Annotated[list[dict[str, Json]], Prop("The metrics by resource.")]
    resources: Annotated[int, Prop("Of how many resources.")]
    metrics: Annotated[int, Prop("How many metrics, over all resources.")]
    datapoints: Annotated[int, Prop("How many values they have.")]


class Asking(Signed):
    """How metrics are asked for."""

    service = "Azure Monitor"
    scope: ClassVar[str] = "https://metrics.monitor.azure.com/.default"

    endpoint: Annotated[str, _ENDPOINT]
    aggregations: Annotated[
        list[str] | None, Prop("What of the values of an interval: Average, Total, Maximum, ….")
    ] = None
    window: Annotated[timedelta, Prop("How far back it is looked.")] = timedelta(minutes=5)
    filter: Annotated[str | None, Prop("A condition on dimensions: City eq 'Oslo'.")] = None
    order_by: Annotated[
        str | None, Field(alias="orderBy"), Prop("How they are ordered: `average desc`.")
    ] = None
    rollup_by: Annotated[str | None, Prop("Dimensions that are put together.")] = None
    top: Annotated[int | None, Prop("How many series there are at most.")] = None

    def found(
        self,
        ctx: RunContext,
        resources: list[str] | None,
        asked: tuple[str | None, list[str] | None],
        every: timedelta | None,
    ) -> Found:
        """The metrics of resources; `asked` is a namespace and names in it, `every` an interval.

        Raises: PluginError without them, or for what the service refuses.
        """
        namespace, names = asked
        if not (resources and namespace and names):
            raise PluginError("`resourceIds`, `metricsNamespace` and `metricNames` must be given")
        subscription = resources[0].strip("/").split("/")[1:2]
        if not subscription:
            raise PluginError("`resourceIds` must be such as /subscriptions/…")
        now = ctx.now()
        params = given(
            starttime=(now - self.window).isoformat(),
            endtime=now.isoformat(),
            metricnamespace=namespace,
            metricnames=",".join(names),
            aggregation=",".join(self.aggregations or ()) or None,
            interval=_iso(every),
            filter=self.filter,
            orderby=self.order_by,
            rollupby=self.rollup_by,
            top=None if self.top is None else str(self.top),
        )
        url = f"{self.endpoint.rstrip('/')}/subscriptions/{subscription[0]}/metrics:getBatch"
        body: Json = {"resourceids": list(resources)}
        answer = self.sent(ctx, "POST", url, body, **{"api-version": "2024-02-01"}, **params)
        return _counted(answer.json()["values"])


def _iso(every: timedelta | None) -> str | None:
    return None if every is None else f"PT{int(every.total_seconds())}S"


def _counted(results: list[dict[str, Json]]) -> Found:
    metrics = [each for result in results for each in result.get("value") or ()]
    series = [each for metric in metrics for each in metric.get("timeseries") or ()]
    count = sum(
        len(point) > 1 for each in series for point in each.get("data") or ()
    )  # One without a value has a time only.
    return Found(results=results, resources=len(results), metrics=len(metrics), datapoints=count)


@plugin(
    "io.kestra.plugin.azure.monitoring.Query",
    title="Ask Azure Monitor for metrics.",
    examples=[_ASKED],
)
class Query(Application, Asking, RunnableTask[Found]):
    """Of several resources of one subscription and region."""

    resource_ids: Annotated[list[str], _RESOURCES]
    metrics_namespace: Annotated[str, _NAMESPACE]
    metric_names: Annotated[list[str], _NAMES]
    interval: Annotated[
        timedelta | None, Prop("How much time one value is about; the service's choice else.")
    ] = None

    def run(self, ctx: RunContext) -> Found:
        asked = (self.metrics_namespace, self.metric_names)
        return self.found(ctx, self.resource_ids, asked, self.interval)


@plugin(
    "io.kestra.plugin.azure.monitoring.Trigger",
    title="Start an execution when Azure Monitor has values of metrics.",
    examples=[f"{_ASKED}\nwindow: PT5M\ninterval: PT5M"],
)
class Trigger(Asking, PollingTrigger[Found]):
    """One for all values of a poll; `window` as long as `interval` finds each value once."""

    tenant_id: Annotated[str | None, TENANT] = None
    subscription_id: Annotated[str | None, Prop("Accepted: it is the one of the resources.")] = None
    resource_ids: Annotated[list[str] | None, _RESOURCES] = None
    metrics_namespace: Annotated[str | None, _NAMESPACE] = None
    metric_names: Annotated[list[str] | None, _NAMES] = None
    granularity: Annotated[
        timedelta | None, Prop("How much time one value is about; the service's choice else.")
    ] = None

    def tenant(self) -> str | None:
        return self.tenant_id

    def poll(self, ctx: RunContext) -> Found | None:
        asked = (self.metrics_namespace, self.metric_names)
        found = self.found(ctx, self.resource_ids, asked, self.granularity)
        return found if found.datapoints else None
