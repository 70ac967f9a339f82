"""What is said of a file that is not what it should be, or is damaged."""

from __future__ import annotations

import gzip
import lzma
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO, cast

from tiercel.plugin import PluginError

# How files of formats begin that have a mark of their own, and where the mark is.
_MARKS: Mapping[str, tuple[int, tuple[bytes, ...]]] = {
    "GZIP": (0, (b"\x1f\x8b",)),
    "BZIP2": (0, (b"BZh",)),
    "XZ": (0, (b"\xfd7zXZ\0",)),
    "ZSTD": (0, (b"\x28\xb5\x2f\xfd",)),
    "LZ4FRAME": (0, (b"\x04\x22\x4d\x18",)),
    "SNAPPYFRAME": (0, (b"\xff\x06\0\0sNaPpY",)),
    "Z": (0, (b"\x1f\x9d",)),
    "ZIP": (0, (b"PK\x03\x04", b"PK\x05\x06")),
    "AR": (0, (b"!<arch>\n",)),
    "CPIO": (0, (b"070701", b"070702")),
    "TAR": (257, (b"ustar",)),
}
_SAME = {"JAR": "ZIP"}
# Older programs write archives without it.
_NOT_ALWAYS = ("TAR",)
_HEAD_BYTES = 512
# Those of the standard library, and of lz4 (a RuntimeError).
_ERRORS = (
    *(OSError, EOFError, ValueError, RuntimeError, zlib.error, lzma.LZMAError),
    *(tarfile.TarError, zipfile.BadZipFile),
)


@contextmanager
def explained(what: str, outer: str, file: BinaryIO) -> Iterator[None]:
    """Errors of the libraries as one that says what the file should have been, and what it is.

    `outer` is the format of the file as a whole. What the system says of a disk is no such error.
    """
    try:
        yield
    except PluginError:
        raise
    except _errors() as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        file.seek(0)
        words = _other_than(outer, file.read(_HEAD_BYTES))
        if words is None:
            raise PluginError(f"The file is no {what}, or is damaged: {_said(error)}") from None
        raise PluginError(f"The file is no {what}: {words}") from None


def _other_than(name: str, head: bytes) -> str | None:
    """Why a file that begins so is none of a format; None when that can't be told."""
    if not head:
        return "it is empty"
    wanted = _SAME.get(name, name)
    found = next((each for each, mark in _MARKS.items() if _has(head, *mark)), None)
    if found is not None and found != wanted:
        return f"it begins as {found}"
    is_marked = wanted in _MARKS and wanted not in _NOT_ALWAYS
    return f"it does not begin as {name}" if found is None and is_marked else None


def _has(head: bytes, place: int, marks: tuple[bytes, ...]) -> bool:
    return head[place:].startswith(marks)


def _said(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "it ends early"
    if isinstance(error, zipfile.BadZipFile) and "not a zip file" in str(error):
        return "its end, which lists its files, is missing"
    if isinstance(error, gzip.BadGzipFile) and "Not a gzipped file" in str(error):
        return "something else follows behind its end"
    return str(error)


def _errors() -> tuple[type[Exception], ...]:
    """Those of libraries that are in use as well; what was not imported raised nothing."""
    names = {
        "zstandard": "ZstdError",
        "brotli": "error",
        "cramjam": "DecompressionError",
        "lz4.block": "LZ4BlockError",
    }
    found = (
        cast("type[Exception]", getattr(sys.modules[module], name))
        for module, name in names.items()
        if module in sys.modules
    )
    return (*_ERRORS, *found)
