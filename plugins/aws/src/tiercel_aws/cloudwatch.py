"""Metrics of CloudWatch."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from tiercel.plugin import (
    Json,
    Output,
    Part,
    PollingTrigger,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel_aws.calls import readable, without_none
from tiercel_aws.connection import Aws, AwsTask

# Values of one request: as many as the service takes.
_VALUES_AT_ONCE = 1000
_WINDOW = timedelta(minutes=5)


class MetricValue(Part):
    """A value of a metric."""

    metric_name: Annotated[str, Prop("The metric that the value belongs to, by its name.")]
    value: Annotated[float | None, Prop("The value; 0 by default.")] = None
    unit: Annotated[
        str | None, Prop("The unit, such as Count, Seconds or Bytes; none by default.")
    ] = None
    dimensions: Annotated[
        dict[str, Json] | None, Prop("What tells values of one metric apart, by name.")
    ] = None


class Pushed(Output):
    """How much was sent."""

    count: Annotated[int, Prop("How many values were sent.")]


@plugin(
    "io.kestra.plugin.aws.cloudwatch.Push",
    title="Send values of metrics to CloudWatch.",
    examples=[
        (
            "region: eu-west-1\n"
            "namespace: Shop\n"
            "metrics:\n"
            "  - metricName: orders\n"
            "    value: 42\n"
            "    unit: Count\n"
            "    dimensions:\n"
            "      stage: live"
        )
    ],
)
class Push(AwsTask, RunnableTask[Pushed]):
    """Values of this moment."""

    namespace: Annotated[str, Prop("The namespace of the metrics in CloudWatch.")]
    metrics: Annotated[list[MetricValue], Prop("The values to send, each with its metric.")]

    def run(self, ctx: RunContext) -> Pushed:
        values = [
            without_none(
                [
                    ("MetricName", each.metric_name),
                    ("Value", each.value or 0.0),
                    ("Unit", each.unit),
                    ("Dimensions", _pairs((each.dimensions or {}).items())),
                    ("Timestamp", ctx.now()),
                ]
            )
            for each in self.metrics
        ]
        with self.client(ctx, "cloudwatch") as client:
            for begin in range(0, len(values), _VALUES_AT_ONCE):
                part = values[begin : begin + _VALUES_AT_ONCE]
                client.put_metric_data(Namespace=self.namespace, MetricData=part)
        return Pushed(count=len(values))


class DimensionKV(Part):
    """What tells values of one metric apart."""

    name: Annotated[str | None, Prop("The name of the dimension, such as `InstanceId`.")] = None
    value: Annotated[
        str | None, Prop("The value of the dimension, such as the id of a machine.")
    ] = None


class Series(Output):
    """Values of a metric."""

    count: Annotated[int, Prop("How many there are.")]
    series: Annotated[
        list[dict[str, Json]],
        Prop("The values from old to new, each with `timestamp`, `value` and `unit`."),
    ]


def _pairs(given: Any) -> list[dict[str, str]]:
    return [{"Name": str(name), "Value": str(value)} for name, value in given]


def series_of(ctx: RunContext, client: Any, asked: Any) -> Series:
    """The values that the properties ask for."""
    statistic, now = asked.statistic or "Average", ctx.now()
    dimensions = [(each.name, each.value) for each in asked.dimensions or ()]
    answer = client.get_metric_statistics(
        **without_none([("Namespace", asked.namespace), ("MetricName", asked.metric_name)]),
        StartTime=now - (asked.window or _WINDOW),
        EndTime=now,
        Period=asked.period_seconds or 60,
        Statistics=[statistic],
        Dimensions=_pairs(dimensions),
    )
    points = sorted(answer["Datapoints"], key=lambda each: each["Timestamp"])
    found = [
        without_none(
            [
                ("timestamp", readable(each["Timestamp"])),
                ("value", each.get(statistic)),
                ("unit", each.get("Unit")),
            ]
        )
        for each in points
    ]
    return Series(count=len(found), series=found)


_NAMESPACE = Prop("The namespace of the metric, such as AWS/EC2.")
_METRIC = Prop("The name of the metric.")
_DIMENSIONS = Prop("What tells values of the metric apart; by default those without any.")
_STATISTIC = Prop(
    "How values of a period become one: Average, Sum, Minimum, Maximum or SampleCount."
)
_PERIOD = Prop("How long a period is, in seconds.")


@plugin(
    "io.kestra.plugin.aws.cloudwatch.Query",
    title="Read values of a metric of CloudWatch.",
    examples=[
        (
            "region: eu-west-1\n"
            "namespace: AWS/EC2\n"
            "metricName: CPUUtilization\n"
            "window: PT1H\n"
            "dimensions:\n"
            "  - name: InstanceId\n"
            "    value: i-0123456789"
        )
    ],
)
class Query(AwsTask, RunnableTask[Series]):
    """Of the time that has just passed."""

    namespace: Annotated[str | None, _NAMESPACE] = None
    metric_name: Annotated[str, _METRIC]
    dimensions: Annotated[list[DimensionKV] | None, _DIMENSIONS] = None
    statistic: Annotated[str, _STATISTIC] = "Average"
    period_seconds: Annotated[int, _PERIOD] = 60
    window: Annotated[timedelta, Prop("How far back to look.")] = _WINDOW

    def run(self, ctx: RunContext) -> Series:
        with self.client(ctx, "cloudwatch") as client:
            return series_of(ctx, client, self)


@plugin(
    "io.kestra.plugin.aws.cloudwatch.Trigger",
    title="Start an execution when a metric of CloudWatch has values.",
    examples=["region: eu-west-1\nnamespace: Shop\nmetricName: failed orders\nwindow: PT5M"],
)
class Trigger(Aws, PollingTrigger[Series]):
    """One execution for the values of the window."""

    namespace: Annotated[str | None, _NAMESPACE] = None
    metric_name: Annotated[str | None, _METRIC] = None
    dimensions: Annotated[list[DimensionKV] | None, _DIMENSIONS] = None
    statistic: Annotated[str | None, _STATISTIC] = None
    period_seconds: Annotated[int | None, _PERIOD] = None
    window: Annotated[timedelta | None, Prop("How far back to look; five minutes by default.")] = (
        None
    )

    def poll(self, ctx: RunContext) -> Series | None:
        with self.client(ctx, "cloudwatch") as client:
            found = series_of(ctx, client, self)
        return found if found.count else None
