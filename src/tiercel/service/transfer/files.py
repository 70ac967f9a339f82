"""Stored files as pieces, and back: no file is ever held in memory as a whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import msgspec

from tiercel.model.errors import Invalid, NotFound
from tiercel.model.limits import BLOB_CHUNK_BYTES
from tiercel.ports.blobs import BlobInfo, BlobStorage
from tiercel.service.transfer.parts import Piece, Record


async def all_files(blobs: BlobStorage) -> AsyncIterator[BlobInfo]:
    """Every file, and every folder that is empty; one folder's list at a time is in memory."""
    waiting: list[Iterator[BlobInfo]] = [iter(await blobs.children("/"))]
    while waiting:
        entry = next(waiting[-1], None)
        if entry is None:
            waiting.pop()
        elif not entry.is_directory:
            yield entry
        else:
            try:
                children = await blobs.children(entry.path)
            except NotFound:
                # A running server has removed the folder meanwhile.
                continue
            if not children:
                yield entry
            waiting.append(iter(children))


async def pieces(blobs: BlobStorage, entry: BlobInfo) -> AsyncIterator[tuple[Piece, bytes]]:
    """A file in pieces with their bytes. Raises: NotFound when it is gone before the first."""
    if entry.is_directory:
        yield Piece(entry.path, 0, is_folder=True), b""
        return
    before: bytes | None = None
    async for chunk in blobs.stream(entry.path, BLOB_CHUNK_BYTES):
        if before is not None:
            yield Piece(entry.path, len(before), is_last=False), before
        before = chunk
    before = before or b""
    yield Piece(entry.path, len(before)), before


async def write_file(
    blobs: BlobStorage, first: Record, records: Iterator[Record]
) -> tuple[int, int]:
    """Store a file whose first piece was read; the number of its pieces, and its bytes.

    Paths are judged by the storage: it refuses what would leave it. Raises: IllegalArgument,
    Invalid.
    """
    piece = msgspec.json.decode(first[0], type=Piece)
    if piece.is_folder:
        await blobs.make_directory(piece.path)
        return 1, 0
    if piece.is_last:
        return 1, await blobs.write(piece.path, first[1])
    count = 0

    async def content() -> AsyncIterator[bytes]:
        nonlocal count
        count = 1
        yield first[1]
        is_last = False
        while not is_last:
            line, payload = next(records, (b"", b""))
            if not line:
                raise Invalid(f"The archive is damaged: the file '{piece.path}' has no end")
            following = msgspec.json.decode(line, type=Piece)
            if following.path != piece.path or following.is_folder:
                raise Invalid(f"The archive is damaged: the file '{piece.path}' is torn apart")
            is_last = following.is_last
            count += 1
            yield payload

    size = await blobs.write(piece.path, content())
    return count, size
