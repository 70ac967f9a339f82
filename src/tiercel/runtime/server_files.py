"""Use cases of tasks over the files of namespaces."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.engine.storage_paths import check_stored, namespace_files_path, uri_of
from tiercel.model.errors import Conflict, NotFound
from tiercel.model.json_types import Json
from tiercel.plugin.globs import glob_pattern
from tiercel.ports.blobs import BlobStorage
from tiercel.ports.store import Store
from tiercel.runtime.attempt_log import LogPlace
from tiercel.runtime.server_filters import chosen_namespaces, date_of
from tiercel.service.files import FLOWS_FOLDER, FileService, file_path


class FileUseCases:
    """list, read, put, delete and purge of namespace files."""

    def __init__(self, files: FileService, store: Store, blobs: BlobStorage) -> None:
        self._files = files
        self._store = store
        self._blobs = blobs

    async def list(self, origin: LogPlace, arguments: Mapping[str, Json]) -> Json:
        """Every file with its path inside the namespace and its size."""
        root = namespace_files_path(_namespace(origin, arguments))
        return [
            {"path": info.path.removeprefix(root + "/"), "size": info.size}
            for info in await self._blobs.files_under(root)
            if not info.path.startswith(root + FLOWS_FOLDER + "/")
        ]

    async def read(self, origin: LogPlace, arguments: Mapping[str, Json]) -> Json:
        """The address of a file."""
        path = file_path(str(arguments.get("path")))
        place = namespace_files_path(_namespace(origin, arguments)) + path
        if not await self._blobs.exists(place):
            raise NotFound(f"File not found: {path}")
        return uri_of(place)

    async def put(self, origin: LogPlace, arguments: Mapping[str, Json]) -> Json:
        """Copy a stored file into a namespace."""
        namespace, path = _namespace(origin, arguments), file_path(str(arguments.get("path")))
        place = namespace_files_path(namespace) + path
        conflict = arguments.get("conflict") or "OVERWRITE"
        if conflict != "OVERWRITE" and await self._blobs.exists(place):
            if conflict == "SKIP":
                return {"written": False}
            raise Conflict(
                f"File '{path.lstrip('/')}' already exists in namespace '{namespace}' and conflict"
                " is set to ERROR"
            )
        source = check_stored(str(arguments.get("uri")))
        await self._files.write(namespace, path, self._blobs.stream(source))
        return {"written": True}

    async def delete(self, origin: LogPlace, arguments: Mapping[str, Json]) -> Json:
        """Remove files, and folders that are empty then."""
        namespace = _namespace(origin, arguments)
        root = namespace_files_path(namespace)
        deleted = 0
        for path in arguments.get("paths") or ():
            place = root + file_path(str(path))
            if not await self._blobs.exists(place):
                continue
            if arguments.get("deleteParentFolder") is False:
                await self._blobs.delete(place)
            else:
                await self._files.delete(namespace, str(path))
            deleted += 1
        return {"deleted": deleted}

    async def purge(self, origin: LogPlace, arguments: Mapping[str, Json]) -> Json:
        """Remove older versions of files, as many as `behavior` says (plugins-core.md)."""
        behavior = arguments.get("behavior") or {}
        before, keep = behavior.get("before"), behavior.get("keepAmount")
        # Without a date only a number says what goes; with one, it need not say more.
        least = int(keep) if keep is not None else 1
        pattern = arguments.get("filePattern")
        matches = glob_pattern(pattern).fullmatch if pattern else bool
        async with self._store.transaction() as tx:
            known = await tx.flows.namespaces()
        names = {*known, *(arguments.get("namespaces") or ())}
        size = 0
        for namespace in chosen_namespaces(arguments, names):
            size += await self._files.purge_revisions(
                namespace, matches, keep=least, before=date_of(before) if before else None
            )
        return {"size": size}


def _namespace(origin: LogPlace, arguments: Mapping[str, Json]) -> str:
    return str(arguments.get("namespace") or origin.namespace)
