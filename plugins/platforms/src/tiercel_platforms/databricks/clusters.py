"""Clusters of Databricks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.asking import given
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugin.services.waiting import begun, ended_there, wait_for
from tiercel_platforms.databricks.connection import PLACE, Workspace

_EVERY = timedelta(seconds=5)
_ENDED = ("ERROR", "TERMINATED", "TERMINATING", "UNKNOWN")


class Cluster(Output):
    """The cluster."""

    cluster_id: Annotated[str, Prop("The id that the workspace gave the cluster.")]
    cluster_state: Annotated[str | None, Prop("Its state, such as RUNNING.")] = None
    cluster_uri: Annotated[
        str | None,
        Field(alias="clusterURI"),
        Prop("The address of the cluster's page in the workspace."),
    ] = None


@plugin(
    "io.kestra.plugin.databricks.cluster.CreateCluster",
    title="Make a cluster of Databricks.",
    examples=[
        (
            PLACE + "clusterName: orders\nsparkVersion: 15.4.x-scala2.12\n"
            "nodeTypeId: m5d.large\nnumWorkers: 1\nautoTerminationMinutes: 30"
        )
    ],
)
class CreateCluster(Workspace, RunnableTask[Cluster]):
    """It waits until the cluster runs; a kill until then ends it."""

    far_work = by_handle("the id of the cluster")

    cluster_name: Annotated[str, Prop("The name that the new cluster gets, for people.")]
    spark_version: Annotated[str, Prop("The version of the runtime.")]
    node_type_id: Annotated[str | None, Prop("The kind of its machines.")] = None
    num_workers: Annotated[int | None, Prop("How many workers it has.")] = None
    min_workers: Annotated[int | None, Prop("How many it has at least, where that varies.")] = None
    max_workers: Annotated[int | None, Prop("How many it has at most, where that varies.")] = None
    auto_termination_minutes: Annotated[
        int | None, Prop("After how many minutes without work it ends.")
    ] = None

    def run(self, ctx: RunContext) -> Cluster:
        """Raises: PluginError when it can't be made or does not start, Interrupted."""
        number = begun(ctx, lambda: self._begin(ctx))
        with ended_there(ctx, lambda: self._end(ctx, number)):
            state = wait_for(ctx, lambda: self._state(ctx, number), every=_EVERY)
        uri = f"{self.root()}/#setting/clusters/{number}/configuration"
        return Cluster(cluster_id=number, cluster_state=state, cluster_uri=uri)

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """End the cluster."""
        self._end(ctx, str(handle["id"]))

    def _begin(self, ctx: RunContext) -> str:
        varies = self.min_workers is not None or self.max_workers is not None
        scale = given(min_workers=self.min_workers, max_workers=self.max_workers)
        body = given(
            cluster_name=self.cluster_name,
            spark_version=self.spark_version,
            node_type_id=self.node_type_id,
            num_workers=self.num_workers,
            autoscale=scale if varies else None,
            autotermination_minutes=self.auto_termination_minutes,
        )
        return str(self.call(ctx, "POST", "/2.1/clusters/create", body, "cluster_id")["cluster_id"])

    def _state(self, ctx: RunContext, number: str) -> str | None:
        found = self.call(ctx, "GET", "/2.1/clusters/get", None, "state", cluster_id=number)
        state = str(found["state"])
        if state in _ENDED:
            reason = found.get("state_message") or "no reason is given"
            raise PluginError(f"The cluster {number} is {state}: {reason}")
        return state if state == "RUNNING" else None

    def _end(self, ctx: RunContext, number: str) -> None:
        self.end(ctx, "/2.1/clusters/delete", {"cluster_id": number})


@plugin(
    "io.kestra.plugin.databricks.cluster.DeleteCluster",
    title="End a cluster of Databricks.",
    examples=[PLACE + 'clusterId: "{{ outputs.make.clusterId }}"'],
)
class DeleteCluster(Workspace, RunnableTask[Output]):
    """It stays in the list of clusters for a while, as one that has ended."""

    cluster_id: Annotated[str, Prop("The cluster that goes, by the id that the workspace gave it.")]

    def run(self, ctx: RunContext) -> None:
        self.call(ctx, "POST", "/2.1/clusters/delete", {"cluster_id": self.cluster_id})
