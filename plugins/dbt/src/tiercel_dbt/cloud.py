"""Jobs of dbt Cloud."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

import msgspec

from tiercel.plugin import (
    Json,
    Level,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import ONCE, ConfiguredService, Repeats
from tiercel.plugin.services.far_work import by_handle, watched
from tiercel.plugin.services.waiting import begun, ended_there

ENDED = {10: "success", 20: "an error", 30: "a cancellation"}
ARTIFACTS = ("run_results.json", "manifest.json")
_ACCOUNT = "accountId: '12345'\ntoken: \"{{ secret('DBT_TOKEN') }}\"\n"


class Results(Output):
    """What a run left."""

    run_results: Annotated[str | None, Prop("`run_results.json` in the internal storage.")] = None
    manifest: Annotated[str | None, Prop("`manifest.json` in the internal storage.")] = None


class Ran(Results):
    """The run."""

    run_id: Annotated[int, Prop("The id that dbt Cloud gave the run.")]


class Account(ConfiguredService):
    """An account of dbt Cloud, and how its runs are waited for."""

    service = "dbt Cloud"

    account_id: Annotated[str, Prop("The account of dbt Cloud: the number in its address.")]
    token: Annotated[str, Prop("A token of the account, best from a secret.")]
    base_url: Annotated[str, Prop("Where dbt Cloud is: accounts may have a host of their own.")] = (
        "https://cloud.getdbt.com"
    )
    poll_frequency: Annotated[timedelta, Prop("Time between two looks at a run.")] = timedelta(
        seconds=5
    )
    max_duration: Annotated[timedelta, Prop("How long a run may take.")] = timedelta(hours=1)
    parse_run_results: Annotated[bool, Prop("Whether results are kept.")] = True
    max_retries: Annotated[int, Prop("How often a request that fails is made again.")] = 3
    initial_delay_ms: Annotated[
        int, Prop("How long to wait before that, in milliseconds; twice as long each time.")
    ] = 1000

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        """Who asks."""
        return {"Authorization": f"Token {self.token}"}

    def repeats(self, request: HttpRequest) -> Repeats:
        """What starts something is asked once: it may have begun before the error."""
        if request.method != "GET":
            return ONCE
        pause = timedelta(milliseconds=self.initial_delay_ms)
        return Repeats(self.max_retries + 1, first_pause=pause)

    def request(self, method: str, path: str, body: Json = None) -> HttpRequest:
        """A request below the account."""
        return HttpRequest(
            url=f"{self.base_url.rstrip('/')}/api/v2/accounts/{self.account_id}/{path}",
            method=method,
            json=msgspec.UNSET if body is None else body,
        )

    def run_data(
        self, ctx: RunContext, method: str, path: str, body: Json = None
    ) -> dict[str, Json]:
        """The run in an answer. Raises: PluginError in the words of the service."""
        request = self.request(method, path, body)
        found = self.ask_for(ctx, f"{method} {path}", request, "data.id")
        return dict(found["data"])

    def results(self, ctx: RunContext, run_id: str) -> Results:
        """What a run left, once it has ended; a kill cancels it there.

        Raises: PluginError for a run that failed or takes too long, Interrupted.
        """
        with ended_there(ctx, lambda: self.stop(ctx, run_id)):
            self._await(ctx, run_id)
        if not self.parse_run_results:
            return Results()
        results, manifest = (self._artifact(ctx, run_id, name) for name in ARTIFACTS)
        return Results(run_results=results, manifest=manifest)

    def stop(self, ctx: RunContext, run_id: str) -> None:
        """Cancel a run, also when the task is stopped already."""
        path = f"runs/{run_id}/cancel/"
        request = msgspec.structs.replace(self.request("POST", path), outlives_stop=True)
        self.ask(ctx, f"POST {path}", request)

    def _await(self, ctx: RunContext, run_id: str) -> None:
        until = ctx.now() + self.max_duration
        shown = ""
        while True:
            run = self.run_data(ctx, "GET", f"runs/{run_id}/")
            status = str(run.get("status_humanized") or run.get("status"))
            if status != shown:
                ctx.log.write(Level.INFO, f"Run {run_id}: {status}")
                shown = status
            ended = ENDED.get(int(run.get("status") or 0))
            if ended == "success":
                return
            if ended is not None:
                reason = run.get("status_message") or "no reason is given"
                raise PluginError(f"The run {run_id} ended with {ended}: {reason}")
            if ctx.now() >= until:
                raise PluginError(f"The run {run_id} takes longer than `maxDuration`")
            ctx.pause(self.poll_frequency)

    def _artifact(self, ctx: RunContext, run_id: str, name: str) -> str | None:
        try:
            path = f"runs/{run_id}/artifacts/{name}"
            answer = self.answer(ctx, f"GET {path}", self.request("GET", path))
        except PluginError as error:
            ctx.log.write(Level.WARN, f"The run {run_id} left no {name}: {error}")
            return None
        return ctx.blobs.put(answer.content, name)


@plugin(
    "io.kestra.plugin.dbt.cloud.TriggerRun",
    title="Run a job of dbt Cloud.",
    examples=[_ACCOUNT + "jobId: '678'\ncause: Started by {{ flow.id }}"],
)
class TriggerRun(Account, RunnableTask[Ran]):
    """Starts a run and waits for its end; a kill cancels it."""

    far_work = by_handle("the id of the run")

    job_id: Annotated[str, Prop("The job to run: the number in its address.")]
    cause: Annotated[str, Prop("Why it runs, as dbt Cloud shows it.")] = "Triggered by Kestra."
    wait: Annotated[bool, Prop("Whether to wait for the end.")] = True
    git_sha: Annotated[str | None, Prop("The commit; that of the job by default.")] = None
    git_branch: Annotated[str | None, Prop("The branch; that of the job by default.")] = None
    schema_override: Annotated[str | None, Prop("The schema; that of the job by default.")] = None
    dbt_version_override: Annotated[
        str | None, Prop("The version of dbt; that of the job by default.")
    ] = None
    threads_override: Annotated[str | None, Prop("How many nodes run at once.")] = None
    target_name_override: Annotated[
        str | None, Prop("The target of the profile; that of the job by default.")
    ] = None
    generate_docs_override: Annotated[bool | None, Prop("Whether documentation is made.")] = None
    timeout_seconds_override: Annotated[
        int | None, Prop("How long it may take there, in seconds.")
    ] = None
    steps_override: Annotated[list[str] | None, Prop("The commands; those of the job.")] = None

    def run(self, ctx: RunContext) -> Ran:
        """Raises: PluginError when it can't be started, or fails."""
        run_id = int(begun(ctx, lambda: self._start(ctx)))
        if not self.wait:
            return Ran(run_id=run_id)
        found = self.results(ctx, str(run_id))
        return Ran(run_id=run_id, run_results=found.run_results, manifest=found.manifest)

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Cancel the run."""
        self.stop(ctx, str(handle["id"]))

    def _start(self, ctx: RunContext) -> str:
        run = self.run_data(ctx, "POST", f"jobs/{self.job_id}/run/", self._body())
        line = f"Started the run {run['id']}: {run.get('href') or ''}".rstrip(": ")
        ctx.log.write(Level.INFO, line)
        return str(run["id"])

    def _body(self) -> dict[str, Json]:
        values = {
            "cause": self.cause,
            "git_sha": self.git_sha,
            "git_branch": self.git_branch,
            "schema_override": self.schema_override,
            "dbt_version_override": self.dbt_version_override,
            "threads_override": self.threads_override,
            "target_name_override": self.target_name_override,
            "generate_docs_override": self.generate_docs_override,
            "timeout_seconds_override": self.timeout_seconds_override,
            "steps_override": self.steps_override,
        }
        return {name: value for name, value in values.items() if value is not None}


@plugin(
    "io.kestra.plugin.dbt.cloud.CheckStatus",
    title="Wait for a run of dbt Cloud.",
    examples=[_ACCOUNT + 'runId: "{{ outputs.start.runId }}"'],
)
class CheckStatus(Account, RunnableTask[Results]):
    """A run that something else started."""

    far_work = watched("`runId`")

    run_id: Annotated[str, Prop("The run that is looked at: the number in its address.")]

    def run(self, ctx: RunContext) -> Results:
        """Raises: PluginError when it fails or takes too long."""
        return self.results(ctx, self.run_id)
