"""Runs of pipelines of Data Factory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Annotated

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel.plugin.rows import lines_of_rows
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugin.services.fetching import Counted
from tiercel.plugin.services.waiting import begun, ended_there, wait_for
from tiercel_azure.connection import LOGIN, Managed
from tiercel_azure.limits import PAGES_MAX

_VERSION = {"api-version": "2018-06-01"}
_BAD = ("Failed", "Cancelled")


class CheckFrequency(Part):
    """How a run is waited for."""

    interval: Annotated[timedelta, Prop("Time between two looks.")] = timedelta(seconds=5)
    max_duration: Annotated[timedelta, Prop("How long it may take.")] = timedelta(hours=1)


class Ran(Output):
    """The run."""

    run_id: Annotated[str, Prop("The id of the run, by which the service knows it.")]
    uri: Annotated[str | None, Prop("A file with a row for each activity, after its end.")] = None


@plugin(
    "io.kestra.plugin.azure.datafactory.CreateRun",
    title="Run a pipeline of Azure Data Factory.",
    examples=[
        LOGIN + "subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590\n"
        "resourceGroupName: shop\nfactoryName: orders\npipelineName: load\n"
        'parameters:\n  day: "{{ trigger.date }}"'
    ],
    metrics=[
        Metric("pipeline.duration.ms", "timer", "", "How long it took."),
        Metric("activities.count", "counter", "", "How many activities it had."),
    ],
)
class CreateRun(Managed, RunnableTask[Ran]):
    """A kill cancels it."""

    far_work = by_handle("the id of the run")

    resource_group_name: Annotated[str | None, Prop("The group; it must be given.")] = None
    factory_name: Annotated[str | None, Prop("The factory; it must be given.")] = None
    pipeline_name: Annotated[str | None, Prop("The pipeline; it must be given.")] = None
    parameters: Annotated[dict[str, Json], Prop("Parameters of the run, values by name.")] = {}  # noqa: RUF012
    wait: Annotated[bool, Prop("Whether to wait for the end.")] = True
    check_frequency: Annotated[Static[CheckFrequency], Prop("How it is waited for.")] = (
        CheckFrequency()
    )

    def run(self, ctx: RunContext) -> Ran:
        """Raises: PluginError for what the service refuses, or a run that fails."""
        number = begun(ctx, lambda: self._begin(ctx))
        if not self.wait:
            return Ran(run_id=number)
        with ended_there(ctx, lambda: self._stop(ctx, number)):
            found = wait_for(
                ctx,
                lambda: self._end(ctx, number),
                every=self.check_frequency.interval,
                at_most=self.check_frequency.max_duration,
            )
        took = timedelta(milliseconds=int(found.get("durationInMs") or 0))
        ctx.metrics.timer("pipeline.duration.ms", took)
        rows = Counted(self._activities(ctx, found))
        uri = ctx.blobs.put_new(lines_of_rows(rows), "ion")
        ctx.metrics.counter("activities.count", rows.count)
        return Ran(run_id=number, uri=uri)

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Cancel the run."""
        self._stop(ctx, str(handle["id"]))

    def _place(self) -> str:
        names = (self.resource_group_name, self.factory_name, self.pipeline_name)
        if not all(names):
            raise PluginError("`resourceGroupName`, `factoryName` and `pipelineName` must be given")
        return self.filled(
            "/resourceGroups/{resource_group_name}/providers/Microsoft.DataFactory"
            "/factories/{factory_name}"
        )

    def _begin(self, ctx: RunContext) -> str:
        path = self._place() + self.filled("/pipelines/{pipeline_name}/createRun")
        return str(self.call(ctx, "POST", path, self.parameters, **_VERSION)["runId"])

    def _end(self, ctx: RunContext, number: str) -> dict[str, Json] | None:
        path = f"{self._place()}/pipelineruns/{number}"
        found = self.call(ctx, "GET", path, **_VERSION)
        status = found.get("status")
        if status in _BAD:
            reason = found.get("message") or "no reason is given"
            raise PluginError(f"The run {number} is {status}: {reason}")
        return found if status == "Succeeded" else None

    def _stop(self, ctx: RunContext, number: str) -> None:
        url = self.managed(f"{self._place()}/pipelineruns/{number}/cancel")
        self.end(ctx, url, **_VERSION)

    def _activities(self, ctx: RunContext, run: dict[str, Json]) -> Iterator[Json]:
        path = f"{self._place()}/pipelineruns/{run['runId']}/queryActivityruns"
        asked: dict[str, Json] = {
            "lastUpdatedAfter": run["runStart"],
            "lastUpdatedBefore": (ctx.now() + timedelta(days=1)).isoformat(),
        }
        for _ in range(PAGES_MAX):
            found = self.call(ctx, "POST", path, asked, **_VERSION)
            yield from found["value"]
            if not found.get("continuationToken"):
                return
            asked = {**asked, "continuationToken": found["continuationToken"]}
