"""Metrics of Cloud Monitoring."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

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
from tiercel_gcp.connection import Gcp
from tiercel_gcp.rest import Rest, part
from tiercel_gcp.values import without_none

_BASE = "https://monitoring.googleapis.com/v3"
# Values of one request: as many as the service takes.
_AT_ONCE = 200
_WINDOW = timedelta(minutes=5)
_FILTER = Prop('Which metrics, such as `metric.type = "custom.googleapis.com/orders"`.')


class Monitored(Gcp):
    """What all of them have."""

    def monitoring(self, ctx: RunContext) -> tuple[Rest, str]:
        """The service, and the path of series of values."""
        place = f"/projects/{part(self.project(ctx))}/timeSeries"
        return self.rest(ctx, "monitoring", _BASE), place


class MetricValue(Part):
    """A value of a metric."""

    metric_type: Annotated[
        str | None, Prop("The metric, such as custom.googleapis.com/orders.")
    ] = None
    metric_kind: Annotated[
        Literal["GAUGE", "CUMULATIVE", "DELTA"],
        Prop("Whether it is a value of the moment, a sum since a beginning, or a change."),
    ] = "GAUGE"
    value: Annotated[float | None, Prop("The value; 0 by default.")] = None
    labels: Annotated[dict[str, str] | None, Prop("What tells values apart, by name.")] = None


class Pushed(Output):
    """How much was sent."""

    count: Annotated[int, Prop("How many values were sent.")]


@plugin(
    "io.kestra.plugin.gcp.monitoring.Push",
    title="Send values of metrics to Cloud Monitoring.",
    examples=[
        (
            "projectId: shop\n"
            "metrics:\n"
            "  - metricType: custom.googleapis.com/orders\n"
            "    value: 42\n"
            "    labels:\n"
            "      stage: live"
        )
    ],
)
class Push(Monitored, RunnableTask[Pushed]):
    """Values of this moment."""

    metrics: Annotated[
        list[MetricValue] | None,
        Prop("The values to send, each with its metric; nothing is sent by default."),
    ] = None
    window: Annotated[
        timedelta, Prop("How long ago sums and changes began, which are no gauges.")
    ] = timedelta(minutes=1)

    def run(self, ctx: RunContext) -> Pushed:
        rest, path = self.monitoring(ctx)
        values = [self._series(ctx, each) for each in self.metrics or ()]
        for begin in range(0, len(values), _AT_ONCE):
            rest.post(path, {"timeSeries": values[begin : begin + _AT_ONCE]})
        return Pushed(count=len(values))

    def _series(self, ctx: RunContext, given: MetricValue) -> dict[str, Json]:
        now = ctx.now()
        is_gauge = given.metric_kind == "GAUGE"
        interval = without_none(
            endTime=moment(now), startTime=None if is_gauge else moment(now - self.window)
        )
        point = {"interval": interval, "value": {"doubleValue": given.value or 0.0}}
        return {
            "metric": without_none(type=given.metric_type, labels=given.labels),
            "metricKind": given.metric_kind,
            "resource": {"type": "global", "labels": {"project_id": self.project(ctx)}},
            "points": [point],
        }


def moment(at: datetime) -> str:
    """A time as the service has it."""
    return at.isoformat().replace("+00:00", "Z")


class Series(Output):
    """Values of metrics."""

    count: Annotated[int, Prop("How many series there are.")]
    series: Annotated[list[dict[str, Json]], Prop("The series, as the service has them.")]


class Reading(Monitored):
    """What reads values."""

    filter: Annotated[str, _FILTER]
    window: Annotated[timedelta, Prop("How far back to look.")] = _WINDOW

    def read(self, ctx: RunContext) -> Series:
        """The values of the window."""
        rest, path = self.monitoring(ctx)
        now = ctx.now()
        asked: dict[str, Any] = {
            "filter": self.filter,
            "interval.startTime": moment(now - self.window),
            "interval.endTime": moment(now),
        }
        found = list(rest.pages(path, "timeSeries", **asked))
        return Series(count=len(found), series=found)


@plugin(
    "io.kestra.plugin.gcp.monitoring.Query",
    title="Read values of metrics of Cloud Monitoring.",
    examples=[
        'projectId: shop\nfilter: metric.type = "custom.googleapis.com/orders"\nwindow: PT1H'
    ],
)
class Query(Reading, RunnableTask[Series]):
    """Of the time that has just passed."""

    def run(self, ctx: RunContext) -> Series:
        return self.read(ctx)


@plugin(
    "io.kestra.plugin.gcp.monitoring.Trigger",
    title="Start an execution when metrics of Cloud Monitoring have values.",
    examples=[
        'projectId: shop\nfilter: metric.type = "custom.googleapis.com/failed"\nwindow: PT5M'
    ],
)
class Trigger(Reading, PollingTrigger[Series]):
    """One execution for the values of the window."""

    def poll(self, ctx: RunContext) -> Series | None:
        found = self.read(ctx)
        return found if found.count else None
