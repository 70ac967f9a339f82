"""Workflows of Logic Apps, and their runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
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
from tiercel.plugin.services.changes import Changes, OnChange
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugin.services.waiting import begun
from tiercel_azure.connection import LOGIN, MANAGEMENT, Managed
from tiercel_azure.limits import PAGES_MAX

_VERSION = {"api-version": "2019-05-01"}
_GROUP = LOGIN + "subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590\nresourceGroupName: shop\n"
_WORKFLOW = _GROUP + "workflowName: orders"


class WorkflowRecord(Part):
    """A workflow."""

    id: Annotated[str | None, Prop("The path of the workflow in the resource manager.")] = None
    name: Annotated[str | None, Prop("The name of the workflow.")] = None
    location: Annotated[str | None, Prop("The region, such as `westeurope`.")] = None
    tags: Annotated[dict[str, str] | None, Prop("Tags of the workflow, values by name.")] = None
    state: Annotated[str | None, Prop("Whether it is enabled.")] = None
    provisioning_state: Annotated[str | None, Prop("Whether it is made.")] = None
    version: Annotated[str | None, Prop("The version of its definition.")] = None
    access_endpoint: Annotated[str | None, Prop("Where its triggers are called.")] = None
    created_time: Annotated[str | None, Prop("When it was made.")] = None
    changed_time: Annotated[str | None, Prop("When it was changed last.")] = None


class RunRecord(Part):
    """A run of a workflow."""

    id: Annotated[str | None, Prop("The path of the run in the resource manager.")] = None
    name: Annotated[str | None, Prop("Its name, which is its id among those of the workflow.")] = (
        None
    )
    status: Annotated[str | None, Prop("Its status, such as Succeeded.")] = None
    code: Annotated[str | None, Prop("The code of its end.")] = None
    error: Annotated[Json, Prop("Why the run failed; nothing when it did not.")] = None
    start_time: Annotated[str | None, Prop("When the run began.")] = None
    end_time: Annotated[str | None, Prop("When the run ended; nothing while it goes on.")] = None
    correlation_id: Annotated[str | None, Prop("The id that its steps share.")] = None
    outputs: Annotated[dict[str, Json] | None, Prop("Outputs of the run, by name.")] = None


def record_of(kind: type[Any], found: dict[str, Json]) -> Any:
    """An object of an answer, whose facts are in `properties`."""
    facts = {**(found.get("properties") or {}), **found}
    correlation = facts.get("correlation") or {}
    facts["correlationId"] = correlation.get("clientTrackingId")
    names = {each.alias or name for name, each in kind.model_fields.items()}
    return kind.model_validate({name: value for name, value in facts.items() if name in names})


class OfGroup(Managed):
    """Which group of resources."""

    resource_group_name: Annotated[
        str, Prop("The resource group that the workflows are in, by its name.")
    ]

    def workflows(self) -> str:
        """The path of all workflows."""
        return self.filled(
            "/resourceGroups/{resource_group_name}/providers/Microsoft.Logic/workflows"
        )

    def listed(
        self, ctx: RunContext, path: str, most: int, **params: str
    ) -> Iterator[dict[str, Json]]:
        """The entries of a list, over its pages."""
        return islice(self._entries(ctx, path, params), most)

    def _entries(
        self, ctx: RunContext, path: str, params: dict[str, str]
    ) -> Iterator[dict[str, Json]]:
        found = self.call(ctx, "GET", path, **_VERSION, **params)
        for _ in range(PAGES_MAX):
            yield from found["value"]
            following = str(found.get("nextLink") or "")
            # The token goes to the service alone.
            if not following.startswith(f"{MANAGEMENT}/"):
                return
            found = self.call(ctx, "GET", following)


class OfWorkflow(OfGroup):
    """Which workflow."""

    workflow_name: Annotated[str, Prop("The workflow that is meant, by its name.")]

    @property
    def path(self) -> str:
        """Where it is."""
        return self.workflows() + self.filled("/{workflow_name}")


class Workflows(Output):
    """Workflows."""

    workflows: Annotated[
        list[WorkflowRecord], Prop("The workflows of the group or subscription that was asked.")
    ]
    total: Annotated[int, Prop("How many there are.")]


class OneWorkflow(Output):
    """The workflow."""

    workflow: Annotated[WorkflowRecord, Prop("The workflow as it is now.")]


class Runs(Output):
    """Runs."""

    runs: Annotated[list[RunRecord], Prop("The runs, newest first.")]
    total: Annotated[int, Prop("How many there are.")]


class OneRun(Output):
    """The run."""

    run: Annotated[RunRecord, Prop("The run as it is now.")]


class Started(Output):
    """The run that began."""

    run_id: Annotated[str | None, Prop("The id of the run; nothing when the answer has none.")] = (
        None
    )
    workflow_name: Annotated[str, Prop("The name of the workflow, as the task gave it.")]
    trigger_name: Annotated[str, Prop("The trigger that was run, as the task gave it.")]
    status_code: Annotated[int, Prop("The status of the answer.")]


@plugin(
    "io.kestra.plugin.azure.logicapps.List",
    title="List workflows of Azure Logic Apps.",
    examples=[_GROUP.rstrip()],
)
class List(OfGroup, RunnableTask[Workflows]):
    """Those of a group of resources."""

    max_workflows: Annotated[int, Prop("How many at most.")] = 100

    def run(self, ctx: RunContext) -> Workflows:
        found = self.listed(ctx, self.workflows(), self.max_workflows)
        records = [record_of(WorkflowRecord, each) for each in found]
        return Workflows(workflows=records, total=len(records))


@plugin(
    "io.kestra.plugin.azure.logicapps.Get",
    title="Read a workflow of Azure Logic Apps.",
    examples=[_WORKFLOW],
)
class Get(OfWorkflow, RunnableTask[OneWorkflow]):
    """One that is not there is an error."""

    def run(self, ctx: RunContext) -> OneWorkflow:
        found = self.call(ctx, "GET", self.path, **_VERSION)
        return OneWorkflow(workflow=record_of(WorkflowRecord, found))


@plugin(
    "io.kestra.plugin.azure.logicapps.Run",
    title="Run a workflow of Azure Logic Apps.",
    examples=[_WORKFLOW + "\ntriggerName: manual"],
)
class Run(OfWorkflow, RunnableTask[Started]):
    """By one of its triggers; its end is not waited for."""

    far_work = by_handle("the id of the run")

    trigger_name: Annotated[str, Prop("The trigger of the workflow.")] = "manual"

    def run(self, ctx: RunContext) -> Started:
        url = self.managed(self.path) + self.filled("/triggers/{trigger_name}/run")

        def begin() -> str:
            answer = self.sent(ctx, "POST", url, **_VERSION)
            return f"{answer.status}/{answer.header('x-ms-workflow-run-id') or ''}"

        status, _, number = begun(ctx, begin).partition("/")
        return Started(
            run_id=number or None,
            workflow_name=self.workflow_name,
            trigger_name=self.trigger_name,
            status_code=int(status),
        )

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Cancel the run, where the service has named one."""
        number = str(handle["id"]).partition("/")[2]
        if number:
            self.call(ctx, "POST", f"{self.path}/runs/{number}/cancel", **_VERSION)


@plugin(
    "io.kestra.plugin.azure.logicapps.GetRun",
    title="Read a run of a workflow of Azure Logic Apps.",
    examples=[_WORKFLOW + '\nrunId: "{{ outputs.start.runId }}"'],
)
class GetRun(OfWorkflow, RunnableTask[OneRun]):
    """As it is now."""

    run_id: Annotated[
        str, Prop("The run that is meant, such as 08586676746934337772206998657CU22.")
    ]

    def run(self, ctx: RunContext) -> OneRun:
        found = self.call(ctx, "GET", self.path + self.filled("/runs/{run_id}"), **_VERSION)
        return OneRun(run=record_of(RunRecord, found))


@plugin(
    "io.kestra.plugin.azure.logicapps.ListRuns",
    title="List runs of a workflow of Azure Logic Apps.",
    examples=[_WORKFLOW + "\nstatusFilter: Failed"],
)
class ListRuns(OfWorkflow, RunnableTask[Runs]):
    """Newest first."""

    status_filter: Annotated[str | None, Prop("Only those with this status.")] = None
    max_runs: Annotated[int, Prop("How many at most.")] = 100

    def run(self, ctx: RunContext) -> Runs:
        status = (self.status_filter or "").replace("'", "''")
        params = {"$filter": f"status eq '{status}'"} if status else {}
        found = self.listed(ctx, f"{self.path}/runs", self.max_runs, **params)
        records = [record_of(RunRecord, each) for each in found]
        return Runs(runs=records, total=len(records))


class Ended(Runs):
    """Runs that ended."""

    run: Annotated[RunRecord | None, Prop("The first of them.")] = None


@plugin(
    "io.kestra.plugin.azure.logicapps.Trigger",
    title="Start an execution for runs of a workflow of Azure Logic Apps that ended.",
    examples=[_WORKFLOW + "\nstatuses: [Failed]\ninterval: PT5M"],
)
class Trigger(OfWorkflow, Changes, PollingTrigger[Ended]):
    """One for all runs that ended since the poll before."""

    on: Annotated[OnChange, Prop("Runs never seen before, those that changed, or both.")] = "CREATE"
    statuses: Annotated[list[str], Prop("The statuses that count.")] = [  # noqa: RUF012
        "Succeeded",
        "Failed",
    ]
    max_runs: Annotated[int, Prop("How many of the newest runs to look at.")] = 25

    def poll(self, ctx: RunContext) -> Iterator[Ended]:
        listed = self.listed(ctx, f"{self.path}/runs", self.max_runs)
        runs = (record_of(RunRecord, each) for each in listed)
        ended = (
            (str(each.name), str(each.status), each)
            for each in runs
            if str(each.status) in self.statuses
        )
        with self.changed(ctx, ended) as changed:
            found = [each for each, _ in changed]
            if found:
                yield Ended(runs=found, run=found[0], total=len(found))
