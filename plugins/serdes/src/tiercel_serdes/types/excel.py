"""Workbooks of Excel (`.xlsx`)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

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
from tiercel.plugin.rows import exact_rows, lines_of_exact_rows
from tiercel_serdes.conversion import RECORDS, Counted, FromFile, InCharset, explained, library
from tiercel_serdes.texts import Patterns, WithPatterns, text_of_value

SHEETS = [Metric("sheets", "counter", "sheets", "How many sheets were read.")]
_ANY_TEXT = "Accepted, without effect: workbooks have one encoding."
_FORMATS = ((datetime, "yyyy-mm-dd hh:mm:ss"), (date, "yyyy-mm-dd"), (time, "hh:mm:ss"))


class Sheets(Output):
    """A file of rows for each sheet."""

    uris: Annotated[dict[str, str], Prop("The files in the internal storage by sheet.")]
    size: Annotated[int, Prop("How many rows all of them have.")]


class Workbook(Output):
    """The new file."""

    uri: Annotated[str, Prop("The file in the internal storage.")]
    size: Annotated[int, Prop("How many rows it has.")]


@plugin(
    "io.kestra.plugin.serdes.excel.ExcelToIon",
    title="Turn the sheets of a workbook into files of rows.",
    examples=['from: "{{ inputs.workbook }}"\nsheetsTitle: [Orders]'],
    metrics=SHEETS,
)
class ExcelToIon(FromFile, InCharset, RunnableTask[Sheets]):
    """Sheets are read row by row."""

    sheets_title: Annotated[
        list[str] | None, Prop("Titles of the sheets to read.", "All by default.")
    ] = None
    header: Annotated[bool, Prop("Whether the first row holds the names of the columns.")] = True
    skip_rows: Annotated[
        Static[int], Field(ge=0), Prop("How many rows are skipped, before the names.")
    ] = 0
    skip_empty_rows: Annotated[bool, Prop("Whether rows without a value are passed over.")] = False
    value_render: Annotated[
        Literal["FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"],
        Prop(
            "What is read of a cell.",
            "UNFORMATTED_VALUE, the default, its value; FORMATTED_VALUE the value as text; FORMULA "
            "the formula instead of its result.",
        ),
    ] = "UNFORMATTED_VALUE"
    date_time_render: Annotated[
        Literal["SERIAL_NUMBER", "FORMATTED_STRING", "UNFORMATTED_VALUE"],
        Prop(
            "How dates are read.",
            "UNFORMATTED_VALUE, the default, as ISO text; FORMATTED_STRING with a space between "
            "date and time; SERIAL_NUMBER as days since 1899-12-30.",
        ),
    ] = "UNFORMATTED_VALUE"
    charset: Annotated[str, Prop("The encoding of the text.", _ANY_TEXT)] = "UTF-8"

    def run(self, ctx: RunContext) -> Sheets:
        """Raises: PluginError for a file that is no workbook, or lacks a sheet."""
        openpyxl = library("openpyxl")
        has_results = self.value_render != "FORMULA"
        uris, size = {}, 0
        with (
            ctx.blobs.open(self.from_) as file,
            explained(
                "workbook of Excel (.xlsx)",
                *(zipfile.BadZipFile, openpyxl.utils.exceptions.InvalidFileException, KeyError),
            ),
        ):
            book = openpyxl.load_workbook(file, read_only=True, data_only=has_results)
            for title in self._titles(book.sheetnames):
                rows = Counted(self._rows(book[title]))
                uris[title] = ctx.blobs.put_new(lines_of_exact_rows(rows), "ion")
                size += rows.count
        ctx.metrics.counter("sheets", len(uris))
        return Sheets(uris=uris, size=size)

    def _titles(self, known: list[str]) -> list[str]:
        missing = [each for each in self.sheets_title or () if each not in known]
        if missing:
            raise PluginError(f"`sheetsTitle`: there is no sheet '{missing[0]}' in {known}")
        return self.sheets_title or known

    def _rows(self, sheet: Any) -> Iterator[Json]:
        names: list[str] | None = None
        for number, cells in enumerate(sheet.iter_rows(values_only=True)):
            if number < self.skip_rows:
                continue
            if self.header and names is None:
                names = [
                    f"column_{place}" if cell is None else str(cell)
                    for place, cell in enumerate(cells, start=1)
                ]
                continue
            values = [self._value(each) for each in cells]
            if self.skip_empty_rows and all(each is None for each in values):
                continue
            yield values if names is None else dict(zip(names, values, strict=False))

    def _value(self, value: Any) -> Json:
        if isinstance(value, (datetime, date, time)):
            return self._date(value)
        if isinstance(value, timedelta):
            return value.total_seconds() / 86_400
        if self.value_render == "FORMATTED_VALUE" and value is not None:
            return _shown(value)
        return value

    def _date(self, value: Any) -> Json:
        match self.date_time_render:
            case "SERIAL_NUMBER":
                return library("openpyxl.utils.datetime").to_excel(value)
            case "FORMATTED_STRING":
                return str(value)
            case "UNFORMATTED_VALUE":
                return value.isoformat()


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:.15g}" if isinstance(value, float) else str(value)


@plugin(
    "io.kestra.plugin.serdes.excel.IonToExcel",
    title="Turn files of rows into a workbook.",
    examples=[
        ('from:\n  Orders: "{{ outputs.orders.uri }}"\n  Customers: "{{ outputs.customers.uri }}"')
    ],
    metrics=RECORDS,
)
class IonToExcel(WithPatterns, InCharset, RunnableTask[Workbook]):
    """A sheet for each file."""

    from_: Annotated[
        str | dict[str, Json],
        Field(alias="from"),
        Prop("The file of rows in the internal storage, or several by the title of their sheet."),
    ]
    sheets_title: Annotated[
        str, Prop("The title of the sheet of a single file.", "`Sheet` by default.")
    ] = "Sheet"
    header: Annotated[bool, Prop("Whether the first row names the columns.")] = True
    styles: Annotated[
        bool,
        Prop(
            "Whether dates become dates of Excel with a format.",
            "Yes by default; otherwise they are text, as the patterns say.",
        ),
    ] = True
    charset: Annotated[str, Prop("The encoding of the text.", _ANY_TEXT)] = "UTF-8"

    def run(self, ctx: RunContext) -> Workbook:
        """Raises: PluginError for a value that no sheet can have."""
        openpyxl = library("openpyxl")
        patterns = self.patterns(ctx)
        wrong = openpyxl.utils.exceptions.IllegalCharacterError
        size = 0
        target = ctx.files.resolve("workbook.xlsx")
        with _new_book() as book:
            for title, uri in self._files().items():
                with ctx.blobs.open(uri) as file, explained("sheet of Excel", ValueError, wrong):
                    size += self._write(book.create_sheet(title), exact_rows(file), patterns)
            book.save(target)
        ctx.metrics.counter("records", size)
        return Workbook(uri=ctx.blobs.put_new(target, "xlsx"), size=size)

    def _files(self) -> Mapping[str, str]:
        if isinstance(self.from_, str):
            return {self.sheets_title: self.from_}
        return {title: str(uri) for title, uri in self.from_.items()}

    def _write(self, sheet: Any, rows: Iterable[Json], patterns: Patterns) -> int:
        count = 0
        names: list[str] | None = None
        for row in rows:
            if isinstance(row, dict) and names is None:
                names = list(row)
                if self.header:
                    sheet.append(names)
            values = [row.get(name) for name in names or ()] if isinstance(row, dict) else row
            if not isinstance(values, list):
                raise PluginError(f"A row must be a map or a list, not {type(row).__name__}")
            sheet.append([self._cell(sheet, each, patterns) for each in values])
            count += 1
        return count

    def _cell(self, sheet: Any, value: Json, patterns: Patterns) -> Any:
        for kind, number_format in _FORMATS:
            if self.styles and isinstance(value, kind):
                cell = library("openpyxl.cell").WriteOnlyCell(sheet, _naive(value, patterns))
                cell.number_format = number_format
                return cell
        if value is None or isinstance(value, (bool, int, float, Decimal)):
            return value
        text = text_of_value(value, patterns)
        # A text that begins like a formula stays a text.
        cell = library("openpyxl.cell").WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        return cell


@contextmanager
def _new_book() -> Iterator[Any]:
    """A workbook; of one that is not saved no sheet stays open, and no file in the temporary ones.

    Until it is saved, each sheet is written to a file of its own there.
    """
    book = library("openpyxl").Workbook(write_only=True)
    try:
        yield book
    except BaseException:
        for sheet in book.worksheets:
            if sheet._writer is not None and not sheet.closed:
                sheet._rows.close()
                sheet._writer.close()
                sheet._writer.cleanup()
        raise


def _naive(value: Any, patterns: Patterns) -> Any:
    """A date of Excel has no zone: that of the task is taken."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(patterns.zone).replace(tzinfo=None)
    return value
