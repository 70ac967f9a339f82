"""Runs of jobs of Glue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.far_work import by_handle, watched
from tiercel.plugin.services.waiting import begun, wait_for
from tiercel_aws.calls import made, without_none
from tiercel_aws.connection import AwsTask

_ENDS = {"SUCCEEDED", "STOPPED", "FAILED", "TIMEOUT", "ERROR", "EXPIRED"}
_FAILURES = {"FAILED", "TIMEOUT", "ERROR", "EXPIRED"}
Interval = Annotated[timedelta, Prop("How often to look whether the run has ended.")]


class JobRun(Output):
    """A run of a job."""

    job_name: Annotated[str, Prop("The name of the job, as the task gave it.")]
    job_run_id: Annotated[str, Prop("The id of the run: `jr_…`.")]
    state: Annotated[str | None, Prop("Its state, such as RUNNING or SUCCEEDED.")] = None
    attempt: Annotated[int | None, Prop("Which attempt it is, from 0.")] = None
    started_on: Annotated[str | None, Prop("When it began, in ISO 8601.")] = None
    completed_on: Annotated[str | None, Prop("When it ended, in ISO 8601.")] = None
    last_modified_on: Annotated[str | None, Prop("When it last changed, in ISO 8601.")] = None
    execution_time: Annotated[int | None, Prop("How long it has run, in seconds.")] = None
    timeout: Annotated[int | None, Prop("How long it may run, in minutes.")] = None
    error_message: Annotated[str | None, Prop("Why the run failed; nothing when it did not.")] = (
        None
    )


class OfJob(AwsTask):
    """What all of them have."""

    job_name: Annotated[str, Prop("The job of Glue that is meant, by its name.")]

    def look(self, client: Any, number: str) -> JobRun:
        """The run as it is now."""
        found = client.get_job_run(JobName=self.job_name, RunId=number)["JobRun"]
        return as_output(self.job_name, found)


def as_output(job: str, found: Mapping[str, Json]) -> JobRun:
    """A run as outputs have it."""
    return made(
        JobRun, {**found, "jobName": job, "jobRunId": found["Id"], "state": found["JobRunState"]}
    )


@plugin(
    "io.kestra.plugin.aws.glue.StartJobRun",
    title="Run a job of Glue.",
    examples=["region: eu-west-1\njobName: clean-orders\narguments:\n  --day: 2024-05-31"],
)
class StartJobRun(OfJob, RunnableTask[JobRun]):
    """A kill stops the run."""

    far_work = by_handle("the id of the run")

    arguments: Annotated[
        dict[str, str] | None, Prop("Arguments by name, such as `--day`; those of the job else.")
    ] = None
    wait: Annotated[bool, Prop("Whether to wait until the run has ended.")] = True
    interval: Interval = Field(default=timedelta(seconds=1))
    max_duration: Annotated[
        timedelta | None, Prop("How long to wait at most; as long as it takes by default.")
    ] = None

    def run(self, ctx: RunContext) -> JobRun:
        """Raises: PluginError when the run fails or takes too long; then it is stopped."""
        asked = without_none([("JobName", self.job_name), ("Arguments", self.arguments)])
        with self.client(ctx, "glue") as client:
            number = begun(ctx, lambda: str(client.start_job_run(**asked)["JobRunId"]))
            line = f"The run of {self.job_name} is {number}"
            ctx.log.info(line)
            if not self.wait:
                return self.look(client, number)

            def stop() -> None:
                client.batch_stop_job_run(JobName=self.job_name, JobRunIds=[number])

            def look() -> JobRun | None:
                found = self.look(client, number)
                return found if found.state in _ENDS else None

            try:
                ended = wait_for(
                    ctx, look, every=self.interval, at_most=self.max_duration, stop=stop
                )
            except PluginError:
                stop()
                raise
        if ended.state in _FAILURES:
            raise PluginError(f"The run {number} is {ended.state}: {ended.error_message or ''}")
        return ended

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Stop the run."""
        with self.client(ctx, "glue") as client:
            client.batch_stop_job_run(JobName=self.job_name, JobRunIds=[handle["id"]])


@plugin(
    "io.kestra.plugin.aws.glue.GetJobRun",
    title="Look at a run of a job of Glue.",
    examples=['region: eu-west-1\njobName: clean-orders\nrunId: "{{ outputs.start.jobRunId }}"'],
)
class GetJobRun(OfJob, RunnableTask[JobRun]):
    """As it is now."""

    run_id: Annotated[str | None, Prop("The id of the run; the newest by default.")] = None

    def run(self, ctx: RunContext) -> JobRun:
        """Raises: PluginError when the job has no run."""
        with self.client(ctx, "glue") as client:
            if self.run_id:
                return self.look(client, self.run_id)
            found = client.get_job_runs(JobName=self.job_name, MaxResults=1)["JobRuns"]
        if not found:
            raise PluginError(f"The job {self.job_name} has no run")
        return as_output(self.job_name, found[0])


@plugin(
    "io.kestra.plugin.aws.glue.StopJobRun",
    title="Stop a run of a job of Glue.",
    examples=['region: eu-west-1\njobName: clean-orders\njobRunId: "{{ outputs.start.jobRunId }}"'],
)
class StopJobRun(OfJob, RunnableTask[JobRun]):
    """A run that has ended stays as it is."""

    far_work = watched("`jobRunId`")

    job_run_id: Annotated[str, Prop("The run that ends: `jr_…`.")]
    wait: Annotated[bool, Prop("Whether to wait until the run has ended.")] = True
    interval: Interval = Field(default=timedelta(seconds=1))

    def run(self, ctx: RunContext) -> JobRun:
        """Raises: PluginError when the run can't be stopped."""
        with self.client(ctx, "glue") as client:
            answer = client.batch_stop_job_run(JobName=self.job_name, JobRunIds=[self.job_run_id])
            for error in answer.get("Errors", ()):
                text = error.get("ErrorDetail", {}).get("ErrorMessage", "")
                raise PluginError(f"The run {self.job_run_id} can't be stopped: {text}")

            def look() -> JobRun | None:
                found = self.look(client, self.job_run_id)
                return found if found.state in _ENDS or not self.wait else None

            return wait_for(ctx, look, every=self.interval)
