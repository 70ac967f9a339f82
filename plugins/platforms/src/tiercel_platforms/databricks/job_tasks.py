"""Tasks of a job of Databricks, as flows write them and the service takes them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from pydantic import Field

from tiercel.plugin import Json, Part, PluginError, Prop

CATALOG = Prop("The catalog that dbt writes to; only together with `warehouseId`.")
SCHEMA = Prop("The schema that dbt writes to; `default` by default.")
Source = Literal["GIT", "WORKSPACE"]
# A text is JSON.
Parameters = Annotated[str | list[str] | None, Prop("Arguments: a list, or one as JSON.")]
NamedParameters = Annotated[
    str | dict[str, Json] | None, Prop("Values by name: a map, or one as JSON.")
]


class Notebook(Part):
    """A notebook."""

    notebook_path: Annotated[
        str | None, Prop("Where the notebook is, such as `/Users/ann@acme.example/totals`.")
    ] = None
    source: Annotated[Source | None, Prop("Whether it is in Git or in the workspace.")] = None
    base_parameters: NamedParameters = None


class SparkPython(Part):
    """A file of Python."""

    python_file: Annotated[str, Prop("The path or the address of the file.")]
    spark_python_task_source: Annotated[Source, Prop("Whether it is in Git or in the workspace.")]
    parameters: Parameters = None


class SparkJar(Part):
    """A class of a jar."""

    main_class_name: Annotated[
        str | None, Prop("The whole name of the class that has `main`, such as `com.acme.Main`.")
    ] = None
    jar_uri: Annotated[
        str | None, Prop("The address of the jar: `libraries` is the newer way.")
    ] = None
    parameters: Parameters = None


class SparkSubmit(Part):
    """A command of spark-submit."""

    parameters: Parameters = None


class PythonWheel(Part):
    """A function of a wheel."""

    package_name: Annotated[str | None, Prop("The name of the package in the wheel.")] = None
    entry_point: Annotated[str | None, Prop("The function, or its entry point.")] = None
    parameters: Parameters = None
    named_parameters: NamedParameters = None


class Pipeline(Part):
    """A pipeline."""

    pipeline_id: Annotated[
        str | None, Prop("The pipeline that is updated: a UUID, as its address has it.")
    ] = None
    full_refresh: Annotated[bool | None, Prop("Whether all of it is made anew.")] = None


class RunJob(Part):
    """Another job."""

    job_id: Annotated[str | None, Prop("The job that is run: the number in its address.")] = None
    job_parameters: Annotated[Json, Prop("Parameters of the other job, values by name.")] = None


class Dbt(Part):
    """Commands of dbt."""

    commands: Annotated[
        list[str] | None, Prop("Commands of dbt in their order, such as `dbt run`.")
    ] = None
    warehouse_id: Annotated[str | None, Prop("The id of the SQL warehouse that dbt uses.")] = None
    catalog: Annotated[str | None, CATALOG] = None
    schema_: Annotated[str | None, Field(alias="schema"), SCHEMA] = None


class Sql(Part):
    """A query that is stored."""

    query_id: Annotated[str | None, Prop("The stored query that is run, by its id.")] = None
    warehouse_id: Annotated[
        str | None, Prop("The id of the SQL warehouse that runs the query.")
    ] = None
    parameters: NamedParameters = None


class Package(Part):
    """A package of Python or of R."""

    package: Annotated[str | None, Field(alias="_package"), Prop("The name, with a version.")] = (
        None
    )
    repo: Annotated[str | None, Prop("The address of the registry.")] = None


class Maven(Part):
    """A package of Java."""

    coordinates: Annotated[str | None, Prop("Group, name and version.")] = None
    repo: Annotated[str | None, Prop("The address of the registry.")] = None
    exclusions: Annotated[list[str] | None, Prop("What is left out.")] = None


class Library(Part):
    """What is installed before: one of these."""

    jar: Annotated[str | None, Prop("The address of a jar.")] = None
    whl: Annotated[str | None, Prop("The address of a wheel.")] = None
    egg: Annotated[str | None, Prop("The address of an egg.")] = None
    pypi: Annotated[Package | None, Prop("A package of Python.")] = None
    cran: Annotated[Package | None, Prop("A package of R.")] = None
    maven: Annotated[Maven | None, Prop("A package of Java.")] = None


class RunTask(Part):
    """A task of a run."""

    task_key: Annotated[str | None, Prop("Its name in the job.")] = None
    depends_on: Annotated[list[str] | None, Prop("The names of those before it.")] = None
    existing_cluster_id: Annotated[
        str | None, Prop("The cluster; without compute of its own by default.")
    ] = None
    timeout_seconds: Annotated[int | None, Prop("How long it may take, in seconds.")] = None
    libraries: Annotated[list[Library] | None, Prop("What is installed before.")] = None
    notebook_task: Annotated[Notebook | None, Prop("A notebook that is run.")] = None
    spark_python_task: Annotated[SparkPython | None, Prop("A file of Python.")] = None
    spark_jar_task: Annotated[SparkJar | None, Prop("A class of a jar.")] = None
    spark_submit_task: Annotated[SparkSubmit | None, Prop("A command of spark-submit.")] = None
    python_wheel_task: Annotated[PythonWheel | None, Prop("A function of a wheel.")] = None
    pipeline_task: Annotated[Pipeline | None, Prop("A declarative pipeline that is updated.")] = (
        None
    )
    run_job_task: Annotated[RunJob | None, Prop("Another job that is run.")] = None

    def sent(self) -> dict[str, Json]:
        """As the service takes it. Raises: PluginError for parameters that are no JSON."""
        found: dict[str, Any] = self.model_dump(exclude_none=True)
        if self.depends_on is not None:
            found["depends_on"] = [{"task_key": each} for each in self.depends_on]
        for inner in found.values():
            if isinstance(inner, dict):
                _as_sent(inner)
        # The service names a query and its source otherwise than flows do.
        if "sql_task" in found:
            query = found["sql_task"].pop("query_id", None)
            found["sql_task"]["query"] = {"query_id": query}
        if "spark_python_task" in found:
            task = found["spark_python_task"]
            task["source"] = task.pop("spark_python_task_source")
        return found


class JobTask(RunTask):
    """A task of a job."""

    description: Annotated[str | None, Prop("What the task does, for those who read the job.")] = (
        None
    )
    dbt_task: Annotated[Dbt | None, Prop("Commands of dbt that are run, and where.")] = None
    sql_task: Annotated[Sql | None, Prop("A query that is stored.")] = None


def _as_sent(task: dict[str, Any]) -> None:
    if "schema_" in task:
        task["schema"] = task.pop("schema_")
    for name in ("parameters", "named_parameters", "base_parameters"):
        if isinstance(task.get(name), str):
            try:
                task[name] = msgspec.json.decode(task[name])
            except msgspec.DecodeError as error:
                raise PluginError(f"`{name}` must be a list, a map, or JSON: {error}") from None
