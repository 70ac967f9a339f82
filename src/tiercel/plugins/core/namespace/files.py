"""UploadFiles, DownloadFiles, DeleteFiles: tasks about the files of namespaces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from tiercel.plugin import (
    Example,
    Json,
    Level,
    Metric,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
    server,
)
from tiercel.plugin.convert import converter_for
from tiercel.plugin.globs import glob_pattern


class Files(Output):
    """Files by path."""

    files: Annotated[dict[str, str] | None, Prop("Path to URI of each file.")] = None


def globs_of(files: Json) -> list[str]:
    """A glob or a list of globs. Raises: PluginError for other types."""
    if isinstance(files, str):
        return [files]
    if isinstance(files, list) and all(isinstance(each, str) for each in files):
        return files
    raise PluginError("The files property must be a string or a list of strings")


@plugin(
    "io.kestra.plugin.core.namespace.UploadFiles",
    title="Put files into a namespace.",
    examples=[
        Example(
            'namespace: company\nfilesMap:\n  scripts/run.py: "{{ outputs.make.uri }}"',
            title="A file of another task.",
        ),
        Example(
            'namespace: company\nfiles: ["**.sql"]\ndestination: sql',
            title="Files of the working directory.",
        ),
    ],
)
class UploadFiles(RunnableTask[Files]):
    """From the working directory, or from the internal storage."""

    namespace: Annotated[str, Prop("The namespace that gets the files.")]
    files: Annotated[list[str] | None, Prop("Globs over the working directory, or URIs.")] = None
    files_map: Annotated[
        str | dict[str, Json] | None,
        Prop(
            "Paths in the namespace with the URIs of files in internal storage that are put there."
        ),
    ] = None
    destination: Annotated[str, Prop("The folder to put them into.")] = "/"
    conflict: Annotated[server.FileConflict, Prop("What to do with files in the way.")] = (
        server.FileConflict.OVERWRITE
    )

    def run(self, ctx: RunContext) -> Files:
        if self.files is None and self.files_map is None:
            raise PluginError("files or filesMap is required")
        uploaded = {}
        for path, uri in self._wanted(ctx):
            target = _joined(self.destination, path)
            is_written = ctx.server.run(
                server.PutNamespaceFile(
                    namespace=self.namespace, path=target, uri=uri, conflict=self.conflict
                )
            )
            if is_written:
                uploaded[target] = uri
            else:
                ctx.log.write(Level.INFO, f"File '{target}' exists and is skipped")
        return Files(files=uploaded or None)

    def _wanted(self, ctx: RunContext) -> Iterator[tuple[str, str]]:
        for each in self.files or ():
            if each.startswith("kestra://"):
                yield each.rpartition("/")[2], each
            else:
                yield from _matching_files(ctx, each)
        files_map = self.files_map
        if isinstance(files_map, str):
            files_map = converter_for(dict)(files_map)
        if files_map is not None and not isinstance(files_map, Mapping):
            raise PluginError("filesMap must be a map of paths to URIs")
        for path, uri in (files_map or {}).items():
            if ctx.blobs.exists(str(uri)):
                yield path, str(uri)


def _matching_files(ctx: RunContext, glob: str) -> Iterator[tuple[str, str]]:
    pattern = glob_pattern(glob)
    root: Path = ctx.files.path
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root).as_posix()
        if path.is_file() and not path.is_symlink() and pattern.fullmatch(relative):
            yield relative, ctx.blobs.put(path, relative)


def _joined(folder: str, path: str) -> str:
    return "/".join(part for part in (folder.strip("/"), path.lstrip("/")) if part)


@plugin(
    "io.kestra.plugin.core.namespace.DownloadFiles",
    title="Copy files of a namespace into the execution.",
    metrics=[Metric("downloaded", "counter", "files", "How many files.")],
    examples=[Example('namespace: company\nfiles: ["**.sql"]')],
)
class DownloadFiles(RunnableTask[Files]):
    """Files whose path matches a glob."""

    namespace: Annotated[str, Prop("The namespace whose files are read.")]
    files: Annotated[Json, Prop("A glob, or a list of globs.")]
    destination: Annotated[str, Prop("What to put in front of the names.")] = ""

    def run(self, ctx: RunContext) -> Files:
        patterns = [glob_pattern(each, is_namespace=True) for each in globs_of(self.files)]
        found = {}
        for each in ctx.server.run(server.ListNamespaceFiles(namespace=self.namespace)):
            path = f"/{each.path}"
            if any(pattern.fullmatch(path) for pattern in patterns):
                source = ctx.server.run(
                    server.LocateNamespaceFile(namespace=self.namespace, path=each.path)
                )
                with ctx.blobs.open(source) as stored:
                    found[path] = ctx.blobs.put(stored, f"{self.destination}{path}")
        ctx.metrics.counter("downloaded", len(found))
        return Files(files=found)


@plugin(
    "io.kestra.plugin.core.namespace.DeleteFiles",
    title="Delete files of a namespace.",
    metrics=[Metric("deleted", "counter", "files", "How many files.")],
    examples=[Example('namespace: company\nfiles: ["old/**"]')],
)
class DeleteFiles(RunnableTask[Files]):
    """Files whose path matches a glob."""

    namespace: Annotated[str, Prop("The namespace whose files are deleted.")]
    files: Annotated[Json, Prop("A glob, or a list of globs.")]
    delete_parent_folder: Annotated[bool, Prop("Delete folders that become empty.")] = False

    def run(self, ctx: RunContext) -> Files:
        patterns = [glob_pattern(each, is_namespace=True) for each in globs_of(self.files)]
        paths = tuple(
            each.path
            for each in ctx.server.run(server.ListNamespaceFiles(namespace=self.namespace))
            if any(pattern.fullmatch(f"/{each.path}") for pattern in patterns)
        )
        deleted = ctx.server.run(
            server.DeleteNamespaceFiles(
                namespace=self.namespace,
                paths=paths,
                delete_parent_folder=self.delete_parent_folder,
            )
        )
        ctx.metrics.counter("deleted", deleted)
        return Files()
