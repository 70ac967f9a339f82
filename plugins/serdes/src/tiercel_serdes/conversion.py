"""What conversions have in common: one file in, one file out, and how many rows went through."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import tzinfo
from importlib import import_module
from types import ModuleType
from typing import Annotated, BinaryIO, ClassVar, Literal, TextIO, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field

from tiercel.plugin import (
    IllegalArgument,
    Json,
    Level,
    Metric,
    Output,
    Plugin,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
)
from tiercel.plugin.rows import exact_rows, lines_of_exact_rows
from tiercel_serdes.limits import LOGGED_ROWS_MAX

T = TypeVar("T")
RECORDS = [Metric("records", "counter", "records", "How many rows went through.")]
OnBadLines = Literal["ERROR", "WARN", "SKIP"]
ON_BAD_LINES = Prop(
    "What to do with rows that can't be read or converted.",
    "ERROR ends the task at the first one, WARN leaves them out and says so, SKIP leaves them out.",
)
ROWS_FILE = Prop("The file of rows in the internal storage.")
ZONE_NAME = "<server time zone>"


class Converted(Output):
    """The new file."""

    uri: Annotated[str, Prop("The file in the internal storage.")]
    size: Annotated[int | None, Prop("How many rows it has.")] = None


class FromFile(Plugin):
    """Reads a file of the internal storage."""

    from_: Annotated[str, Field(alias="from"), Prop("The file in the internal storage.")]


class InCharset(Plugin):
    """Reads or writes text."""

    charset: Annotated[str, Prop("The encoding of the text, such as ISO-8859-1.")] = "UTF-8"

    @property
    def encoding(self) -> str:
        """The name of the encoding. Raises: PluginError for one that is unknown."""
        try:
            # Some that Python knows are none of text, such as base64.
            "a".encode(self.charset)
            return codecs.lookup(self.charset).name
        except (LookupError, UnicodeError):
            raise PluginError(
                f"`charset`: there is no encoding {self.charset!r}; UTF-8, ISO-8859-1 and"
                " windows-1252 are some"
            ) from None


class InZone(Plugin):
    """Writes dates."""

    time_zone_id: Annotated[
        str,
        Prop(
            "The zone that dates with a zone are shown in, such as Europe/Paris.",
            "The server's own by default.",
        ),
    ] = ZONE_NAME

    def zone(self, ctx: RunContext) -> tzinfo:
        """Raises: PluginError for a name that no zone has."""
        if self.time_zone_id == ZONE_NAME:
            found = ctx.now().astimezone().tzinfo
            assert found is not None
            return found
        try:
            return ZoneInfo(self.time_zone_id)
        except (ZoneInfoNotFoundError, ValueError):
            raise PluginError(
                f"`timeZoneId` must be a zone such as Europe/Paris, not {self.time_zone_id!r}"
            ) from None


class Counted:
    """Rows that are counted as they are read."""

    def __init__(self, rows: Iterable[Json]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Json]:
        for row in self._rows:
            self.count += 1
            yield row


class Conversion(FromFile, RunnableTask[Converted]):
    """Base of the tasks: what comes out is stored as it is made."""

    # The end of the new file's name.
    extension: ClassVar[str] = "ion"

    def run(self, ctx: RunContext) -> Converted:
        """Raises: PluginError for a file that is not what it should be."""
        with ctx.blobs.open(self.from_) as file, in_levels():
            counted = Counted(self.rows(ctx, file))
            uri = self.store(ctx, counted)
        ctx.metrics.counter("records", counted.count)
        return Converted(uri=uri, size=counted.count)

    def rows(self, ctx: RunContext, file: BinaryIO) -> Iterator[Json]:
        """What the file holds, one at a time."""
        raise NotImplementedError

    def store(self, ctx: RunContext, rows: Counted) -> str:
        """Write all of them to the storage; the URI."""
        raise NotImplementedError


class ToRows(Conversion):
    """From a format to a file of rows."""

    def store(self, ctx: RunContext, rows: Counted) -> str:
        return ctx.blobs.put_new(lines_of_exact_rows(rows), "ion")


class FromRows(Conversion):
    """From a file of rows to a format."""

    from_: Annotated[str, Field(alias="from"), ROWS_FILE]

    def rows(self, ctx: RunContext, file: BinaryIO) -> Iterator[Json]:
        return exact_rows(file)

    def store(self, ctx: RunContext, rows: Counted) -> str:
        return ctx.blobs.put_new(self.content(ctx, rows), self.extension)

    def content(self, ctx: RunContext, rows: Iterable[Json]) -> Iterator[bytes]:
        """The new file, in pieces."""
        raise NotImplementedError


class Whole(InCharset, FromFile, RunnableTask[Converted]):
    """From one text to another, where a format can be read and written as a whole only."""

    extension: ClassVar[str]

    def run(self, ctx: RunContext) -> Converted:
        """Raises: PluginError for a file that is not what it should be."""
        with ctx.blobs.open(self.from_) as file, text_of(file, self.encoding) as text, in_levels():
            value = self.value(text.read())
            content = b"".join(encoded([self.written(value)], self.encoding))
        size = len(value) if isinstance(value, list) else 1
        ctx.metrics.counter("records", size)
        return Converted(uri=ctx.blobs.put_new(content, self.extension), size=size)

    def value(self, text: str) -> Json:
        """What the text says. Raises: PluginError."""
        raise NotImplementedError

    def written(self, value: Json) -> str:
        """The text of the new file."""
        raise NotImplementedError


class BadLines:
    """Keeps account of rows that are not taken."""

    def __init__(self, ctx: RunContext, on_bad_lines: OnBadLines) -> None:
        self._ctx = ctx
        self._on_bad_lines = on_bad_lines
        self._count = 0

    def refuse(self, message: str) -> None:
        """A row is left out. Raises: PluginError when the task should end at it."""
        if self._on_bad_lines == "ERROR":
            raise PluginError(message)
        self._count += 1
        if self._on_bad_lines == "WARN" and self._count <= LOGGED_ROWS_MAX:
            self._ctx.log.write(Level.WARN, f"{message} The row is left out.")

    def end(self) -> None:
        """Say how many there were beyond those that were logged."""
        if self._on_bad_lines == "WARN" and self._count > LOGGED_ROWS_MAX:
            self._ctx.log.write(Level.WARN, f"{self._count} rows were left out")


def library(name: str) -> ModuleType:
    """A library of the family. Raises: PluginError with the command that installs it."""
    try:
        return import_module(name)
    except ImportError as error:
        raise PluginError(
            f"The library {name} can't be imported ({error}): pip install 'tiercel[serdes]'"
        ) from None


def text_wrapper(file: BinaryIO, encoding: str, newline: str | None = None) -> TextIO:
    """A file as text, a byte order mark left out."""
    chosen = "utf-8-sig" if encoding == "utf-8" else encoding
    return io.TextIOWrapper(file, encoding=chosen, newline=newline)


@contextmanager
def text_of(file: BinaryIO, encoding: str, newline: str | None = None) -> Iterator[TextIO]:
    """A file as text, a byte order mark left out.

    Raises: PluginError for bytes that are none in the encoding.
    """
    try:
        yield text_wrapper(file, encoding, newline)
    except UnicodeError as error:
        reason = str(error)
        if isinstance(error, UnicodeDecodeError):
            # Where it is counts from a block of the file only.
            reason = f"{error.reason} (0x{error.object[error.start]:02x})"
        raise PluginError(
            f"`charset`: the file is not in the encoding {encoding}: {reason}"
        ) from None


@contextmanager
def in_levels() -> Iterator[None]:
    """Raises: PluginError for a value within more others than can be read or written."""
    try:
        yield
    except RecursionError:
        raise PluginError("The file has a value with too many levels") from None


@contextmanager
def explained(what: str, *errors: type[Exception]) -> Iterator[None]:
    """Errors of a library as one that says what the file should have been.

    That it is in another encoding is left to `text_of`.
    """
    try:
        yield
    except errors as error:
        if isinstance(error, UnicodeError):
            raise
        raise PluginError(f"The file is no {what}: {error}") from None


def encoded(pieces: Iterable[str], encoding: str) -> Iterator[bytes]:
    """Text as bytes. Raises: PluginError for a sign that the encoding lacks."""
    try:
        for piece in pieces:
            yield piece.encode(encoding)
    except UnicodeEncodeError as error:
        raise PluginError(
            f"`charset` {encoding} lacks the sign {error.object[error.start]!r}"
        ) from None


def checked(rows: Iterable[T], what: str) -> Iterator[T]:
    """Rows, whose errors say which row it was."""
    number = 0
    iterator = iter(rows)
    while True:
        number += 1
        try:
            row = next(iterator)
        except StopIteration:
            return
        except IllegalArgument as error:
            raise PluginError(f"{what} {number}: {error.message}") from None
        yield row
