"""Runs of Airflow, Dagster and Prefect."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import quote

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, Static, plugin
from tiercel.plugin.services.asking import ConfiguredService, given, inside
from tiercel.plugin.services.logins import KeyedService
from tiercel.plugin.services.runs import RemoteRun

WAIT = Prop("Whether to wait for the end.")
LONGEST = Prop("How long it may take.")
EVERY = Prop("Time between two looks at it.")


class DagRun(Output):
    """The run."""

    dag_id: Annotated[str, Prop("The id of the graph.")]
    dag_run_id: Annotated[str, Prop("The id that the run has among those of its graph.")]
    state: Annotated[str | None, Prop("Its state, when its end was waited for.")] = None
    started: Annotated[str | None, Prop("When the run began; nothing while it waits.")] = None
    ended: Annotated[str | None, Prop("When the run ended; nothing while it goes on.")] = None


@plugin(
    "io.kestra.plugin.airflow.dags.TriggerDagRun",
    title="Start a run of Airflow.",
    examples=[
        (
            "baseUrl: https://airflow.example.com\ndagId: orders\nwait: true\nheaders:\n"
            "  Authorization: \"Bearer {{ secret('AIRFLOW_TOKEN') }}\"\n"
            "body:\n  conf:\n    day: today"
        )
    ],
)
class TriggerDagRun(ConfiguredService, RemoteRun[DagRun]):
    """Under an id of ours, so that it is started once; a kill marks it as failed."""

    service = "Airflow"

    base_url: Annotated[str, Prop("The address of the web server.")]
    dag_id: Annotated[str, Prop("The id of the graph.")]
    headers: Annotated[dict[str, str] | None, Prop("Headers, such as who asks.")] = None
    body: Annotated[dict[str, Json] | None, Prop("Members of the request, such as `conf`.")] = None
    wait: Annotated[bool, WAIT] = False
    poll_frequency: Annotated[timedelta, EVERY] = timedelta(seconds=1)
    max_duration: Annotated[timedelta, LONGEST] = timedelta(hours=1)

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        return self.headers or {}

    def begin(self, ctx: RunContext) -> str:
        """Raises: PluginError for what is refused; an id that is there is the run of before."""
        number = str((self.body or {}).get("dag_run_id") or ctx.remote_name)
        body = {"conf": {}, **(self.body or {}), "dag_run_id": number}
        try:
            self.asked(ctx, "POST", self._place(), json=body)
        except PluginError as error:
            if "failed: 409 " not in str(error):
                raise
        return number

    def look(self, ctx: RunContext, number: str) -> Any:
        return self.asked(ctx, "GET", f"{self._place()}/{quote(number, safe='')}")

    def is_over(self, number: str, found: Any) -> bool:
        if found["state"] == "failed":
            raise PluginError(f"Airflow: the run {number} of {self.dag_id} has failed")
        return bool(found["state"] == "success")

    def end(self, ctx: RunContext, number: str) -> None:
        place = f"{self._place()}/{quote(number, safe='')}"
        self.asked(ctx, "PATCH", place, json={"state": "failed"}, outlives_stop=True)

    def output(self, number: str, found: Any) -> DagRun:
        facts = found or {}
        return DagRun(
            dag_id=self.dag_id,
            dag_run_id=number,
            state=facts.get("state"),
            started=facts.get("start_date"),
            ended=facts.get("end_date"),
        )

    def _place(self) -> str:
        return f"{self.base_url.rstrip('/')}/api/v1/dags/{quote(self.dag_id, safe='')}/dagRuns"


_LAUNCH = """mutation Launch($params: ExecutionParams!) { launchRun(executionParams: $params) {
  __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message }
  ... on RunConfigValidationInvalid { errors { message } } ... on Error { message } } }"""
_LOOK = """query Look($id: ID!) { runOrError(runId: $id) {
  __typename ... on Run { runId status startTime endTime } ... on Error { message } } }"""
_END = """mutation End($id: String!) { terminateRun(runId: $id) { __typename } }"""


class DagsterRun(Output):
    """The run."""

    run_id: Annotated[str, Prop("The id that Dagster gave the run: a UUID.")]
    status: Annotated[str | None, Prop("Its status, when its end was waited for.")] = None


@plugin(
    "io.kestra.plugin.dagster.TriggerRun",
    title="Start a run of Dagster.",
    examples=[
        (
            "baseUrl: https://dagster.example.com\nlocation: shop\nrepository: __repository__\n"
            "jobName: orders\nwait: true\nbody:\n  ops:\n    load:\n      config: {day: today}"
        )
    ],
)
class TriggerRun(ConfiguredService, RemoteRun[DagsterRun]):
    """Of a job; a kill ends it."""

    service = "Dagster"

    base_url: Annotated[str, Prop("The address of the web server.")]
    location: Annotated[str, Prop("The location of the code.")]
    repository: Annotated[str, Prop("The repository of the job.")] = "__repository__"
    job_name: Annotated[str, Prop("The job to run, as the code names it.")]
    body: Annotated[dict[str, Json] | None, Prop("The configuration of the run.")] = None
    wait: Annotated[bool, WAIT] = False
    poll_frequency: Annotated[timedelta, EVERY] = timedelta(seconds=5)
    max_duration: Annotated[timedelta, LONGEST] = timedelta(hours=1)

    def begin(self, ctx: RunContext) -> str:
        """Raises: PluginError for a job that is not there, or a bad configuration."""
        selector = {
            "repositoryLocationName": self.location,
            "repositoryName": self.repository,
            "jobName": self.job_name,
        }
        params = {"selector": selector, "runConfigData": self.body or {}}
        found = self._graph(ctx, _LAUNCH, {"params": params})["launchRun"]
        number = inside(found, "run.runId")
        if number is None:
            errors = found.get("errors") or [{}]
            words = found.get("message") or errors[0].get("message") or found["__typename"]
            raise PluginError(f"Dagster: the run was refused: {words}")
        return str(number)

    def look(self, ctx: RunContext, number: str) -> Any:
        return self._graph(ctx, _LOOK, {"id": number})["runOrError"]

    def is_over(self, number: str, found: Any) -> bool:
        status = found.get("status") or found.get("message") or found["__typename"]
        if "status" not in found or status in ("FAILURE", "CANCELED"):
            raise PluginError(f"Dagster: the run {number} is {status}")
        return bool(status == "SUCCESS")

    def end(self, ctx: RunContext, number: str) -> None:
        self._graph(ctx, _END, {"id": number}, outlives_stop=True)

    def output(self, number: str, found: Any) -> DagsterRun:
        return DagsterRun(run_id=number, status=(found or {}).get("status"))

    def _graph(self, ctx: RunContext, query: str, variables: Json, **options: Any) -> Any:
        url = f"{self.base_url.rstrip('/')}/graphql"
        found = self.asked(
            ctx, "POST", url, json={"query": query, "variables": variables}, **options
        )
        if found.get("errors"):
            raise PluginError(f"Dagster: {found['errors'][0].get('message')}")
        return found["data"]


class FlowRun(Output):
    """The run."""

    flow_run_id: Annotated[str, Prop("The id that Prefect gave the run: a UUID.")]
    flow_run_url: Annotated[str | None, Prop("Its address in the API.")] = None
    state: Annotated[str | None, Prop("Its state, when its end was waited for.")] = None


@plugin(
    "io.kestra.plugin.prefect.CreateFlowRun",
    title="Start a run of Prefect.",
    examples=[
        (
            "accountId: 4b6b7b6e-0000-4000-8000-000000000000\n"
            "workspaceId: 6f6b7b6e-0000-4000-8000-000000000000\n"
            "apiKey: \"{{ secret('PREFECT_KEY') }}\"\n"
            "deploymentId: 1b6b7b6e-0000-4000-8000-000000000000\nparameters:\n  day: today"
        )
    ],
)
class CreateFlowRun(KeyedService, RemoteRun[FlowRun]):
    """Of a deployment, with a key of ours, so that it is started once; a kill cancels it."""

    service = "Prefect"
    key_field = "api_key"

    api_url: Annotated[
        str, Prop("Where the API is; that of a server of your own ends in /api.")
    ] = "https://api.prefect.cloud/api"
    api_key: Annotated[str | None, Prop("A key of the API, best from a secret.")] = None
    account_id: Annotated[str | None, Prop("The account, of Prefect Cloud.")] = None
    workspace_id: Annotated[str | None, Prop("The workspace, of Prefect Cloud.")] = None
    deployment_id: Annotated[str, Prop("The deployment to run: a UUID, as its address has it.")]
    parameters: Annotated[
        Static[dict[str, Json] | None], Prop("Parameters of the run; texts in it are rendered.")
    ] = None
    wait: Annotated[bool, WAIT] = True
    poll_frequency: Annotated[Static[timedelta], EVERY] = timedelta(seconds=5)

    def begin(self, ctx: RunContext) -> str:
        """Raises: PluginError for what Prefect refuses."""
        path = f"/deployments/{quote(self.deployment_id, safe='')}/create_flow_run"
        body = given(parameters=ctx.render_deep(self.parameters), idempotency_key=ctx.remote_name)
        return str(self.asked(ctx, "POST", self._root() + path, json=body)["id"])

    def look(self, ctx: RunContext, number: str) -> Any:
        return self.asked(ctx, "GET", self._place(number))

    def is_over(self, number: str, found: Any) -> bool:
        state = found.get("state") or {}
        if state.get("type") in ("FAILED", "CRASHED", "CANCELLED"):
            words = state.get("message") or "no reason is given"
            raise PluginError(f"Prefect: the run {number} is {state['type']}: {words}")
        return bool(state.get("type") == "COMPLETED")

    def end(self, ctx: RunContext, number: str) -> None:
        body: Json = {"state": {"type": "CANCELLING"}}
        place = f"{self._place(number)}/set_state"
        self.asked(ctx, "POST", place, json=body, outlives_stop=True)

    def output(self, number: str, found: Any) -> FlowRun:
        state = inside(found, "state.type")
        return FlowRun(flow_run_id=number, flow_run_url=self._place(number), state=state)

    def _root(self) -> str:
        root = self.api_url.rstrip("/")
        if self.account_id and self.workspace_id:
            account, workspace = quote(self.account_id, safe=""), quote(self.workspace_id, safe="")
            return f"{root}/accounts/{account}/workspaces/{workspace}"
        return root

    def _place(self, number: str) -> str:
        return f"{self._root()}/flow_runs/{number}"
