"""CSV to Parquet without rows between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Literal

from tiercel.plugin import (
    IllegalArgument,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel_serdes.conversion import RECORDS, BadLines, Converted, FromFile, explained, library
from tiercel_serdes.csv_blocks import CsvBlocks
from tiercel_serdes.csv_columns import (
    NULL,
    CsvColumns,
    CsvForm,
    may_have_leading_zeros,
    schema_of_texts,
)
from tiercel_serdes.fields import Fields, Rules
from tiercel_serdes.limits import (
    BATCH_ROWS,
    COLUMNS_DICTIONARY_BYTES,
    COLUMNS_GROUP_BYTES,
    TYPES_ROWS,
)
from tiercel_serdes.schemas import RECORD_NAME, arrow_schema, read_schema
from tiercel_serdes.types.avro import WithSchema
from tiercel_serdes.types.csv import Marks
from tiercel_serdes.types.parquet import ToParquet


@plugin(
    "io.tiercel.plugin.serdes.csv.CsvToParquet",
    title="Turn a CSV file into a Parquet file.",
    examples=[
        'from: "{{ outputs.download.uri }}"\nfieldSeparator: ";"\ninferAllFields: true',
        (
            'from: "{{ outputs.download.uri }}"\n'
            "schema: |\n"
            '  {"type": "record", "name": "Order", "fields": [\n'
            '    {"name": "id", "type": "long"},\n'
            '    {"name": "total", "type": ["null", "double"]}\n'
            "  ]}"
        ),
    ],
    metrics=RECORDS,
)
class CsvToParquet(Marks, WithSchema, ToParquet, FromFile, RunnableTask[Converted]):
    """Column by column, many times as fast as `CsvToIon` and `IonToParquet` one after the other."""

    skip_rows: Annotated[int, Prop("How many rows are skipped, behind the names.")] = 0
    skip_empty_rows: Annotated[bool, Prop("Whether empty lines are passed over.")] = False
    on_empty_header: Annotated[
        Literal["DROP", "RENAME"],
        Prop(
            "What to do with columns without a name.",
            "DROP leaves them out, RENAME calls them `column_2` by their place.",
        ),
    ] = "DROP"
    infer_types: Annotated[
        bool,
        Prop(
            "Whether columns of numbers, booleans and dates become such without a `schema`.",
            "If not, all are text, as with `CsvToIon`. Yes by default.",
        ),
    ] = True
    number_of_rows_to_scan: Annotated[
        int, Prop("How many rows are looked at to infer the schema.", "10000 by default.")
    ] = TYPES_ROWS
    compression_codec: Annotated[
        Literal["UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"],
        Prop("How columns are compressed.", "ZSTD by default."),
    ] = "ZSTD"
    row_group_size: Annotated[
        int,
        Prop("Bytes of a group of rows, of which two are held in memory.", "32 MiB by default."),
    ] = COLUMNS_GROUP_BYTES
    dictionary_page_size: Annotated[
        int,
        Prop(
            "Bytes of the dictionary of a column; one with more values is written without.",
            "64 KiB by default: numbers and names that hardly repeat are smaller so.",
        ),
    ] = COLUMNS_DICTIONARY_BYTES

    def run(self, ctx: RunContext) -> Converted:
        """Raises: PluginError for what is no CSV, and rows that do not fit the schema."""
        target = ctx.files.resolve("rows.parquet")
        with explained("Parquet", library("pyarrow").ArrowException):
            count = self._write(ctx, target)
        ctx.metrics.counter("records", count)
        return Converted(uri=ctx.blobs.put_new(target, "parquet"), size=count)

    def _write(self, ctx: RunContext, target: Path) -> int:
        """How many rows there are."""
        rules, bad = self.rules(ctx), BadLines(ctx, self.on_bad_lines)
        form, schema = self._form_and_schema(ctx, rules)
        with ctx.blobs.open(self.from_) as file:
            blocks = CsvBlocks(file, self.encoding, self.marks())
            self._begin(blocks)
            pieces = _Pieces(blocks, form, Fields(schema, rules), bad)
            columns, fast = arrow_schema(schema), CsvColumns.of(schema, form, rules)
            writer = library("pyarrow.parquet").ParquetWriter
            with writer(target, columns, **self.options()) as out:
                return _written(out, self.tables(pieces.batches(columns, fast)))

    def _begin(self, blocks: CsvBlocks) -> list[str]:
        """The first row, all of it and what is to be skipped passed."""
        first = blocks.first(is_kept=not self.header)
        blocks.skip(self.skip_rows)
        return first

    def _form_and_schema(self, ctx: RunContext, rules: Rules) -> tuple[CsvForm, Any]:
        given = None if self.schema_ is None else read_schema(self.schema_)
        with ctx.blobs.open(self.from_) as file:
            blocks = CsvBlocks(file, self.encoding, self.marks())
            names = self._names(self._begin(blocks), given)
            form = CsvForm(names, self.field_separator, self.text_delimiter, self.skip_empty_rows)
            if given is not None:
                return form, given
            # Rows that are none are told, or refused, when they are written.
            pieces = _Pieces(blocks, form, None, BadLines(ctx, "SKIP"))
            return form, self._inferred(pieces, form, rules)

    def _inferred(self, pieces: _Pieces, form: CsvForm, rules: Rules) -> Any:
        """A schema with all the columns, whose types are those of the rows."""
        named = [name for name in form.names if name is not None]
        found: dict[str, Any] = {}
        if self.infer_types:
            count = max(self.number_of_rows_to_scan, 1)
            rows = pieces.telling(rules, count) if self.infer_all_fields else pieces.maps(count)
            found = {each["name"]: each["type"] for each in schema_of_texts(rows, rules)["fields"]}
        fields = [
            {"name": name, "type": found.get(name, ["null", "string"]), "default": None}
            for name in named
        ]
        return {"type": "record", "name": RECORD_NAME, "fields": fields}

    def _names(self, first: list[str], schema: Mapping[str, Any] | None) -> list[str | None]:
        """Of the columns. Raises: PluginError for a name that two have."""
        fields = [field["name"] for field in schema["fields"]] if schema is not None else None
        names: list[str | None] = []
        for place, text in enumerate(first):
            name: str | None = text
            if not self.header:
                name = f"column_{place + 1}" if fields is None else _at(fields, place)
            elif not text:
                name = f"column_{place + 1}" if self.on_empty_header == "RENAME" else None
            if name is not None and name in names:
                raise PluginError(f"Line 1 names the column {name!r} twice")
            names.append(name)
        return names


class _Pieces:
    """The rows of a file: as columns, or as maps of texts, of which each knows its line."""

    def __init__(
        self, blocks: CsvBlocks, form: CsvForm, fields: Fields | None, bad: BadLines
    ) -> None:
        self._blocks = blocks
        self._form = form
        self._fields = fields
        self._bad = bad

    def batches(self, schema: Any, columns: CsvColumns | None) -> Iterator[Any]:
        """Columns of blocks that fit the schema, records of others."""
        batch = library("pyarrow").RecordBatch
        for block, lines, table in self._tables(columns):
            if table is not None:
                self._blocks.passed(lines)
                yield from table.to_batches()
                continue
            records = self._records(block)
            while chunk := list(islice(records, BATCH_ROWS)):
                yield batch.from_pylist(chunk, schema=schema)
        self._bad.end()

    def _tables(self, columns: CsvColumns | None) -> Iterator[tuple[bytes, int, Any]]:
        """Each block, its line feeds, and its rows as columns, made while the next one is read.

        None for those that have to be read row by row: they may go on behind their end, and are
        given before anything more is read, unless they are known to end with a row.
        """
        with ThreadPoolExecutor(1) as pool:
            last: tuple[bytes, int, Future[Any]] | None = None
            while block := self._blocks.block():
                lines = block.count(b"\n")
                before, last = last, None
                if columns is not None and columns.takes(block):
                    last = block, lines, pool.submit(columns.table, block, lines)
                if before is not None:
                    yield _made(*before)
                if last is None:
                    yield block, lines, None
            if last is not None:
                yield _made(*last)

    def maps(self, count: int) -> list[dict[str, str | None]]:
        """The first rows, and maybe some more of their block are passed."""
        found: list[dict[str, str | None]] = []
        while len(found) < count and (block := self._blocks.block()):
            found += [row for _, row in islice(self._maps(block), count - len(found))]
        return found

    def telling(self, rules: Rules, count: int) -> Iterator[dict[str, str | None]]:
        """Rows of which all have the types: blocks that the first rows describe are passed over."""
        columns: CsvColumns | None = None
        while block := self._blocks.block():
            if columns is not None and not may_have_leading_zeros(block):
                lines = block.count(b"\n")
                if columns.takes(block) and columns.table(block, lines) is not None:
                    self._blocks.passed(lines)
                    continue
            rows = [row for _, row in self._maps(block)]
            columns = columns or CsvColumns.of(
                schema_of_texts(rows[:count], rules), self._form, rules
            )
            yield from rows

    def _records(self, block: bytes) -> Iterator[dict[str, Any]]:
        assert self._fields is not None
        for line, row in self._maps(block):
            try:
                yield self._fields.record(row)
            except IllegalArgument as error:
                self._bad.refuse(f"Line {line} does not fit the schema: {error.message}.")

    def _maps(self, block: bytes) -> Iterator[tuple[int, dict[str, str | None]]]:
        names = self._form.names
        for line, values in self._blocks.rows(block, self._bad):
            if not values and self._form.skips_empty:
                continue
            row = values or [""]
            if len(row) != len(names):
                self._bad.refuse(f"Line {line}: expected {len(names)} values, got {len(row)}.")
                continue
            yield (
                line,
                {
                    name: None if value == NULL else value
                    for name, value in zip(names, row, strict=True)
                    if name is not None
                },
            )


def _made(block: bytes, lines: int, table: Future[Any]) -> tuple[bytes, int, Any]:
    return block, lines, table.result()


def _at(names: list[str], place: int) -> str | None:
    return names[place] if place < len(names) else None


def _written(out: Any, tables: Iterable[Any]) -> int:
    """Write tables, each while the next one is read; how many rows they have."""
    count = 0
    with ThreadPoolExecutor(1) as pool:
        last: Future[None] | None = None
        for table in tables:
            if last is not None:
                last.result()
            last = pool.submit(out.write_table, table, row_group_size=max(table.num_rows, 1))
            count += table.num_rows
        if last is not None:
            last.result()
    return count
