"""Parquet: columns with a schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Annotated, Any, BinaryIO, Literal

from pydantic import Field

from tiercel.plugin import Json, Plugin, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.rows import exact_rows
from tiercel_serdes.columns import Columns, blocks_of, rows_of_block, telling_rows
from tiercel_serdes.conversion import (
    RECORDS,
    ROWS_FILE,
    Converted,
    FromFile,
    ToRows,
    explained,
    library,
)
from tiercel_serdes.limits import BATCH_ROWS, PAGE_BYTES, ROW_GROUP_BYTES
from tiercel_serdes.schemas import arrow_schema, inferred_schema, read_schema
from tiercel_serdes.types.avro import Records, WithSchema, lower, plain

_VERSIONS = {"V1": "1.0", "V2": "2.0"}


@plugin(
    "io.kestra.plugin.serdes.parquet.ParquetToIon",
    title="Turn a Parquet file into a file of rows.",
    examples=['from: "{{ outputs.download.uri }}"'],
    aliases=["io.kestra.plugin.serdes.parquet.ParquetReader"],
    metrics=RECORDS,
)
class ParquetToIon(ToRows):
    """A row for each one: decimals keep their digits, dates are ISO text."""

    def rows(self, ctx: RunContext, file: BinaryIO) -> Iterator[Json]:
        arrow = library("pyarrow")
        with explained("Parquet", arrow.ArrowInvalid, OSError):
            source = library("pyarrow.parquet").ParquetFile(file)
            for batch in source.iter_batches(BATCH_ROWS):
                for row in batch.to_pylist():
                    yield plain(row)


class ToParquet(Plugin):
    """How the file is written."""

    compression_codec: Annotated[
        Literal["UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"],
        Prop("How columns are compressed.", "GZIP by default; ZSTD is faster and smaller."),
    ] = "GZIP"
    parquet_version: Annotated[
        Literal["V1", "V2"],
        Prop("The version of pages.", "V2 by default; some old readers know V1 only."),
    ] = "V2"
    version: Annotated[
        Literal["V1", "V2"],
        Prop("The version of pages.", "An older name of `parquetVersion`.", hidden=True),
    ] = "V2"
    row_group_size: Annotated[
        int, Prop("Bytes of a group of rows, which is held in memory.", "128 MiB by default.")
    ] = ROW_GROUP_BYTES
    page_size: Annotated[int, Prop("Bytes of a page.", "1 MiB by default.")] = PAGE_BYTES
    dictionary_page_size: Annotated[
        int, Prop("Bytes of the dictionary of a column.", "1 MiB by default.")
    ] = PAGE_BYTES

    def options(self) -> dict[str, Any]:
        """As the library takes them."""
        codec = self.compression_codec
        version = "V1" if "V1" in (self.version, self.parquet_version) else "V2"
        return {
            "compression": "NONE" if codec == "UNCOMPRESSED" else codec,
            "data_page_version": _VERSIONS[version],
            "data_page_size": self.page_size,
            "dictionary_pagesize_limit": self.dictionary_page_size,
        }

    def tables(self, batches: Iterable[Any]) -> Iterator[Any]:
        """A table for each group of rows."""
        table = library("pyarrow").Table
        group: list[Any] = []
        size = 0
        for batch in batches:
            group.append(batch)
            size += batch.nbytes
            if size >= self.row_group_size:
                yield table.from_batches(group)
                group, size = [], 0
        if group:
            yield table.from_batches(group)


@plugin(
    "io.kestra.plugin.serdes.parquet.IonToParquet",
    title="Turn a file of rows into a Parquet file.",
    examples=['from: "{{ outputs.query.uri }}"\ncompressionCodec: ZSTD'],
    aliases=["io.kestra.plugin.serdes.parquet.ParquetWriter"],
    metrics=RECORDS,
)
class IonToParquet(WithSchema, ToParquet, FromFile, RunnableTask[Converted]):
    """The columns are the fields of a schema of Avro."""

    from_: Annotated[str, Field(alias="from"), ROWS_FILE]

    def run(self, ctx: RunContext) -> Converted:
        """Raises: PluginError for rows that do not fit the schema."""
        target = ctx.files.resolve("rows.parquet")
        arrow, writer = library("pyarrow"), library("pyarrow.parquet").ParquetWriter
        with ctx.blobs.open(self.from_) as file, explained("Parquet", arrow.ArrowException):
            schema = self._schema(file)
            columns, records = arrow_schema(schema), self.records_of(ctx, schema)
            batches = self._batches(file, schema, records)
            with writer(target, columns, **self.options()) as out:
                for table in self.tables(batches):
                    out.write_table(table, row_group_size=max(table.num_rows, 1))
        records.end()
        ctx.metrics.counter("records", records.count)
        return Converted(uri=ctx.blobs.put_new(target, "parquet"), size=records.count)

    def _schema(self, file: BinaryIO) -> Any:
        """As the flow gives it, else that of the rows."""
        if self.schema_ is not None:
            return read_schema(self.schema_)
        count = max(self.number_of_rows_to_scan, 1)
        rows = telling_rows(file) if self.infer_all_fields else islice(exact_rows(file), count)
        found = inferred_schema(rows)
        file.seek(0)
        return found

    def _batches(self, file: BinaryIO, schema: Any, records: Records) -> Iterator[Any]:
        """The rows in pieces: columns of blocks that fit the schema, records of others."""
        batch = library("pyarrow").RecordBatch
        fields = arrow_schema(schema)
        columns = Columns.of(schema, lower(self.null_values), is_strict=self.strict_schema)
        for block in blocks_of(file):
            table = None if columns is None else columns.table(block)
            if table is not None:
                records.count += table.num_rows
                yield from table.to_batches(BATCH_ROWS)
                continue
            found = records.of(rows_of_block(file, block))
            while chunk := list(islice(found, BATCH_ROWS)):
                yield batch.from_pylist(chunk, schema=fields)
