"""Blob storage in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator

from msgspec.structs import replace

from tiercel.adapters.blob_paths import ROOT, checked_path, name_of, parents_of
from tiercel.adapters.memory.faults import FaultPlan
from tiercel.model.errors import Conflict, IllegalArgument, NotFound
from tiercel.model.stored.sizes import BlobUsage
from tiercel.ports.blobs import BlobInfo
from tiercel.ports.clock import Clock


class MemoryBlobs:
    """See `ports.blobs.BlobStorage`."""

    def __init__(self, clock: Clock, faults: FaultPlan | None = None) -> None:
        self._clock = clock
        self._faults = FaultPlan() if faults is None else faults
        self._contents: dict[str, bytes] = {}
        self._infos: dict[str, BlobInfo] = {}
        self._make_directory(ROOT)

    async def write(self, path: str, content: AsyncIterator[bytes] | bytes) -> int:
        """Store a file, creating folders; returns its size in bytes."""
        path = checked_path(path)
        if path == ROOT:
            raise IllegalArgument("A file needs a name")
        if not isinstance(content, bytes):
            content = b"".join([chunk async for chunk in content])
        if path in self._infos and self._infos[path].is_directory:
            raise _wrong_kind(path)
        self._faults.before_blob_write(path)
        self._make_parents(path)
        self._put(path, content)
        self._faults.after_blob_write(path)
        return len(content)

    async def read(self, path: str) -> bytes:
        """The whole content of a small file."""
        path = checked_path(path)
        if path not in self._contents:
            raise _missing(path)
        return self._contents[path]

    async def stream(self, path: str, chunk_bytes: int = 262_144) -> AsyncIterator[bytes]:
        """The content in chunks."""
        content = await self.read(path)
        for start in range(0, len(content), chunk_bytes):
            yield content[start : start + chunk_bytes]

    async def info(self, path: str) -> BlobInfo:
        """What is known of a file or folder."""
        path = checked_path(path)
        if path not in self._infos:
            raise _missing(path)
        return self._infos[path]

    async def exists(self, path: str) -> bool:
        """Whether a file or folder is there."""
        return checked_path(path) in self._infos

    async def children(self, path: str) -> list[BlobInfo]:
        """Direct children of a folder: folders first, then by name."""
        path = checked_path(path)
        if path not in self._infos or not self._infos[path].is_directory:
            raise _missing(path)
        above = "" if path == ROOT else path
        found = [
            info
            for key, info in self._infos.items()
            if key != ROOT and key.rpartition("/")[0] == above
        ]
        return sorted(found, key=lambda info: (not info.is_directory, info.name))

    async def files_under(self, path: str) -> list[BlobInfo]:
        """All files below a folder, by path; empty when the folder is missing."""
        path = checked_path(path)
        start = ROOT if path == ROOT else f"{path}/"
        return [self._infos[key] for key in sorted(self._contents) if key.startswith(start)]

    async def make_directory(self, path: str) -> None:
        """Create a folder with its parents; an existing one is fine."""
        path = checked_path(path)
        self._make_parents(path)
        self._make_directory(path)

    async def move(self, source: str, target: str) -> None:
        """Rename a file or folder; parents of the target are created."""
        source, target = checked_path(source), checked_path(target)
        if source == ROOT or f"{target}/".startswith(f"{source}/"):
            raise IllegalArgument("A folder can't be moved into itself")
        if source not in self._infos:
            raise _missing(source)
        self._check_target(source, target)
        self._faults.before_blob_write(target)
        self._make_parents(target)
        for key in self._tree(source):
            info, content = self._infos.pop(key), self._contents.pop(key, None)
            moved = target + key[len(source) :]
            self._infos[moved] = replace(info, path=moved, name=name_of(moved))
            if content is not None:
                self._contents[moved] = content
        self._faults.after_blob_write(target)

    async def delete(self, path: str) -> bool:
        """Remove a file or a folder with all it holds; whether something was there."""
        path = checked_path(path)
        if path == ROOT:
            raise IllegalArgument("The root of the storage can't be deleted")
        keys = self._tree(path)
        for key in keys:
            del self._infos[key]
            self._contents.pop(key, None)
        return bool(keys)

    async def usage(self, limit: int) -> BlobUsage:
        """The contents, until `limit` of them were seen."""
        sizes = [
            len(content) for content, _ in zip(self._contents.values(), range(limit), strict=False)
        ]
        return BlobUsage(len(sizes), sum(sizes), is_complete=len(sizes) == len(self._contents))

    async def local_path(self, path: str) -> str | None:
        """There is no disk."""
        checked_path(path)
        return None

    def _check_target(self, source: str, target: str) -> None:
        there = self._infos.get(target)
        if there is None:
            return
        is_empty = len(self._tree(target)) == 1
        if there.is_directory != self._infos[source].is_directory or not is_empty:
            raise _wrong_kind(source)

    def _tree(self, path: str) -> list[str]:
        return sorted(key for key in self._infos if key == path or key.startswith(f"{path}/"))

    def _make_parents(self, path: str) -> None:
        parents = parents_of(path)
        for parent in parents:
            if parent in self._contents:
                raise _wrong_kind(path)
        for parent in parents:
            self._make_directory(parent)

    def _make_directory(self, path: str) -> None:
        if path in self._contents:
            raise _wrong_kind(path)
        if path not in self._infos:
            now = self._clock.now()
            self._infos[path] = BlobInfo(path, name_of(path), 0, True, now, now)

    def _put(self, path: str, content: bytes) -> None:
        now = self._clock.now()
        old = self._infos.get(path)
        created = now if old is None else old.created
        self._contents[path] = content
        self._infos[path] = BlobInfo(path, name_of(path), len(content), False, created, now)


def _missing(path: str) -> NotFound:
    return NotFound(f"File '{path}' not found")


def _wrong_kind(path: str) -> Conflict:
    return Conflict(f"'{path}' is a file where a folder is needed, or the other way round")
