"""Publish and PurgeMetrics."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from tiercel.plugin import (
    Example,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
    server,
)
from tiercel.plugin.convert import to_duration, to_float


class PublishedMetric(Part):
    """One value of a metric."""

    type: Annotated[
        Literal["counter", "timer", "gauge"],
        Prop(
            "What is measured: a `counter` adds up, a `timer` is a duration, a "
            "`gauge` the value of a moment."
        ),
    ]
    name: Annotated[str, Prop("The name below which the metric is found in charts and lists.")]
    value: Annotated[float | str, Prop("A number; for timers a duration.")]
    tags: Annotated[
        dict[str, str] | None, Prop("Names with values that tell measurements of one name apart.")
    ] = None
    description: Annotated[str | None, Prop("What is measured, in words.")] = None


def publish(ctx: RunContext, metric: PublishedMetric) -> None:
    """Record one metric. Raises: PluginError for a value of another kind."""
    if metric.type == "timer":
        duration = to_duration(metric.value)
        if not isinstance(duration, timedelta):
            raise PluginError(f"'{metric.value}' is not a duration")
        ctx.metrics.timer(metric.name, duration, metric.tags)
        return
    number = to_float(metric.value)
    if metric.type == "counter":
        ctx.metrics.counter(metric.name, number, metric.tags)
    else:
        ctx.metrics.gauge(metric.name, number, metric.tags)


@plugin(
    "io.kestra.plugin.core.metric.Publish",
    title="Record metrics with the task run.",
    examples=[
        Example('metrics:\n  - type: counter\n    name: rows\n    value: "{{ outputs.a.size }}"')
    ],
)
class Publish(RunnableTask[Output]):
    """Records each metric with the task run."""

    metrics: Annotated[
        list[PublishedMetric] | None,
        Prop("The metrics to publish, each with `type`, `name` and `value`."),
    ] = None

    def run(self, ctx: RunContext) -> None:
        for metric in self.metrics or ():
            publish(ctx, metric)


class PurgedMetrics(Output):
    """How much was deleted."""

    count: Annotated[int, Prop("How many metrics were deleted.")]


@plugin(
    "io.kestra.plugin.core.metric.PurgeMetrics",
    title="Delete metrics that are older than a date.",
    examples=[Example("endDate: \"{{ now() | dateAdd(-1, 'MONTHS') }}\"")],
)
class PurgeMetrics(RunnableTask[PurgedMetrics]):
    """Acts on the server."""

    namespace: Annotated[str | None, Prop("This namespace and those below.")] = None
    flow_id: Annotated[
        str | None,
        Prop("The id of the one flow whose metrics are deleted; all of the namespace unless set."),
    ] = None
    start_date: Annotated[str | None, Prop("Only metrics from after this date.")] = None
    end_date: Annotated[str, Prop("Only metrics from before this date.")]

    def run(self, ctx: RunContext) -> PurgedMetrics:
        if self.flow_id is not None and self.namespace is None:
            raise PluginError("Property `namespace` is required when `flowId` is set.")
        count = ctx.server.run(
            server.PurgeMetrics(
                namespace=self.namespace,
                flow_id=self.flow_id,
                start_date=server.moment(self.start_date),
                end_date=server.moment(self.end_date),
            )
        )
        return PurgedMetrics(count=count)
