"""Tasks that compress files, and put them into archives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Annotated, BinaryIO, cast
from uuid import uuid4

from pydantic import Field

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Plugin,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugins.files import STORAGE_SCHEMES, input_files_of
from tiercel_compress.archives import Algorithm, Entry, read_archive, write_archive
from tiercel_compress.broken import explained
from tiercel_compress.codecs import BLOCK_BYTES, Compression, codec_of, copy

# Files that one archive may give.
FILES_MAX = 100_000
SIZES = [
    Metric("size", "counter", "bytes", "How long the files are together."),
    Metric("count", "counter", "files", "How many files there are."),
]
_SEEKING = ("ZIP", "JAR")


class Stored(Output):
    """The new file."""

    uri: Annotated[str, Prop("The file in the internal storage.")]


class Unpacked(Output):
    """The files of an archive."""

    files: Annotated[dict[str, str], Prop("Addresses in the internal storage by path.")]


class FromFile(Plugin):
    """Reads a file of the internal storage."""

    from_: Annotated[str, Field(alias="from"), Prop("The file in the internal storage.")]


class Compressed(FromFile):
    """Of one compressed file."""

    compression: Annotated[
        Compression, Prop("The format of the compressed file.", "DEFLATE64 is not there.")
    ]


class Archived(Plugin):
    """Of an archive, which may be compressed."""

    algorithm: Annotated[
        Algorithm,
        Prop("The kind of archive.", "AR, CPIO, JAR, TAR and ZIP; ARJ and DUMP are refused."),
    ]
    compression: Annotated[
        Compression | None,
        Prop(
            "How the archive as a whole is compressed, such as GZIP for `.tar.gz`.",
            "It is not compressed by default.",
        ),
    ] = None


class Blocks:
    """A file in blocks, for the internal storage; the count of its bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        while block := self._file.read(BLOCK_BYTES):
            self.size += len(block)
            yield block


@plugin(
    "io.kestra.plugin.compress.FileCompress",
    title="Compress one file, without an archive around it.",
    examples=['from: "{{ outputs.query.uri }}"\ncompression: ZSTD'],
)
class FileCompress(Compressed, RunnableTask[Stored]):
    """One file becomes one."""

    def run(self, ctx: RunContext) -> Stored:
        codec = codec_of(self.compression)
        target = new_file(ctx)
        with (
            ctx.blobs.open(self.from_) as source,
            target.open("wb") as file,
            codec.writing(file) as compressed,
        ):
            copy(source, compressed)
        return Stored(uri=ctx.blobs.put_new(target, codec.extension))


@plugin(
    "io.kestra.plugin.compress.FileDecompress",
    title="Decompress one file that is no archive.",
    examples=['from: "{{ outputs.download.uri }}"\ncompression: GZIP'],
)
class FileDecompress(Compressed, RunnableTask[Stored]):
    """One file becomes one."""

    def run(self, ctx: RunContext) -> Stored:
        """Raises: PluginError for a file of another format."""
        codec = codec_of(self.compression)
        with (
            ctx.blobs.open(self.from_) as source,
            explained(f"file of {self.compression}", self.compression, source),
            codec.reading(source) as plain,
        ):
            return Stored(uri=ctx.blobs.put_new(iter(Blocks(plain)), "bin"))


@plugin(
    "io.kestra.plugin.compress.ArchiveCompress",
    title="Put files into an archive.",
    examples=[
        (
            "algorithm: TAR\n"
            "compression: GZIP\n"
            "from:\n"
            '  reports/orders.csv: "{{ outputs.orders.uri }}"\n'
            '  reports/customers.csv: "{{ outputs.customers.uri }}"'
        )
    ],
)
class ArchiveCompress(Archived, RunnableTask[Stored]):
    """Files by the paths that they get."""

    from_: Annotated[
        str | list[Json] | dict[str, Json],
        Field(alias="from"),
        Prop(
            "Addresses in the internal storage by path.",
            "A list, or a single address, is named by the last part of each.",
        ),
    ]

    def run(self, ctx: RunContext) -> Stored:
        """Raises: PluginError for what is no address of a stored file."""
        codec = None if self.compression is None else codec_of(self.compression)
        target = new_file(ctx)
        with ExitStack() as stack:
            file: BinaryIO = stack.enter_context(target.open("wb"))
            if codec is not None:
                file = stack.enter_context(codec.writing(file))
            write_archive(self.algorithm, file, self._entries(ctx))
        ends = [self.algorithm.lower(), *([codec.extension] if codec is not None else [])]
        return Stored(uri=ctx.blobs.put_new(target, ".".join(ends)))

    def _entries(self, ctx: RunContext) -> Iterator[Entry]:
        files: Mapping[str, Json] = input_files_of(self.from_)
        for path, uri in files.items():
            address = str(uri).strip()
            if not address.startswith(STORAGE_SCHEMES):
                raise PluginError(f"`from`: '{path}' must be the address of a stored file")
            yield Entry(path, ctx.blobs.size(address), partial(ctx.blobs.open, address))


@plugin(
    "io.kestra.plugin.compress.ArchiveDecompress",
    title="Take the files out of an archive.",
    examples=['from: "{{ outputs.download.uri }}"\nalgorithm: ZIP'],
    metrics=SIZES,
)
class ArchiveDecompress(FromFile, Archived, RunnableTask[Unpacked]):
    """Folders and links are left out."""

    def run(self, ctx: RunContext) -> Unpacked:
        """Raises: PluginError for a file of another kind."""
        files: dict[str, str] = {}
        size = 0
        what = f"archive of {self.algorithm}"
        if self.compression is not None:
            what = f"{what} in a file of {self.compression}"
        with (
            ctx.blobs.open(self.from_) as file,
            explained(what, self.compression or self.algorithm, file),
            ExitStack() as stack,
        ):
            for path, content in read_archive(self.algorithm, self._plain(ctx, stack, file)):
                if len(files) >= FILES_MAX:
                    raise PluginError(f"The archive has more than {FILES_MAX} files")
                blocks = Blocks(content)
                files[path] = ctx.blobs.put_new(iter(blocks), extension_of(path))
                size += blocks.size
        ctx.metrics.counter("size", size)
        ctx.metrics.counter("count", len(files))
        return Unpacked(files=files)

    def _plain(self, ctx: RunContext, stack: ExitStack, file: BinaryIO) -> BinaryIO:
        if self.compression is None:
            return file
        plain = stack.enter_context(codec_of(self.compression).reading(file))
        if self.algorithm not in _SEEKING:
            return plain
        # The directory of such an archive is at its end: it must be there as a whole.
        target = new_file(ctx)
        with target.open("wb") as copied:
            copy(plain, copied)
        return cast("BinaryIO", stack.enter_context(target.open("rb")))


def new_file(ctx: RunContext) -> Path:
    """A path in the working directory that nothing has yet."""
    return ctx.files.resolve(f".{uuid4().hex}")


def extension_of(path: str) -> str:
    """The end of a name; `bin` without one."""
    ending = Path(path).suffix.removeprefix(".")
    return ending if ending.isalnum() else "bin"
