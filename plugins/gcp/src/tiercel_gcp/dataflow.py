"""Jobs of Dataflow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Literal

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
from tiercel.plugin.services.changes import Changes
from tiercel.plugin.services.far_work import by_handle, watched
from tiercel.plugin.services.waiting import begun, wait_for
from tiercel_gcp.connection import Gcp
from tiercel_gcp.rest import Rest, part
from tiercel_gcp.values import made, without_none

_BASE = "https://dataflow.googleapis.com/v1b3"
_GOOD_ENDS = {"JOB_STATE_DONE", "JOB_STATE_DRAINED", "JOB_STATE_UPDATED"}
_BAD_ENDS = {"JOB_STATE_FAILED", "JOB_STATE_CANCELLED"}
_PLACE = "projectId: shop\nlocation: europe-west1"
_JOB = f'{_PLACE}\njobId: "{{{{ outputs.launch.jobId }}}}"'


class OfJobs(Gcp):
    """What all of them have."""

    location: Annotated[str, Prop("The region, such as europe-west1.")]

    def dataflow(self, ctx: RunContext) -> tuple[Rest, str]:
        """The service, and the path of the region."""
        project, location = part(self.project(ctx)), part(self.location)
        return self.rest(ctx, "dataflow", _BASE), f"/projects/{project}/locations/{location}"


class OfJob(OfJobs):
    """What names a job."""

    job_id: Annotated[str, Prop("The job that is meant, by the id that the service gave it.")]

    def job(self, ctx: RunContext) -> tuple[Rest, str]:
        """The service, and the path of the job."""
        rest, place = self.dataflow(ctx)
        return rest, f"{place}/jobs/{part(self.job_id)}"


class Launched(Output):
    """The job that was started."""

    job_id: Annotated[str, Prop("The id that the service gave the job.")]
    job_state: Annotated[
        str | None, Prop("The state after the start, such as JOB_STATE_PENDING.")
    ] = None


class Launching(OfJobs, RunnableTask[Launched]):
    """What starts a job of a template; it does not wait for it."""

    far_work = by_handle("the id of the job")

    job_name: Annotated[str, Prop("The name of the new job, unique among those that run.")]
    parameters: Annotated[dict[str, Json] | None, Prop("Parameters of the template, by name.")] = (
        None
    )
    environment: Annotated[
        dict[str, Json] | None, Prop("What it runs on, as the service has it: maxWorkers, ….")
    ] = None

    def texts(self) -> dict[str, str] | None:
        """Parameters as the service takes them."""
        given = self.parameters
        return None if given is None else {name: str(value) for name, value in given.items()}

    def launched(self, ctx: RunContext, launch: Callable[[], Mapping[str, Json]]) -> Launched:
        """The outputs, of what `launch` answers or of the job that an attempt before has begun."""
        found: dict[str, Json] = {}

        def begin() -> str:
            found.update(launch()["job"])
            return str(found["id"])

        number = begun(ctx, begin)
        if not found:
            rest, place = self.dataflow(ctx)
            found.update(rest.get(f"{place}/jobs/{part(number)}"))
        return Launched(job_id=number, job_state=found.get("currentState"))

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """End the job."""
        rest, place = self.dataflow(ctx)
        wanted = {"requestedState": "JOB_STATE_CANCELLED"}
        rest.ask("PUT", f"{place}/jobs/{part(handle['id'])}", wanted)


@plugin(
    "io.kestra.plugin.gcp.dataflow.LaunchTemplate",
    title="Start a job of a template of Dataflow.",
    examples=[f"{_PLACE}\njobName: count\ngcsPath: gs://dataflow-templates/latest/Word_Count"],
)
class LaunchTemplate(Launching):
    """Of a classic template."""

    gcs_path: Annotated[str, Prop("Where the template is: gs://….")]

    def run(self, ctx: RunContext) -> Launched:
        rest, place = self.dataflow(ctx)
        asked = without_none(
            jobName=self.job_name, parameters=self.texts(), environment=self.environment
        )
        path = f"{place}/templates:launch"
        return self.launched(ctx, lambda: rest.post(path, asked, gcsPath=self.gcs_path))


@plugin(
    "io.kestra.plugin.gcp.dataflow.LaunchFlexTemplate",
    title="Start a job of a flexible template of Dataflow.",
    examples=[f"{_PLACE}\njobName: count\ncontainerSpecGcsPath: gs://shop/templates/count.json"],
)
class LaunchFlexTemplate(Launching):
    """Of a template that is an image."""

    container_spec_gcs_path: Annotated[str, Prop("Where its description is: gs://….")]

    def run(self, ctx: RunContext) -> Launched:
        rest, place = self.dataflow(ctx)
        inner = without_none(
            jobName=self.job_name,
            parameters=self.texts(),
            environment=self.environment,
            containerSpecGcsPath=self.container_spec_gcs_path,
        )
        asked = {"launchParameter": inner}
        return self.launched(ctx, lambda: rest.post(f"{place}/flexTemplates:launch", asked))


class Cancelled(Output):
    """The job that was asked to end."""

    job_id: Annotated[str, Prop("The id of the job, as the task gave it.")]
    current_state: Annotated[
        str | None, Prop("The state that the service answers with, such as JOB_STATE_CANCELLING.")
    ] = None


@plugin(
    "io.kestra.plugin.gcp.dataflow.CancelJob",
    title="End a job of Dataflow.",
    examples=[f"{_JOB}\ndrain: true"],
)
class CancelJob(OfJob, RunnableTask[Cancelled]):
    """At once, or when what it has read is done."""

    drain: Annotated[bool, Prop("Whether it finishes what it has read first.")] = False

    def run(self, ctx: RunContext) -> Cancelled:
        rest, path = self.job(ctx)
        wanted = "JOB_STATE_DRAINED" if self.drain else "JOB_STATE_CANCELLED"
        found = rest.ask("PUT", path, {"requestedState": wanted})
        return Cancelled(job_id=self.job_id, current_state=found.get("currentState"))


class JobFacts(Output):
    """A job."""

    job_id: Annotated[str, Prop("The id of the job, as the task gave it.")]
    current_state: Annotated[str | None, Prop("Its state, such as JOB_STATE_RUNNING.")] = None
    current_state_time: Annotated[str | None, Prop("Since when, in ISO 8601.")] = None
    create_time: Annotated[str | None, Prop("When it was made, in ISO 8601.")] = None
    type: Annotated[
        str | None,
        Prop("Whether the job ends by itself (JOB_TYPE_BATCH) or not (JOB_TYPE_STREAMING)."),
    ] = None
    metrics: Annotated[dict[str, Json] | None, Prop("Its metrics by name.")] = None


def metrics_of(rest: Rest, path: str) -> dict[str, Json]:
    """The metrics of a job by name."""
    found = rest.get(f"{path}/metrics") or {}
    return {each["name"]["name"]: each.get("scalar") for each in found.get("metrics", ())}


@plugin(
    "io.kestra.plugin.gcp.dataflow.GetJob",
    title="Look at a job of Dataflow.",
    examples=[_JOB],
)
class GetJob(OfJob, RunnableTask[JobFacts]):
    """As it is now."""

    def run(self, ctx: RunContext) -> JobFacts:
        rest, path = self.job(ctx)
        found = rest.get(path)
        return made(JobFacts, found, jobId=self.job_id, metrics=metrics_of(rest, path))


class JobEnded(Output):
    """A job that has ended."""

    job_id: Annotated[str, Prop("The id of the job, as the task gave it.")]
    state: Annotated[str, Prop("The state that ended the wait, such as JOB_STATE_DONE.")]
    metrics: Annotated[dict[str, Json] | None, Prop("Its metrics by name.")] = None


@plugin(
    "io.kestra.plugin.gcp.dataflow.WaitForJob",
    title="Wait for a job of Dataflow.",
    examples=[f"{_JOB}\nmaxDuration: PT2H"],
)
class WaitForJob(OfJob, RunnableTask[JobEnded]):
    """A kill ends the wait, not the job."""

    far_work = watched("`jobId`")

    poll_interval: Annotated[timedelta, Prop("How often to look whether it has ended.")] = (
        timedelta(seconds=15)
    )
    max_duration: Annotated[timedelta, Prop("How long to wait at most.")] = timedelta(hours=1)

    def run(self, ctx: RunContext) -> JobEnded:
        """Raises: PluginError when it fails, is cancelled, or takes too long."""
        rest, path = self.job(ctx)

        def look() -> str | None:
            state = str(rest.get(path).get("currentState"))
            if state in _BAD_ENDS:
                raise PluginError(f"The job {self.job_id} is {state}")
            return state if state in _GOOD_ENDS else None

        state = wait_for(ctx, look, every=self.poll_interval, at_most=self.max_duration)
        return JobEnded(job_id=self.job_id, state=state, metrics=metrics_of(rest, path))


class JobFound(Output):
    """The job that came into the state."""

    job_id: Annotated[str, Prop("The id that the service gave the job.")]
    job_name: Annotated[str, Prop("The name that its owner gave the job.")]
    state: Annotated[str, Prop("The state that the job is in, which is `targetState`.")]


@plugin(
    "io.kestra.plugin.gcp.dataflow.Trigger",
    title="Start an execution when a job of Dataflow comes into a state.",
    examples=[f"{_PLACE}\njobNamePrefix: count\ntargetState: JOB_STATE_DONE"],
)
class Trigger(OfJobs, Changes, PollingTrigger[JobFound]):
    """One execution for each job."""

    project_id: Annotated[str, Prop("The project that the jobs run in, by its id.")]
    job_name_prefix: Annotated[str, Prop("How names of the jobs begin.")]
    target_state: Annotated[
        Literal[
            "JOB_STATE_UNKNOWN",
            "JOB_STATE_STOPPED",
            "JOB_STATE_RUNNING",
            "JOB_STATE_DONE",
            "JOB_STATE_FAILED",
            "JOB_STATE_CANCELLED",
            "JOB_STATE_UPDATED",
            "JOB_STATE_DRAINING",
            "JOB_STATE_DRAINED",
            "JOB_STATE_PENDING",
            "JOB_STATE_CANCELLING",
            "JOB_STATE_QUEUED",
        ],
        Prop("The state to wait for."),
    ] = "JOB_STATE_DONE"
    lookback: Annotated[timedelta | None, Prop("How old jobs may be; of any age by default.")] = (
        None
    )

    def poll(self, ctx: RunContext) -> JobFound | None:
        rest, place = self.dataflow(ctx)
        seen = self.seen(ctx)
        for job in rest.pages(f"{place}/jobs", "jobs"):
            state, number = str(job.get("currentState")), str(job["id"])
            is_named = str(job.get("name", "")).startswith(self.job_name_prefix)
            if not is_named or state != self.target_state or not self._is_young(ctx, job):
                continue
            change = seen.change_of(number, f"{state} {job.get('currentStateTime')}")
            if self.asked(change):
                seen.add(number, f"{state} {job.get('currentStateTime')}")
                seen.keep()
                return JobFound(job_id=number, job_name=str(job["name"]), state=state)
        return None

    def _is_young(self, ctx: RunContext, job: Mapping[str, Json]) -> bool:
        if self.lookback is None or not job.get("createTime"):
            return True
        return ctx.now() - datetime.fromisoformat(job["createTime"]) <= self.lookback
