"""Jobs of Databricks, and their runs."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from tiercel.plugin import (
    Json,
    Level,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel.plugin.services.asking import given
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugin.services.waiting import begun, ended_there, wait_for
from tiercel_platforms.databricks.connection import PLACE, Workspace
from tiercel_platforms.databricks.job_tasks import JobTask, RunTask

_EVERY = timedelta(seconds=5)
_ENDED = ("TERMINATED", "SKIPPED", "INTERNAL_ERROR")
_TASKS = (
    "  - taskKey: load\n    existingClusterId: 0131-100000-abcdefgh\n"
    "    notebookTask:\n      notebookPath: /Shared/load\n"
)


class Run(Output):
    """The run."""

    run_id: Annotated[int, Prop("The number that the workspace gave the run.")]
    run_uri: Annotated[
        str | None, Field(alias="runURI"), Prop("The address of the run's page in the workspace.")
    ] = None


class JobRun(Run):
    """The job and its run."""

    job_id: Annotated[int, Prop("The number that the workspace gave the job.")]
    job_uri: Annotated[str | None, Field(alias="jobURI"), Prop("The page of the job.")] = None


class Running(Workspace):
    """What begins a run, and may wait for it."""

    far_work = by_handle("the id of the run; before that its token")

    wait_for_completion: Annotated[
        timedelta | None,
        Prop("How long to wait for the end of the run; by default nobody waits."),
    ] = None

    @abstractmethod
    def begin(self, ctx: RunContext) -> str:
        """Begin a run; its id, with that of its job behind a slash where it has one of its own."""

    def ran(self, ctx: RunContext) -> str:
        """What `begin` gives, after the run has ended where that is asked for.

        Raises: PluginError for a run that fails or takes too long, Interrupted.
        """
        found = begun(ctx, lambda: self.begin(ctx))
        run_id = found.partition("/")[0]
        if self.wait_for_completion is not None:
            with ended_there(ctx, lambda: self._stop(ctx, run_id)):
                wait_for(
                    ctx,
                    lambda: self._end(ctx, run_id),
                    every=_EVERY,
                    at_most=self.wait_for_completion,
                )
        return found

    def page_of(self, ctx: RunContext, run_id: str) -> str | None:
        """The page of a run."""
        page: str | None = self._run(ctx, run_id).get("run_page_url")
        return page

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Cancel the run."""
        self._stop(ctx, str(handle["id"]).partition("/")[0])

    def _stop(self, ctx: RunContext, run_id: str) -> None:
        self.end(ctx, "/2.1/jobs/runs/cancel", {"run_id": int(run_id)})

    def _run(self, ctx: RunContext, run_id: str) -> dict[str, Json]:
        return self.call(ctx, "GET", "/2.1/jobs/runs/get", None, "state", run_id=run_id)

    def _end(self, ctx: RunContext, run_id: str) -> str | None:
        state = self._run(ctx, run_id)["state"]
        if state.get("life_cycle_state") not in _ENDED:
            return None
        result = str(state.get("result_state") or state["life_cycle_state"])
        if result != "SUCCESS":
            reason = state.get("state_message") or "no reason is given"
            raise PluginError(f"The run {run_id} ended with {result}: {reason}")
        ctx.log.write(Level.INFO, f"The run {run_id} has ended well")
        return result


@plugin(
    "io.kestra.plugin.databricks.job.CreateJob",
    title="Make a job of Databricks, and run it.",
    examples=[PLACE + f"jobName: orders\njobTasks:\n{_TASKS}waitForCompletion: PT1H"],
)
class CreateJob(Running, RunnableTask[JobRun]):
    """The job stays; `SubmitRun` leaves none."""

    job_name: Annotated[str | None, Prop("The name that the new job gets, for people.")] = None
    job_tasks: Annotated[
        list[JobTask], Prop("What the job runs, a task each; `dependsOn` says in which order.")
    ]

    def run(self, ctx: RunContext) -> JobRun:
        """Raises: PluginError for what the service refuses, or a run that fails."""
        if not self.job_tasks:
            raise PluginError("`jobTasks` must have a task")
        run_id, _, job_id = self.ran(ctx).partition("/")
        return JobRun(
            run_id=int(run_id),
            run_uri=self.page_of(ctx, run_id),
            job_id=int(job_id),
            job_uri=f"{self.root()}/#job/{job_id}",
        )

    def begin(self, ctx: RunContext) -> str:
        body = given(name=self.job_name, tasks=[each.sent() for each in self.job_tasks])
        job = self.call(ctx, "POST", "/2.1/jobs/create", body, "job_id")["job_id"]
        asked = {"job_id": job, "idempotency_token": ctx.remote_name}
        run = self.call(ctx, "POST", "/2.1/jobs/run-now", asked, "run_id")["run_id"]
        return f"{run}/{job}"


@plugin(
    "io.kestra.plugin.databricks.job.SubmitRun",
    title="Run tasks of Databricks without a job.",
    examples=[PLACE + f"runName: orders\nrunTasks:\n{_TASKS}waitForCompletion: PT1H"],
)
class SubmitRun(Running, RunnableTask[Run]):
    """An attempt after a lost worker finds the run by its token."""

    run_name: Annotated[str | None, Prop("The name that the run gets, for people.")] = None
    run_tasks: Annotated[
        Static[list[RunTask]],
        Prop("What the run does, a task each; `dependsOn` says in which order."),
    ]

    def run(self, ctx: RunContext) -> Run:
        """Raises: PluginError for what the service refuses, or a run that fails."""
        if not self.run_tasks:
            raise PluginError("`runTasks` must have a task")
        run_id = self.ran(ctx)
        return Run(run_id=int(run_id), run_uri=self.page_of(ctx, run_id))

    def begin(self, ctx: RunContext) -> str:
        tasks: Json = ctx.render_deep([each.sent() for each in self.run_tasks])
        body = given(run_name=self.run_name, tasks=tasks, idempotency_token=ctx.remote_name)
        return str(self.call(ctx, "POST", "/2.1/jobs/runs/submit", body, "run_id")["run_id"])
