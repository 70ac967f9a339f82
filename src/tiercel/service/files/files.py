"""Files of namespaces in the internal storage (files.md)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from datetime import datetime

from tiercel.engine.storage_paths import namespace_files_path
from tiercel.model.errors import Conflict, IllegalArgument, NotFound
from tiercel.model.limits import FILE_NAME_CHARS_MAX
from tiercel.ports.blobs import BlobInfo, BlobStorage
from tiercel.service.files.previews import Preview, preview_of
from tiercel.service.files.revisions import FileRevisions

FLOWS_FOLDER = "/_flows"
ROOT_NAME = "_files"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class FileService:
    """Use cases over the files of one namespace each; paths are relative to its root."""

    def __init__(self, blobs: BlobStorage) -> None:
        self._blobs = blobs
        self._revisions = FileRevisions(blobs)

    async def content(
        self, namespace: str, path: str, revision: int | None = None
    ) -> AsyncIterator[bytes]:
        """The bytes of a file. Raises: NotFound, also for a folder."""
        clean = await self._file(namespace, path)
        older = None
        if revision is not None:
            older = await self._revisions.place(namespace, clean, revision)
        return self._blobs.stream(older or _place(namespace, clean))

    async def preview(self, namespace: str, path: str, *, rows_max: int, encoding: str) -> Preview:
        """The first rows of a file. Raises: NotFound, also for a folder; as `preview_of`."""
        place = _place(namespace, await self._file(namespace, path))
        return await preview_of(self._blobs, place, rows_max=rows_max, encoding=encoding)

    async def revisions(self, namespace: str, path: str) -> list[int]:
        """The numbers of the contents of a file, ascending. Raises: NotFound."""
        return await self._revisions.all(namespace, await self._file(namespace, path))

    async def purge_revisions(
        self,
        namespace: str,
        matches: Callable[[str], object],
        *,
        keep: int,
        before: datetime | None,
    ) -> int:
        """Remove older contents of the files whose path matches; how many contents.

        Paths have no slash in front. The newest `keep` contents of a file stay, and with `before`
        all that were replaced since.
        """
        root = namespace_files_path(namespace)
        count = 0
        for info in await self._blobs.files_under(root):
            path = info.path.removeprefix(root)
            if matches(path.lstrip("/")):
                count += await self._revisions.purge(namespace, path, keep=keep, before=before)
        return count

    async def _file(self, namespace: str, path: str) -> str:
        clean = file_path(path)
        if (await self.info(namespace, clean)).is_directory:
            raise NotFound(f"File not found: {clean}")
        return clean

    async def info(self, namespace: str, path: str) -> BlobInfo:
        """What is known of a file or folder; the root always exists. Raises: NotFound."""
        clean = file_path(path)
        place = _place(namespace, clean)
        if clean == "/":
            await self._blobs.make_directory(place)
        if not await self._blobs.exists(place):
            raise NotFound(f"File not found: {clean}")
        return await self._blobs.info(place)

    async def children(self, namespace: str, path: str) -> list[BlobInfo]:
        """Direct children, folders first. Raises: NotFound."""
        clean = file_path(path)
        place = _place(namespace, clean)
        if clean == "/":
            await self._blobs.make_directory(place)
        if not await self._blobs.exists(place):
            raise NotFound(f"Directory not found: {clean}")
        return await self._blobs.children(place)

    async def make_directory(self, namespace: str, path: str) -> None:
        """Create a folder with its parents. Raises: Conflict when a file is there."""
        place = _place(namespace, file_path(path))
        if await self._blobs.exists(place) and not (await self._blobs.info(place)).is_directory:
            raise Conflict(f"There is a file at {path}")
        await self._blobs.make_directory(place)

    async def write(self, namespace: str, path: str, content: AsyncIterator[bytes] | bytes) -> int:
        """Store a file, replacing an older one; its size. Raises: Conflict over a folder."""
        clean = file_path(path)
        await self.make_way(namespace, clean)
        return await self._blobs.write(_place(namespace, clean), content)

    async def make_way(self, namespace: str, clean: str) -> None:
        """Keep what a new file will replace as a revision. Raises: Conflict over a folder."""
        if clean == "/":
            raise IllegalArgument("A file needs a name.")
        place = _place(namespace, clean)
        if not await self._blobs.exists(place):
            return
        if (await self._blobs.info(place)).is_directory:
            raise Conflict(f"There is a folder at {clean}")
        await self._revisions.keep(namespace, clean, place)

    async def move(self, namespace: str, source: str, target: str) -> None:
        """Rename a file or folder. Raises: NotFound, Conflict over a folder that is not empty."""
        before, after = file_path(source), file_path(target)
        if not await self._blobs.exists(_place(namespace, before)):
            raise NotFound(f"File not found: {before}")
        place = _place(namespace, after)
        if before != "/" and after.startswith(before + "/"):
            raise IllegalArgument("A folder can't be moved into itself.")
        if await self._is_full_directory(place):
            raise Conflict(f"The folder {after} is not empty")
        moved = await self._files_below(namespace, before)
        await self._blobs.move(_place(namespace, before), place)
        for name in moved:
            await self._revisions.move(namespace, name, after + name.removeprefix(before))

    async def delete(self, namespace: str, path: str) -> None:
        """Remove a file or folder, and parents that it leaves empty."""
        clean = file_path(path)
        gone = await self._files_below(namespace, clean)
        await self._blobs.delete(_place(namespace, clean))
        for name in gone:
            await self._revisions.forget(namespace, name)
        parent = clean.rpartition("/")[0]
        while parent:
            place = _place(namespace, parent)
            if await self._blobs.exists(place) and await self._blobs.children(place):
                return
            await self._blobs.delete(place)
            parent = parent.rpartition("/")[0]

    async def _files_below(self, namespace: str, clean: str) -> list[str]:
        """The file itself, or all below a folder."""
        place = _place(namespace, clean)
        if not await self._blobs.exists(place):
            return []
        if not (await self._blobs.info(place)).is_directory:
            return [clean]
        root = namespace_files_path(namespace)
        return [info.path.removeprefix(root) for info in await self._blobs.files_under(place)]

    async def _is_full_directory(self, place: str) -> bool:
        if not await self._blobs.exists(place):
            return False
        is_directory = (await self._blobs.info(place)).is_directory
        return is_directory and bool(await self._blobs.children(place))

    async def search(self, namespace: str, text: str) -> list[str]:
        """Paths of all files that contain the text. Raises: IllegalArgument for no namespace."""
        root = files_root(namespace)
        found = await self._blobs.files_under(root)
        paths = [info.path.removeprefix(root) for info in found]
        return sorted(path for path in paths if text in path)

    async def read(self, namespace: str, path: str) -> bytes:
        """The whole content of a small file."""
        return await self._blobs.read(_place(namespace, file_path(path)))


def file_path(path: str) -> str:
    """The path with a leading and without a trailing slash. Raises: IllegalArgument."""
    if ".." in path:
        raise IllegalArgument(
            "File should be accessed with their full path and not using relative '..' path."
        )
    if _SCHEME.match(path):
        raise IllegalArgument(f"The path '{path}' is not a valid hierarchical path.")
    if "\0" in path or "\\" in path:
        raise IllegalArgument(f"The path '{path}' has characters that are not allowed.")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if any(len(part.encode()) > FILE_NAME_CHARS_MAX for part in parts):
        raise IllegalArgument(
            f"A file or folder name exceeds the maximum length of {FILE_NAME_CHARS_MAX} characters."
        )
    clean = "/" + "/".join(parts)
    if clean == FLOWS_FOLDER or clean.startswith(FLOWS_FOLDER + "/"):
        raise IllegalArgument(f"Forbidden path: {clean}")
    return clean


def files_root(namespace: str) -> str:
    """Where the files of a namespace lie. Raises: IllegalArgument when it can't be one."""
    if not re.fullmatch(r"[a-zA-Z0-9][a-zA-Z0-9._-]*", namespace) or ".." in namespace:
        raise IllegalArgument(f"'{namespace}' is no namespace")
    return namespace_files_path(namespace)


def _place(namespace: str, clean: str) -> str:
    root = files_root(namespace)
    return root if clean == "/" else root + clean
