"""Archives: files with their paths in one file."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import IO, BinaryIO, Literal, cast

import msgspec

from tiercel.plugin import PluginError
from tiercel_compress.codecs import copy

Algorithm = Literal["AR", "ARJ", "CPIO", "DUMP", "JAR", "TAR", "ZIP"]
_AR = b"!<arch>\n"
_CPIO = b"070701"
_CPIO_END = "TRAILER!!!"
_CPIO_HEAD = 110
_NAME_BYTES_MAX = 4_096
_FILE = 0o100644


class Entry(msgspec.Struct, frozen=True):
    """A file for an archive; `open` gives its content."""

    path: str
    size: int
    open: Callable[[], BinaryIO]


class Part:
    """A part of a file as one of its own."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self.left = size

    def read(self, size: int = -1) -> bytes:
        """The next bytes of the part. Raises: EOFError when the file ends within it."""
        wanted = self.left if size < 0 else min(size, self.left)
        content = self._file.read(wanted)
        if len(content) < wanted:
            raise EOFError
        self.left -= len(content)
        return content

    def skip(self) -> None:
        """Read what is left of it."""
        while self.left:
            self.read(1 << 16)


def read_archive(algorithm: Algorithm, file: BinaryIO) -> Iterator[tuple[str, BinaryIO]]:
    """(path, content) of each plain file, in order; a content is read before the next one.

    Raises: PluginError for a kind of archive that nothing here reads.
    """
    reader = _READERS.get(algorithm)
    if reader is None:
        raise _missing(algorithm)
    return reader(file)


def write_archive(algorithm: Algorithm, file: BinaryIO, entries: Iterator[Entry]) -> None:
    """Write an archive. Raises: PluginError, as `read_archive`."""
    writer = _WRITERS.get(algorithm)
    if writer is None:
        raise _missing(algorithm)
    writer(file, entries)


def _missing(algorithm: str) -> PluginError:
    known = ", ".join(sorted(_READERS))
    return PluginError(
        f"`algorithm` {algorithm} is not there: no library here has it, only {known}"
    )


def _read_zip(file: BinaryIO) -> Iterator[tuple[str, BinaryIO]]:
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                with archive.open(info) as content:
                    yield info.filename, cast("BinaryIO", content)


def _write_zip(file: BinaryIO, entries: Iterator[Entry]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in entries:
            info = zipfile.ZipInfo(entry.path)
            info.compress_type = zipfile.ZIP_DEFLATED
            with entry.open() as content, archive.open(info, "w", force_zip64=True) as target:
                copy(content, cast("BinaryIO", target))


def _read_tar(file: BinaryIO) -> Iterator[tuple[str, BinaryIO]]:
    with tarfile.open(fileobj=file, mode="r|") as archive:
        for info in archive:
            content = archive.extractfile(info) if info.isfile() else None
            if content is not None:
                # The library takes the end of the file for that of the content.
                yield info.name, cast("BinaryIO", Part(content, info.size))


def _write_tar(file: BinaryIO, entries: Iterator[Entry]) -> None:
    with tarfile.open(fileobj=file, mode="w|") as archive:
        for entry in entries:
            info = tarfile.TarInfo(entry.path)
            info.size = entry.size
            with entry.open() as content:
                archive.addfile(info, content)


def _read_ar(file: BinaryIO) -> Iterator[tuple[str, BinaryIO]]:
    if file.read(len(_AR)) != _AR:
        raise ValueError("it does not begin as an archive")
    while head := file.read(60):
        name, size = head[:16].decode().rstrip(), _number(head[48:58])
        if name.startswith("#1/"):
            length = _number(head[3:16])
            name, size = (
                file.read(min(length, _NAME_BYTES_MAX)).rstrip(b"\0").decode(),
                size - length,
            )
        part = Part(file, size)
        if name not in ("/", "//"):
            yield name.removesuffix("/"), cast("BinaryIO", part)
        part.skip()
        if _number(head[48:58]) % 2:
            file.read(1)


def _number(text: bytes, base: int = 10) -> int:
    try:
        return int(text, base)
    except ValueError:
        raise ValueError("it has no number where one should be") from None


def _write_ar(file: BinaryIO, entries: Iterator[Entry]) -> None:
    file.write(_AR)
    for entry in entries:
        name = entry.path.encode()
        size = entry.size + len(name)
        file.write(f"#1/{len(name):<13}{0:<12}{0:<6}{0:<6}{_FILE:<8o}{size:<10}`\n".encode() + name)
        with entry.open() as content:
            copy(content, file)
        if size % 2:
            file.write(b"\n")


def _read_cpio(file: BinaryIO) -> Iterator[tuple[str, BinaryIO]]:
    while True:
        head = file.read(_CPIO_HEAD)
        if head[:6] not in (_CPIO, b"070702") or len(head) < _CPIO_HEAD:
            raise ValueError("it has no entry of the newer form where one should be")
        fields = [_number(head[place : place + 8], 16) for place in range(6, _CPIO_HEAD, 8)]
        mode, size, length = fields[1], fields[6], fields[11]
        if length > _NAME_BYTES_MAX:
            raise ValueError("it has a path that is too long")
        path = file.read(length).rstrip(b"\0").decode()
        file.read(-(_CPIO_HEAD + length) % 4)
        if path == _CPIO_END:
            return
        part = Part(file, size)
        if mode & 0o170000 == 0o100000:
            yield path, cast("BinaryIO", part)
        part.skip()
        file.read(-size % 4)


def _write_cpio(file: BinaryIO, entries: Iterator[Entry]) -> None:
    for number, entry in enumerate(entries, start=1):
        file.write(_cpio_head(entry.path, entry.size, number))
        with entry.open() as content:
            copy(content, file)
        file.write(b"\0" * (-entry.size % 4))
    file.write(_cpio_head(_CPIO_END, 0, 0))


def _cpio_head(path: str, size: int, number: int) -> bytes:
    name = path.encode() + b"\0"
    fields = (number, _FILE if number else 0, 0, 0, 1, 0, size, 0, 0, 0, 0, len(name), 0)
    head = _CPIO + "".join(f"{field:08X}" for field in fields).encode() + name
    return head + b"\0" * (-len(head) % 4)


_READERS: Mapping[str, Callable[[BinaryIO], Iterator[tuple[str, BinaryIO]]]] = {
    "AR": _read_ar,
    "CPIO": _read_cpio,
    "JAR": _read_zip,
    "TAR": _read_tar,
    "ZIP": _read_zip,
}
_WRITERS: Mapping[str, Callable[[BinaryIO, Iterator[Entry]], None]] = {
    "AR": _write_ar,
    "CPIO": _write_cpio,
    "JAR": _write_zip,
    "TAR": _write_tar,
    "ZIP": _write_zip,
}
