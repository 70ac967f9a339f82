"""Runs of notebooks, pipelines and Spark jobs of Microsoft Fabric."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, ClassVar
from urllib.parse import quote

import msgspec

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugin.services.waiting import begun, ended_there, wait_for
from tiercel_azure.connection import LOGIN, TENANT, Signed

API = "https://api.fabric.microsoft.com/v1"
PLACE = LOGIN + "workspaceId: aaaabbbb-0000-1111-2222-ccccddddeeee\n"
_BAD = ("Failed", "Cancelled", "Deduped")


class Fabric(Signed):
    """Which workspace of Fabric, and who asks."""

    service = "Microsoft Fabric"
    scope: ClassVar[str] = "https://api.fabric.microsoft.com/.default"

    tenant_id: Annotated[str | None, TENANT] = None
    workspace_id: Annotated[
        str, Prop("The workspace that has the item: a UUID, as its address has it.")
    ]

    def tenant(self) -> str | None:
        return self.tenant_id


class ItemJob(Fabric):
    """A job of an item; a kill cancels it."""

    far_work = by_handle("the id of the job")

    # How the service calls the job, and which property is the id of what runs.
    job_type: ClassVar[str]
    item: ClassVar[str]

    parameters: Annotated[dict[str, Json], Prop("Parameters of the run, values by name.")] = {}  # noqa: RUF012
    wait: Annotated[bool, Prop("Whether to wait for the end.")] = True
    poll_frequency: Annotated[timedelta, Prop("Time between two looks.")] = timedelta(seconds=5)

    def told(self) -> dict[str, Json]:
        """What the job is told, of its parameters."""
        return {"parameters": self.parameters}

    def ran(self, ctx: RunContext) -> tuple[str, str | None]:
        """The id of the job, and how it ended where that was waited for.

        Raises: PluginError for what the service refuses, or a job that fails.
        """
        number = begun(ctx, lambda: self._begin(ctx))
        if not self.wait:
            return number, None
        with ended_there(ctx, lambda: self._stop(ctx, number)):
            status = wait_for(ctx, lambda: self._end(ctx, number), every=self.poll_frequency)
        return number, status

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Cancel the job."""
        self._stop(ctx, str(handle["id"]))

    @property
    def _jobs(self) -> str:
        item = quote(getattr(self, self.item), safe="")
        return f"{API}{self.filled('/workspaces/{workspace_id}')}/items/{item}/jobs/instances"

    def _begin(self, ctx: RunContext) -> str:
        body: Json = {"executionData": self.told()} if self.parameters else {}
        answer = self.sent(ctx, "POST", self._jobs, body, jobType=self.job_type)
        number = (answer.header("Location") or "").rstrip("/").rpartition("/")[2]
        if not number:
            raise PluginError(f"{self.service} has not said which job it began")
        return number

    def _end(self, ctx: RunContext, number: str) -> str | None:
        answer = self.sent(ctx, "GET", f"{self._jobs}/{number}")
        found = msgspec.json.decode(answer.content)
        status = str(found.get("status"))
        if status in _BAD:
            reason = (found.get("failureReason") or {}).get("message") or "no reason is given"
            raise PluginError(f"The job {number} is {status}: {reason}")
        return status if status == "Completed" else None

    def _stop(self, ctx: RunContext, number: str) -> None:
        self.end(ctx, f"{self._jobs}/{number}/cancel")


class Job(Output):
    """The job."""

    job_instance_id: Annotated[
        str, Prop("The id of the job's instance, by which the service knows it.")
    ]
    status: Annotated[str | None, Prop("How it ended, where that was waited for.")] = None


class PipelineRun(Output):
    """The run."""

    run_id: Annotated[str, Prop("The id of the run, by which the service knows it.")]
    status: Annotated[str | None, Prop("How it ended, where that was waited for.")] = None


class EngineeringJob(ItemJob, RunnableTask[Job]):
    """A job whose id is called so."""

    def run(self, ctx: RunContext) -> Job:
        number, status = self.ran(ctx)
        return Job(job_instance_id=number, status=status)


@plugin(
    "io.kestra.plugin.microsoft.fabric.data.engineering.RunNotebook",
    title="Run a notebook of Microsoft Fabric.",
    examples=[
        PLACE + "notebookId: 11112222-3333-4444-5555-666677778888\nparameters:\n  day: Monday"
    ],
)
class RunNotebook(EngineeringJob):
    """Parameters are texts, numbers and booleans."""

    job_type: ClassVar[str] = "RunNotebook"
    item: ClassVar[str] = "notebook_id"

    notebook_id: Annotated[str, Prop("The notebook to run: a UUID, as its address has it.")]

    def told(self) -> dict[str, Json]:
        kinds = {bool: "bool", int: "int", float: "float"}
        values: dict[str, Json] = {
            name: {"value": value, "type": kinds.get(type(value), "string")}
            for name, value in self.parameters.items()
        }
        return {"parameters": values}


@plugin(
    "io.kestra.plugin.microsoft.fabric.data.engineering.RunSparkJob",
    title="Run a Spark job of Microsoft Fabric.",
    examples=[PLACE + "sparkJobDefinitionId: 11112222-3333-4444-5555-666677778888"],
)
class RunSparkJob(EngineeringJob):
    """Parameters are those of its definition, such as `commandLineArguments`."""

    job_type: ClassVar[str] = "sparkjob"
    item: ClassVar[str] = "spark_job_definition_id"

    spark_job_definition_id: Annotated[
        str, Prop("The Spark job definition to run: a UUID, as its address has it.")
    ]

    def told(self) -> dict[str, Json]:
        return self.parameters


@plugin(
    "io.kestra.plugin.microsoft.fabric.data.engineering.RunPipeline",
    title="Run a pipeline of Microsoft Fabric.",
    examples=[PLACE + "pipelineId: 11112222-3333-4444-5555-666677778888"],
)
class RunPipeline(ItemJob, RunnableTask[PipelineRun]):
    """With its parameters."""

    job_type: ClassVar[str] = "Pipeline"
    item: ClassVar[str] = "pipeline_id"

    pipeline_id: Annotated[str, Prop("The data pipeline to run: a UUID, as its address has it.")]

    def run(self, ctx: RunContext) -> PipelineRun:
        number, status = self.ran(ctx)
        return PipelineRun(run_id=number, status=status)
