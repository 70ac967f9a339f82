"""What a task sees of the internal storage."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from tiercel.engine.storage_paths import Reader, check_stored, execution_path, path_of, uri_of
from tiercel.model.errors import NotAllowed
from tiercel.model.limits import BLOB_CHUNK_BYTES, BLOB_SPOOL_BYTES
from tiercel.ports.blobs import BlobStorage
from tiercel.runtime.worker.bridge import Bridge

Content = bytes | Path | BinaryIO | Iterator[bytes]


class StoredFiles:
    """A BlobHandle: files of one task run (or trigger) are stored under `folder`."""

    __slots__ = ("_blobs", "_bridge", "_folder", "_new_name", "_reader")

    def __init__(
        self,
        blobs: BlobStorage,
        bridge: Bridge,
        *,
        reader: Reader,
        folder: str,
        new_name: Callable[[], str],
    ) -> None:
        self._blobs = blobs
        self._bridge = bridge
        self._reader = reader
        self._folder = folder
        self._new_name = new_name

    def put(self, content: Content, name: str) -> str:
        """Store a file of this task run under `name`; its URI."""
        path = f"{self._folder}/{name.lstrip('/')}"
        path_of(uri_of(path))
        if isinstance(content, bytes | Path) or hasattr(content, "read"):
            whole = cast("bytes | Path | BinaryIO", content)
            self._bridge.wait(self._blobs.write(path, _as_stream(whole)))
            return uri_of(path)
        with SpooledTemporaryFile(BLOB_SPOOL_BYTES) as spool:
            # What makes the chunks may ask the bridge itself, so it can't run on the other side.
            for chunk in content:
                spool.write(chunk)
            spool.seek(0)
            self._bridge.wait(self._blobs.write(path, _of_file(cast("BinaryIO", spool))))
        return uri_of(path)

    def put_new(self, content: Content, extension: str) -> str:
        """Store a file of this task run under a fresh name; its URI."""
        dotted = extension if extension.startswith(".") or not extension else f".{extension}"
        return self.put(content, f"{self._new_name()}{dotted or '.tmp'}")

    def open(self, uri: str) -> BinaryIO:
        """A stored file for reading."""
        path = check_stored(uri)
        local = self._bridge.wait(self._blobs.local_path(path))
        if local is not None and Path(local).is_file():
            return Path(local).open("rb")
        return self._bridge.wait(self._fetched(path))

    async def _fetched(self, path: str) -> BinaryIO:
        """A copy of a file that lies elsewhere, in memory only while it is small."""
        copy = SpooledTemporaryFile(max_size=BLOB_SPOOL_BYTES)  # noqa: SIM115
        try:
            async for chunk in self._blobs.stream(path):
                copy.write(chunk)
        except BaseException:
            copy.close()
            raise
        copy.seek(0)
        return cast("BinaryIO", copy)

    def read(self, uri: str) -> bytes:
        return self._bridge.wait(self._blobs.read(check_stored(uri)))

    def size(self, uri: str) -> int:
        return self._bridge.wait(self._blobs.info(check_stored(uri))).size

    def exists(self, uri: str) -> bool:
        """Whether it is there."""
        return self._bridge.wait(self._blobs.exists(check_stored(uri)))

    def delete(self, uri: str) -> bool:
        """Remove it; whether it was there."""
        path = check_stored(uri)
        if not path.strip("/"):
            raise NotAllowed(f"Unable to delete '{uri}'")
        return self._bridge.wait(self._blobs.delete(path))

    def files_of_execution(self) -> Sequence[str]:
        """URIs of everything that the current execution stored."""
        reader = self._reader
        if reader.execution_id is None:
            return ()
        folder = execution_path(reader.namespace, reader.flow_id, reader.execution_id)
        files = self._bridge.wait(self._blobs.files_under(folder))
        return [uri_of(file.path) for file in files]


def _as_stream(content: bytes | Path | BinaryIO) -> AsyncIterator[bytes] | bytes:
    if isinstance(content, bytes):
        return content
    if isinstance(content, Path):
        return _of_path(content)
    return _of_file(content)


async def _of_path(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(BLOB_CHUNK_BYTES):
            yield chunk


async def _of_file(file: BinaryIO) -> AsyncIterator[bytes]:
    while chunk := file.read(BLOB_CHUNK_BYTES):
        yield chunk
