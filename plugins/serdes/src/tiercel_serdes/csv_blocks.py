"""A CSV file in blocks that end with a row, each of them as columns or row by row."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any, BinaryIO

from tiercel.plugin import PluginError
from tiercel_serdes.conversion import BadLines, text_wrapper
from tiercel_serdes.limits import (
    COLUMNS_BLOCK_BYTES,
    COLUMNS_BLOCK_BYTES_MAX,
    CSV_FIELD_CHARACTERS_MAX,
    QUOTED_LINES_BYTES,
)

_UTF8 = "utf-8"


class CsvBlocks:
    """Reads whole rows as UTF-8, and knows the line that comes next.

    Shapes: `marks` is what the module csv takes.
    """

    def __init__(self, file: BinaryIO, encoding: str, marks: Mapping[str, Any]) -> None:
        self._file = file
        self._encoding = encoding
        self._text = None if encoding == _UTF8 else text_wrapper(file, encoding, newline="")
        self._marks = marks
        self._quote = str(marks["quotechar"]).encode()
        self._pending = b""
        self.lines = 0
        # The bound of the library holds for the whole process, so it only grows.
        csv.field_size_limit(max(csv.field_size_limit(), CSV_FIELD_CHARACTERS_MAX))

    def first(self, *, is_kept: bool) -> list[str]:
        """The first row, which comes again when it is kept; nothing for an empty file.

        Raises: PluginError for one that can't be read.
        """
        taken: list[bytes] = []
        self._pending = self._line().removeprefix(BOM_UTF8)
        reader = csv.reader(self._decoded(taken), strict=True, **self._marks)
        try:
            row = next(reader, [])
        except csv.Error as error:
            raise PluginError(f"Line 1: {error}") from None
        self._pending = b"".join(taken) if is_kept else b""
        self.lines = 0 if is_kept else len(taken)
        return row

    def skip(self, count: int) -> None:
        """Pass over so many rows. Raises: PluginError for one that can't be read."""
        reader = csv.reader(self._decoded([]), strict=True, **self._marks)
        begun = self.lines
        try:
            for _ in islice(reader, count):
                self.lines = begun + reader.line_num
        except csv.Error as error:
            raise PluginError(f"Line {self.lines + 1}: {error}") from None

    def block(self) -> bytes:
        """The next rows, empty at the end. It may end within a value whose quotes are not clear."""
        pieces = [self._pending, self._read(COLUMNS_BLOCK_BYTES)]
        self._pending = b""
        pieces.append(self._line())
        is_within = sum(_count(self._quote, piece) for piece in pieces) % 2
        further = 0
        while is_within and further < QUOTED_LINES_BYTES and (line := self._line()):
            pieces.append(line)
            further += len(line)
            is_within ^= _count(self._quote, line) % 2
        return b"".join(pieces)

    def passed(self, lines: int) -> None:
        """A block of so many lines was taken by columns."""
        self.lines += lines

    def rows(self, block: bytes, bad: BadLines) -> Iterator[tuple[int, list[str]]]:
        """The rows of a block with their first lines, read on to the end of its last one.

        Raises: PluginError for bytes that are no text, and for rows that are none.
        """
        lines = list(io.StringIO(self._decode(block), newline=""))
        reader = csv.reader(chain(lines, self._decoded([])), strict=True, **self._marks)
        begun = self.lines
        while reader.line_num < len(lines):
            line = begun + reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                bad.refuse(f"Line {line}: {error}.")
                continue
            finally:
                self.lines = begun + reader.line_num
            yield line, row

    def _decoded(self, taken: list[bytes]) -> Iterator[str]:
        """Lines from here on, which are kept as they are in `taken`."""
        if self._pending:
            line, self._pending = self._pending, b""
        else:
            line = self._line()
        while line:
            taken.append(line)
            yield self._decode(line)
            line = self._line()

    def _decode(self, block: bytes) -> str:
        try:
            return block.decode()
        except UnicodeDecodeError as error:
            line = self.lines + block.count(b"\n", 0, error.start) + 1
            raise PluginError(
                f"Line {line} is not in the encoding {self._encoding}: {error.reason}"
            ) from None

    def _read(self, size: int) -> bytes:
        if self._text is None:
            return self._file.read(size)
        return self._recoded(self._text.read, size)

    def _line(self) -> bytes:
        """Raises: PluginError for one that is too long to be held."""
        if self._text is None:
            line = self._file.readline(COLUMNS_BLOCK_BYTES_MAX)
        else:
            line = self._recoded(self._text.readline, COLUMNS_BLOCK_BYTES_MAX)
        if len(line) >= COLUMNS_BLOCK_BYTES_MAX:
            raise PluginError(
                f"A line behind line {self.lines} is longer than {COLUMNS_BLOCK_BYTES_MAX} bytes"
            )
        return line

    def _recoded(self, read: Any, size: int) -> bytes:
        try:
            return str(read(size)).encode()
        except UnicodeError as error:
            reason = error.reason if isinstance(error, UnicodeDecodeError) else error
            raise PluginError(
                f"What follows line {self.lines} is not in the encoding {self._encoding}: {reason}"
            ) from None


def is_clear(block: bytes, separator: bytes, quote: bytes) -> bool:
    """Whether quotes stand around whole values only, so that all readers read the same."""
    if quote not in block:
        return True
    parts = block.split(quote)
    outside = parts[::2]
    if len(parts) % 2 == 0:
        return False
    # Two quotes within a value stand for one, and are between two parts of it.
    values = len(outside) - 1 - outside[1:-1].count(b"")
    text = quote.join(outside)
    begin = text.startswith(quote) + sum(text.count(m + quote) for m in (separator, b"\n", b"\r"))
    end = text.endswith(quote) + sum(text.count(quote + m) for m in (separator, b"\n", b"\r"))
    return bool(begin == values == end)


def _count(mark: bytes, text: bytes) -> int:
    """How often one byte is there: that there is none is found many times as fast."""
    return text.count(mark) if mark in text else 0
