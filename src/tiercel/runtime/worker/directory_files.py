"""Files of a WorkingDirectory: put there before its children run, kept afterwards."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

import msgspec

from tiercel.engine.storage_paths import cache_path, uri_of
from tiercel.model.errors import PluginError, TiercelError
from tiercel.model.ids import friendly_id
from tiercel.model.json_types import Json
from tiercel.model.limits import DIRECTORY_CACHE_BYTES_MAX, DIRECTORY_FILES_MAX
from tiercel.model.log import Level
from tiercel.plugin.file_names import shown_path, stored_name
from tiercel.plugin.globs import glob_pattern
from tiercel.plugin.namespace_files import NamespaceFiles
from tiercel.plugin.server import ListNamespaceFiles, LocateNamespaceFile
from tiercel.runtime.worker.dependencies import AttemptDependencies
from tiercel.runtime.worker.run_context import TaskContext

_SCHEMES = ("kestra://", "nsfile://", "file://")


class CacheRule(Protocol):
    """Which files the next execution finds again, and for how long."""

    @property
    def patterns(self) -> Sequence[str]: ...
    @property
    def ttl(self) -> timedelta | None: ...


class DirectoryTask(Protocol):
    """The properties of a task whose children share a directory."""

    @property
    def input_files(self) -> Json: ...
    @property
    def output_files(self) -> Sequence[str] | None: ...
    @property
    def namespace_files(self) -> NamespaceFiles | None: ...
    @property
    def cache(self) -> CacheRule | None: ...


def write_input_files(context: TaskContext, files: Json) -> None:
    """Create the files of `inputFiles`: text, or the content behind an address.

    Raises: PluginError for another type, IllegalArgument for a name outside the directory.
    """
    for name, value in _named(files).items():
        target = context.files.resolve(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(value, str) and value.strip().startswith(_SCHEMES):
            with context.blobs.open(value.strip()) as source, target.open("wb") as file:
                shutil.copyfileobj(source, file)
        else:
            target.write_text("" if value is None else _text(value), encoding="utf-8")


def _text(value: Json) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _named(files: Json) -> Mapping[str, Json]:
    if files is None:
        return {}
    if isinstance(files, str):
        text = files.strip()
        if text.startswith(_SCHEMES):
            files = [text]
        else:
            try:
                files = msgspec.json.decode(text or "{}")
            except msgspec.DecodeError:
                raise PluginError("Invalid `files` properties with type 'String'") from None
    if isinstance(files, list):
        return {str(uri).rstrip("/").rpartition("/")[2]: uri for uri in files}
    if not isinstance(files, Mapping):
        raise PluginError(f"Invalid `files` properties with type '{type(files).__name__}'")
    return files


def write_namespace_files(context: TaskContext, wanted: NamespaceFiles | None) -> None:
    """Copy the files of namespaces into the directory (spec/internal-storage.md §6)."""
    if wanted is None or not wanted.enabled:
        return
    own = context.vars["flow"]["namespace"]
    include = [glob_pattern(each, is_namespace=True) for each in wanted.include]
    exclude = [glob_pattern(each, is_namespace=True) for each in wanted.exclude]
    for namespace in wanted.namespaces or [own]:
        for found in context.server.run(ListNamespaceFiles(namespace=namespace)):
            path = f"/{found.path}"
            if include and not any(each.fullmatch(path) for each in include):
                continue
            if not any(each.fullmatch(path) for each in exclude):
                _copy(context, namespace, found.path, wanted)


def _copy(context: TaskContext, namespace: str, path: str, wanted: NamespaceFiles) -> None:
    name = f"{namespace}/{path}" if wanted.folder_per_namespace else path
    target = context.files.resolve(name)
    if target.exists() and wanted.if_exists != "OVERWRITE":
        message = f"File '{name}' already exists in the working directory"
        if wanted.if_exists == "FAIL":
            raise PluginError(message)
        if wanted.if_exists == "WARN":
            context.log.write(Level.WARN, message)
        return
    uri = context.server.run(LocateNamespaceFile(namespace=namespace, path=path))
    target.parent.mkdir(parents=True, exist_ok=True)
    with context.blobs.open(uri) as source, target.open("wb") as file:
        shutil.copyfileobj(source, file)


def keep_output_files(context: TaskContext, globs: Sequence[str] | None) -> dict[str, str]:
    """Store the files that match; relative path to address. Links and folders never match."""
    kept: dict[str, str] = {}
    for path in matching_files(context.files.path, globs or ()):
        if len(kept) >= DIRECTORY_FILES_MAX:
            raise PluginError(f"More than {DIRECTORY_FILES_MAX} output files match")
        digest = blake2b(os.fsencode(path), digest_size=16).digest()
        name = f"{friendly_id(int.from_bytes(digest, 'big'))}-{stored_name(path)}"
        kept[shown_path(path, context.files.path)] = context.blobs.put(path, name)
    if kept:
        context.blobs.put(msgspec.json.encode(kept) + b"\n", "outputs.ion")
    return kept


def matching_files(root: Path, globs: Sequence[str]) -> list[Path]:
    """Plain files below the folder that match a glob, sorted.

    Raises: PluginError for a glob that is no relative path.
    """
    if not globs:
        return []
    for glob in globs:
        if glob.startswith(("/", "./")) or ".." in glob.split("/"):
            raise PluginError(
                f"Invalid outputFile (only relative path is supported) for path '{glob}'"
            )
        if (root / glob).is_symlink():
            raise PluginError(
                f"The output file '{glob}' is a symbolic link: only plain files are kept"
            )
    patterns = [glob_pattern(glob) for glob in globs]
    return [
        path
        for path in sorted(_plain_files(root))
        if any(each.fullmatch(shown_path(path, root)) for each in patterns)
    ]


def _plain_files(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root, followlinks=False):
        folders[:] = [name for name in folders if not (Path(folder) / name).is_symlink()]
        for name in names:
            path = Path(folder) / name
            if path.is_file() and not path.is_symlink():
                yield path


class DirectoryCache:
    """Files that a WorkingDirectory hands on to the next execution (internal-storage.md §7)."""

    def __init__(self, dependencies: AttemptDependencies, context: TaskContext, path: str) -> None:
        self._ports = dependencies.ports
        self._bridge = dependencies.driver.bridge
        self._context = context
        self._path = path
        self._loaded: dict[str, float] | None = None

    def load(self, ttl: timedelta | None) -> None:
        """Unpack the cache unless it is too old; a file in the way stays."""
        blobs, log = self._ports.blobs, self._context.log
        if not self._bridge.wait(blobs.exists(self._path)):
            return
        info = self._bridge.wait(blobs.info(self._path))
        if ttl is not None and info.modified + ttl < self._ports.clock.now():
            self._bridge.wait(blobs.delete(self._path))
            return
        log.write(Level.DEBUG, "Cache exist, downloading it")
        content = self._bridge.wait(blobs.read(self._path))
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                self._unpack(archive)
        except zipfile.BadZipFile as error:
            log.write(Level.ERROR, f"Unable to read the cache: {error}")

    def _unpack(self, archive: zipfile.ZipFile) -> None:
        self._loaded = {}
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            try:
                target = self._context.files.resolve(entry.filename)
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(entry) as source, target.open("xb") as file:
                    shutil.copyfileobj(source, file)
            except (OSError, TiercelError):
                message = f"Unable to create the file {entry.filename}"
                self._context.log.write(Level.ERROR, message)
                continue
            self._loaded[entry.filename] = target.stat().st_mtime

    def save(self, patterns: Sequence[str]) -> None:
        """Pack the files that match when any of them changed; a failure is only logged."""
        log = self._context.log
        root = self._context.files.path
        files = {shown_path(path, root): path for path in matching_files(root, patterns)}
        if self._loaded is not None and not self._has_changed(files):
            log.write(Level.DEBUG, "Cache files didn't change, skip updating it")
            return
        try:
            content = _packed(files)
            if len(content) > DIRECTORY_CACHE_BYTES_MAX:
                raise PluginError(f"The cache is larger than {DIRECTORY_CACHE_BYTES_MAX} bytes")
            log.write(Level.DEBUG, f"Caching in {uri_of(self._path)}")
            self._bridge.wait(self._ports.blobs.write(self._path, content))
        except (OSError, TiercelError) as error:
            log.write(Level.ERROR, f"Unable to update the cache: {error}")

    def _has_changed(self, files: Mapping[str, Path]) -> bool:
        loaded = self._loaded or {}
        return set(loaded) != set(files) or any(
            files[name].stat().st_mtime != modified for name, modified in loaded.items()
        )


def _packed(files: Mapping[str, Path]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        for name, path in files.items():
            archive.write(path, name)
    return buffer.getvalue()


def cache_place(context: TaskContext, task_id: str, value: str | None) -> str:
    """Where the cache of a WorkingDirectory lies; each loop value has its own."""
    flow = context.vars["flow"]
    item = None
    if value is not None:
        item = f"cache/{blake2b(value.encode(), digest_size=16).hexdigest()}"
    return cache_path(flow["namespace"], flow["id"], task_id, item)
