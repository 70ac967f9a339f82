"""Write, Concat, Reverse, Size, Delete and the purge of the own execution's files."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from tiercel.plugin import (
    Example,
    Json,
    Metric,
    NotFound,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
    server,
)
from tiercel.plugin.convert import converter_for
from tiercel.plugin.limits import REVERSE_BYTES_MAX, SPLIT_READ_BYTES
from tiercel.plugin.values import class_name


class Stored(Output):
    """A file."""

    uri: Annotated[str, Prop("The URI of the file.")]


@plugin(
    "io.kestra.plugin.core.storage.Write",
    title="Write a text to a file.",
    examples=[Example("content: hello\nextension: .txt")],
)
class Write(RunnableTask[Stored]):
    """UTF-8 text."""

    content: Annotated[str, Prop("The text of the file; expressions in it are rendered.")]
    extension: Annotated[str | None, Prop("The end of the file's name.")] = None

    def run(self, ctx: RunContext) -> Stored:
        return Stored(uri=ctx.blobs.put_new(self.content.encode(), self.extension or ""))


@plugin(
    "io.kestra.plugin.core.storage.Concat",
    title="Join several files into one.",
    description="The separator stands after every file, the last one too.",
    aliases=["io.kestra.core.tasks.storages.Concat"],
    examples=[Example('files:\n  - "{{ outputs.a.uri }}"\n  - "{{ outputs.b.uri }}"')],
)
class Concat(RunnableTask[Stored]):
    """Joins bytes."""

    files: Annotated[Json, Prop("A list of URIs, or text that renders to a JSON list.")]
    separator: Annotated[str | None, Prop("What to write after each file.")] = None
    extension: Annotated[str, Prop("The end of the new file's name.")] = ".tmp"

    def run(self, ctx: RunContext) -> Stored:
        files = self.files
        if isinstance(files, str):
            files = converter_for(list[str])(files)
        if not isinstance(files, list):
            raise PluginError(f"Invalid `files` properties with type '{class_name(files)}'")
        return Stored(uri=ctx.blobs.put_new(self._pieces(ctx, files), self.extension))

    def _pieces(self, ctx: RunContext, files: list[Json]) -> Iterator[bytes]:
        separator = (self.separator or "").encode()
        for uri in files:
            with ctx.blobs.open(str(uri)) as source:
                while chunk := source.read(SPLIT_READ_BYTES):
                    yield chunk
            if separator:
                yield separator


@plugin(
    "io.kestra.plugin.core.storage.Reverse",
    title="Turn the rows of a file around.",
    aliases=["io.kestra.core.tasks.storages.Reverse"],
    examples=[Example('from: "{{ outputs.a.uri }}"')],
)
class Reverse(RunnableTask[Stored]):
    """The last row becomes the first."""

    from_: Annotated[str, Field(alias="from"), Prop("The URI of the file.")]
    separator: Annotated[str, Prop("What ends a row.")] = "\n"
    charset: Annotated[str, Prop("The encoding of the file.")] = "UTF-8"

    def run(self, ctx: RunContext) -> Stored:
        """Write the rows from the last to the first."""
        try:
            encoding = codecs.lookup(self.charset).name
        except LookupError as error:
            raise PluginError(f"Unknown charset '{self.charset}'") from error
        if ctx.blobs.size(self.from_) > REVERSE_BYTES_MAX:
            raise PluginError(f"The file is larger than {REVERSE_BYTES_MAX} bytes")
        text = ctx.blobs.read(self.from_).decode(encoding, errors="replace")
        rows = text.split(self.separator)
        if rows and rows[-1] == "":
            rows.pop()
        reverse = "".join(row + self.separator for row in reversed(rows))
        extension = self.from_[self.from_.rfind(".") :] if "." in self.from_ else ""
        is_extension = extension != "" and "/" not in extension
        uri = ctx.blobs.put_new(reverse.encode(encoding), extension if is_extension else "")
        return Stored(uri=uri)


class Sized(Output):
    """The size of a file."""

    size: Annotated[int, Prop("The size of the file in bytes.")]


@plugin(
    "io.kestra.plugin.core.storage.Size",
    title="Give the size of a file.",
    aliases=["io.kestra.core.tasks.storages.Size"],
    examples=[Example('uri: "{{ outputs.a.uri }}"')],
)
class Size(RunnableTask[Sized]):
    """In bytes."""

    uri: Annotated[str, Prop("The URI of the file.")]

    def run(self, ctx: RunContext) -> Sized:
        """Look it up. Raises: NotFound."""
        return Sized(size=ctx.blobs.size(self.uri))


class Deleted(Output):
    """What was deleted."""

    uri: Annotated[str, Prop("The URI of the file that was deleted.")]
    deleted: Annotated[bool, Prop("Whether there was a file.")]


@plugin(
    "io.kestra.plugin.core.storage.Delete",
    title="Delete a file of the internal storage.",
    aliases=["io.kestra.core.tasks.storages.Delete"],
    examples=[Example('uri: "{{ outputs.a.uri }}"')],
)
class Delete(RunnableTask[Deleted]):
    """Deletes one file of the internal storage."""

    uri: Annotated[str, Prop("The URI of the file.")]
    error_on_missing: Annotated[bool, Prop("Fail when there is no file.")] = False

    def run(self, ctx: RunContext) -> Deleted:
        deleted = ctx.blobs.delete(self.uri)
        if not deleted and self.error_on_missing:
            raise NotFound(f"Unable to find file '{self.uri}'")
        return Deleted(uri=self.uri, deleted=deleted)


class PurgedFiles(Output):
    """What was deleted."""

    uris: Annotated[list[str], Prop("The URIs of the files that were deleted.")]


@plugin(
    "io.kestra.plugin.core.storage.PurgeCurrentExecutionFiles",
    title="Delete all files of this execution.",
    aliases=[
        "io.kestra.core.tasks.storages.PurgeExecution",
        "io.kestra.plugin.core.storage.PurgeExecution",
    ],
    examples=[Example("", title="Clean up at the end of a flow.")],
)
class PurgeCurrentExecutionFiles(RunnableTask[PurgedFiles]):
    """Inputs, outputs and everything else that the execution stored."""

    def run(self, ctx: RunContext) -> PurgedFiles:
        uris = list(ctx.blobs.files_of_execution())
        return PurgedFiles(uris=[uri for uri in uris if ctx.blobs.delete(uri)])


class PurgedStorage(Output):
    """How much was looked at and deleted."""

    scanned_count: Annotated[int, Prop("How many executions were looked at.")] = 0
    purged_count: Annotated[int, Prop("Executions whose files were deleted.")] = 0
    deleted_files_count: Annotated[
        int, Prop("How many files were deleted, or would be in a dry run.")
    ] = 0


@plugin(
    "io.kestra.plugin.core.storage.PurgeStorage",
    title="Delete old files of executions.",
    examples=[
        Example(
            "namespace: company\ndryRun: false\nendDate: \"{{ now() | dateAdd(-3, 'MONTHS') }}\"",
        )
    ],
    metrics=[
        Metric("scanned", "counter", "executions", "Executions looked at."),
        Metric("purged", "counter", "executions", "Executions whose files were deleted."),
        Metric("deleted.files", "counter", "files", "Files that were deleted."),
    ],
)
class PurgeStorage(RunnableTask[PurgedStorage]):
    """Acts on the server; only counts while `dryRun` is true."""

    namespace: Annotated[str | None, Prop("This namespace and those below.")] = None
    flow_id: Annotated[
        str | None,
        Prop("The id of the one flow whose files are deleted; all of the namespace unless set."),
    ] = None
    start_date: Annotated[str | None, Prop("Only files from after this date.")] = None
    end_date: Annotated[str, Prop("Only files from before this date.")]
    dry_run: Annotated[bool, Prop("Whether files are only counted, and none is deleted.")] = True

    def run(self, ctx: RunContext) -> PurgedStorage:
        """Delete or count them."""
        if self.flow_id is not None and self.namespace is None:
            raise PluginError("'namespace' is required when 'flowId' is set.")
        files = ctx.server.run(
            server.PurgeStorage(
                namespace=self.namespace,
                flow_id=self.flow_id,
                start_date=server.moment(self.start_date),
                end_date=server.moment(self.end_date),
                dry_run=self.dry_run,
            )
        )
        purged = PurgedStorage(
            scanned_count=files.scanned, purged_count=files.old, deleted_files_count=files.deleted
        )
        ctx.metrics.counter("scanned", purged.scanned_count)
        ctx.metrics.counter("purged", purged.purged_count)
        ctx.metrics.counter("deleted.files", purged.deleted_files_count)
        return purged
