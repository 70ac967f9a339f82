"""Batches and clusters of Dataproc."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Annotated, Any, ClassVar

import msgspec
from pydantic import Field

from tiercel.plugin import (
    Json,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugin.services.waiting import begun, wait_for
from tiercel.plugin.variants import variant
from tiercel_gcp.connection import Gcp
from tiercel_gcp.rest import Refused, Rest, part
from tiercel_gcp.values import without_none

_EVERY = timedelta(seconds=5)
_CONFLICT = 409
_MISSING = 404
_ENDS = {"SUCCEEDED", "FAILED", "CANCELLED"}
_PLACE = "projectId: shop\nregion: europe-west1\nname: totals"


class ExecutionConfiguration(Part):
    """Where and as whom a batch runs."""

    service_account_email: Annotated[
        str | None, Prop("The service account; that of the project's machines by default.")
    ] = None
    network_uri: Annotated[str | None, Prop("The network; the default one by default.")] = None
    subnetwork_uri: Annotated[str | None, Prop("The subnetwork, instead of the network.")] = None
    network_tags: Annotated[list[str] | None, Prop("Tags for rules of the firewall.")] = None
    kms_key: Annotated[str | None, Prop("The key that encrypts; the service's by default.")] = None


class SparkHistoryServerConfiguration(Part):
    """Where the history of a batch is kept."""

    dataproc_cluster: Annotated[str | None, Prop("The cluster that keeps it.")] = None


class PeripheralsConfiguration(Part):
    """Services that a batch uses."""

    metastore_service: Annotated[
        str | None, Prop("The Dataproc Metastore service: projects/…/locations/…/services/….")
    ] = None
    spark_history_server: Annotated[
        SparkHistoryServerConfiguration | None, Prop("Where its history is kept.")
    ] = None


class RuntimeConfiguration(Part):
    """What a batch runs on."""

    container_image: Annotated[str | None, Prop("The image; the service's by default.")] = None
    version: Annotated[str | None, Prop("The version of the runtime; the newest else.")] = None
    properties: Annotated[dict[str, str] | None, Prop("Properties of Spark, by name.")] = None


class BatchState(Output):
    """How a batch ended."""

    state: Annotated[Json, Prop("Its state, such as SUCCEEDED.")]


class Batch(Gcp, RunnableTask[BatchState]):
    """A batch, which is waited for. A kill deletes it."""

    far_work = by_handle("the path of the batch, whose id is `name`")

    member: ClassVar[str]
    main: ClassVar[str]

    region: Annotated[str, Prop("The region, such as europe-west1.")]
    name: Annotated[str, Prop("The id of the batch; a second attempt finds the first one's.")]
    execution: Annotated[ExecutionConfiguration | None, Prop("Where and as whom it runs.")] = None
    peripherals: Annotated[PeripheralsConfiguration | None, Prop("Services that it uses.")] = None
    runtime: Annotated[RuntimeConfiguration | None, Prop("What it runs on.")] = None
    args: Annotated[list[str] | None, Prop("Arguments of the program.")] = None
    jar_file_uris: Annotated[list[str] | None, Prop("JAR files for the program: gs://….")] = None
    file_uris: Annotated[list[str] | None, Prop("Files for the working directory: gs://….")] = None
    archive_uris: Annotated[
        list[str] | None, Prop("Archives that are unpacked into the working directory: gs://….")
    ] = None

    def run(self, ctx: RunContext) -> BatchState:
        """Raises: PluginError when the batch fails."""
        base = f"https://{self.region}-dataproc.googleapis.com/v1"
        rest = self.rest(ctx, "dataproc", base)
        parent = f"/projects/{part(self.project(ctx))}/locations/{part(self.region)}/batches"
        path = f"{parent}/{part(self.name)}"

        def begin() -> str:
            try:
                rest.post(parent, self._request(), batchId=self.name)
            except Refused as error:
                # Another attempt of the task run may have begun it.
                if error.status != _CONFLICT:
                    raise
            return path

        begun(ctx, begin)

        def look() -> dict[str, Json] | None:
            found: dict[str, Json] = rest.get(path)
            return found if found.get("state") in _ENDS else None

        found = wait_for(ctx, look, every=_EVERY, stop=lambda: rest.ask("DELETE", path))
        if found["state"] != "SUCCEEDED":
            reason = found.get("stateMessage", "without a reason")
            raise PluginError(f"The batch {self.name} is {found['state']}: {reason}")
        return BatchState(state=found["state"])

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Delete the batch."""
        base = f"https://{self.region}-dataproc.googleapis.com/v1"
        self.rest(ctx, "dataproc", base).ask("DELETE", str(handle["id"]))

    def _request(self) -> dict[str, Json]:
        member = type(self).model_fields[self.main].alias or self.main
        batch = without_none(
            args=self.args,
            jarFileUris=self.jar_file_uris,
            fileUris=self.file_uris,
            archiveUris=self.archive_uris,
            **{member: getattr(self, self.main)},
        )
        execution = self.execution or ExecutionConfiguration()
        peripherals = self.peripherals or PeripheralsConfiguration()
        history = peripherals.spark_history_server
        environment = without_none(
            executionConfig=without_none(
                serviceAccount=execution.service_account_email,
                networkUri=execution.network_uri,
                subnetworkUri=execution.subnetwork_uri,
                networkTags=execution.network_tags,
                kmsKey=execution.kms_key,
            )
            or None,
            peripheralsConfig=without_none(
                metastoreService=peripherals.metastore_service,
                sparkHistoryServerConfig=dumped(history),
            )
            or None,
        )
        return without_none(
            runtimeConfig=dumped(self.runtime),
            environmentConfig=environment or None,
            **{self.member: batch},
        )


def dumped(value: Part | None) -> dict[str, Json] | None:
    """An object as requests have it."""
    return None if value is None else value.model_dump(by_alias=True, exclude_none=True)


class Program(msgspec.Struct, frozen=True):
    """A kind of batch: the member of a request that it is, and the one that has its program."""

    name: str
    title: str
    member: str
    main: str
    text: str
    example: str


PROGRAMS = (
    Program(
        "PySparkSubmit",
        "Run a program of PySpark with Dataproc.",
        "pysparkBatch",
        "main_python_file_uri",
        "The program: gs://….",
        "mainPythonFileUri: gs://shop/totals.py\nargs: [2024]",
    ),
    Program(
        "RSparkSubmit",
        "Run a program of SparkR with Dataproc.",
        "sparkRBatch",
        "main_r_file_uri",
        "The program: gs://….",
        "mainRFileUri: gs://shop/totals.r",
    ),
    Program(
        "SparkSqlSubmit",
        "Run statements of Spark SQL with Dataproc.",
        "sparkSqlBatch",
        "query_file_uri",
        "The file of the statements: gs://….",
        "queryFileUri: gs://shop/totals.sql",
    ),
    Program(
        "SparkSubmit",
        "Run a program of Spark with Dataproc.",
        "sparkBatch",
        "main_class",
        "The class to run, of one of the JAR files.",
        "mainClass: com.example.Totals\njarFileUris: [gs://shop/totals.jar]",
    ),
)


def _type_of(program: Program) -> type[Any]:
    made = variant(
        (Batch,),
        __name__,
        program.name,
        {
            "member": program.member,
            "main": program.main,
            "__annotations__": {program.main: Annotated[str, Prop(program.text)]},
            "__doc__": "Without a cluster of your own.",
        },
    )
    return plugin(
        f"io.kestra.plugin.gcp.dataproc.batches.{program.name}",
        title=program.title,
        examples=[f"{_PLACE}\n{program.example}"],
    )(made)


TYPES: Mapping[str, type[Any]] = {each.name: _type_of(each) for each in PROGRAMS}
# The catalog finds classes by module and name.
globals().update(TYPES)


class OfCluster(Gcp):
    """What names a cluster."""

    far_work = by_handle("the name of the operation")

    region: Annotated[str, Prop("The region, such as europe-west1.")]
    cluster_name: Annotated[str, Prop("The name of the cluster, unique in its region.")]

    def dataproc(self, ctx: RunContext) -> tuple[Rest, str]:
        """The service, and the path of its clusters."""
        base = f"https://{self.region}-dataproc.googleapis.com/v1"
        project, region = part(self.project(ctx)), part(self.region)
        path = f"/projects/{project}/regions/{region}"
        return self.rest(ctx, "dataproc", base), f"{path}/clusters"

    def finish(
        self, ctx: RunContext, rest: Rest, begin: Callable[[], dict[str, Any]], known: int
    ) -> bool:
        """Wait for an operation; False when `begin` is refused since nothing is left to do.

        `known` is the status of that refusal. Raises: PluginError when the operation fails.
        """

        def name_of() -> str:
            try:
                return str(begin()["name"])
            except Refused as error:
                if error.status != known:
                    raise
                return ""

        name = begun(ctx, name_of)
        if not name:
            return False

        def look() -> dict[str, Any] | None:
            found: dict[str, Any] = rest.get(f"/{name}")
            return found if found.get("done") else None

        ended = wait_for(ctx, look, every=_EVERY)
        if "error" in ended:
            raise PluginError(f"The cluster {self.cluster_name}: {ended['error'].get('message')}")
        return True

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Cancel the operation, where one was begun."""
        if handle["id"]:
            self.dataproc(ctx)[0].post(f"/{handle['id']}:cancel")


class ClusterMade(Output):
    """The cluster that was made."""

    cluster_name: Annotated[str, Prop("The name of the cluster, as the task gave it.")]
    created: Annotated[bool, Prop("Whether it was not there before.")]


@plugin(
    "io.kestra.plugin.gcp.dataproc.clusters.Create",
    title="Make a cluster of Dataproc.",
    examples=["projectId: shop\nregion: europe-west1\nclusterName: totals\nworkers: 2"],
)
class Create(OfCluster, RunnableTask[ClusterMade]):
    """It waits until the cluster is there; one that is there already stays as it is."""

    zone: Annotated[str | None, Prop("The zone; any of the region by default.")] = None
    bucket: Annotated[str | None, Prop("The bucket for its files; one of the service else.")] = None
    image_version: Annotated[str | None, Prop("The version of the image; the newest else.")] = None
    master_machine_type: Annotated[str | None, Prop("The kind of the main machine.")] = None
    master_disk_size_gb: Annotated[
        int | None, Field(alias="masterDiskSizeGB"), Prop("The disk of the main machine in GB.")
    ] = None
    worker_machine_type: Annotated[str | None, Prop("The kind of the other machines.")] = None
    worker_disk_size_gb: Annotated[
        int | None, Field(alias="workerDiskSizeGB"), Prop("The disk of the others in GB.")
    ] = None
    workers: Annotated[int | None, Prop("How many other machines; two by default.")] = None

    def run(self, ctx: RunContext) -> ClusterMade:
        rest, path = self.dataproc(ctx)
        config = without_none(
            configBucket=self.bucket,
            gceClusterConfig={"zoneUri": self.zone} if self.zone else None,
            softwareConfig={"imageVersion": self.image_version} if self.image_version else None,
            masterConfig=_machines(self.master_machine_type, self.master_disk_size_gb, None),
            workerConfig=_machines(
                self.worker_machine_type, self.worker_disk_size_gb, self.workers
            ),
        )
        asked = {
            "projectId": self.project(ctx),
            "clusterName": self.cluster_name,
            "config": config,
        }
        is_new = self.finish(ctx, rest, lambda: rest.post(path, asked), _CONFLICT)
        return ClusterMade(cluster_name=self.cluster_name, created=is_new)


def _machines(kind: str | None, disk: int | None, count: int | None) -> dict[str, Json] | None:
    found = without_none(
        machineTypeUri=kind,
        numInstances=count,
        diskConfig={"bootDiskSizeGb": disk} if disk is not None else None,
    )
    return found or None


class ClusterDeleted(Output):
    """The cluster that was deleted."""

    cluster_name: Annotated[str, Prop("The name of the cluster, as the task gave it.")]
    deleted: Annotated[bool, Prop("Whether it was there.")]


@plugin(
    "io.kestra.plugin.gcp.dataproc.clusters.Delete",
    title="Delete a cluster of Dataproc.",
    examples=["projectId: shop\nregion: europe-west1\nclusterName: totals"],
)
class Delete(OfCluster, RunnableTask[ClusterDeleted]):
    """It waits until the cluster is gone; one that is not there is no error."""

    def run(self, ctx: RunContext) -> ClusterDeleted:
        rest, path = self.dataproc(ctx)
        place = f"{path}/{part(self.cluster_name)}"
        was_there = self.finish(ctx, rest, lambda: rest.ask("DELETE", place), _MISSING)
        return ClusterDeleted(cluster_name=self.cluster_name, deleted=was_there)
