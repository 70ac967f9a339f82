"""Files and rows into tables of BigQuery, and tables into files and other tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal

import msgspec
from pydantic import Field

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel.plugin.services.given_rows import rows_given
from tiercel_gcp.bigquery.connection import FOUND_BY_ID, BigQuery, Located
from tiercel_gcp.bigquery.query import (
    CREATE,
    DRY_RUN,
    JOB_TIMEOUT,
    LABELS,
    WRITE,
    CreateDisposition,
    IntoTable,
    WriteDisposition,
    job_of,
    time_job,
)
from tiercel_gcp.rest import Rest, part
from tiercel_gcp.uploads import upload
from tiercel_gcp.values import rendered, without_none

_UPLOAD = "https://bigquery.googleapis.com/upload/bigquery/v2"
_DESTINATION = Prop("The table for the rows, as dataset.table or project.dataset.table.")
_LOADED = [
    Metric("bad.records", "counter", "records", "How many rows were left out as wrong."),
    Metric("duration", "timer", "", "How long the job took."),
    Metric("input.bytes", "counter", "bytes", "How much was read."),
    Metric("input.files", "counter", "files", "How many files were read."),
    Metric("output.bytes", "counter", "bytes", "How much was written."),
    Metric("output.rows", "counter", "records", "How many rows were written."),
]
_STATISTICS = {
    "bad.records": "badRecords",
    "input.bytes": "inputFileBytes",
    "input.files": "inputFiles",
    "output.bytes": "outputBytes",
    "output.rows": "outputRows",
}
_FORMATS = {"JSON": "NEWLINE_DELIMITED_JSON"}


class CsvOptions(Part):
    """How CSV is read."""

    allow_jagged_rows: Annotated[
        bool | None, Prop("Whether missing columns at the end are null; false by default.")
    ] = None
    allow_quoted_new_lines: Annotated[
        bool | None, Prop("Whether quoted values may have line ends; false by default.")
    ] = None
    encoding: Annotated[str | None, Prop("UTF-8, the default, or ISO-8859-1.")] = None
    field_delimiter: Annotated[
        str | None, Prop("What stands between values; a comma by default.")
    ] = None
    quote: Annotated[str | None, Prop('What stands around values; `"` by default.')] = None
    skip_leading_rows: Annotated[
        int | None, Prop("How many lines to leave out at the beginning; none by default.")
    ] = None


class AvroOptions(Part):
    """How Avro is read."""

    use_avro_logical_types: Annotated[
        bool | None, Prop("Whether dates and times are read as such; as numbers by default.")
    ] = None


class Loading(IntoTable):
    """What both forms of loading have."""

    destination_table: Annotated[str | None, _DESTINATION] = None
    format: Annotated[
        Static[Literal["CSV", "JSON", "AVRO", "PARQUET", "ORC"] | None],
        Prop("The form of the files; JSON has one object in each line. CSV by default."),
    ] = None
    schema_: Annotated[
        dict[str, Json] | None,
        Field(alias="schema"),
        Prop("The schema as `fields`, each with name, type and mode; that of the table else."),
    ] = None
    autodetect: Annotated[
        bool | None, Prop("Whether the service finds out the schema; false by default.")
    ] = None
    csv_options: Annotated[Static[CsvOptions | None], Prop("How CSV is read.")] = None
    avro_options: Annotated[Static[AvroOptions | None], Prop("How Avro is read.")] = None
    ignore_unknown_values: Annotated[
        bool | None, Prop("Whether values that the schema lacks are left out; false by default.")
    ] = None
    max_bad_records: Annotated[
        int | None, Prop("How many wrong rows are left out before it fails; none by default.")
    ] = None

    def configuration(self, ctx: RunContext, **more: Json) -> dict[str, Json]:
        """The configuration of the job. Raises: PluginError without a table."""
        if not self.destination_table:
            raise PluginError("`destinationTable` must be provided")
        csv = rendered(ctx, self.csv_options)
        avro = rendered(ctx, self.avro_options)
        kind = self.format or "CSV"
        load = without_none(
            destinationTable=self.table(ctx, self.destination_table, "destinationTable"),
            sourceFormat=_FORMATS.get(kind, kind),
            schema=self.schema_,
            autodetect=self.autodetect,
            **self.table_options(),
            ignoreUnknownValues=self.ignore_unknown_values,
            maxBadRecords=self.max_bad_records,
            allowJaggedRows=csv.get("allowJaggedRows"),
            allowQuotedNewlines=csv.get("allowQuotedNewLines"),
            encoding=csv.get("encoding"),
            fieldDelimiter=csv.get("fieldDelimiter"),
            quote=csv.get("quote"),
            skipLeadingRows=csv.get("skipLeadingRows"),
            useAvroLogicalTypes=avro.get("useAvroLogicalTypes"),
        )
        return job_of("load", {**load, **more})


class Loaded(Output):
    """What was loaded."""

    job_id: Annotated[str | None, Prop("The id of the job that loaded the rows.")] = None
    destination_table: Annotated[
        str | None, Prop("The table that was written, as project.dataset.table.")
    ] = None
    rows: Annotated[int | None, Prop("How many rows were written.")] = None


def loaded(ctx: RunContext, job: Mapping[str, Json]) -> Loaded:
    """The outputs and the metrics of a job."""
    statistics = job.get("statistics", {}).get("load", {})
    for name, member in _STATISTICS.items():
        if member in statistics:
            ctx.metrics.counter(name, int(statistics[member]))
    time_job(ctx, job)
    table = job["configuration"]["load"]["destinationTable"]
    return Loaded(
        job_id=job["jobReference"]["jobId"],
        destination_table=f"{table['projectId']}.{table['datasetId']}.{table['tableId']}",
        rows=int(statistics.get("outputRows", 0)),
    )


@plugin(
    "io.kestra.plugin.gcp.bigquery.Load",
    title="Load a stored file into a table of BigQuery.",
    examples=[
        (
            "projectId: shop\n"
            'from: "{{ outputs.export.uri }}"\n'
            "destinationTable: shop.sales.orders\n"
            "format: CSV\n"
            "autodetect: true\n"
            "csvOptions:\n"
            "  skipLeadingRows: 1"
        )
    ],
    metrics=_LOADED,
)
class Load(Loading, RunnableTask[Loaded]):
    """The file is sent as a stream."""

    from_: Annotated[
        str | None, Field(alias="from"), Prop("The address of the file, which must be given.")
    ] = None
    failed_on_empty: Annotated[bool, Prop("Whether to fail when no row was written.")] = True

    def run(self, ctx: RunContext) -> Loaded:
        """Raises: PluginError without a file, and when nothing was written and that is an error."""
        if not self.from_:
            raise PluginError("`from` must be provided")
        rest = self.rest(ctx, "bigquery", _UPLOAD)
        found = loaded(ctx, self.sent_job(ctx, rest, self.from_))
        if not found.rows and self.failed_on_empty:
            raise PluginError(f"The job {found.job_id} wrote no row")
        return found

    def sent_job(self, ctx: RunContext, rest: Rest, uri: str) -> dict[str, Json]:
        """The job when it has ended well; the service makes its id with the file."""
        asked: dict[str, Json] = {"configuration": self.configuration(ctx)}
        if self.location:
            asked["jobReference"] = {"projectId": self.project(ctx), "location": self.location}
        path = f"/projects/{part(self.project(ctx))}/jobs"
        started = upload(ctx, rest, path, uri, content=asked, title=str(self.destination_table))
        return self.ended(ctx, self.bigquery(ctx), started)


@plugin(
    "io.kestra.plugin.gcp.bigquery.LoadFromGcs",
    title="Load files of a bucket into a table of BigQuery.",
    examples=[
        (
            "projectId: shop\n"
            "from:\n"
            "  - gs://shop/orders/*.parquet\n"
            "destinationTable: shop.sales.orders\n"
            "format: PARQUET"
        )
    ],
    metrics=_LOADED,
)
class LoadFromGcs(Loading, RunnableTask[Loaded]):
    """The service reads them itself."""

    from_: Annotated[
        list[str] | None,
        Field(alias="from"),
        Prop("Their addresses, such as gs://bucket/folder/*.csv; they must be given."),
    ] = None

    def run(self, ctx: RunContext) -> Loaded:
        """Raises: PluginError without an address, and when the job fails."""
        if not self.from_:
            raise PluginError("`from` must be provided")
        configuration = self.configuration(ctx, sourceUris=self.from_)
        return loaded(ctx, self.job(ctx, self.bigquery(ctx), configuration))


class Extracted(Output):
    """The files that were written."""

    job_id: Annotated[str | None, Prop("The id of the job that wrote the files.")] = None
    source_table: Annotated[str | None, Prop("The table that was read, as the task gave it.")] = (
        None
    )
    destination_uris: Annotated[
        list[str] | None, Prop("Addresses of the files, as the task gave them.")
    ] = None
    file_counts: Annotated[list[int] | None, Prop("How many there are for each address.")] = None


@plugin(
    "io.kestra.plugin.gcp.bigquery.ExtractToGcs",
    title="Write a table of BigQuery to files of a bucket.",
    examples=[
        (
            "projectId: shop\n"
            "sourceTable: shop.sales.orders\n"
            "destinationUris:\n"
            "  - gs://shop/export/orders-*.csv\n"
            "format: CSV\n"
            "printHeader: true"
        )
    ],
    metrics=[
        Metric("output.file_counts", "counter", "", "How many files were written."),
        Metric("duration", "timer", "", "How long the job took."),
    ],
)
class ExtractToGcs(BigQuery, RunnableTask[Extracted]):
    """A `*` in an address makes several files of a large table."""

    far_work = FOUND_BY_ID

    source_table: Annotated[
        str | None, Prop("The table, as dataset.table, which must be given.")
    ] = None
    destination_uris: Annotated[
        list[str] | None, Prop("Where the files go, such as gs://bucket/name-*.csv.")
    ] = None
    format: Annotated[
        str | None, Prop("CSV, the default, NEWLINE_DELIMITED_JSON, AVRO or PARQUET.")
    ] = None
    compression: Annotated[
        str | None, Prop("NONE, the default, GZIP, or of AVRO and PARQUET SNAPPY and others.")
    ] = None
    field_delimiter: Annotated[
        str | None, Prop("What stands between values of CSV; a comma by default.")
    ] = None
    print_header: Annotated[
        bool | None, Prop("Whether CSV begins with the names of columns; true by default.")
    ] = None
    use_avro_logical_types: Annotated[
        bool | None, Prop("Whether dates and times are written as such to AVRO.")
    ] = None
    labels: Annotated[dict[str, str] | None, LABELS] = None
    job_timeout_ms: Annotated[int | None, Prop("How long the job may take, in milliseconds.")] = (
        None
    )

    def run(self, ctx: RunContext) -> Extracted:
        """Raises: PluginError without a table or an address, and when the job fails."""
        if not self.source_table or not self.destination_uris:
            raise PluginError("`sourceTable` and `destinationUris` must be provided")
        extract = without_none(
            sourceTable=self.table(ctx, self.source_table, "sourceTable"),
            destinationUris=self.destination_uris,
            destinationFormat=_FORMATS.get(self.format or "", self.format),
            compression=self.compression,
            fieldDelimiter=self.field_delimiter,
            printHeader=self.print_header,
            useAvroLogicalTypes=self.use_avro_logical_types,
        )
        millis = self.job_timeout_ms
        timeout = None if millis is None else timedelta(milliseconds=millis)
        job = self.job(ctx, self.bigquery(ctx), job_of("extract", extract, self.labels, timeout))
        found = job.get("statistics", {}).get("extract", {}).get("destinationUriFileCounts", ())
        counts = [int(each) for each in found]
        ctx.metrics.counter("output.file_counts", sum(counts))
        time_job(ctx, job)
        return Extracted(
            job_id=job["jobReference"]["jobId"],
            source_table=self.source_table,
            destination_uris=self.destination_uris,
            file_counts=counts,
        )


class JobDone(Output):
    """The job."""

    job_id: Annotated[str, Prop("The id of the job that copied the tables.")]


@plugin(
    "io.kestra.plugin.gcp.bigquery.Copy",
    title="Copy tables of BigQuery.",
    examples=[
        (
            "projectId: shop\n"
            "sourceTables: [shop.sales.orders]\n"
            "destinationTable: shop.archive.orders\n"
            "writeDisposition: WRITE_TRUNCATE"
        )
    ],
    metrics=[
        Metric("num.child.jobs", "counter", "", "How many jobs it was divided into."),
        Metric("duration", "timer", "", "How long the job took."),
    ],
)
class Copy(BigQuery, RunnableTask[JobDone]):
    """The rows of all of them go into one."""

    far_work = FOUND_BY_ID

    source_tables: Annotated[list[str], Prop("The tables, each as dataset.table.")]
    destination_table: Annotated[str, _DESTINATION]
    create_disposition: Annotated[CreateDisposition | None, CREATE] = None
    write_disposition: Annotated[WriteDisposition | None, WRITE] = None
    operation_type: Annotated[
        Literal["COPY", "SNAPSHOT", "RESTORE", "CLONE"] | None,
        Prop("Whether a copy is made, the default, or a snapshot, its reversal, or a clone."),
    ] = None
    labels: Annotated[dict[str, str] | None, LABELS] = None
    job_timeout: Annotated[timedelta | None, JOB_TIMEOUT] = None
    dry_run: Annotated[bool, DRY_RUN] = False

    def run(self, ctx: RunContext) -> JobDone:
        copy = without_none(
            sourceTables=[self.table(ctx, each, "sourceTables") for each in self.source_tables],
            destinationTable=self.table(ctx, self.destination_table, "destinationTable"),
            createDisposition=self.create_disposition,
            writeDisposition=self.write_disposition,
            operationType=self.operation_type,
        )
        asked = job_of("copy", copy, self.labels, self.job_timeout, self.dry_run)
        job = self.job(ctx, self.bigquery(ctx), asked)
        ctx.metrics.counter("num.child.jobs", int(job.get("statistics", {}).get("numChildJobs", 0)))
        time_job(ctx, job)
        return JobDone(job_id=job["jobReference"]["jobId"])


class RowsWritten(Output):
    """The rows that were written."""

    rows: Annotated[int, Prop("How many there are.")]
    rows_count: Annotated[int, Prop("How many rows there are, as `rows` says.")]
    commit_time: Annotated[
        str | None, Prop("When all of them were there, in ISO 8601, of PENDING.")
    ] = None


@plugin(
    "io.kestra.plugin.gcp.bigquery.StorageWrite",
    title="Write rows to a table of BigQuery as they are read.",
    examples=[
        'projectId: shop\nfrom: "{{ outputs.extract.uri }}"\ndestinationTable: shop.sales.orders'
    ],
    metrics=[
        Metric("rows", "counter", "", "How many rows were written."),
        Metric("rows_count", "counter", "", "How many rows were written."),
    ],
)
class StorageWrite(Located, RunnableTask[RowsWritten]):
    """Rows can be queried at once; each has an id, by which one sent twice is kept once."""

    from_: Annotated[
        str | None, Field(alias="from"), Prop("The address of a file of rows, which must be given.")
    ] = None
    destination_table: Annotated[str, _DESTINATION]
    write_stream_type: Annotated[
        Literal["DEFAULT", "COMMITTED", "PENDING"],
        Prop("Accepted: rows go by streaming inserts, which all three mean here."),
    ] = "DEFAULT"
    buffer_size: Annotated[int, Prop("How many rows go with each request.")] = 1000

    def run(self, ctx: RunContext) -> RowsWritten:
        """Raises: PluginError without a file, or for a row that the table refuses."""
        if not self.from_:
            raise PluginError("`from` must be provided")
        table = self.table(ctx, self.destination_table, "destinationTable")
        rest = self.bigquery(ctx)
        path = (
            f"/projects/{part(table['projectId'])}/datasets/{part(table['datasetId'])}"
            f"/tables/{part(table['tableId'])}/insertAll"
        )
        count, group = 0, list[dict[str, Json]]()
        for row in rows_given(ctx, self.from_):
            group.append({"insertId": f"{ctx.idempotency_key}/{count}"[-128:], "json": plain(row)})
            count += 1
            if len(group) == self.buffer_size:
                self._send(rest, path, group)
                group = []
        if group:
            self._send(rest, path, group)
        for name in ("rows", "rows_count"):
            ctx.metrics.counter(name, count)
        return RowsWritten(rows=count, rows_count=count)

    def _send(self, rest: Rest, path: str, group: list[dict[str, Json]]) -> None:
        answer = rest.post(path, {"rows": group})
        for error in answer.get("insertErrors", ()):
            words = "; ".join(str(each.get("message")) for each in error.get("errors", ()))
            row = group[error["index"]]["insertId"].rpartition("/")[2]
            raise PluginError(f"The row {int(row) + 1} was refused: {words}")


def plain(row: Any) -> Json:
    """A row as JSON has it: decimals as texts, bytes in Base64."""
    return msgspec.to_builtins(row)
