"""CSV: text with a row in each line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, BinaryIO, Literal

from tiercel.plugin import Json, Level, PluginError, Prop, RunContext, plugin
from tiercel_serdes.conversion import (
    ON_BAD_LINES,
    RECORDS,
    BadLines,
    FromRows,
    InCharset,
    OnBadLines,
    ToRows,
    encoded,
    text_of,
)
from tiercel_serdes.limits import BLOCK_BYTES
from tiercel_serdes.texts import WithPatterns, text_of_value

NULL = "\\N"
# Values that the library writes as they are: texts, and numbers without delimiters.
_AS_IT_IS = frozenset({str, int, float})
_MARK = "A single character."


class Marks(InCharset):
    """The marks of the format."""

    field_separator: Annotated[str, Prop("What stands between values.", _MARK)] = ","
    text_delimiter: Annotated[
        str, Prop("What stands around values that have other marks in them.", _MARK)
    ] = '"'
    header: Annotated[bool, Prop("Whether the first line holds the names of the columns.")] = True

    def marks(self) -> dict[str, Any]:
        """As the library takes them. Raises: PluginError for more than one character."""
        given = {"fieldSeparator": self.field_separator, "textDelimiter": self.text_delimiter}
        for name, mark in given.items():
            if len(mark) != 1 or mark in "\r\n":
                raise PluginError(f"`{name}` must be one character, not {mark!r}")
        return {"delimiter": self.field_separator, "quotechar": self.text_delimiter}


@plugin(
    "io.kestra.plugin.serdes.csv.CsvToIon",
    title="Turn a CSV file into a file of rows.",
    examples=['from: "{{ outputs.download.uri }}"\nfieldSeparator: ";"\ncharset: ISO-8859-1'],
    aliases=["io.kestra.plugin.serdes.csv.CsvReader"],
    metrics=RECORDS,
)
class CsvToIon(Marks, ToRows):
    """All values are text; `\\N` is null."""

    skip_rows: Annotated[int, Prop("How many rows are skipped, behind the names.")] = 0
    skip_empty_rows: Annotated[bool, Prop("Whether empty lines are passed over.")] = False
    on_bad_lines: Annotated[OnBadLines, ON_BAD_LINES] = "ERROR"
    on_empty_header: Annotated[
        Literal["DROP", "RENAME"],
        Prop(
            "What to do with columns without a name.",
            "DROP leaves their values out, RENAME calls them `column_2` by their place.",
        ),
    ] = "DROP"
    error_on_different_field_count: Annotated[
        bool | None,
        Prop(
            "Whether rows with more or fewer values than the first fail.",
            "An older form of `onBadLines`: false takes them as they are.",
            deprecated=True,
        ),
    ] = None
    allow_extra_chars_after_closing_quote: Annotated[
        bool,
        Prop("Whether a value may go on behind its delimiter.", "No by default: the row is bad."),
    ] = False
    max_buffer_size: Annotated[
        int, Prop("Characters of a row at most.", "16777216 by default.")
    ] = 16_777_216
    max_field_size: Annotated[
        int, Prop("Characters of a value at most.", "16777216 by default.")
    ] = 16_777_216

    def rows(self, ctx: RunContext, file: BinaryIO) -> Iterator[Json]:
        """Raises: PluginError for marks that are none, and for bad rows unless they are let go."""
        # The bound of the library holds for the whole process: ours are checked for each row.
        csv.field_size_limit(max(csv.field_size_limit(), self.max_field_size))
        bad = BadLines(ctx, self.on_bad_lines)
        is_strict = not self.allow_extra_chars_after_closing_quote
        with text_of(file, self.encoding, newline="") as text:
            lines = self._read(csv.reader(text, strict=is_strict, **self.marks()), bad)
            yield from self._maps(lines, bad) if self.header else self._lists(lines, bad)
        bad.end()

    def _read(self, reader: Any, bad: BadLines) -> Iterator[list[str]]:
        """The rows that can be read."""
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                bad.refuse(f"Bad line encountered at line {reader.line_num}: {error}.")
                continue
            size = sum(map(len, row))
            if size > self.max_buffer_size:
                bad.refuse(f"Line {reader.line_num} is longer than `maxBufferSize`.")
            elif size > self.max_field_size and max(map(len, row)) > self.max_field_size:
                bad.refuse(f"Line {reader.line_num} has a value longer than `maxFieldSize`.")
            elif row or not self.skip_empty_rows:
                yield row

    def _maps(self, lines: Iterator[list[str]], bad: BadLines) -> Iterator[Json]:
        names = self._names(next(lines, []))
        are_all_named = None not in names
        for row in self._fitting(lines, len(names), bad):
            # Nearly all rows: this is the speed of the task.
            if are_all_named and NULL not in row:
                yield dict(zip(names, row, strict=False))
                continue
            yield {
                name: None if value == NULL else value
                for name, value in zip(names, row, strict=False)
                if name is not None
            }

    def _lists(self, lines: Iterator[list[str]], bad: BadLines) -> Iterator[Json]:
        first = next(lines, None)
        if first is not None:
            rows = self._fitting(_with_first(first, lines), len(first), bad)
            for row in rows:
                yield [None if value == NULL else value for value in row]

    def _fitting(
        self, lines: Iterator[list[str]], count: int, bad: BadLines
    ) -> Iterator[list[str]]:
        """Rows with as many values as there are columns, those to be skipped left out."""
        for number, row in enumerate(lines):
            if number < self.skip_rows:
                continue
            values = row or [""]
            if len(values) != count and self.error_on_different_field_count is not False:
                bad.refuse(
                    "Bad line encountered (field count mismatch): "
                    f"Expected {count}, got {len(values)} fields."
                )
            else:
                yield values

    def _names(self, row: list[str]) -> list[str | None]:
        def named(place: int, name: str) -> str | None:
            if name:
                return name
            return f"column_{place}" if self.on_empty_header == "RENAME" else None

        return [named(place, name) for place, name in enumerate(row, start=1)]


def _with_first(first: list[str], rest: Iterator[list[str]]) -> Iterator[list[str]]:
    yield first
    yield from rest


@plugin(
    "io.kestra.plugin.serdes.csv.IonToCsv",
    title="Turn a file of rows into a CSV file.",
    examples=['from: "{{ outputs.query.uri }}"\nfieldSeparator: ";"\nquoteMode: ALWAYS'],
    aliases=["io.kestra.plugin.serdes.csv.CsvWriter"],
    metrics=RECORDS,
)
class IonToCsv(Marks, WithPatterns, FromRows):
    """The columns are those of the first row."""

    extension = "csv"

    line_delimiter: Annotated[str, Prop("What ends a row.", "A line feed by default.")] = "\n"
    always_delimit_text: Annotated[
        bool, Prop("Whether all values are put between delimiters.", "As `quoteMode: ALWAYS`.")
    ] = False
    quote_mode: Annotated[
        Literal["ALWAYS", "REQUIRED", "NON_NUMERIC"] | None,
        Prop(
            "Which values are put between delimiters.",
            "ALWAYS all, NON_NUMERIC all but numbers, REQUIRED, the default, those with marks.",
        ),
    ] = None

    def content(self, ctx: RunContext, rows: Iterable[Json]) -> Iterator[bytes]:
        return encoded(self._texts(ctx, rows), self.encoding)

    def _texts(self, ctx: RunContext, rows: Iterable[Json]) -> Iterator[str]:
        buffer = io.StringIO()
        writer = csv.writer(
            buffer, quoting=self._quoting(), lineterminator=self.line_delimiter, **self.marks()
        )
        patterns = self.patterns(ctx)
        columns: list[str] | None = None
        for number, row in enumerate(rows, start=1):
            if columns is None:
                columns = self._columns(row)
                if self.header:
                    writer.writerow(columns)
            values = _ordered(ctx, row, columns, number)
            writer.writerow(
                [
                    each if type(each) in _AS_IT_IS else text_of_value(each, patterns)
                    for each in values
                ]
            )
            if buffer.tell() > BLOCK_BYTES:
                yield buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
        yield buffer.getvalue()

    def _quoting(self) -> Literal[0, 1, 2]:
        mode = self.quote_mode or ("ALWAYS" if self.always_delimit_text else "REQUIRED")
        modes: dict[str, Literal[0, 1, 2]] = {
            "ALWAYS": csv.QUOTE_ALL,
            "REQUIRED": csv.QUOTE_MINIMAL,
            "NON_NUMERIC": csv.QUOTE_NONNUMERIC,
        }
        return modes[mode]

    def _columns(self, row: Json) -> list[str]:
        if isinstance(row, dict):
            return list(row)
        if isinstance(row, list) and not self.header:
            return []
        kind = "List" if isinstance(row, list) else type(row).__name__
        raise PluginError(f"Invalid data of type {kind} with header")


def _ordered(ctx: RunContext, row: Json, columns: list[str], number: int) -> list[Json]:
    """The values of a row in the order of the columns, others behind them."""
    if isinstance(row, list):
        return row
    if not isinstance(row, dict):
        raise PluginError(f"Row {number} must be a map or a list, not {type(row).__name__}")
    if list(row) == columns:
        return list(row.values())
    values = [row.get(name) for name in columns]
    others = [name for name in row if name not in columns] if len(row) > len(columns) else []
    if others:
        ctx.log.write(Level.WARN, f"Row {number} has values without a column: {', '.join(others)}")
    return values + [row[name] for name in others]
