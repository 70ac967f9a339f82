"""Parquet: columns with a schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Annotated, Any, BinaryIO, Literal

from tiercel.plugin import Json, PluginError, Prop, RunContext, plugin
from tiercel_serdes.conversion import RECORDS, Counted, FromRows, ToRows, explained, library
from tiercel_serdes.limits import BATCH_ROWS, PAGE_BYTES, ROW_GROUP_BYTES
from tiercel_serdes.types.avro import WithSchema, plain

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


@plugin(
    "io.kestra.plugin.serdes.parquet.IonToParquet",
    title="Turn a file of rows into a Parquet file.",
    examples=['from: "{{ outputs.query.uri }}"\ncompressionCodec: ZSTD'],
    aliases=["io.kestra.plugin.serdes.parquet.ParquetWriter"],
    metrics=RECORDS,
)
class IonToParquet(WithSchema, FromRows):
    """The columns are the fields of a schema of Avro."""

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

    def store(self, ctx: RunContext, rows: Counted) -> str:
        schema, records = self.records(ctx, self.from_, iter(rows))
        target = ctx.files.resolve("rows.parquet")
        with explained("Parquet", library("pyarrow").ArrowException):
            columns = arrow_schema(schema)
            with library("pyarrow.parquet").ParquetWriter(
                target, columns, **self._options()
            ) as out:
                for table in self._tables(records, columns):
                    out.write_table(table, row_group_size=max(table.num_rows, 1))
        return ctx.blobs.put_new(target, "parquet")

    def _options(self) -> dict[str, Any]:
        codec = self.compression_codec
        version = "V1" if "V1" in (self.version, self.parquet_version) else "V2"
        return {
            "compression": "NONE" if codec == "UNCOMPRESSED" else codec,
            "data_page_version": _VERSIONS[version],
            "data_page_size": self.page_size,
            "dictionary_pagesize_limit": self.dictionary_page_size,
        }

    def _tables(self, records: Iterable[dict[str, Json]], columns: Any) -> Iterator[Any]:
        """The records, a table for each group of rows."""
        arrow = library("pyarrow")
        iterator = iter(records)
        batches: list[Any] = []
        size = 0
        while chunk := list(islice(iterator, BATCH_ROWS)):
            batch = arrow.RecordBatch.from_pylist(chunk, schema=columns)
            batches.append(batch)
            size += batch.nbytes
            if size >= self.row_group_size:
                yield arrow.Table.from_batches(batches)
                batches, size = [], 0
        if batches:
            yield arrow.Table.from_batches(batches)


def arrow_schema(schema: Any) -> Any:
    """A record of Avro as a schema of Arrow. Raises: PluginError for what Parquet lacks."""
    return library("pyarrow").schema([_field(each, {}) for each in schema["fields"]])


def _field(field: Any, named: dict[str, Any]) -> Any:
    is_nullable = isinstance(field["type"], list) and "null" in field["type"]
    return library("pyarrow").field(field["name"], _type(field["type"], named), is_nullable)


def _type(schema: Any, named: dict[str, Any]) -> Any:
    arrow = library("pyarrow")
    if isinstance(schema, list):
        others = [each for each in schema if each != "null"]
        if len(others) > 1:
            raise PluginError("`schema`: a column of Parquet has one type, besides null")
        return _type(others[0], named) if others else arrow.null()
    if isinstance(schema, str):
        return named[schema] if schema in named else _plain(schema)
    logical = _logical(schema)
    if logical is not None:
        return logical
    match schema["type"]:
        case "record":
            found = arrow.struct([_field(each, named) for each in schema["fields"]])
        case "array":
            return arrow.list_(arrow.field("item", _type(schema["items"], named)))
        case "map":
            return arrow.map_(arrow.string(), _type(schema["values"], named))
        case "enum":
            found = arrow.string()
        case "fixed":
            found = arrow.binary(schema["size"])
        case inner:
            return _type(inner, named)
    named[schema["name"]] = found
    return found


def _plain(name: str) -> Any:
    arrow = library("pyarrow")
    types = {
        "null": arrow.null(),
        "boolean": arrow.bool_(),
        "int": arrow.int32(),
        "long": arrow.int64(),
        "float": arrow.float32(),
        "double": arrow.float64(),
        "bytes": arrow.binary(),
        "string": arrow.string(),
    }
    return types[name]


def _logical(schema: Any) -> Any:
    arrow = library("pyarrow")
    match schema.get("logicalType"):
        case "date":
            return arrow.date32()
        case "time-millis":
            return arrow.time32("ms")
        case "time-micros":
            return arrow.time64("us")
        case "timestamp-millis" | "timestamp-micros" as name:
            return arrow.timestamp("ms" if name.endswith("millis") else "us", "UTC")
        case "local-timestamp-millis" | "local-timestamp-micros" as name:
            return arrow.timestamp("ms" if name.endswith("millis") else "us")
        case "decimal":
            return arrow.decimal128(schema["precision"], schema.get("scale", 0))
        case "uuid":
            return arrow.string()
    return None
