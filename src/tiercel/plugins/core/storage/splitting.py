"""Cutting a file into several: by size, into parts, by rows, by a pattern."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

import msgspec

from tiercel.plugin import PluginError, RunContext
from tiercel.plugin.limits import SPLIT_FILES_MAX, SPLIT_READ_BYTES, SPLIT_REGEX_SECONDS_MAX
from tiercel.plugin.regexes import compile_regex
from tiercel.plugins.core.storage.sizes import bytes_of

OpenFiles = dict[str, BinaryIO]


class SplitRule(msgspec.Struct, frozen=True):
    """How to cut: `bytes` wins over `partitions`, that over `rows`, that over `regex`."""

    bytes: str | None = None
    partitions: int | None = None
    rows: int | None = None
    regex: str | None = None
    separator: str = "\n"


def split_file(ctx: RunContext, uri: str, rule: SplitRule) -> list[str]:
    """The URIs of the parts, in order. Raises: PluginError when the rule says nothing."""
    extension = PurePosixPath(uri).suffix or ".tmp"
    with ctx.blobs.open(uri) as source:
        rows = rows_of(source, rule.separator.encode())
        parts = _Parts(ctx, extension, rule.separator.encode())
        if rule.regex is not None and rule.bytes is None and rule.partitions is None:
            _by_pattern(rows, parts, rule.regex)
        elif rule.bytes is not None:
            _by_size(rows, parts, bytes_of(rule.bytes))
        elif rule.partitions is not None:
            _by_turns(rows, parts, rule.partitions)
        elif rule.rows is not None:
            _by_rows(rows, parts, rule.rows)
        else:
            raise PluginError("Invalid configuration with no size, count, nor rows")
        return parts.stored()


def rows_of(source: BinaryIO, separator: bytes) -> Iterator[bytes]:
    """The rows of a file without their ends; an empty piece at the end is no row."""
    left = b""
    while chunk := source.read(SPLIT_READ_BYTES):
        pieces = (left + chunk).split(separator)
        left = pieces.pop()
        yield from pieces
    if left:
        yield left


class _Parts:
    """The files being written, in the working directory, in the order of their first row."""

    def __init__(self, ctx: RunContext, extension: str, separator: bytes) -> None:
        self._ctx = ctx
        self._extension = extension
        self._separator = separator
        self._files: OpenFiles = {}
        self._current: str | None = None
        self._names: list[str] = []

    def write(self, key: str, row: bytes) -> int:
        """Add a row to the part of that key; bytes written."""
        file = self._files.get(key)
        if file is None:
            if len(self._names) >= SPLIT_FILES_MAX:
                raise PluginError(f"The file splits into more than {SPLIT_FILES_MAX} files")
            path = self._ctx.files.path / f"split-{len(self._names)}{self._extension}"
            file = self._files[key] = path.open("wb")
            self._names.append(str(path))
        return file.write(row + self._separator)

    def close(self, key: str) -> None:
        """No further rows for that key: a later one begins another file."""
        self._files.pop(key).close()

    def stored(self) -> list[str]:
        """All parts put into the storage."""
        for file in self._files.values():
            file.close()
        uris = []
        for name in self._names:
            path = self._ctx.files.resolve(name.rpartition("/")[2])
            uris.append(self._ctx.blobs.put_new(path, self._extension))
            path.unlink()
        return uris


def _by_size(rows: Iterator[bytes], parts: _Parts, size: int) -> None:
    written = 0
    for row in rows:
        written += parts.write("part", row)
        if written >= size:
            parts.close("part")
            written = 0


def _by_rows(rows: Iterator[bytes], parts: _Parts, count: int) -> None:
    for number, row in enumerate(rows, start=1):
        parts.write("part", row)
        if number % count == 0:
            parts.close("part")


def _by_turns(rows: Iterator[bytes], parts: _Parts, count: int) -> None:
    for number, row in enumerate(rows):
        parts.write(str(number % count), row)


def _by_pattern(rows: Iterator[bytes], parts: _Parts, expression: str) -> None:
    try:
        pattern = compile_regex(expression)
        for row in rows:
            text = row.decode("utf-8", errors="replace")
            found = pattern.search(text, timeout=SPLIT_REGEX_SECONDS_MAX)
            if found is not None and pattern.groups:
                parts.write(found[1], row)
    except ValueError as error:
        raise PluginError(f"The regular expression '{expression}' is not valid: {error}") from None
    except TimeoutError:
        raise PluginError(f"The regular expression '{expression}' takes too long") from None
