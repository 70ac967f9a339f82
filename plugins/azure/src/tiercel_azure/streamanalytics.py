"""Jobs of Stream Analytics."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Output, Prop, RunContext, RunnableTask, plugin
from tiercel_azure.connection import LOGIN, Managed


class Job(Output):
    """The job."""

    job_name: Annotated[str | None, Prop("The name of the job, as the task gave it.")] = None
    job_state: Annotated[str | None, Prop("The state of the job, such as Running or Stopped.")] = (
        None
    )
    location: Annotated[str | None, Prop("The region that it is in.")] = None
    provisioning_state: Annotated[str | None, Prop("Whether it is there already.")] = None


@plugin(
    "io.kestra.plugin.azure.streamanalytics.GetJob",
    title="Look at a job of Azure Stream Analytics.",
    examples=[
        LOGIN + "subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590\n"
        "resourceGroup: shop\njobName: orders"
    ],
)
class GetJob(Managed, RunnableTask[Job]):
    """As it is now."""

    resource_group: Annotated[str, Prop("The resource group that the job is in, by its name.")]
    job_name: Annotated[str, Prop("The job that is looked at, by its name.")]

    def run(self, ctx: RunContext) -> Job:
        path = self.filled(
            "/resourceGroups/{resource_group}/providers/Microsoft.StreamAnalytics"
            "/streamingjobs/{job_name}"
        )
        found = self.call(ctx, "GET", path, **{"api-version": "2020-03-01"})
        facts = found.get("properties") or {}
        return Job(
            job_name=found.get("name"),
            job_state=facts.get("jobState"),
            location=found.get("location"),
            provisioning_state=facts.get("provisioningState"),
        )
