"""Files of rows: one Ion value a line, of which every JSON line is one."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import BinaryIO

import msgspec

from tiercel.expr.formats.ion import BINARY_MARK
from tiercel.model.errors import IllegalArgument
from tiercel.model.json_types import Json
from tiercel.model.log import log_map

__all__ = [
    "BINARY_MARK",
    "exact_row_of_text",
    "exact_rows",
    "lines_of_exact_rows",
    "lines_of_rows",
    "log_map",
    "numbered_rows",
    "row_of_text",
    "rows_of_bytes",
    "rows_of_text",
    "text_of_row",
]

# What is written together: a call for each row costs as much as the row, and rows may be large.
_ROWS_AT_ONCE = 32
_DECODER = msgspec.json.Decoder()
_EXACT_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_EXACT_ENCODER = msgspec.json.Encoder(decimal_format="number")


class _NotIon(IllegalArgument):
    """A row that can't be read; `reason` is what the reader says of it."""

    def __init__(self, reason: str, row: str = "The file has a row that") -> None:
        super().__init__(
            f"{row} is not Ion: {reason}. A file of another form is made into rows before, such as"
            " CSV by io.kestra.plugin.serdes.csv.CsvToIon"
        )
        self.reason = reason

    def at_line(self, number: int) -> _NotIon:
        """The error with the number of the line in its file."""
        return _NotIon(self.reason, f"Line {number} of the file")


def row_of_text(line: str | bytes) -> Json:
    """The value of one line.

    Raises: IllegalArgument when it is neither JSON nor Ion.
    Source: spec/internal-storage.md §3.
    """
    try:
        return _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _ion_values(line)[0]


def numbered_rows(
    file: Iterable[bytes], row_of: Callable[[bytes], Json] = row_of_text
) -> Iterator[tuple[int, Json]]:
    """The values of the lines of a file with their numbers, empty lines left out.

    Raises: IllegalArgument with the number of a line that is neither JSON nor Ion.
    """
    for number, line in enumerate(file, 1):
        if line.strip():
            try:
                row = row_of(line)
            except _NotIon as error:
                raise error.at_line(number) from None
            yield number, row


def rows_of_text(content: str) -> Iterator[Json]:
    """The values of a text file, null rows and empty lines left out."""
    for line in content.splitlines():
        if line.strip():
            row = row_of_text(line)
            if row is not None:
                yield row


def rows_of_bytes(content: bytes) -> Iterator[Json]:
    """The values of a file that is text or binary Ion."""
    if content.startswith(BINARY_MARK):
        yield from (row for row in _ion_values(content) if row is not None)
    else:
        yield from rows_of_text(content.decode("utf-8", errors="replace"))


def text_of_row(row: Json) -> str:
    """A row as a line without its end: JSON, which is Ion too."""
    return msgspec.json.encode(row, enc_hook=_plain, order=None).decode()


def lines_of_rows(rows: Iterable[Json]) -> Iterator[bytes]:
    """Rows as the content of a file, one at a time: `ctx.blobs.put_new(lines_of_rows(…), "ion")`.

    Null rows are left out.
    """
    for row in rows:
        if row is not None:
            yield text_of_row(row).encode() + b"\n"


def lines_of_exact_rows(rows: Iterable[Json]) -> Iterator[bytes]:
    """As `lines_of_rows`, a few rows at a time, with decimals that keep every digit.

    Bytes in a map stay bytes. A line is JSON, and Ion where a value of a map is bytes.
    """
    iterator = iter(rows)
    while chunk := list(islice(iterator, _ROWS_AT_ONCE)):
        if any(map(_has_bytes, chunk)):
            yield from map(_exact_line, chunk)
        else:
            yield _EXACT_ENCODER.encode_lines(chunk)


def exact_rows(file: BinaryIO, lines_before: Callable[[], int] = int) -> Iterator[Json]:
    """The rows of a file as `exact_row_of_text` reads them, one at a time, null rows left out.

    A file of binary Ion, which is rare, is read as a whole. `lines_before` says how many lines
    there were before these. Raises: as `exact_row_of_text`, with the number of the line.
    """
    start = file.read(len(BINARY_MARK))
    if start == BINARY_MARK:
        yield from (row for row in _raw_values(start + file.read()) if row is not None)
        return
    first = start if start.endswith(b"\n") else start + file.readline()
    for number, line in enumerate(chain(first.splitlines(keepends=True), file), 1):
        if line.strip():
            try:
                row = exact_row_of_text(line)
            except _NotIon as error:
                raise error.at_line(lines_before() + number) from None
            if row is not None:
                yield row


def exact_row_of_text(line: str | bytes) -> Json:
    """As `row_of_text`, with numbers that have a point as decimals, dates and bytes as such.

    Raises: IllegalArgument when it is neither JSON nor Ion.
    """
    try:
        return _EXACT_DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        found = _raw_values(line)
        return found[0] if found else None


def _has_bytes(row: Json) -> bool:
    return isinstance(row, dict) and bytes in map(type, row.values())


def _exact_line(row: Json) -> bytes:
    if not _has_bytes(row):
        return _EXACT_ENCODER.encode(row) + b"\n"
    fields = (_EXACT_ENCODER.encode(name) + b":" + _exact_value(each) for name, each in row.items())
    return b"{" + b",".join(fields) + b"}\n"


def _exact_value(value: Json) -> bytes:
    if type(value) is bytes:
        return b"{{" + b64encode(value) + b"}}"
    return _EXACT_ENCODER.encode(value)


def _plain(value: Json) -> Json:
    if isinstance(value, Decimal):
        return float(value)
    return dict(value) if hasattr(value, "keys") else str(value)


def _ion_values(content: str | bytes) -> list[Json]:
    found = _raw_values(content)
    return [_json_of(value) for value in found] if found else [None]


def _raw_values(content: str | bytes) -> list[Json]:
    # Imported here: nearly all files are JSON lines.
    from tiercel.expr.formats.ion.reader import IonError, read_values

    try:
        return read_values(content)
    except IonError as error:
        raise _NotIon(error.message) from None


def _json_of(value: Json) -> Json:
    """Decimals as floats, dates as ISO text."""
    if isinstance(value, dict):
        return {key: _json_of(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_json_of(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00"
    return float(value) if isinstance(value, Decimal) else value
