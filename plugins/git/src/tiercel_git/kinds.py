"""What a server and a repository both keep: flows, files of a namespace, dashboards."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from tiercel.plugin import Invalid, Json, PluginError, RunContext
from tiercel.plugin.globs import glob_pattern
from tiercel.plugin.server import (
    DeleteDashboard,
    DeleteFlow,
    DeleteNamespaceFiles,
    ListDashboardSources,
    ListFlowNamespaces,
    ListFlows,
    ListNamespaceFiles,
    LocateNamespaceFile,
    PutNamespaceFile,
    SaveDashboard,
    SaveFlow,
)
from tiercel.plugins.files import files_below

IGNORE_FILE = ".kestraignore"
_ID = re.compile(r"^id:[ \t]*[\"']?([^\"'#\s]+)", re.MULTILINE)
_NAMESPACE = re.compile(r"^namespace:.*$", re.MULTILINE)
_BLOCK_BYTES = 1 << 16


class Kind(ABC):
    """Resources by their keys, on the server and below a folder of a repository."""

    # What became of one that the server had, with another content.
    changed: ClassVar[str] = "UPDATED"

    @abstractmethod
    def on_server(self) -> Collection[str]:
        """Those of the server."""

    @abstractmethod
    def in_folder(self, folder: Path) -> dict[str, Path]:
        """The file of each in a repository. Symbolic links are left out."""

    @abstractmethod
    def place(self, key: str) -> str:
        """Where a new file belongs, below the folder."""

    @abstractmethod
    def write(self, key: str, target: Path) -> None:
        """Write that of the server to a file."""

    @abstractmethod
    def is_same(self, key: str, file: Path) -> bool:
        """Whether the server has what a file says."""

    @abstractmethod
    def save(self, key: str, file: Path) -> Mapping[str, Json]:
        """Give the server what a file says; what to report of it. Raises: PluginError."""

    @abstractmethod
    def delete(self, key: str) -> None:
        """Remove it from the server."""

    def facts(self, key: str) -> Mapping[str, Json]:
        """What reports say of one besides its file."""
        return {}

    def may_delete(self, key: str) -> bool:
        """Whether it may go when the other side lacks it."""
        return True


class Flows(Kind):
    """Flows of a namespace, and perhaps of those below it; a key is `namespace/id`.

    In the repository their namespace is `target`, and those of a namespace below it lie in a
    folder of its name.
    """

    def __init__(
        self,
        ctx: RunContext,
        namespace: str,
        *,
        target: str | None = None,
        with_children: bool = False,
        globs: Sequence[str] = (),
    ) -> None:
        self._ctx = ctx
        self.namespace = namespace
        self._target = target or namespace
        self._with_children = with_children
        self._globs = [glob_pattern(each) for each in globs]
        own = ctx.vars["flow"]
        self._own = f"{own['namespace']}/{own['id']}"
        self._sources = self._read()

    def _read(self) -> dict[str, str]:
        namespaces = [self.namespace]
        if self._with_children:
            below = self._ctx.server.run(ListFlowNamespaces(text=self.namespace))
            namespaces += [each for each in below if each.startswith(f"{self.namespace}.")]
        return {
            f"{namespace}/{flow.id}": flow.source
            for namespace in namespaces
            for flow in self._ctx.server.run(ListFlows(namespace=namespace))
            if self._is_chosen(f"{namespace}/{flow.id}")
        }

    def _is_chosen(self, key: str) -> bool:
        """By id, or by the path that the file has below the folder."""
        names = (key.rpartition("/")[2], self.place(key), self.place(key).rpartition(".")[0])
        return not self._globs or any(
            glob.fullmatch(name) for glob in self._globs for name in names
        )

    def on_server(self) -> Collection[str]:
        return self._sources

    def in_folder(self, folder: Path) -> dict[str, Path]:
        found = {}
        for file in _sources_below(folder, is_deep=self._with_children):
            below = ".".join(file.parent.relative_to(folder).parts)
            key = self.key_of(file, f"{self.namespace}.{below}" if below else self.namespace)
            if self._is_chosen(key):
                found[key] = file
        return found

    def key_of(self, file: Path, namespace: str) -> str:
        """The key of a file's flow. Raises: PluginError for one that is not there or no flow."""
        return f"{namespace}/{_id_in(file)}"

    def place(self, key: str) -> str:
        namespace, _, flow_id = key.rpartition("/")
        below = namespace.removeprefix(self.namespace).lstrip(".").replace(".", "/")
        return f"{below}/{flow_id}.yml".lstrip("/")

    def write(self, key: str, target: Path) -> None:
        namespace = key.rpartition("/")[0].replace(self.namespace, self._target, 1)
        target.write_text(in_namespace(self._sources[key], namespace), encoding="utf-8")

    def is_same(self, key: str, file: Path) -> bool:
        return self._sources[key] == self._text(key, file)

    def save(self, key: str, file: Path) -> Mapping[str, Json]:
        try:
            saved = self._ctx.server.run(SaveFlow(source=self._text(key, file)))
        except Invalid as error:
            raise InvalidResource(f"{file.name} is no valid flow: {error.message}") from None
        return {**self.facts(key), "revision": saved.revision}

    def delete(self, key: str) -> None:
        namespace, _, flow_id = key.rpartition("/")
        self._ctx.server.run(DeleteFlow(namespace=namespace, flow_id=flow_id))

    def facts(self, key: str) -> Mapping[str, Json]:
        namespace, _, flow_id = key.rpartition("/")
        return {"flowId": flow_id, "namespace": namespace}

    def may_delete(self, key: str) -> bool:
        """A flow that synchronises does not delete itself."""
        return key != self._own

    def _text(self, key: str, file: Path) -> str:
        return in_namespace(file.read_text(encoding="utf-8"), key.rpartition("/")[0])


class InvalidResource(PluginError):
    """A file of the repository is not what the server takes."""


class Files(Kind):
    """Files of a namespace; a key is the path."""

    changed = "OVERWRITTEN"

    def __init__(
        self,
        ctx: RunContext,
        namespace: str,
        globs: Sequence[str] = (),
        ignored: Collection[Path] = (),
    ) -> None:
        self._ctx = ctx
        self.namespace = namespace
        self._globs = [glob_pattern(each, is_namespace=True) for each in globs]
        self._ignored = ignored
        self._sizes = {
            each.path: each.size
            for each in ctx.server.run(ListNamespaceFiles(namespace=namespace))
            if self._is_chosen(each.path)
        }

    def _is_chosen(self, path: str) -> bool:
        return not self._globs or any(
            glob.fullmatch(name) for glob in self._globs for name in (path, f"/{path}")
        )

    def on_server(self) -> Collection[str]:
        return self._sizes

    def in_folder(self, folder: Path) -> dict[str, Path]:
        paths = {file.relative_to(folder).as_posix(): file for file in files_below(folder)}
        return {
            path: file
            for path, file in paths.items()
            if self._is_chosen(path) and file not in self._ignored and file.name != IGNORE_FILE
        }

    def place(self, key: str) -> str:
        return key

    def write(self, key: str, target: Path) -> None:
        with self._ctx.blobs.open(self._uri(key)) as source, target.open("wb") as file:
            while block := source.read(_BLOCK_BYTES):
                file.write(block)

    def is_same(self, key: str, file: Path) -> bool:
        if file.stat().st_size != self._sizes[key]:
            return False
        with self._ctx.blobs.open(self._uri(key)) as stored, file.open("rb") as content:
            while block := stored.read(_BLOCK_BYTES):
                if block != content.read(len(block)):
                    return False
        return True

    def save(self, key: str, file: Path) -> Mapping[str, Json]:
        uri = self._ctx.blobs.put_new(file, "file")
        self._ctx.server.run(PutNamespaceFile(namespace=self.namespace, path=key, uri=uri))
        self._ctx.blobs.delete(uri)
        return self.facts(key)

    def delete(self, key: str) -> None:
        self._ctx.server.run(DeleteNamespaceFiles(namespace=self.namespace, paths=(key,)))

    def facts(self, key: str) -> Mapping[str, Json]:
        return {"namespace": self.namespace, "path": f"/{key}"}

    def _uri(self, key: str) -> str:
        return self._ctx.server.run(LocateNamespaceFile(namespace=self.namespace, path=key))


class Dashboards(Kind):
    """Dashboards of the server; a key is the id."""

    def __init__(self, ctx: RunContext, globs: Sequence[str] = ()) -> None:
        self._ctx = ctx
        self._globs = [glob_pattern(each) for each in globs]
        self._sources = {
            each.id: each.source
            for each in ctx.server.run(ListDashboardSources())
            if self._is_chosen(each.id)
        }

    def _is_chosen(self, key: str) -> bool:
        return not self._globs or any(
            glob.fullmatch(name) for glob in self._globs for name in (key, self.place(key))
        )

    def on_server(self) -> Collection[str]:
        return self._sources

    def in_folder(self, folder: Path) -> dict[str, Path]:
        found = {}
        for file in _sources_below(folder, is_deep=True):
            key = _id_in(file)
            if self._is_chosen(key):
                found[key] = file
        return found

    def place(self, key: str) -> str:
        return f"{key}.yml"

    def write(self, key: str, target: Path) -> None:
        text = self._sources[key]
        target.write_text(text if _ID.search(text) else f"id: {key}\n{text}", encoding="utf-8")

    def is_same(self, key: str, file: Path) -> bool:
        return self._sources[key] == file.read_text(encoding="utf-8")

    def save(self, key: str, file: Path) -> Mapping[str, Json]:
        try:
            self._ctx.server.run(SaveDashboard(source=file.read_text(encoding="utf-8")))
        except Invalid as error:
            raise InvalidResource(f"{file.name} is no valid dashboard: {error.message}") from None
        return self.facts(key)

    def delete(self, key: str) -> None:
        self._ctx.server.run(DeleteDashboard(dashboard_id=key))

    def facts(self, key: str) -> Mapping[str, Json]:
        return {"dashboardId": key}


def in_namespace(source: str, namespace: str) -> str:
    """The source of a flow with another namespace, which is put behind the id if it has none."""
    line = f"namespace: {namespace}"
    if _NAMESPACE.search(source):
        return _NAMESPACE.sub(line, source, count=1)
    return re.sub(r"^(id:.*)$", rf"\1\n{line}", source, count=1, flags=re.MULTILINE)


def _id_in(file: Path) -> str:
    """Raises: PluginError for a file without an id, or one that is not there."""
    if not file.is_file():
        raise PluginError(f"The branch has no file '{file.name}'")
    match = _ID.search(file.read_text(encoding="utf-8"))
    if match is None:
        raise PluginError(f"{file.name}: an `id` must be there")
    return match[1]


def _sources_below(folder: Path, *, is_deep: bool) -> Iterator[Path]:
    return (
        file
        for file in sorted(files_below(folder))
        if file.suffix in (".yml", ".yaml") and (is_deep or file.parent == folder)
    )
