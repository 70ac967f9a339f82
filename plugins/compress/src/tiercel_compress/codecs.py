"""Compressed files, as streams in both directions."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any, BinaryIO, Literal, cast

import msgspec

from tiercel.plugin import PluginError

BLOCK_BYTES = 1 << 16
# Bytes of a file in a format without parts, which is held as a whole.
WHOLE_BYTES_MAX = 1 << 30
_GZIP_BITS = 31
_SNAPPY = b"\xff\x06\x00\x00sNaPpY"
# Of a compressed file at a time, where a few bytes may stand for a hundred thousand.
_DENSE_BYTES = 1 << 10
Compression = Literal[
    "BROTLI",
    "BZIP2",
    "DEFLATE",
    "DEFLATE64",
    "GZIP",
    "LZ4BLOCK",
    "LZ4FRAME",
    "LZMA",
    "SNAPPY",
    "SNAPPYFRAME",
    "XZ",
    "Z",
    "ZSTD",
]


class Codec(msgspec.Struct, frozen=True):
    """A format: opens a compressed file for reading, or one for writing.

    Shapes: `extension` is the end of names; what comes from `reading` and `writing` is closed by
    who opened it, and leaves the file below open.
    """

    extension: str
    reading: Callable[[BinaryIO], BinaryIO]
    writing: Callable[[BinaryIO], BinaryIO]


class Pieces(io.RawIOBase):
    """A file made of pieces as they are asked for."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """As much as there is of one piece."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


class Encoder(io.RawIOBase):
    """A file whose content goes through a compressor; closing it writes the end."""

    def __init__(
        self, file: BinaryIO, compress: Callable[[bytes], bytes], finish: Callable[[], bytes]
    ) -> None:
        self._file = file
        self._compress = compress
        self._finish = finish

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Compress a piece."""
        content = bytes(data)
        self._file.write(self._compress(content))
        return len(content)

    def close(self) -> None:
        """Write what is left; the file below stays open."""
        if not self.closed:
            self._file.write(self._finish())
            super().close()


def library(name: str) -> ModuleType:
    """A library of the family. Raises: PluginError with the command that installs it."""
    try:
        return import_module(name)
    except ImportError as error:
        raise PluginError(
            f"The library {name} can't be imported ({error}): pip install 'tiercel[compress]'"
        ) from None


def codec_of(compression: Compression) -> Codec:
    """The format of that name. Raises: PluginError for one that nothing here reads."""
    found = _CODECS.get(compression)
    if found is None:
        raise PluginError(f"`compression` {compression} is not there: no library here reads it")
    return found


def copy(source: BinaryIO, target: BinaryIO) -> None:
    """All of a file, in blocks."""
    shutil.copyfileobj(source, target, BLOCK_BYTES)


def _buffered(pieces: Iterator[bytes]) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(Pieces(pieces), BLOCK_BYTES))


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(BLOCK_BYTES):
        yield block


def _zstd_reading(file: BinaryIO) -> BinaryIO:
    decompressor = library("zstandard").ZstdDecompressor()

    def pieces() -> Iterator[bytes]:
        # The reader of the library takes an end within a frame for that of the file.
        frame = decompressor.decompressobj()
        while block := file.read(_DENSE_BYTES):
            while block:
                frame = decompressor.decompressobj() if frame.eof else frame
                yield frame.decompress(block)
                block = frame.unused_data if frame.eof else b""
        if not frame.eof:
            raise EOFError

    return _buffered(pieces())


def _gzip_reading(file: BinaryIO) -> BinaryIO:
    # The library takes an empty file for one without parts, which it is not.
    if not file.read(1):
        raise EOFError
    file.seek(0)
    return cast("BinaryIO", gzip.GzipFile(fileobj=file, mode="rb"))


def _writing(compressor: Callable[[], Any]) -> Callable[[BinaryIO], BinaryIO]:
    """Writing by what has `compress` and `flush`, as those of the standard library do."""

    def writing(file: BinaryIO) -> BinaryIO:
        made = compressor()
        return cast("BinaryIO", Encoder(file, made.compress, made.flush))

    return writing


def _lz4_writing(file: BinaryIO) -> BinaryIO:
    compressor = library("lz4.frame").LZ4FrameCompressor(content_checksum=True)
    file.write(compressor.begin())
    return cast("BinaryIO", Encoder(file, compressor.compress, compressor.flush))


def _brotli_reading(file: BinaryIO) -> BinaryIO:
    decompressor = library("brotli").Decompressor()

    def pieces() -> Iterator[bytes]:
        for block in _blocks(file):
            yield decompressor.process(block)
        if not decompressor.is_finished():
            raise EOFError

    return _buffered(pieces())


def _brotli_writing(file: BinaryIO) -> BinaryIO:
    compressor = library("brotli").Compressor()
    return cast("BinaryIO", Encoder(file, compressor.process, compressor.finish))


def _lzma_reading(file: BinaryIO, form: int) -> BinaryIO:
    # Who asked for it closes it.
    return cast("BinaryIO", lzma.LZMAFile(file, format=form))


def _deflate_reading(file: BinaryIO) -> BinaryIO:
    decompressor = zlib.decompressobj()

    def pieces() -> Iterator[bytes]:
        for block in _blocks(file):
            yield decompressor.decompress(block)
        yield decompressor.flush()
        if not decompressor.eof:
            raise EOFError

    return _buffered(pieces())


def _snappy_frames_reading(file: BinaryIO) -> BinaryIO:
    """Frames are taken apart here: a type, a length of three bytes, the content."""
    snappy = library("cramjam").snappy

    def pieces() -> Iterator[bytes]:
        if file.read(len(_SNAPPY)) != _SNAPPY:
            raise ValueError("it does not begin as SNAPPYFRAME")
        while mark := file.read(4):
            size = int.from_bytes(mark[1:], "little")
            content = file.read(size)
            if len(mark) < 4 or len(content) < size:
                raise EOFError
            yield bytes(snappy.decompress(_SNAPPY + mark + content))

    return _buffered(pieces())


def _snappy_frames_writing(file: BinaryIO) -> BinaryIO:
    snappy = library("cramjam").snappy
    is_first = True

    def compress(content: bytes) -> bytes:
        nonlocal is_first
        found = bytes(snappy.compress(content))
        begin, is_first = 0 if is_first else len(_SNAPPY), False
        return found[begin:]

    return cast("BinaryIO", Encoder(file, compress, lambda: _SNAPPY if is_first else b""))


def _whole_reading(decompress: Callable[[bytes], Any]) -> Callable[[BinaryIO], BinaryIO]:
    def reading(file: BinaryIO) -> BinaryIO:
        return io.BytesIO(bytes(decompress(_whole(file))))

    return reading


def _whole_writing(compress: Callable[[bytes], Any]) -> Callable[[BinaryIO], BinaryIO]:
    def writing(file: BinaryIO) -> BinaryIO:
        pieces: list[bytes] = []

        def take(content: bytes) -> bytes:
            pieces.append(content)
            return b""

        return cast("BinaryIO", Encoder(file, take, lambda: bytes(compress(b"".join(pieces)))))

    return writing


def _whole(file: BinaryIO) -> bytes:
    content = file.read(WHOLE_BYTES_MAX + 1)
    if len(content) > WHOLE_BYTES_MAX:
        raise PluginError(f"The file has more than {WHOLE_BYTES_MAX} bytes, and no parts to read")
    return content


_CODECS: Mapping[str, Codec] = {
    "GZIP": Codec(
        "gz",
        _gzip_reading,
        _writing(lambda: zlib.compressobj(wbits=_GZIP_BITS)),
    ),
    "BZIP2": Codec(
        "bz2", lambda file: cast("BinaryIO", bz2.BZ2File(file)), _writing(bz2.BZ2Compressor)
    ),
    "XZ": Codec(
        "xz", lambda file: _lzma_reading(file, lzma.FORMAT_XZ), _writing(lzma.LZMACompressor)
    ),
    "LZMA": Codec(
        "lzma",
        lambda file: _lzma_reading(file, lzma.FORMAT_ALONE),
        _writing(lambda: lzma.LZMACompressor(lzma.FORMAT_ALONE)),
    ),
    "ZSTD": Codec(
        "zst",
        _zstd_reading,
        _writing(lambda: library("zstandard").ZstdCompressor(write_checksum=True).compressobj()),
    ),
    "LZ4FRAME": Codec("lz4", lambda file: library("lz4.frame").open(file, "rb"), _lz4_writing),
    "LZ4BLOCK": Codec(
        "lz4",
        _whole_reading(lambda content: library("lz4.block").decompress(content)),
        _whole_writing(lambda content: library("lz4.block").compress(content)),
    ),
    "BROTLI": Codec("br", _brotli_reading, _brotli_writing),
    "DEFLATE": Codec("deflate", _deflate_reading, _writing(zlib.compressobj)),
    "SNAPPYFRAME": Codec("sz", _snappy_frames_reading, _snappy_frames_writing),
    "SNAPPY": Codec(
        "snappy",
        _whole_reading(lambda content: library("cramjam").snappy.decompress_raw(content)),
        _whole_writing(lambda content: library("cramjam").snappy.compress_raw(content)),
    ),
    "Z": Codec(
        "Z",
        _whole_reading(lambda content: library("ncompress").decompress(content)),
        _whole_writing(lambda content: library("ncompress").compress(content)),
    ),
}
