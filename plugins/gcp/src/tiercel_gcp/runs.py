"""Runs that are waited for: workflows of Dataform, and training jobs of Vertex AI."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, ClassVar

from pydantic import Field

from tiercel.plugin import (
    Json,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugin.services.waiting import begun, wait_for
from tiercel_gcp.connection import Gcp
from tiercel_gcp.rest import Refused, Rest, part
from tiercel_gcp.values import rendered

_EVERY = timedelta(seconds=5)
_MISSING = 404
_SUBJECT = "projectId: shop\n"


class LongRun(Gcp):
    """Something with a name, a state, and an end."""

    far_work = by_handle("the name of the run")

    good: ClassVar[frozenset[str]]
    bad: ClassVar[frozenset[str]]

    def place(self, ctx: RunContext) -> Rest:
        """The service."""
        raise NotImplementedError

    def ended(self, ctx: RunContext, name: str) -> dict[str, Any]:
        """The run once it has ended well; a kill cancels it. Raises: PluginError for others."""

        def look() -> dict[str, Any] | None:
            found: dict[str, Any] = self.place(ctx).get(f"/{name}")
            if found["state"] in self.bad:
                words = (found.get("error") or {}).get("message") or "no reason is given"
                raise PluginError(f"{name} is {found['state']}: {words}")
            return found if found["state"] in self.good else None

        return wait_for(ctx, look, every=_EVERY, stop=lambda: self.stop(ctx, name))

    def stop(self, ctx: RunContext, name: str) -> None:
        """Cancel it."""
        self.place(ctx).post(f"/{name}:cancel", {})

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Cancel what an attempt has begun that nobody goes on with."""
        self.stop(ctx, str(handle["id"]))


class Invoked(Output):
    """The run."""

    workflow_invocation_name: Annotated[
        str,
        Prop("The name of the run: projects/…/locations/…/repositories/…/workflowInvocations/…."),
    ]
    workflow_invocation_state: Annotated[
        str | None, Prop("Its state, when its end was waited for.")
    ] = None


@plugin(
    "io.kestra.plugin.gcp.dataform.InvokeWorkflow",
    title="Run a workflow of Dataform.",
    examples=[
        _SUBJECT + "location: europe-west1\nrepositoryId: warehouse\nworkflowConfigId: daily"
    ],
)
class InvokeWorkflow(LongRun, RunnableTask[Invoked]):
    """As its configuration there says."""

    good = frozenset({"SUCCEEDED"})
    bad = frozenset({"FAILED", "CANCELLED"})

    location: Annotated[str, Prop("The region, such as europe-west1.")]
    repository_id: Annotated[
        str, Prop("The repository of Dataform that has the workflow, by its id.")
    ]
    workflow_config_id: Annotated[str, Prop("The id of the configuration.")]
    wait: Annotated[Static[bool], Prop("Whether to wait for the end.")] = True

    def place(self, ctx: RunContext) -> Rest:
        return self.rest(ctx, "dataform", "https://dataform.googleapis.com/v1beta1")

    def run(self, ctx: RunContext) -> Invoked:
        """Raises: PluginError for what is refused, and for a run that fails."""
        name = begun(ctx, lambda: self._begin(ctx))
        state = self.ended(ctx, name)["state"] if self.wait else None
        return Invoked(workflow_invocation_name=name, workflow_invocation_state=state)

    def _begin(self, ctx: RunContext) -> str:
        project, location = part(self.project(ctx)), part(self.location)
        repository = (
            f"projects/{project}/locations/{location}/repositories/{part(self.repository_id)}"
        )
        body = {"workflowConfig": f"{repository}/workflowConfigs/{self.workflow_config_id}"}
        return str(self.place(ctx).post(f"/{repository}/workflowInvocations", body)["name"])


class CustomJobSpec(Part):
    """What runs, and where."""

    worker_pool_specs: Annotated[
        list[dict[str, Json]], Prop("Machines and their images: machineSpec, containerSpec, …")
    ]
    scheduling: Annotated[dict[str, Json] | None, Prop("How long it may take: timeout.")] = None
    service_account: Annotated[str | None, Prop("The account that it runs as.")] = None
    network: Annotated[str | None, Prop("The network that it is in.")] = None
    base_output_directory: Annotated[
        dict[str, Json] | None, Prop("Where it writes: outputUriPrefix.")
    ] = None
    tensorboard: Annotated[str | None, Prop("The TensorBoard that it writes to.")] = None
    enable_web_access: Annotated[bool | None, Prop("Whether one can look inside.")] = None


class Trained(Output):
    """The job."""

    name: Annotated[str, Prop("The name of the job: projects/…/locations/…/customJobs/….")]
    state: Annotated[
        str | None, Prop("The last state that was seen, such as JOB_STATE_SUCCEEDED.")
    ] = None
    create_date: Annotated[str | None, Prop("When it was made.")] = None
    update_date: Annotated[str | None, Prop("When it was changed last.")] = None
    end_date: Annotated[str | None, Prop("When the job ended; nothing while it runs.")] = None


@plugin(
    "io.kestra.plugin.gcp.vertexai.CustomJob",
    title="Run a training job of Vertex AI.",
    examples=[
        (
            _SUBJECT + "region: europe-west1\ndisplayName: train\nspec:\n  workerPoolSpecs:\n"
            "    - containerSpec:\n        imageUri: gcr.io/acme/train\n"
            "      machineSpec:\n        machineType: n1-standard-4\n      replicaCount: 1"
        )
    ],
)
class CustomJob(LongRun, RunnableTask[Trained]):
    """In containers of your own."""

    good = frozenset({"JOB_STATE_SUCCEEDED"})
    bad = frozenset({"JOB_STATE_FAILED", "JOB_STATE_CANCELLED", "JOB_STATE_EXPIRED"})

    region: Annotated[str, Prop("The region, such as europe-west1.")]
    display_name: Annotated[str, Prop("How it is called.")]
    spec: Annotated[Static[CustomJobSpec], Prop("What runs, and where.")]
    wait: Annotated[bool, Prop("Whether to wait for the end.")] = True
    delete_: Annotated[
        bool, Field(alias="delete"), Prop("Whether it is deleted once it has ended.")
    ] = True

    def place(self, ctx: RunContext) -> Rest:
        return self.rest(ctx, "aiplatform", f"https://{self.region}-aiplatform.googleapis.com/v1")

    def run(self, ctx: RunContext) -> Trained:
        """Raises: PluginError for what is refused, and for a job that fails."""
        name = begun(ctx, lambda: self._begin(ctx))
        found = self.ended(ctx, name) if self.wait else self.place(ctx).get(f"/{name}")
        if self.wait and self.delete_:
            self._delete_after_end(ctx, {"id": name, "hasEnded": True})
        return Trained(
            name=name,
            state=found.get("state"),
            create_date=found.get("createTime"),
            update_date=found.get("updateTime"),
            end_date=found.get("endTime"),
        )

    def _delete_after_end(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Once the result is stored: the next attempt after a lost one reads it again."""
        if not ctx.remove_after_end(handle, lambda other: self.cancel(other, handle)):
            self.cancel(ctx, handle)

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Cancel what goes on; delete what has ended."""
        if "hasEnded" not in handle:
            super().cancel(ctx, handle)
            return
        try:
            self.place(ctx).ask("DELETE", f"/{handle['id']}")
        except Refused as error:
            if error.status != _MISSING:
                raise

    def _begin(self, ctx: RunContext) -> str:
        place = f"/projects/{part(self.project(ctx))}/locations/{part(self.region)}/customJobs"
        body: Json = {"displayName": self.display_name, "jobSpec": rendered(ctx, self.spec)}
        return str(self.place(ctx).post(place, body)["name"])
