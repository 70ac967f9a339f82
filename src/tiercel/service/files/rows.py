"""Files of rows as JSON lines, read and converted in pieces."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import msgspec

from tiercel.model.errors import IllegalArgument, TooLarge
from tiercel.model.limits import ROWS_AT_ONCE_BYTES_MAX
from tiercel.plugin.rows import BINARY_MARK, row_of_text, rows_of_bytes, text_of_row


async def json_lines(content: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The rows of Ion text, JSON lines or binary Ion, each as a line of JSON.

    Binary Ion, and a single row, are held whole: they are bounded. Raises: IllegalArgument for a
    row that is no value, TooLarge.
    """
    chunks: list[bytes] = []
    size = 0
    async for chunk in content:
        chunks.append(chunk)
        size += len(chunk)
        if size > ROWS_AT_ONCE_BYTES_MAX:
            raise TooLarge(f"a row, or binary Ion, is larger than {ROWS_AT_ONCE_BYTES_MAX} bytes")
        if b"\n" not in chunk or _is_binary(chunks):
            continue
        *lines, rest = b"".join(chunks).split(b"\n")
        yield await asyncio.to_thread(_converted, lines)
        chunks, size = [rest], len(rest)
    if _is_binary(chunks):
        yield await asyncio.to_thread(_of_binary, b"".join(chunks))
    elif size:
        yield await asyncio.to_thread(_converted, [b"".join(chunks)])


def _is_binary(chunks: Sequence[bytes]) -> bool:
    return b"".join(chunks[: len(BINARY_MARK)]).startswith(BINARY_MARK)


async def begun(content: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same, once its first piece is there: what is wrong with that is raised here."""
    first = await anext(content, b"")

    async def whole() -> AsyncIterator[bytes]:
        yield first
        async for piece in content:
            yield piece

    return whole()


def _converted(lines: Sequence[bytes]) -> bytes:
    return b"".join(_json_line(line) for line in lines if line.strip())


def _json_line(line: bytes) -> bytes:
    """A line of JSON stays as it is."""
    try:
        msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise IllegalArgument(f"The file has a row that is no text: {error}") from None
        return text_of_row(row_of_text(text)).encode() + b"\n"
    return line.strip() + b"\n"


def _of_binary(content: bytes) -> bytes:
    return b"".join(text_of_row(row).encode() + b"\n" for row in rows_of_bytes(content))
