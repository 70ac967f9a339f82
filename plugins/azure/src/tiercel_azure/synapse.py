"""Spark jobs of Synapse."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import msgspec

from tiercel.plugin import Json, Output, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.asking import given
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugin.services.waiting import begun
from tiercel_azure.connection import LOGIN, Application

# As flows name them, and as the service does.
_MEMBERS = {
    "name": "name",
    "file": "file",
    "class_name": "className",
    "arguments": "args",
    "jars": "jars",
    "files": "files",
    "py_files": "pyFiles",
    "archives": "archives",
    "conf": "conf",
    "tags": "tags",
    "driver_memory": "driverMemory",
    "driver_cores": "driverCores",
    "executor_memory": "executorMemory",
    "executor_cores": "executorCores",
    "executor_count": "numExecutors",
}


class Job(Output):
    """The job."""

    job_id: Annotated[int | None, Prop("The number by which the service knows the job.")] = None
    app_id: Annotated[str | None, Prop("The id of its application, once it has one.")] = None
    state: Annotated[str | None, Prop("The state of the job, such as `starting`.")] = None


@plugin(
    "io.kestra.plugin.azure.synapse.SparkBatchJobCreate",
    title="Start a Spark job of Azure Synapse.",
    examples=[
        LOGIN + "endpoint: https://shop.dev.azuresynapse.net\nsparkPoolName: small\nname: orders\n"
        "file: abfss://lake@shop.dfs.core.windows.net/jobs/orders.py\n"
        "executorCount: 2\nexecutorCores: 4\nexecutorMemory: 28g\n"
        "driverCores: 4\ndriverMemory: 28g"
    ],
)
class SparkBatchJobCreate(Application, RunnableTask[Job]):
    """It does not wait for the end."""

    far_work = by_handle("the id of the job")

    service = "Azure Synapse"
    scope: ClassVar[str] = "https://dev.azuresynapse.net/.default"

    endpoint: Annotated[str, Prop("The address of the workspace.")]
    spark_pool_name: Annotated[str, Prop("The pool that it runs in.")]
    name: Annotated[str, Prop("The name of the job.")]
    file: Annotated[str, Prop("What runs: the address of a jar or of a Python file.")]
    class_name: Annotated[str | None, Prop("The class to run, of a jar.")] = None
    arguments: Annotated[list[str] | None, Prop("Arguments of the program, one by one.")] = None
    jars: Annotated[list[str] | None, Prop("Addresses of further jars that the program uses.")] = (
        None
    )
    files: Annotated[list[str] | None, Prop("Files for its working directory.")] = None
    py_files: Annotated[list[str] | None, Prop("Python files that it imports.")] = None
    archives: Annotated[list[str] | None, Prop("Archives that are unpacked for it.")] = None
    conf: Annotated[
        dict[str, str] | None,
        Prop("Settings of Spark, texts by name, such as `spark.executor.memoryOverhead`."),
    ] = None
    tags: Annotated[dict[str, str] | None, Prop("Tags of the job, values by name.")] = None
    driver_memory: Annotated[str | None, Prop("Memory of the driver, such as 28g.")] = None
    driver_cores: Annotated[int | None, Prop("How many cores the driver gets.")] = None
    executor_memory: Annotated[str | None, Prop("Memory of each executor.")] = None
    executor_cores: Annotated[int | None, Prop("Cores of each executor.")] = None
    executor_count: Annotated[int | None, Prop("How many executors the job gets.")] = None

    def run(self, ctx: RunContext) -> Job:
        found: dict[str, Any] = {}

        def begin() -> str:
            found.update(self._asked(ctx, "POST", "", self._job()))
            return str(found["id"])

        number = begun(ctx, begin)
        found = found or self._asked(ctx, "GET", f"/{number}")
        return Job(job_id=int(number), app_id=found.get("appId"), state=found.get("state"))

    def _job(self) -> dict[str, Json]:
        return given(**{theirs: getattr(self, ours) for ours, theirs in _MEMBERS.items()})

    def _asked(self, ctx: RunContext, method: str, path: str, body: Json = None) -> dict[str, Json]:
        place = self.filled("/livyApi/versions/2019-11-01-preview/sparkPools/{spark_pool_name}")
        url = f"{self.endpoint.rstrip('/')}{place}/batches{path}"
        answered: dict[str, Json] = msgspec.json.decode(self.sent(ctx, method, url, body).content)
        return answered
