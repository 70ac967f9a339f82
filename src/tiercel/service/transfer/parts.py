"""Records in the parts of an archive: written, checked, and read back one by one.

A record is a line of JSON. Behind the line of a piece of a file stand its bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterator

import msgspec

from tiercel.model.errors import Invalid
from tiercel.model.limits import BLOB_CHUNK_BYTES
from tiercel.model.stored.limits import MOVING_PART_BYTES, MOVING_RECORD_BYTES_MAX
from tiercel.service.transfer.manifest import FILES, ArchivePart, Manifest, part_name
from tiercel.service.transfer.places import Sink, Source, clear_errors

_LEVEL = 3  # Higher levels take twice the time for a tenth of the size.
_BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, msgspec.MsgspecError, UnicodeDecodeError)


class Piece(msgspec.Struct, frozen=True):
    """A piece of a stored file, or an empty folder: `length` bytes follow its line."""

    path: str
    length: int
    is_last: bool = True
    is_folder: bool = False


Record = tuple[bytes, bytes]


class PartWriter:
    """Cuts what is added into parts of about MOVING_PART_BYTES, which are held in memory."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._kind = ""
        self._plain = 0
        self._records = 0
        self._buffer = io.BytesIO()
        self._packer: gzip.GzipFile | None = None
        self.parts: list[ArchivePart] = []

    def add(self, kind: str, line: bytes, payload: bytes = b"") -> None:
        """Add a record; `line` has no line end."""
        if kind != self._kind or self._plain >= MOVING_PART_BYTES:
            self.end_part()
            self._kind = kind
        if self._packer is None:
            # Without a date in it, the same content gives the same file.
            self._packer = gzip.GzipFile("", "wb", _LEVEL, self._buffer, mtime=0)
        self._packer.write(line + b"\n" + payload)
        self._plain += len(line) + 1 + len(payload)
        self._records += 1

    def end_part(self) -> None:
        """Hand over the part that is being filled, if there is one."""
        if self._packer is None:
            return
        self._packer.close()
        content = self._buffer.getvalue()
        name = part_name(len(self.parts) + 1, self._kind)
        self._sink.add(name, content)
        digest = hashlib.sha256(content).hexdigest()
        self.parts.append(ArchivePart(name, self._kind, self._records, len(content), digest))
        self._packer, self._buffer = None, io.BytesIO()
        self._plain = self._records = 0


def read_records(source: Source, part: ArchivePart) -> Iterator[Record]:
    """The records of a part, as lines with the bytes that follow.

    Raises: Invalid, naming the part and the record that is damaged.
    """
    done = 0
    with source.open(part.name) as packed, gzip.GzipFile(fileobj=packed) as file:
        while True:
            try:
                with clear_errors("read"):
                    record = _next(file, part.kind)
            except _BROKEN as error:
                raise damaged(part, done + 1, str(error)) from error
            if record is None:
                break
            if done == part.records:
                raise damaged(part, done + 1, f"it should have {part.records} records only")
            done += 1
            yield record
    if done != part.records:
        raise damaged(part, done + 1, f"it has {done} records instead of {part.records}")


def damaged(part: ArchivePart, record: int, reason: str) -> Invalid:
    """The error for a record that can't be read."""
    return Invalid(f"The archive is damaged: {part.name}, record {record}: {reason}")


def check_parts(source: Source, manifest: Manifest, progress: Callable[[int], None]) -> None:
    """Compare every part with its checksum; `progress` gets the bytes that are done.

    Raises: Invalid, naming the part and where it can't be read any more.
    """
    done = 0
    for part in manifest.parts:
        size = source.size(part.name)
        if size is None:
            raise Invalid(f"The archive is damaged: the file {part.name} is missing")
        if size == part.size and _digest(source, part) == part.sha256:
            done += part.size
            progress(done)
            continue
        _find_damage(source, part)
        wrong = f"has {size} bytes instead of {part.size}" if size != part.size else "was changed"
        raise Invalid(
            f"The archive is damaged: {part.name} {wrong} (its {part.records} records can be"
            " unpacked, but its checksum is another)"
        )


def _find_damage(source: Source, part: ArchivePart) -> None:
    """Raises: Invalid, naming the first record that can't be read, if there is one."""
    for place, (line, _) in enumerate(read_records(source, part), start=1):
        try:
            msgspec.json.decode(line)
        except _BROKEN as error:
            raise damaged(part, place, str(error)) from error


def _digest(source: Source, part: ArchivePart) -> str:
    digest = hashlib.sha256()
    with source.open(part.name) as file, clear_errors("read"):
        while chunk := file.read(BLOB_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _next(file: gzip.GzipFile, kind: str) -> Record | None:
    line = file.readline(MOVING_RECORD_BYTES_MAX)
    if not line:
        return None
    if not line.endswith(b"\n"):
        raise EOFError("it ends in the middle, or is too long")
    if kind != FILES:
        return line[:-1], b""
    piece = msgspec.json.decode(line, type=Piece)
    if not 0 <= piece.length <= MOVING_PART_BYTES:
        raise EOFError("a piece of a file is too large")
    payload = file.read(piece.length)
    if len(payload) != piece.length:
        raise EOFError("it ends in the middle of a file")
    return line[:-1], payload
