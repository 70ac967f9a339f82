"""JSON, JSON lines and TOON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, BinaryIO, TextIO

import msgspec

from tiercel.plugin import IllegalArgument, Json, PluginError, Prop, RunContext, plugin
from tiercel.plugin.rows import exact_row_of_text, lines_of_exact_rows
from tiercel_serdes.conversion import (
    RECORDS,
    Conversion,
    Counted,
    FromRows,
    InCharset,
    InZone,
    ToRows,
    Whole,
    checked,
    explained,
    library,
    text_of,
)
from tiercel_serdes.limits import BLOCK_BYTES

NEW_LINE = Prop(
    "Whether each line of the JSON file is a value.",
    "Yes by default; otherwise the file is one value, of which an array stands for its rows.",
)
_ENCODER = msgspec.json.Encoder(decimal_format="number")


class Recoded:
    """Text of any encoding as a file of UTF-8, which the library reads."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size` of them."""
        if not self._rest and size != 0:
            self._rest = self._text.read(BLOCK_BYTES).encode()
        found, self._rest = (
            (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        )
        return found

    def is_array(self) -> bool:
        """Whether the first sign is that of an array; nothing is taken."""
        while not self._rest.strip():
            block = self._text.read(BLOCK_BYTES).encode()
            if not block:
                return False
            self._rest += block
        return self._rest.lstrip().startswith(b"[")


def values_of_document(file: BinaryIO, encoding: str, *, as_one: bool = False) -> Iterator[Json]:
    """The elements of an array, one at a time; any other value is one, and with `as_one` an array.

    Raises: PluginError for what is no JSON.
    """
    ijson = library("ijson")
    with text_of(file, encoding) as text:
        source = Recoded(text)
        try:
            is_each = not as_one and source.is_array()
            yield from ijson.items(source, "item" if is_each else "")
        except ijson.JSONError as error:
            raise PluginError(f"The file is no JSON: {_said(error)}") from None


def _said(error: Exception) -> str:
    """What the library says, which draws a picture below it, with what the picture points to."""
    words, *picture = str(error).splitlines()
    if "premature EOF" in words:
        return "it ends early"
    near = picture[0].strip() if picture else ""
    return words.rstrip(".") + (f", at {near!r}" if near else "")


def values_of_lines(file: BinaryIO, encoding: str, whole: str) -> Iterator[Json]:
    """The value of each line that is not empty.

    `whole` is how a flow says that the file is one value. Raises: PluginError with the number of
    a line.
    """
    with text_of(file, encoding) as text:
        lines = (line for line in text if line.strip())
        yield from checked((_value_of(line, whole) for line in lines), "Line")


def _value_of(line: str, whole: str) -> Json:
    try:
        return exact_row_of_text(line)
    except IllegalArgument:
        raise IllegalArgument(
            f"this is no value of JSON; a file that has one over several lines is read with"
            f" `{whole}`"
        ) from None


@plugin(
    "io.kestra.plugin.serdes.json.JsonToIon",
    title="Turn a JSON file into a file of rows.",
    examples=['from: "{{ outputs.request.uri }}"\nnewLine: false'],
    aliases=["io.kestra.plugin.serdes.json.JsonReader"],
    metrics=RECORDS,
)
class JsonToIon(InCharset, ToRows):
    """A row for each value."""

    new_line: Annotated[bool, NEW_LINE] = True

    def rows(self, ctx: RunContext, file: BinaryIO) -> Iterator[Json]:
        if self.new_line:
            return values_of_lines(file, self.encoding, "newLine: false")
        return values_of_document(file, self.encoding)


@plugin(
    "io.kestra.plugin.serdes.json.IonToJson",
    title="Turn a file of rows into a JSON file.",
    examples=['from: "{{ outputs.query.uri }}"\nnewLine: false'],
    aliases=["io.kestra.plugin.serdes.json.JsonWriter"],
    metrics=RECORDS,
)
class IonToJson(InCharset, InZone, FromRows):
    """A line for each row, or one array; a single row is not put into an array."""

    new_line: Annotated[bool, NEW_LINE] = True
    should_keep_annotations: Annotated[
        bool,
        Prop("Whether annotations of Ion are kept.", "Accepted: annotations are left out."),
    ] = False

    def store(self, ctx: RunContext, rows: Counted) -> str:
        extension = "jsonl" if self.new_line else "json"
        return ctx.blobs.put_new(self.content(ctx, rows), extension)

    def content(self, ctx: RunContext, rows: Iterable[Json]) -> Iterator[bytes]:
        zone = self.zone(ctx)
        encoder = msgspec.json.Encoder(decimal_format="number")

        def text(row: Json) -> bytes:
            found = encoder.encode(in_json(row, zone))
            return found if self.encoding == "utf-8" else found.decode().encode(self.encoding)

        if self.new_line:
            return (text(row) + b"\n" for row in rows)
        return _document(text(row) for row in rows)


def in_json(value: Json, zone: Json) -> Json:
    """A value with dates as ISO text: those with a zone in `zone`."""
    if isinstance(value, dict):
        return {key: in_json(each, zone) for key, each in value.items()}
    if isinstance(value, list):
        return [in_json(each, zone) for each in value]
    if isinstance(value, datetime):
        return (value.astimezone(zone) if value.tzinfo else value).isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, Decimal) and not value.is_finite():
        return str(value)
    return value


def _document(texts: Iterator[bytes]) -> Iterator[bytes]:
    """One value as it is, several as an array."""
    first, second = next(texts, None), next(texts, None)
    if first is None:
        yield b"[]"
    elif second is None:
        yield first
    else:
        yield b"[" + first + b"," + second
        for text in texts:
            yield b"," + text
        yield b"]"


@plugin(
    "io.kestra.plugin.serdes.json.JsonToJsonl",
    title="Turn a JSON file into one with a value in each line.",
    examples=['from: "{{ outputs.request.uri }}"'],
    metrics=RECORDS,
)
class JsonToJsonl(InCharset, Conversion):
    """The elements of an array, or the one value that the file has."""

    def rows(self, ctx: RunContext, file: BinaryIO) -> Iterator[Json]:
        return values_of_document(file, self.encoding)

    def store(self, ctx: RunContext, rows: Counted) -> str:
        return ctx.blobs.put_new(lines_of_exact_rows(rows), "jsonl")


@plugin(
    "io.kestra.plugin.serdes.json.JsonToToon",
    title="Turn a JSON file into a TOON file.",
    description="TOON is a form of JSON that takes language models fewer tokens.",
    examples=['from: "{{ outputs.request.uri }}"'],
    metrics=RECORDS,
)
class JsonToToon(Whole):
    """As a whole."""

    extension = "toon"

    def value(self, text: str) -> Json:
        with explained("JSON", msgspec.DecodeError):
            return msgspec.json.decode(text)

    def written(self, value: Json) -> str:
        try:
            text: str = library("toon_format").encode(value)
        except ValueError as error:
            # What the library calls too many levels; it writes all other values.
            raise RecursionError(str(error)) from None
        return text


@plugin(
    "io.kestra.plugin.serdes.json.ToonToJson",
    title="Turn a TOON file into a JSON file.",
    examples=['from: "{{ outputs.model.uri }}"'],
    metrics=RECORDS,
)
class ToonToJson(Whole):
    """As a whole."""

    extension = "json"

    def value(self, text: str) -> Json:
        toon = library("toon_format")
        with explained("TOON", toon.ToonDecodeError):
            return toon.decode(text)

    def written(self, value: Json) -> str:
        return _ENCODER.encode(value).decode()
