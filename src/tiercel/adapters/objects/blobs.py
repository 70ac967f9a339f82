"""Blob storage in a bucket: the folders that an object store does not have.

A folder is there when any key begins with its path. An empty one holds an object with a reserved
name, which no listing shows. The store has no transactions: a file is written and replaced at
once, but a move is copies and then removals, and two servers that make a file and a folder of the
same name in the same moment both succeed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime

from tiercel.adapters.blob_paths import ROOT, UPLOADS, checked_path, name_of, parents_of
from tiercel.adapters.objects.bucket import Bucket, Entry, at_once
from tiercel.model.errors import Conflict, IllegalArgument, NotFound, TiercelError
from tiercel.model.stored.limits import OBJECT_FOLDERS_KNOWN_MAX
from tiercel.ports.blobs import BlobInfo

MARKER = ".tiercel-folder"
# The store keeps no dates of folders.
_NO_DATE = datetime.fromtimestamp(0, UTC)


class ObjectBlobs:
    """See `ports.blobs.BlobStorage`."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        # Folders that were seen, so that a write need not ask for each parent every time.
        self._folders: set[str] = set()

    async def check(self) -> None:
        """Raises: Unavailable unless the bucket can be listed."""
        await self._bucket.check()

    async def write(self, path: str, content: AsyncIterator[bytes] | bytes) -> int:
        """Store a file, creating folders; returns its size in bytes."""
        path = _checked(path)
        if path == ROOT:
            raise IllegalArgument("A file needs a name")
        if await self._bucket.has_below(_key(path)):
            raise _wrong_kind(path)
        await self._refuse_files(path, parents_of(path))
        if isinstance(content, bytes):
            await self._bucket.put(_key(path), content)
            return len(content)
        return await self._bucket.put_stream(_key(path), content)

    async def read(self, path: str) -> bytes:
        """The whole content of a small file."""
        path = _checked(path)
        if path == ROOT:
            raise _missing(path)
        return await self._bucket.get(_key(path))

    async def stream(self, path: str, chunk_bytes: int = 262_144) -> AsyncIterator[bytes]:
        """The content in chunks."""
        path = _checked(path)
        if path == ROOT:
            raise _missing(path)
        waiting = bytearray()
        async for part in self._bucket.get_stream(_key(path), chunk_bytes):
            waiting += part
            while len(waiting) >= chunk_bytes:
                yield bytes(waiting[:chunk_bytes])
                del waiting[:chunk_bytes]
        if waiting:
            yield bytes(waiting)

    async def info(self, path: str) -> BlobInfo:
        """What is known of a file or folder."""
        path = _checked(path)
        if path == ROOT:
            return _folder(path)
        found = await self._bucket.head(_key(path))
        if found is not None:
            return _file(found)
        if await self._bucket.has_below(_key(path)):
            return _folder(path)
        raise _missing(path)

    async def exists(self, path: str) -> bool:
        """Whether a file or folder is there."""
        try:
            await self.info(path)
        except NotFound:
            return False
        return True

    async def children(self, path: str) -> list[BlobInfo]:
        """Direct children of a folder: folders first, then by name."""
        path = _checked(path)
        prefixes, objects = await self._bucket.level(_key(path))
        if path != ROOT and not prefixes and not objects:
            raise _missing(path)
        folders = [_folder(f"/{prefix}") for prefix in sorted(prefixes) if prefix != UPLOADS]
        files = [_file(entry) for entry in objects if not _is_hidden(entry)]
        return folders + sorted(files, key=lambda info: info.name)

    async def files_under(self, path: str) -> list[BlobInfo]:
        """All files below a folder, by path; empty when the folder is missing."""
        entries = await self._bucket.below(_key(_checked(path)))
        folders = {parent for entry in entries for parent in parents_of(f"/{entry.key}")}
        files = [
            _file(entry)
            for entry in entries
            # Other programs mark a folder by an empty object of its name and a slash.
            if not _is_hidden(entry) and (entry.size or f"/{entry.key}" not in folders)
        ]
        return sorted(files, key=lambda info: info.path)

    async def make_directory(self, path: str) -> None:
        """Create a folder with its parents; an existing one is fine."""
        path = _checked(path)
        if path != ROOT:
            await self._refuse_files(path, [path, *parents_of(path)])
            await self._mark(path)

    async def move(self, source: str, target: str) -> None:
        """Rename a file or folder; parents of the target are created."""
        source, target = _checked(source), _checked(target)
        if source == ROOT or f"{target}/".startswith(f"{source}/"):
            raise IllegalArgument("A folder can't be moved into itself")
        entries = await self._tree(source)
        if not entries:
            raise _missing(source)
        is_file = entries[0].key == _key(source)
        await self._check_target(source, target, is_file=is_file)
        start = len(_key(source))
        moved = [(entry, _key(target) + entry.key[start:]) for entry in entries]
        try:
            await at_once(self._bucket.copy(entry, key) for entry, key in moved)
        except TiercelError:
            if not is_file:
                # The target was empty, so what is there now are our copies.
                with suppress(TiercelError):
                    await self._bucket.remove([key for _, key in moved])
            raise
        await self._remove(source, entries)

    async def delete(self, path: str) -> bool:
        """Remove a file or a folder with all it holds; whether something was there."""
        path = _checked(path)
        if path == ROOT:
            raise IllegalArgument("The root of the storage can't be deleted")
        entries = await self._tree(path)
        if entries:
            await self._remove(path, entries)
        return bool(entries)

    async def usage(self, limit: int) -> None:
        """Listing a bucket costs requests and money; its provider knows its size."""

    async def local_path(self, path: str) -> str | None:
        """There is no disk."""
        _checked(path)
        return None

    async def _tree(self, path: str) -> list[Entry]:
        """The file, or all objects of the folder; empty when there is neither."""
        found = await self._bucket.head(_key(path))
        return await self._bucket.below(_key(path)) if found is None else [found]

    async def _remove(self, path: str, entries: list[Entry]) -> None:
        """Delete these objects of the path; the folder that held it stays."""
        self._folders.clear()
        await self._bucket.remove([entry.key for entry in entries])
        for parent in parents_of(path)[:1]:
            if not await self._bucket.has_below(_key(parent)):
                await self._mark(parent)

    async def _mark(self, path: str) -> None:
        await self._bucket.put(f"{_key(path)}/{MARKER}", b"")

    async def _check_target(self, source: str, target: str, *, is_file: bool) -> None:
        """Raises: Conflict unless the target is free, a file for a file, or an empty folder."""
        if target == ROOT:
            raise _wrong_kind(source)
        await self._refuse_files(target, parents_of(target))
        there = await self._tree(target)
        if not there:
            return
        is_there_file = there[0].key == _key(target)
        if is_file != is_there_file or any(
            not is_file and entry.key != f"{_key(target)}/{MARKER}" for entry in there
        ):
            raise _wrong_kind(source)

    async def _refuse_files(self, path: str, folders: list[str]) -> None:
        """Raises: Conflict when one of these is a file."""
        unknown = [folder for folder in folders if folder not in self._folders]
        found = await at_once(self._bucket.head(_key(folder)) for folder in unknown)
        if any(entry is not None for entry in found):
            raise _wrong_kind(path)
        if len(self._folders) + len(unknown) > OBJECT_FOLDERS_KNOWN_MAX:
            self._folders.clear()
        self._folders.update(unknown)


def _checked(path: str) -> str:
    """See `blob_paths.checked_path`; the name of the markers is refused as well."""
    path = checked_path(path)
    if MARKER in path.split("/"):
        raise IllegalArgument("The path is reserved")
    return path


def _key(path: str) -> str:
    return path[1:]


def _is_hidden(entry: Entry) -> bool:
    """A marker, or the remains of an upload that came with a copied folder."""
    parts = entry.key.split("/")
    return parts[-1] == MARKER or parts[0] == UPLOADS


def _file(entry: Entry) -> BlobInfo:
    path = f"/{entry.key}"
    return BlobInfo(path, name_of(path), entry.size, False, entry.modified, entry.modified)


def _folder(path: str) -> BlobInfo:
    return BlobInfo(path, name_of(path), 0, True, _NO_DATE, _NO_DATE)


def _missing(path: str) -> NotFound:
    return NotFound(f"File '{path}' not found")


def _wrong_kind(path: str) -> Conflict:
    return Conflict(f"'{path}' is a file where a folder is needed, or the other way round")
