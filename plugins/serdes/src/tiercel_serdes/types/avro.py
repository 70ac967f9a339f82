"""Avro: records with a schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import chain, islice
from typing import Annotated, Any, BinaryIO
from uuid import UUID

import msgspec
from pydantic import Field

from tiercel.plugin import (
    IllegalArgument,
    Json,
    Output,
    Plugin,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.rows import exact_rows
from tiercel_serdes.conversion import (
    ON_BAD_LINES,
    RECORDS,
    ROWS_FILE,
    BadLines,
    Counted,
    FromFile,
    FromRows,
    InZone,
    OnBadLines,
    ToRows,
    explained,
    library,
)
from tiercel_serdes.fields import Fields, Rules
from tiercel_serdes.schemas import inferred_schema, read_schema

_WORDS = "Without regard to upper and lower case."
_READ = "A pattern of java.time; what is in brackets may be missing."
SCAN = Prop("How many rows are looked at to infer the schema.", "100 by default.")


class WithSchema(InZone, Plugin):
    """Properties of formats with a schema: which one, and how texts are read for it."""

    schema_: Annotated[
        str | None,
        Field(alias="schema"),
        Prop(
            "The schema of Avro as JSON: a record, whose fields are the columns.",
            "Inferred from the first rows without.",
        ),
    ] = None
    number_of_rows_to_scan: Annotated[int, SCAN] = 100
    infer_all_fields: Annotated[
        bool,
        Prop(
            "Whether all rows are looked at for the schema, not only the first.",
            "It takes reading the file twice. No by default.",
        ),
    ] = False
    strict_schema: Annotated[
        bool,
        Prop("Whether values without a field in the schema fail.", "They are left out by default."),
    ] = False
    true_values: Annotated[list[str], Prop("Texts that stand for true.", _WORDS)] = Field(
        default=["t", "true", "enabled", "1", "on", "yes"]
    )
    false_values: Annotated[list[str], Prop("Texts that stand for false.", _WORDS)] = Field(
        default=["f", "false", "disabled", "0", "off", "no", ""]
    )
    null_values: Annotated[
        list[str], Prop("Texts that stand for null, in fields that may be null.", _WORDS)
    ] = Field(
        default=[
            *("", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN"),
            *("1.#IND", "1.#QNAN", "NA", "n/a", "nan", "null"),
        ]
    )
    date_format: Annotated[str, Prop("How texts name dates.", _READ)] = "yyyy-MM-dd[XXX]"
    time_format: Annotated[str, Prop("How texts name times.", _READ)] = "HH:mm[:ss][.SSSSSS][XXX]"
    datetime_format: Annotated[str, Prop("How texts name dates with a time.", _READ)] = (
        "yyyy-MM-dd'T'HH:mm[:ss][.SSSSSS][XXX]"
    )
    decimal_separator: Annotated[
        str, Prop("What stands before the fraction in texts of numbers.", "A point by default.")
    ] = "."
    on_bad_lines: Annotated[OnBadLines, ON_BAD_LINES] = "ERROR"

    def rules(self, ctx: RunContext) -> Rules:
        """How texts are read."""
        return Rules(
            true_words=lower(self.true_values),
            false_words=lower(self.false_values),
            null_words=lower(self.null_values),
            date_format=self.date_format,
            time_format=self.time_format,
            datetime_format=self.datetime_format,
            decimal_separator=self.decimal_separator,
            is_strict=self.strict_schema,
            zone=self.zone(ctx),
        )

    def records(
        self, ctx: RunContext, uri: str, rows: Iterator[Json]
    ) -> tuple[Any, Iterator[dict[str, Json]]]:
        """The schema, and the rows as its records. Raises: PluginError, see `read_schema`."""
        if self.schema_ is not None:
            schema: Any = read_schema(self.schema_)
        elif self.infer_all_fields:
            with ctx.blobs.open(uri) as again:
                schema = inferred_schema(exact_rows(again))
        else:
            first = list(islice(rows, max(self.number_of_rows_to_scan, 1)))
            schema, rows = inferred_schema(first), chain(first, rows)
        return schema, self._converted(self.records_of(ctx, schema), rows)

    def _converted(self, records: Records, rows: Iterator[Json]) -> Iterator[dict[str, Json]]:
        yield from records.of(rows)
        records.end()

    def records_of(self, ctx: RunContext, schema: Any) -> Records:
        """What makes records of rows."""
        return Records(Fields(schema, self.rules(ctx)), BadLines(ctx, self.on_bad_lines))


class Records:
    """Rows as records of a schema, without those that do not fit; all of them are counted."""

    def __init__(self, fields: Fields, bad: BadLines) -> None:
        self._fields = fields
        self._bad = bad
        self.count = 0

    def of(self, rows: Iterable[Json]) -> Iterator[dict[str, Json]]:
        """Raises: PluginError for a row that does not fit, unless such rows are let go."""
        for row in rows:
            self.count += 1
            try:
                record = self._fields.record(row)
            except IllegalArgument as error:
                self._bad.refuse(f"Row {self.count} does not fit the schema: {error.message}.")
                continue
            yield record

    def end(self) -> None:
        """Say how many there were beyond those that were logged."""
        self._bad.end()


def lower(words: list[str]) -> frozenset[str]:
    """Words in small letters."""
    return frozenset(each.lower() for each in words)


class Inferred(Output):
    """The schema."""

    uri: Annotated[str, Prop("The schema as a JSON file in the internal storage.")]


@plugin(
    "io.kestra.plugin.serdes.avro.AvroToIon",
    title="Turn an Avro file into a file of rows.",
    examples=['from: "{{ outputs.download.uri }}"'],
    aliases=["io.kestra.plugin.serdes.avro.AvroReader"],
    metrics=RECORDS,
)
class AvroToIon(ToRows):
    """A row for each record: decimals keep their digits, dates are ISO text."""

    on_bad_lines: Annotated[OnBadLines, ON_BAD_LINES] = "ERROR"

    def rows(self, ctx: RunContext, file: BinaryIO) -> Iterator[Json]:
        fastavro = library("fastavro")
        bad = BadLines(ctx, self.on_bad_lines)
        with explained(
            "Avro", ValueError, EOFError, KeyError, IndexError, fastavro.schema.UnknownType
        ):
            records = iter(fastavro.reader(file))
            while True:
                try:
                    record = next(records)
                except StopIteration:
                    break
                except (ValueError, EOFError, IndexError) as error:
                    # What follows can't be found: records have no marks between them.
                    bad.refuse(f"The file ends early: {error}.")
                    break
                yield plain(record)
        bad.end()


def plain(value: Json) -> Json:
    """A value of a record as files of rows have it."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


@plugin(
    "io.kestra.plugin.serdes.avro.IonToAvro",
    title="Turn a file of rows into an Avro file.",
    examples=[
        (
            'from: "{{ outputs.query.uri }}"\n'
            "schema: |\n"
            '  {"type": "record", "name": "Order", "fields": [\n'
            '    {"name": "id", "type": "int"},\n'
            '    {"name": "total", "type": ["null", "double"]}\n'
            "  ]}"
        )
    ],
    aliases=["io.kestra.plugin.serdes.avro.AvroWriter"],
    metrics=RECORDS,
)
class IonToAvro(WithSchema, FromRows):
    """A record for each row."""

    def store(self, ctx: RunContext, rows: Counted) -> str:
        schema, records = self.records(ctx, self.from_, iter(rows))
        target = ctx.files.resolve("records.avro")
        with target.open("wb") as file, explained("Avro", ValueError):
            library("fastavro").writer(file, schema, records)
        return ctx.blobs.put_new(target, "avro")


@plugin(
    "io.kestra.plugin.serdes.avro.InferAvroSchemaFromIon",
    title="Infer a schema of Avro from a file of rows.",
    examples=['from: "{{ outputs.query.uri }}"\nnumberOfRowsToScan: 1000'],
)
class InferAvroSchemaFromIon(FromFile, RunnableTask[Inferred]):
    """Every field may be null."""

    from_: Annotated[str, Field(alias="from"), ROWS_FILE]
    number_of_rows_to_scan: Annotated[int, SCAN] = 100

    def run(self, ctx: RunContext) -> Inferred:
        with ctx.blobs.open(self.from_) as file:
            schema = inferred_schema(islice(exact_rows(file), max(self.number_of_rows_to_scan, 1)))
        return Inferred(uri=ctx.blobs.put_new(msgspec.json.encode(schema), "avsc"))
