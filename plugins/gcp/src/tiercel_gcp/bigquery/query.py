"""Statements of BigQuery."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Annotated, Any, Literal

from tiercel.plugin import (
    Json,
    Metric,
    Part,
    Plugin,
    PluginError,
    PollingTrigger,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, Rows, fetched
from tiercel.plugin.services.waiting import while_running
from tiercel_gcp.bigquery.connection import FOUND_BY_ID, BigQuery
from tiercel_gcp.bigquery.rows import row_of
from tiercel_gcp.connection import Gcp
from tiercel_gcp.rest import Rest, part
from tiercel_gcp.values import without_none

_PAGE_ROWS = 10_000
CreateDisposition = Literal["CREATE_IF_NEEDED", "CREATE_NEVER"]
WriteDisposition = Literal["WRITE_TRUNCATE", "WRITE_TRUNCATE_DATA", "WRITE_APPEND", "WRITE_EMPTY"]
PartitioningType = Literal["DAY", "HOUR", "MONTH", "YEAR"]
SchemaUpdate = Literal["ALLOW_FIELD_ADDITION", "ALLOW_FIELD_RELAXATION"]
CREATE = Prop("What happens without the table: CREATE_IF_NEEDED, the default, or CREATE_NEVER.")
WRITE = Prop(
    "What happens to rows that are there: WRITE_TRUNCATE replaces them, WRITE_TRUNCATE_DATA keeps "
    "the schema, WRITE_APPEND adds to them, WRITE_EMPTY fails."
)
CLUSTERING = Prop("Columns by which rows lie together, four at most; none by default.")
TIME_FIELD = Prop("The column of dates or times that rows are parted by; none by default.")
TIME_TYPE = Prop("How long a part is, with `timePartitioningField`.")
SCHEMA_UPDATES = Prop("How the schema may change with the rows; not at all by default.")
LABELS = Prop("Labels of the job, by name.")
DRY_RUN = Prop("Whether only to check what would be done, and how much would be read.")
JOB_TIMEOUT = Prop("How long the job may take; as long as the service lets it by default.")
_OLDER = "An older form of `fetchType`."
Older = Annotated[Static[bool], Prop("What becomes of the rows.", _OLDER, deprecated=True)]
_COUNTERS = {
    "estimated.bytes.processed": ("query", "estimatedBytesProcessed", "bytes"),
    "total.bytes.billed": ("query", "totalBytesBilled", "bytes"),
    "total.bytes.processed": ("query", "totalBytesProcessed", "bytes"),
    "total.partitions.processed": ("query", "totalPartitionsProcessed", "partitions"),
    "total.slot.ms": ("query", "totalSlotMs", ""),
    "num.dml.affected.rows": ("query", "numDmlAffectedRows", "records"),
    "num.child.jobs": ("", "numChildJobs", ""),
}
_METRICS = [
    Metric("cache.hit", "counter", "", "1 when the answer was kept from before, else 0."),
    Metric("duration", "timer", "", "How long the job took."),
    *(
        Metric(name, "counter", unit, "As the job says.")
        for name, (_, _, unit) in _COUNTERS.items()
    ),
    Metric("referenced.tables", "counter", "", "How many tables were read."),
    Metric("total.rows", "counter", "records", "How many rows there are."),
    Metric("fetch.rows", "counter", "records", "How many rows were read."),
]


class DestinationTable(Part):
    """The table that has the rows of a query."""

    project: Annotated[str | None, Prop("The id of the project that has the dataset.")] = None
    dataset: Annotated[str | None, Prop("The id of the dataset that has the table.")] = None
    table: Annotated[str | None, Prop("The id of the table in its dataset.")] = None


class QueryRows(Rows):
    """The rows of a statement, and its job."""

    job_id: Annotated[str, Prop("The id of the job that ran the statement.")]
    destination_table: Annotated[
        DestinationTable | None, Prop("The table with the rows; one of the service's by default.")
    ] = None


class Fetching(Plugin):
    """What becomes of rows, in all its forms."""

    fetch: Older = False
    fetch_one: Older = False
    store: Older = False
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "NONE"

    @property
    def wanted(self) -> FetchType:
        """The older forms win, in their order."""
        if self.fetch:
            return "FETCH"
        if self.fetch_one:
            return "FETCH_ONE"
        return "STORE" if self.store else self.fetch_type


class IntoTable(BigQuery):
    """What writes rows into a table, which it may make first."""

    far_work = FOUND_BY_ID

    create_disposition: Annotated[CreateDisposition | None, CREATE] = None
    write_disposition: Annotated[WriteDisposition | None, WRITE] = None
    schema_update_options: Annotated[list[SchemaUpdate] | None, SCHEMA_UPDATES] = None
    clustering_fields: Annotated[list[str] | None, CLUSTERING] = None
    time_partitioning_field: Annotated[str | None, TIME_FIELD] = None
    time_partitioning_type: Annotated[PartitioningType, TIME_TYPE] = "DAY"

    def table_options(self) -> dict[str, Json]:
        """How the table is made and written, as requests have it."""
        by_time = {"field": self.time_partitioning_field, "type": self.time_partitioning_type}
        return {
            "createDisposition": self.create_disposition,
            "writeDisposition": self.write_disposition,
            "schemaUpdateOptions": self.schema_update_options,
            "clustering": {"fields": self.clustering_fields} if self.clustering_fields else None,
            "timePartitioning": by_time if self.time_partitioning_field else None,
        }


def rows_of_job(
    rest: Rest, job: Mapping[str, Json], most: int | None = None
) -> Iterator[dict[str, Json]]:
    """The rows that a job of a query gave, page by page."""
    reference = job["jobReference"]
    path = f"/projects/{part(reference['projectId'])}/queries/{part(reference['jobId'])}"
    asked: dict[str, Json] = {
        "location": reference.get("location"),
        "maxResults": min(most or _PAGE_ROWS, _PAGE_ROWS),
        "formatOptions.useInt64Timestamp": "true",
    }

    def read() -> Iterator[dict[str, Json]]:
        while True:
            page = rest.get(path, **asked)
            fields = page.get("schema", {}).get("fields", ())
            for row in page.get("rows", ()):
                yield row_of(fields, row)
            if not page.get("pageToken"):
                return
            asked["pageToken"] = page["pageToken"]

    return islice(read(), most)


def outputs_of(
    ctx: RunContext, rest: Rest, job: Mapping[str, Json], wanted: FetchType, most: int | None = None
) -> QueryRows:
    """The outputs of a query whose job has ended."""
    found = Rows()
    if wanted != "NONE":
        found = fetched(ctx, while_running(ctx, rows_of_job(rest, job, most)), wanted)
        ctx.metrics.counter("total.rows", found.size or 0)
        ctx.metrics.counter("fetch.rows", found.size or 0)
    table = job["configuration"].get("query", {}).get("destinationTable")
    place = None
    if table is not None:
        place = DestinationTable(
            project=table.get("projectId"), dataset=table.get("datasetId"), table=table["tableId"]
        )
    return QueryRows(
        job_id=job["jobReference"]["jobId"], destination_table=place, **found.model_dump()
    )


def count_job(ctx: RunContext, job: Mapping[str, Json]) -> None:
    """The metrics of a job."""
    statistics = job.get("statistics", {})
    query = statistics.get("query", {})
    for name, (inside, member, _) in _COUNTERS.items():
        value = (query if inside else statistics).get(member)
        if value is not None:
            ctx.metrics.counter(name, int(value))
    if "cacheHit" in query:
        ctx.metrics.counter("cache.hit", int(query["cacheHit"]))
    if "referencedTables" in query:
        ctx.metrics.counter("referenced.tables", len(query["referencedTables"]))
    time_job(ctx, job)


def time_job(ctx: RunContext, job: Mapping[str, Json]) -> None:
    """How long a job took."""
    statistics = job.get("statistics", {})
    if "startTime" in statistics and "endTime" in statistics:
        millis = int(statistics["endTime"]) - int(statistics["startTime"])
        ctx.metrics.timer("duration", timedelta(milliseconds=millis))


@plugin(
    "io.kestra.plugin.gcp.bigquery.Query",
    title="Run a statement in BigQuery.",
    examples=[
        (
            "projectId: shop\n"
            "serviceAccount: \"{{ secret('GCP_KEY') }}\"\n"
            "sql: SELECT city, sum(total) AS total FROM `shop.orders` GROUP BY city\n"
            "fetchType: STORE"
        ),
        (
            "sql: SELECT * FROM `shop.orders` WHERE day = '{{ trigger.date }}'\n"
            "destinationTable: shop.reports.daily\n"
            "writeDisposition: WRITE_TRUNCATE"
        ),
    ],
    metrics=_METRICS,
)
class Query(IntoTable, Fetching, RunnableTask[QueryRows]):
    """The job's id is the task run's, so a second attempt finds the job of the first."""

    sql: Annotated[str | None, Prop("The statement, which must be given.")] = None
    use_legacy_sql: Annotated[bool, Prop("Whether it is in the older dialect.")] = False
    legacy_sql: Annotated[bool, Prop("As `useLegacySql`, in the name of older flows.")] = False
    default_dataset: Annotated[
        str | None, Prop("The dataset of tables that are named alone: dataset or project.dataset.")
    ] = None
    destination_table: Annotated[
        str | None, Prop("The table for the rows, as dataset.table; one of the service's else.")
    ] = None
    range_partitioning_field: Annotated[
        str | None, Prop("The column of whole numbers that rows are parted by; none by default.")
    ] = None
    range_partitioning_start: Annotated[int | None, Prop("Where the first part begins.")] = None
    range_partitioning_end: Annotated[int | None, Prop("Where the last part ends.")] = None
    range_partitioning_interval: Annotated[int | None, Prop("How wide a part is.")] = None
    priority: Annotated[
        Literal["INTERACTIVE", "BATCH"],
        Prop("Whether it runs at once, or when the service has time."),
    ] = "INTERACTIVE"
    dry_run: Annotated[bool, DRY_RUN] = False
    job_timeout: Annotated[timedelta | None, JOB_TIMEOUT] = None
    labels: Annotated[dict[str, str] | None, LABELS] = None
    use_query_cache: Annotated[
        bool | None, Prop("Whether an answer of before may be taken; true by default.")
    ] = None
    allow_large_results: Annotated[
        bool | None, Prop("Whether rows may be many, in the older dialect.")
    ] = None
    flatten_results: Annotated[
        bool | None, Prop("Whether nested columns are made flat, in the older dialect.")
    ] = True
    max_results: Annotated[int | None, Prop("How many rows to read at most; all else.")] = None
    maximum_billing_tier: Annotated[
        int | None, Prop("The highest tier that may be billed; that of the project by default.")
    ] = None
    maximum_bytes_billed: Annotated[
        int | None, Prop("The query fails when it would bill more bytes; no bound by default.")
    ] = None

    def run(self, ctx: RunContext) -> QueryRows:
        """Raises: PluginError without a statement, and when the job fails."""
        if not self.sql:
            raise PluginError("`sql` must be provided")
        rest = self.bigquery(ctx)
        job = self.job(ctx, rest, self._configuration(ctx, self.sql))
        count_job(ctx, job)
        if self.dry_run:
            return outputs_of(ctx, rest, job, "NONE")
        return outputs_of(ctx, rest, job, self.wanted, self.max_results)

    def _configuration(self, ctx: RunContext, sql: str) -> dict[str, Json]:
        is_legacy = self.use_legacy_sql or self.legacy_sql
        query = without_none(
            query=sql,
            useLegacySql=is_legacy,
            defaultDataset=self._dataset(ctx),
            destinationTable=self._destination(ctx),
            **self.table_options(),
            rangePartitioning=self._range(),
            priority=self.priority,
            useQueryCache=self.use_query_cache,
            allowLargeResults=self.allow_large_results,
            flattenResults=self.flatten_results if is_legacy else None,
            maximumBillingTier=self.maximum_billing_tier,
            maximumBytesBilled=self.maximum_bytes_billed,
        )
        return job_of("query", query, self.labels, self.job_timeout, self.dry_run)

    def _dataset(self, ctx: RunContext) -> dict[str, str] | None:
        if not self.default_dataset:
            return None
        project, _, dataset = self.default_dataset.rpartition(".")
        return {"projectId": project or self.project(ctx), "datasetId": dataset}

    def _destination(self, ctx: RunContext) -> dict[str, str] | None:
        name = self.destination_table
        return self.table(ctx, name, "destinationTable") if name else None

    def _range(self) -> dict[str, Json] | None:
        if not self.range_partitioning_field:
            return None
        bounds = without_none(
            start=self.range_partitioning_start,
            end=self.range_partitioning_end,
            interval=self.range_partitioning_interval,
        )
        return {"field": self.range_partitioning_field, "range": bounds}


def job_of(
    kind: str,
    inner: Mapping[str, Json],
    labels: Mapping[str, str] | None = None,
    timeout: timedelta | None = None,
    dry_run: bool = False,
) -> dict[str, Json]:
    """The configuration of a job of a kind, such as `query`."""
    millis = None if timeout is None else str(int(timeout.total_seconds() * 1000))
    more = without_none(labels=labels, jobTimeoutMs=millis, dryRun=dry_run or None)
    return {kind: inner, **more}


@plugin(
    "io.kestra.plugin.gcp.bigquery.Trigger",
    title="Start an execution for rows in BigQuery.",
    examples=[
        "projectId: shop\nsql: SELECT * FROM `shop.new_orders`\nfetchType: FETCH\ninterval: PT5M"
    ],
)
class Trigger(Gcp, Fetching, PollingTrigger[QueryRows]):
    """Polls with a statement; without a `fetchType` it starts nothing."""

    sql: Annotated[str | None, Prop("The statement, which must be given.")] = None
    legacy_sql: Annotated[bool, Prop("Whether it is in the older dialect.")] = False

    def poll(self, ctx: RunContext) -> QueryRows | None:
        """Raises: PluginError without a statement, and when the job fails."""
        if not self.sql:
            raise PluginError("`sql` must be provided")
        task = BigQuery.model_validate(self._connection())
        rest = task.bigquery(ctx)
        configuration = {"query": {"query": self.sql, "useLegacySql": self.legacy_sql}}
        # Each poll asks anew: its moment is part of the id.
        moment = datetime.now(UTC).strftime("_%Y%m%d%H%M%S%f")
        found = outputs_of(ctx, rest, task.job(ctx, rest, configuration, moment), self.wanted)
        return found if found.size else None

    def _connection(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in Gcp.model_fields}
