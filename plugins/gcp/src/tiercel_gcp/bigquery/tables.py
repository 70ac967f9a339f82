"""Tables of BigQuery, and parts of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel_gcp.bigquery.connection import FOUND_BY_ID, BigQuery
from tiercel_gcp.bigquery.definitions import (
    EncryptionConfiguration,
    TableDefinition,
    definition_of,
    request_of,
)
from tiercel_gcp.bigquery.query import (
    CREATE,
    DRY_RUN,
    JOB_TIMEOUT,
    LABELS,
    WRITE,
    CreateDisposition,
    WriteDisposition,
    job_of,
)
from tiercel_gcp.bigquery.rows import moment_of_millis
from tiercel_gcp.rest import Refused, Rest, part
from tiercel_gcp.values import without_none

_MISSING = 404
_EXAMPLE = "projectId: shop\ndataset: sales\ntable: orders"
_SIZE = [Metric("size", "counter", "", "How many parts there are.")]


class OfTable(BigQuery):
    """What names a table."""

    dataset: Annotated[str, Prop("The id of the dataset that has the table.")]
    table_: Annotated[str, Field(alias="table"), Prop("The id of the table in its dataset.")]

    def path(self, ctx: RunContext, name: str | None = None) -> str:
        """Its path, or that of another table of the dataset."""
        project, dataset = part(self.project(ctx)), part(self.dataset)
        return f"/projects/{project}/datasets/{dataset}/tables/{part(name or self.table_)}"


class TableFacts(Output):
    """A table."""

    project_id: Annotated[str | None, Prop("The id of the project that has the dataset.")] = None
    dataset_id: Annotated[str | None, Prop("The id of the dataset that has the table.")] = None
    table: Annotated[str | None, Prop("The id of the table in its dataset.")] = None
    friendly_name: Annotated[str | None, Prop("The name that people see.")] = None
    description: Annotated[str | None, Prop("What it is for.")] = None
    labels: Annotated[dict[str, str] | None, Prop("Its labels, by name.")] = None
    definition: Annotated[
        TableDefinition | None,
        Prop("What kind of table it is, with its columns, its view or its files."),
    ] = None
    encryption_configuration: Annotated[
        EncryptionConfiguration | None,
        Prop("The key that encrypts it; nothing when that is the service's own."),
    ] = None
    etag: Annotated[str | None, Prop("A text that changes with it.")] = None
    generated_id: Annotated[str | None, Prop("Its id in the whole service.")] = None
    self_link: Annotated[
        str | None, Prop("The address of the table in the interface of the service.")
    ] = None
    creation_time: Annotated[str | None, Prop("When it was made, in ISO 8601.")] = None
    expiration_time: Annotated[str | None, Prop("Until when it is kept, in ISO 8601.")] = None
    last_modified_time: Annotated[str | None, Prop("When it last changed, in ISO 8601.")] = None
    num_bytes: Annotated[int | None, Prop("Its size in bytes.")] = None
    num_long_term_bytes: Annotated[
        int | None, Prop("How much of it has not changed for long, in bytes.")
    ] = None
    num_rows: Annotated[int | None, Prop("How many rows it has.")] = None
    require_partition_filter: Annotated[
        bool | None, Prop("Whether queries must say which parts they read.")
    ] = None


def facts_of(found: dict[str, Json]) -> TableFacts:
    """A table of the service as outputs have it."""
    reference = found["tableReference"]
    same = (
        *("friendlyName", "description", "labels", "encryptionConfiguration", "etag", "selfLink"),
        *("numBytes", "numLongTermBytes", "numRows", "requirePartitionFilter"),
    )
    return TableFacts.model_validate(
        {
            **{name: found[name] for name in same if name in found},
            "projectId": reference.get("projectId"),
            "datasetId": reference.get("datasetId"),
            "table": reference.get("tableId"),
            "generatedId": found.get("id"),
            "definition": definition_of(found),
            "creationTime": moment_of_millis(found.get("creationTime")),
            "expirationTime": moment_of_millis(found.get("expirationTime")),
            "lastModifiedTime": moment_of_millis(found.get("lastModifiedTime")),
        }
    )


class Described(OfTable):
    """What says how a table is."""

    friendly_name: Annotated[str | None, Prop("The name that people see; none by default.")] = None
    description: Annotated[str | None, Prop("What it is for.")] = None
    labels: Annotated[
        dict[str, str] | None, Prop("Labels of the table, values by name; for costs and searches.")
    ] = None
    table_definition: Annotated[
        Static[TableDefinition | None], Prop("What it is: its columns, its view, its files.")
    ] = None
    encryption_configuration: Annotated[
        Static[EncryptionConfiguration | None], Prop("What encrypts it; the service by default.")
    ] = None
    expiration_duration: Annotated[
        timedelta | None, Prop("How long it is kept; as the dataset says by default.")
    ] = None
    require_partition_filter: Annotated[
        bool | None, Prop("Whether queries must say which parts they read.")
    ] = None

    def content(self, ctx: RunContext) -> dict[str, Json]:
        """As requests have it."""
        definition: dict[str, Json] = {}
        if self.table_definition is not None:
            given = self.table_definition.model_dump(by_alias=True, exclude_none=True)
            definition = request_of(TableDefinition.model_validate(ctx.render_deep(given)))
        key = self.encryption_configuration
        until = self.expiration_duration
        return without_none(
            tableReference={
                "projectId": self.project(ctx),
                "datasetId": self.dataset,
                "tableId": self.table_,
            },
            friendlyName=self.friendly_name,
            description=self.description,
            labels=self.labels,
            encryptionConfiguration=key.model_dump(by_alias=True) if key is not None else None,
            expirationTime=str(int((ctx.now() + until).timestamp() * 1000)) if until else None,
            requirePartitionFilter=self.require_partition_filter,
            **definition,
        )


@plugin(
    "io.kestra.plugin.gcp.bigquery.CreateTable",
    title="Make a table of BigQuery.",
    examples=[
        (
            f"{_EXAMPLE}\n"
            "tableDefinition:\n"
            "  type: TABLE\n"
            "  schema:\n"
            "    fields:\n"
            "      - name: id\n"
            "        type: INT64\n"
            "      - name: day\n"
            "        type: DATE\n"
            "  standardTableDefinition:\n"
            "    timePartitioning:\n"
            "      type: DAY\n"
            "      field: day"
        )
    ],
)
class CreateTable(Described, RunnableTask[TableFacts]):
    """Of any kind: with rows, a view, or files elsewhere."""

    def run(self, ctx: RunContext) -> TableFacts:
        path = f"/projects/{part(self.project(ctx))}/datasets/{part(self.dataset)}/tables"
        return facts_of(self.bigquery(ctx).post(path, self.content(ctx)))


@plugin(
    "io.kestra.plugin.gcp.bigquery.UpdateTable",
    title="Change a table of BigQuery.",
    examples=[f"{_EXAMPLE}\ndescription: What was sold.\nexpirationDuration: P30D"],
)
class UpdateTable(Described, RunnableTask[TableFacts]):
    """What is not given stays."""

    def run(self, ctx: RunContext) -> TableFacts:
        return facts_of(self.bigquery(ctx).ask("PATCH", self.path(ctx), self.content(ctx)))


@plugin(
    "io.kestra.plugin.gcp.bigquery.TableMetadata",
    title="Look at a table of BigQuery.",
    examples=[f"{_EXAMPLE}\nifNotExists: SKIP"],
)
class TableMetadata(OfTable, RunnableTask[TableFacts]):
    """Its columns, its size, its dates."""

    if_not_exists: Annotated[
        Literal["ERROR", "SKIP"], Prop("Whether to fail or to give nothing when it is not there.")
    ] = "ERROR"

    def run(self, ctx: RunContext) -> TableFacts:
        try:
            return facts_of(self.bigquery(ctx).get(self.path(ctx)))
        except Refused as error:
            if error.status != _MISSING or self.if_not_exists == "ERROR":
                raise
            return TableFacts()


class TableNamed(Output):
    """A table."""

    project_id: Annotated[str | None, Prop("The id of the project that has the dataset.")] = None
    dataset_id: Annotated[str | None, Prop("The id of the dataset that has the table.")] = None
    table: Annotated[str | None, Prop("The id of the table in its dataset.")] = None


class Partitions(TableNamed):
    """Parts of a table."""

    partitions: Annotated[list[str], Prop("Their ids, such as 20240531.")]


class PartitionsCopied(Partitions):
    """Parts that were copied."""

    job_id: Annotated[str | None, Prop("The id of the last job; null when there was none.")] = None


@plugin(
    "io.kestra.plugin.gcp.bigquery.DeleteTable",
    title="Delete a table of BigQuery.",
    examples=[_EXAMPLE],
)
class DeleteTable(OfTable, RunnableTask[TableNamed]):
    """With its rows."""

    def run(self, ctx: RunContext) -> TableNamed:
        self.bigquery(ctx).ask("DELETE", self.path(ctx))
        return TableNamed(project_id=self.project(ctx), dataset_id=self.dataset, table=self.table_)


PartitionType = Literal["DAY", "HOUR", "MONTH", "YEAR", "RANGE"]
_FORMATS = {"DAY": "%Y%m%d", "HOUR": "%Y%m%d%H", "MONTH": "%Y%m", "YEAR": "%Y"}


class OfPartitions(OfTable):
    """What names parts of a table."""

    far_work = FOUND_BY_ID

    partition_type: Annotated[PartitionType, Prop("What a part is.")]
    from_: Annotated[
        str, Field(alias="from"), Prop("The first part: a date, or a number of RANGE.")
    ]
    to: Annotated[str, Prop("The last part, as `from`; it belongs to them.")]

    def named(self) -> tuple[str, str]:
        """The ids of the first and the last part. Raises: PluginError for what is no date."""
        return self._id("from", self.from_), self._id("to", self.to)

    def _id(self, name: str, text: str) -> str:
        try:
            if self.partition_type == "RANGE":
                return str(int(text))
            moment = datetime.fromisoformat(text)
        except ValueError:
            kind = "a number" if self.partition_type == "RANGE" else "a date in ISO 8601"
            raise PluginError(f"`{name}` must be {kind}, not {text!r}") from None
        return moment.strftime(_FORMATS[self.partition_type])

    def existing(self, ctx: RunContext, rest: Rest) -> Iterator[str]:
        """The parts that are there, in their order."""
        first, last = self.named()
        place = f"{self.project(ctx)}.{self.dataset}"
        statement = (
            f"SELECT partition_id FROM `{place}.INFORMATION_SCHEMA.PARTITIONS` "
            f"WHERE table_name = @name ORDER BY partition_id"
        )
        name = {"name": "name", "parameterType": {"type": "STRING"}}
        query = {
            "query": statement,
            "useLegacySql": False,
            "parameterMode": "NAMED",
            "queryParameters": [{**name, "parameterValue": {"value": self.table_}}],
        }
        job = self.job(ctx, rest, {"query": query}, "_parts")
        from tiercel_gcp.bigquery.query import rows_of_job

        for row in rows_of_job(rest, job):
            found = str(row["partition_id"])
            if found.startswith("__"):
                continue
            if self.partition_type == "RANGE":
                if int(first) <= int(found) <= int(last):
                    yield found
            elif first <= found <= last:
                yield found


@plugin(
    "io.kestra.plugin.gcp.bigquery.DeletePartitions",
    title="Delete parts of a table of BigQuery.",
    examples=[f"{_EXAMPLE}\npartitionType: DAY\nfrom: 2023-01-01\nto: 2023-12-31"],
    metrics=_SIZE,
)
class DeletePartitions(OfPartitions, RunnableTask[Partitions]):
    """Those that are there between two of them."""

    def run(self, ctx: RunContext) -> Partitions:
        rest = self.bigquery(ctx)
        found = list(self.existing(ctx, rest))
        for each in found:
            rest.ask("DELETE", self.path(ctx, f"{self.table_}${each}"))
        ctx.metrics.counter("size", len(found))
        return Partitions(
            project_id=self.project(ctx),
            dataset_id=self.dataset,
            table=self.table_,
            partitions=found,
        )


@plugin(
    "io.kestra.plugin.gcp.bigquery.CopyPartitions",
    title="Copy parts of a table of BigQuery.",
    examples=[
        (
            f"{_EXAMPLE}\n"
            "partitionType: DAY\n"
            "from: 2024-01-01\n"
            "to: 2024-01-31\n"
            "destinationTable: shop.archive.orders\n"
            "skipEmpty: true"
        )
    ],
    metrics=_SIZE,
)
class CopyPartitions(OfPartitions, RunnableTask[PartitionsCopied]):
    """A job for each of those that are there between two of them."""

    destination_table: Annotated[
        str | None, Prop("Where they go, as dataset.table, which must be given.")
    ] = None
    create_disposition: Annotated[CreateDisposition | None, CREATE] = None
    write_disposition: Annotated[WriteDisposition | None, WRITE] = None
    skip_empty: Annotated[bool, Prop("Whether it is no error when there are none.")] = False
    labels: Annotated[dict[str, str] | None, LABELS] = None
    job_timeout: Annotated[timedelta | None, JOB_TIMEOUT] = None
    dry_run: Annotated[bool, DRY_RUN] = False

    def run(self, ctx: RunContext) -> PartitionsCopied:
        """Raises: PluginError without a table, or without parts unless that is allowed."""
        if not self.destination_table:
            raise PluginError("`destinationTable` must be provided")
        rest = self.bigquery(ctx)
        found = list(self.existing(ctx, rest))
        if not found and not self.skip_empty:
            raise PluginError(f"{self.table_} has no parts from {self.from_} to {self.to}")
        source = {
            "projectId": self.project(ctx),
            "datasetId": self.dataset,
            "tableId": self.table_,
        }
        target = self.table(ctx, self.destination_table, "destinationTable")
        number = None
        for each in found:
            copy = without_none(
                sourceTable={**source, "tableId": f"{self.table_}${each}"},
                destinationTable={**target, "tableId": f"{target['tableId']}${each}"},
                createDisposition=self.create_disposition,
                writeDisposition=self.write_disposition,
            )
            asked = job_of("copy", copy, self.labels, self.job_timeout, self.dry_run)
            number = self.job(ctx, rest, asked, f"_{each}")["jobReference"]["jobId"]
        ctx.metrics.counter("size", len(found))
        return PartitionsCopied(
            project_id=self.project(ctx),
            dataset_id=self.dataset,
            table=self.table_,
            partitions=found,
            job_id=number,
        )
