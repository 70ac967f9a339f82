"""Multipart bodies, read piece by piece: files go straight to a sink, never into memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from tiercel.model.errors import TooLarge
from tiercel.model.limits import WEB_FORM_FIELD_BYTES_MAX, WEB_FORM_PARTS_MAX
from tiercel.web.call import Call
from tiercel.web.errors import Refused

# Takes (part name, file name, content) and returns what stands for the file, None to drop it.
Sink = Callable[[str, str, AsyncIterator[bytes]], Awaitable[str | None]]


class FormPart(msgspec.Struct):
    """One part: a text field, or a file with what its sink returned."""

    name: str
    value: str | None
    filename: str | None = None


class _Piece(msgspec.Struct):
    """What the parser found: the headers of a part, some of its bytes, or its end."""

    kind: str
    data: bytes = b""


async def read_form(
    call: Call, sink: Sink, *, bytes_max: int | None = None, is_kept: bool = False
) -> list[FormPart]:
    """All parts in order; a body that is no multipart form has none.

    `is_kept` says that the sink keeps files in memory.

    Raises: Refused for a broken body, TooLarge beyond `bytes_max` in all, or the bound of any
    request, or for big text fields.
    """
    kind, options = parse_options_header(call.header(b"content-type") or "")
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        return []
    return await _Reader(call, sink, bytes_max, is_kept=is_kept).read(boundary)


class _Reader:
    def __init__(self, call: Call, sink: Sink, bytes_max: int | None, *, is_kept: bool) -> None:
        self._call = call
        self._sink = sink
        self._bytes_max = bytes_max
        self._is_kept = is_kept
        self._field_bytes = 0
        self._pieces: list[_Piece] = []
        self._header_name = b""
        self._header_value = b""
        self._headers: dict[str, bytes] = {}

    async def read(self, boundary: bytes) -> list[FormPart]:
        parts: list[FormPart] = []
        pieces = self._parsed(boundary)
        async for piece in pieces:
            if piece.kind != "begin":
                continue
            if len(parts) >= WEB_FORM_PARTS_MAX:
                raise TooLarge(f"the form has more than {WEB_FORM_PARTS_MAX} parts")
            parts.append(await self._read_part(piece.data, pieces))
        return parts

    async def _read_part(self, disposition: bytes, pieces: AsyncIterator[_Piece]) -> FormPart:
        _, options = parse_options_header(disposition)
        key = self._call.repeatable()
        if key is not None:
            key.add(disposition)
        name = options.get(b"name", b"").decode("utf-8", "replace")
        raw_filename = options.get(b"filename")
        if raw_filename is None:
            return FormPart(name, await self._read_text(pieces))
        filename = raw_filename.decode("utf-8", "replace")
        content = self._read_file(pieces)
        value = await self._sink(name, filename, content)
        async for _ in content:
            pass  # A sink may stop early: the rest of the part must still be passed over.
        return FormPart(name, value, filename)

    async def _read_file(self, pieces: AsyncIterator[_Piece]) -> AsyncIterator[bytes]:
        allowed = self._call.bounds.file_bytes
        total = 0
        async for chunk in self._content(pieces):
            total += len(chunk)
            if total > allowed:
                raise TooLarge(f"the file is larger than {allowed} bytes")
            yield self._call.reserved(chunk) if self._is_kept else chunk

    async def _read_text(self, pieces: AsyncIterator[_Piece]) -> str:
        chunks = []
        async for chunk in self._content(pieces):
            self._field_bytes += len(chunk)
            if self._field_bytes > WEB_FORM_FIELD_BYTES_MAX:
                raise TooLarge("the text fields of the form are too large")
            chunks.append(self._call.reserved(chunk))
        return b"".join(chunks).decode("utf-8", "replace")

    async def _content(self, pieces: AsyncIterator[_Piece]) -> AsyncIterator[bytes]:
        """The bytes of the current part, up to its end."""
        key = self._call.repeatable()
        size = 0
        async for piece in pieces:
            if piece.kind == "end":
                break
            size += len(piece.data)
            if key is not None:
                key.add(piece.data)
            yield piece.data
        if key is not None:
            key.add(b"%d" % size)

    async def _parsed(self, boundary: bytes) -> AsyncIterator[_Piece]:
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._headers.clear,
                "on_header_field": self._on_header_field,
                "on_header_value": self._on_header_value,
                "on_header_end": self._on_header_end,
                "on_headers_finished": self._on_headers_finished,
                "on_part_data": self._on_part_data,
                "on_part_end": self._on_part_end,
            },
        )
        async for chunk in self._call.stream(self._bytes_max):
            try:
                parser.write(chunk)
            except MultipartParseError as error:
                raise Refused("bad-request", f"The multipart body is broken: {error}") from None
            pieces, self._pieces = self._pieces, []
            for piece in pieces:
                yield piece
        try:
            parser.finalize()
        except MultipartParseError as error:
            raise Refused("bad-request", f"The multipart body is broken: {error}") from None

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _on_header_end(self) -> None:
        self._headers[self._header_name.decode("latin-1").lower()] = self._header_value
        self._header_name = self._header_value = b""

    def _on_headers_finished(self) -> None:
        self._pieces.append(_Piece("begin", self._headers.get("content-disposition", b"")))

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        self._pieces.append(_Piece("data", data[start:end]))

    def _on_part_end(self) -> None:
        self._pieces.append(_Piece("end"))


async def text_sink(name: str, filename: str, content: AsyncIterator[bytes]) -> str | None:
    """A sink that reads a file as the text of its part."""
    chunks = []
    total = 0
    async for chunk in content:
        total += len(chunk)
        if total > WEB_FORM_FIELD_BYTES_MAX:
            raise TooLarge("the form is too large")
        chunks.append(chunk)
    return b"".join(chunks).decode("utf-8", "replace")
