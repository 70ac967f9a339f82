"""Blob storage in a folder of the local disk. Writes are atomic; links are never followed."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import stat
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, ParamSpec, TypeVar

from tiercel.adapters.blob_paths import ROOT, UPLOADS, checked_path, name_of
from tiercel.model.errors import Conflict, IllegalArgument, NotFound, TiercelError, Unavailable
from tiercel.model.stored.limits import UPLOAD_SECONDS_MAX
from tiercel.model.stored.sizes import BlobUsage
from tiercel.ports.blobs import BlobInfo

_READING = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK

P = ParamSpec("P")
T = TypeVar("T")


class LocalBlobs:
    """See `ports.blobs.BlobStorage`; all files lie below `base`."""

    def __init__(self, base: Path) -> None:
        self._base = base.absolute()
        self._uploads = self._base / UPLOADS
        self._disk = _Disk(self._base)
        self._disk.forget_uploads(self._uploads, time.time() - UPLOAD_SECONDS_MAX)

    async def write(self, path: str, content: AsyncIterator[bytes] | bytes) -> int:
        """Store a file, creating folders; returns its size in bytes."""
        path = checked_path(path)
        temporary = self._uploads / uuid.uuid4().hex
        try:
            if isinstance(content, bytes):
                return await _in_thread(path, self._disk.write, path, temporary, content)
            file = await _in_thread(path, self._disk.start, path, temporary)
            try:
                async for chunk in content:
                    await _in_thread(path, file.write, chunk)
                return await _in_thread(path, self._disk.finish, path, temporary, file)
            finally:
                file.close()
        finally:
            # After success the file has its name and nothing is left here.
            with suppress(OSError):
                temporary.unlink()

    async def read(self, path: str) -> bytes:
        """The whole content of a small file."""
        path = checked_path(path)
        return await _in_thread(path, self._disk.read, path)

    async def stream(self, path: str, chunk_bytes: int = 262_144) -> AsyncIterator[bytes]:
        """The content in chunks."""
        path = checked_path(path)
        file = await _in_thread(path, self._disk.open, path)
        try:
            while chunk := await _in_thread(path, file.read, chunk_bytes):
                yield chunk
        finally:
            file.close()

    async def info(self, path: str) -> BlobInfo:
        """What is known of a file or folder."""
        path = checked_path(path)
        return await _in_thread(path, self._disk.info, path)

    async def exists(self, path: str) -> bool:
        """Whether a file or folder is there."""
        try:
            await self.info(path)
        except NotFound:
            return False
        return True

    async def children(self, path: str) -> list[BlobInfo]:
        """Direct children of a folder: folders first, then by name."""
        path = checked_path(path)
        return await _in_thread(path, self._disk.children, path)

    async def files_under(self, path: str) -> list[BlobInfo]:
        """All files below a folder, by path; empty when the folder is missing."""
        path = checked_path(path)
        return await _in_thread(path, self._disk.files_under, path)

    async def make_directory(self, path: str) -> None:
        """Create a folder with its parents; an existing one is fine."""
        path = checked_path(path)
        await _in_thread(path, self._disk.make_directory, path)

    async def move(self, source: str, target: str) -> None:
        """Rename a file or folder; parents of the target are created."""
        source, target = checked_path(source), checked_path(target)
        if source == ROOT or f"{target}/".startswith(f"{source}/"):
            raise IllegalArgument("A folder can't be moved into itself")
        await _in_thread(source, self._disk.move, source, target)

    async def delete(self, path: str) -> bool:
        """Remove a file or a folder with all it holds; whether something was there."""
        path = checked_path(path)
        if path == ROOT:
            raise IllegalArgument("The root of the storage can't be deleted")
        return await _in_thread(path, self._disk.delete, path)

    async def usage(self, limit: int) -> BlobUsage:
        """The folder is walked in a thread, until `limit` files were seen."""
        return await _in_thread(ROOT, self._disk.usage, limit)

    async def local_path(self, path: str) -> str | None:
        """Where the file lies on this machine's disk."""
        path = checked_path(path)
        try:
            info = await _in_thread(path, self._disk.info, path)
        except NotFound:
            return None
        return None if info.is_directory else str(self._disk.place(path))


class _Disk:
    """The blocking half; paths are checked, errors are those of the operating system."""

    def __init__(self, base: Path) -> None:
        self._base = base

    def place(self, path: str) -> Path:
        """Where the path lies. Raises: IllegalArgument when a link is on the way."""
        place = self._base
        for part in path.split("/"):
            if not part:
                continue
            place = place / part
            try:
                is_link = stat.S_ISLNK(os.lstat(place).st_mode)
            except (FileNotFoundError, NotADirectoryError):
                is_link = False
            if is_link:
                raise IllegalArgument(f"The storage does not follow links: '{path}'")
        return place

    def usage(self, limit: int) -> BlobUsage:
        """Uploads that are under way count, too: they take their space."""
        files, size, folders = 0, 0, [os.fspath(self._base)]
        while folders:
            # A folder that was deleted meanwhile holds nothing.
            with suppress(FileNotFoundError), os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                        continue
                    if files == limit:
                        return BlobUsage(files, size, is_complete=False)
                    with suppress(FileNotFoundError):
                        size += entry.stat(follow_symlinks=False).st_size
                        files += 1
        return BlobUsage(files, size, is_complete=True)

    def forget_uploads(self, folder: Path, before: float) -> None:
        """Remove what a crash left behind; younger files may belong to another server."""
        if not folder.is_dir():
            return
        for file in folder.iterdir():
            with suppress(OSError):
                if file.lstat().st_mtime < before:
                    file.unlink()

    def start(self, path: str, temporary: Path) -> BinaryIO:
        if path == ROOT:
            raise IllegalArgument("A file needs a name")
        if self.place(path).is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        temporary.parent.mkdir(parents=True, exist_ok=True)
        return temporary.open("xb")

    def write(self, path: str, temporary: Path, content: bytes) -> int:
        with self.start(path, temporary) as file:
            file.write(content)
            return self.finish(path, temporary, file)

    def finish(self, path: str, temporary: Path, file: BinaryIO) -> int:
        """Give the file its name once its content is on the disk."""
        file.flush()
        os.fsync(file.fileno())
        place = self.place(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        size = file.tell()
        temporary.replace(place)
        _sync_folder(place.parent)
        return size

    def open(self, path: str) -> BinaryIO:
        try:
            # Without O_NONBLOCK a pipe would make the thread wait for a writer.
            number = os.open(self.place(path), _READING)
        except NotADirectoryError as error:
            raise FileNotFoundError(path) from error
        if not stat.S_ISREG(os.fstat(number).st_mode):
            os.close(number)
            raise FileNotFoundError(path)
        return os.fdopen(number, "rb")

    def read(self, path: str) -> bytes:
        with self.open(path) as file:
            return file.read()

    def info(self, path: str) -> BlobInfo:
        place = self.place(path)
        if path == ROOT:
            place.mkdir(parents=True, exist_ok=True)
        try:
            return _info(path, os.lstat(place))
        except NotADirectoryError as error:
            raise FileNotFoundError(path) from error

    def children(self, path: str) -> list[BlobInfo]:
        if not self.info(path).is_directory:
            raise FileNotFoundError(path)
        found = self._entries(path)
        return sorted(found, key=lambda info: (not info.is_directory, info.name))

    def files_under(self, path: str) -> list[BlobInfo]:
        found: list[BlobInfo] = []
        folders = [path]
        while folders:
            with suppress(FileNotFoundError, NotADirectoryError):
                for info in self._entries(folders.pop()):
                    if info.is_directory:
                        folders.append(info.path)
                    else:
                        found.append(info)
        return sorted(found, key=lambda info: info.path)

    def make_directory(self, path: str) -> None:
        self.place(path).mkdir(parents=True, exist_ok=True)

    def move(self, source: str, target: str) -> None:
        here, there = self.place(source), self.place(target)
        self.info(source)
        there.parent.mkdir(parents=True, exist_ok=True)
        here.replace(there)
        _sync_folder(there.parent)

    def delete(self, path: str) -> bool:
        place = self.place(path)
        try:
            if stat.S_ISDIR(os.lstat(place).st_mode):
                shutil.rmtree(place)
            else:
                place.unlink()
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True

    def _entries(self, path: str) -> list[BlobInfo]:
        """Files and folders of a folder; links, sockets and the like are left out."""
        above = "" if path == ROOT else path
        found = []
        with os.scandir(self.place(path)) as entries:
            for entry in entries:
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(status.st_mode) or stat.S_ISREG(status.st_mode):
                    found.append(_info(f"{above}/{entry.name}", status))
        return [info for info in found if info.path != f"/{UPLOADS}"]


def _info(path: str, status: os.stat_result) -> BlobInfo:
    is_directory = stat.S_ISDIR(status.st_mode)
    return BlobInfo(
        path=path,
        name=name_of(path),
        size=0 if is_directory else status.st_size,
        is_directory=is_directory,
        created=datetime.fromtimestamp(status.st_ctime, UTC),
        modified=datetime.fromtimestamp(status.st_mtime, UTC),
    )


def _sync_folder(folder: Path) -> None:
    """Make a new name in the folder survive a power cut."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(number)
    finally:
        os.close(number)


async def _in_thread(path: str, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run in a thread; errors of the operating system name the path of the storage only."""
    try:
        return await asyncio.to_thread(work, *args, **kwargs)
    except OSError as error:
        raise _clear_error(error, path) from error


def _clear_error(error: OSError, path: str) -> TiercelError:
    match error.errno:
        case errno.ENOENT | None:
            return NotFound(f"File '{path}' not found")
        case errno.ENOTDIR | errno.EEXIST | errno.EISDIR | errno.ENOTEMPTY:
            return Conflict(f"'{path}' is a file where a folder is needed, or the other way round")
        case errno.ENAMETOOLONG:
            return IllegalArgument("The path is too long")
        case errno.ELOOP:
            return IllegalArgument(f"The storage does not follow links: '{path}'")
        case errno.ENOSPC | errno.EDQUOT:
            return Unavailable("The disk of the storage is full")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return Unavailable(
                "The storage can't be written or read: the right to do so is missing"
            )
        case _:
            return Unavailable(f"The disk of the storage failed: {error.strerror}")
