"""Rows of a file into a sheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO, Literal

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
    Static,
    plugin,
)
from tiercel.plugin.rows import row_of_text
from tiercel.plugin.services.given_rows import groups_of
from tiercel.plugins.clients import client_module
from tiercel_gcp.rest import Rest, part
from tiercel_gcp.values import rendered
from tiercel_googleworkspace.limits import ROWS_AT_ONCE
from tiercel_googleworkspace.sheets import SHEET, OfSpreadsheet

Format = Literal["ION", "CSV", "AVRO", "PARQUET", "ORC", "JSON"]
_START = re.compile(r"(?:(?P<sheet>.*)!)?(?P<column>[A-Z]+)(?P<row>[0-9]+)(?::.*)?", re.DOTALL)


class CsvOptions(Part):
    """How CSV is read."""

    field_delimiter: Annotated[str, Prop("What is between values.")] = ","
    encoding: Annotated[str, Prop("The character set of the file, such as UTF-8.")] = "UTF-8"
    quote: Annotated[str | None, Prop('What is around values that need it; `"` by default.')] = None
    skip_leading_rows: Annotated[int | None, Prop("How many rows to leave out.")] = None


class Loaded(Output):
    """What was written."""

    range: Annotated[str | None, Prop("The range, of the first rows where there are many.")] = None
    rows: Annotated[int, Prop("How many rows were written.")]
    columns: Annotated[int, Prop("How many columns were written.")]


@plugin(
    "io.kestra.plugin.googleworkspace.sheets.Load",
    title="Write rows of a file into a sheet.",
    examples=[SHEET + 'from: "{{ outputs.query.uri }}"\nrange: Orders\nheader: true'],
)
class Load(OfSpreadsheet, RunnableTask[Loaded]):
    """Rows are written some thousand at a time: a failure leaves those before it."""

    from_: Annotated[
        str | None, Field(alias="from"), Prop("The address of the file, which must be given.")
    ] = None
    format: Annotated[Format | None, Prop("What it has; by its name by default, else Ion.")] = None
    range: Annotated[str, Prop("Where the first row goes: a sheet, or a range of one.")] = "Sheet1"
    header: Annotated[bool, Prop("Whether the names of the columns are the first row.")] = False
    insert_type: Annotated[
        Literal["UPDATE", "OVERWRITE", "APPEND"],
        Prop("UPDATE writes over what is there, OVERWRITE empties the range before, APPEND adds."),
    ] = "UPDATE"
    csv_options: Annotated[Static[CsvOptions], Prop("How CSV is read.")] = CsvOptions()
    avro_schema: Annotated[str | None, Prop("The schema of a reader of Avro, as JSON.")] = None

    def run(self, ctx: RunContext) -> Loaded:
        """Raises: PluginError for what can't be read, and for what the service refuses."""
        if not self.from_:
            raise PluginError("`from` must be the address of a stored file")
        rest = self.sheets(ctx)
        if self.insert_type == "OVERWRITE":
            rest.post(f"{self.path}/values/{part(self.range)}:clear", {})
        place, first, rows, columns = self.range, None, 0, 0
        with ctx.blobs.open(self.from_) as file:
            for group in groups_of(self._cells(ctx, file), ROWS_AT_ONCE):
                written = self._written(rest, place, group)
                first = first or written
                rows += len(group)
                columns = max(columns, *map(len, group))
                place = below(written or place, len(group))
        return Loaded(range=first, rows=rows, columns=columns)

    def _written(self, rest: Rest, place: str, rows: list[list[Json]]) -> str | None:
        params = {"valueInputOption": "USER_ENTERED"}
        path = f"{self.path}/values/{part(place)}"
        if self.insert_type == "APPEND":
            path = f"{self.path}/values/{part(self.range)}:append"
            found = rest.ask("POST", path, {"values": rows}, params=params).get("updates") or {}
        else:
            found = rest.ask("PUT", path, {"values": rows}, params=params)
        written: str | None = found.get("updatedRange")
        return written

    def _cells(self, ctx: RunContext, file: BinaryIO) -> Iterator[list[Json]]:
        names: list[str] | None = None
        for row in self._rows(ctx, file):
            if not isinstance(row, dict):
                yield [cell(each) for each in (row if isinstance(row, list) else [row])]
                continue
            if names is None:
                names = list(row)
                if self.header:
                    yield list(names)
            yield [cell(row.get(name)) for name in names]

    def _rows(self, ctx: RunContext, file: BinaryIO) -> Iterator[Json]:
        extension = str(self.from_).rpartition(".")[2].upper()
        known = extension if extension in ("CSV", "AVRO", "PARQUET", "ORC", "JSON") else "ION"
        wanted = self.format or known
        if wanted == "CSV":
            yield from self._csv(ctx, file)
        elif wanted == "AVRO":
            yield from self._avro(file)
        elif wanted in ("PARQUET", "ORC"):
            yield from _columns(file, wanted)
        elif wanted == "JSON":
            yield from _json(file)
        else:
            yield from (row_of_text(line) for line in file if line.strip())

    def _csv(self, ctx: RunContext, file: BinaryIO) -> Iterator[Json]:
        options = CsvOptions.model_validate(rendered(ctx, self.csv_options))
        try:
            text = io.TextIOWrapper(file, options.encoding, newline="")
            rows = csv.reader(
                text, delimiter=options.field_delimiter, quotechar=options.quote or '"'
            )
            for number, row in enumerate(rows):
                # The first row of a CSV has the names.
                is_left_out = number == 0 and not self.header and not options.skip_leading_rows
                if number >= (options.skip_leading_rows or 0) and not is_left_out:
                    yield list(row)
        except (csv.Error, UnicodeDecodeError, LookupError, TypeError) as error:
            raise PluginError(f"The file is no CSV as `csvOptions` says: {error}") from None

    def _avro(self, file: BinaryIO) -> Iterator[Json]:
        fastavro: Any = client_module("fastavro", "Avro", "tiercel[serdes]")
        schema = None
        try:
            if self.avro_schema:
                schema = fastavro.parse_schema(msgspec.json.decode(self.avro_schema))
            yield from fastavro.reader(file, schema)
        except (ValueError, msgspec.DecodeError, EOFError) as error:
            raise PluginError(f"The file is no Avro: {error}") from None


def _columns(file: BinaryIO, form: str) -> Iterator[Json]:
    arrow: Any = client_module("pyarrow", form.capitalize(), "tiercel[serdes]")
    reader: Any = client_module(f"pyarrow.{form.lower()}", form.capitalize(), "tiercel[serdes]")
    content = io.BytesIO(file.read())
    try:
        if form == "PARQUET":
            for batch in reader.ParquetFile(content).iter_batches():
                yield from batch.to_pylist()
            return
        stripes = reader.ORCFile(content)
        for number in range(stripes.nstripes):
            yield from stripes.read_stripe(number).to_pylist()
    except arrow.ArrowException as error:
        raise PluginError(f"The file is no {form.capitalize()}: {error}") from None


def _json(file: BinaryIO) -> Iterator[Json]:
    content = file.read()
    try:
        found = msgspec.json.decode(content)
    except msgspec.DecodeError:
        yield from (row_of_text(line) for line in content.splitlines() if line.strip())
        return
    yield from found if isinstance(found, list) else [found]


def cell(value: Any) -> Json:
    """A value as a cell takes it; what has parts is JSON."""
    if value is None or isinstance(value, bool | int | float | str):
        return "" if value is None else value
    if isinstance(value, list | dict):
        return msgspec.json.encode(value, enc_hook=str).decode()
    return str(value)


def below(place: str, count: int) -> str:
    """Where rows go on below the first `count` of a range, such as Orders!A5001."""
    found = _START.fullmatch(place)
    if found is None:
        return f"{place}!A{count + 1}"
    sheet = f"{found['sheet']}!" if found["sheet"] else ""
    return f"{sheet}{found['column']}{int(found['row']) + count}"
