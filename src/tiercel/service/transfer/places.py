"""Where an archive lies: a folder of files, or one tar file of the same files.

What is written gets its final name, or its manifest, last: what is interrupted is never taken for
an archive. Nothing is ever unpacked: parts are read in place, by names that `transfer_manifest`
allows.
"""

from __future__ import annotations

import contextlib
import io
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

from tiercel.model.errors import Conflict, Invalid, NotFound, Unavailable
from tiercel.model.stored.limits import MOVING_MANIFEST_BYTES_MAX
from tiercel.service.transfer.manifest import MANIFEST, is_part_name

TAR = ".tar"
UNFINISHED = "unfinished"
_AGAIN = "the export was interrupted. Run `tiercel sys export` again: it starts over"
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
_READING = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


class Sink(Protocol):
    """Takes the files of a new archive."""

    def add(self, name: str, content: bytes) -> None:
        """Keep a file, durably."""

    def finish(self, manifest: bytes) -> None:
        """Keep the manifest: from now on the archive is complete."""


class Source(Protocol):
    """Gives the files of an archive."""

    def manifest(self) -> bytes:
        """The manifest. Raises: Invalid when there is none."""

    def size(self, name: str) -> int | None:
        """Bytes of a file, None when it is missing."""

    def open(self, name: str) -> IO[bytes]:
        """A file to read. Raises: Invalid when it is missing."""


@contextlib.contextmanager
def clear_errors(body: str) -> Iterator[None]:
    """Errors of the disk in words that name the archive. Raises: Unavailable."""
    try:
        yield
    except OSError as error:
        raise Unavailable(f"The archive can't be {body}: {error.strerror or error}") from error


@contextlib.contextmanager
def new_sink(path: Path) -> Iterator[Sink]:
    """For an archive at a path that has none. Raises: Conflict, Unavailable."""
    with clear_errors("written"):
        sink = _TarSink(path) if path.suffix == TAR else _FolderSink(path)
    try:
        yield sink
    finally:
        sink.close()


@contextlib.contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Raises: NotFound, Invalid when it is no archive or not complete, Unavailable."""
    with clear_errors("read"):
        source = _source(path)
    try:
        yield source
    finally:
        source.close()


def _source(path: Path) -> _FolderSource | _TarSource:
    if path.is_dir():
        return _FolderSource(path)
    if path.is_file():
        return _TarSource(path)
    if _unfinished(path).exists():
        raise Invalid(f"The archive '{path.name}' is not complete: {_AGAIN}")
    raise NotFound(f"There is no archive '{path}'")


class _FolderSink:
    """A folder that only its owner can look into: an archive holds hashes and session keys."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._marker = folder / UNFINISHED
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        names = {entry.name for entry in folder.iterdir()}
        if MANIFEST in names:
            raise Conflict(f"The folder '{folder}' holds an archive already: name another one")
        if UNFINISHED not in names and names:
            raise Conflict(f"The folder '{folder}' is not empty: name another one")
        self._write(UNFINISHED, b"")
        for name in filter(is_part_name, names):
            (folder / name).unlink()

    def add(self, name: str, content: bytes) -> None:
        with clear_errors("written"):
            self._write(name, content)

    def finish(self, manifest: bytes) -> None:
        """The manifest gets its name once it is on the disk."""
        with clear_errors("written"):
            temporary = self._write(f"{MANIFEST}.{UNFINISHED}", manifest)
            temporary.replace(self._folder / MANIFEST)
            self._marker.unlink()
            _sync_folder(self._folder)

    def close(self) -> None:
        """Does nothing: no file stays open between two calls."""

    def _write(self, name: str, content: bytes) -> Path:
        place = self._folder / name
        with os.fdopen(os.open(place, _NEW_FILE, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return place


class _TarSink:
    """One tar file, which has another name until it is complete."""

    def __init__(self, path: Path) -> None:
        if path.exists():
            raise Conflict(f"The file '{path}' is there already: name another one")
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.fdopen(os.open(_unfinished(path), _NEW_FILE, 0o600), "wb")
        self._tar = tarfile.TarFile(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)

    def add(self, name: str, content: bytes) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(content), 0o600
        with clear_errors("written"):
            self._tar.addfile(info, io.BytesIO(content))

    def finish(self, manifest: bytes) -> None:
        """The file gets its name once all of it is on the disk."""
        self.add(MANIFEST, manifest)
        with clear_errors("written"):
            self._tar.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            _unfinished(self._path).replace(self._path)
            _sync_folder(self._path.parent)

    def close(self) -> None:
        """What is not finished stays as it is."""
        self._file.close()


class _FolderSource:
    """Regular files of a folder; links are not followed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def manifest(self) -> bytes:
        if (self.size(MANIFEST) or 0) > MOVING_MANIFEST_BYTES_MAX:
            raise Invalid(f"The archive is damaged: {MANIFEST} is too large")
        if self.size(MANIFEST) is None:
            if (self._folder / UNFINISHED).exists():
                raise Invalid(f"The archive '{self._folder.name}' is not complete: {_AGAIN}")
            raise Invalid(f"The folder '{self._folder}' is no archive: it has no {MANIFEST}")
        with self.open(MANIFEST) as file, clear_errors("read"):
            return file.read()

    def close(self) -> None:
        """Does nothing: no file stays open between two calls."""

    def size(self, name: str) -> int | None:
        """Bytes of a file."""
        place = self._folder / name
        if place.is_symlink() or not place.is_file():
            return None
        return place.stat().st_size

    def open(self, name: str) -> IO[bytes]:
        """A file to read."""
        if self.size(name) is None:
            raise Invalid(f"The archive is damaged: the file {name} is missing")
        with clear_errors("read"):
            return os.fdopen(os.open(self._folder / name, _READING), "rb")


class _TarSource:
    """Members of a tar file, read in place."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._members: dict[str, tarfile.TarInfo] = {}
        self._file = path.open("rb")
        try:
            self._tar = self._opened()
            self._look()
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        """The file is read no more."""
        self._file.close()

    def _opened(self) -> tarfile.TarFile:
        try:
            return tarfile.TarFile(fileobj=self._file)
        except tarfile.TarError as error:
            raise Invalid(f"The file '{self._path.name}' is no archive: {error}") from error

    def _look(self) -> None:
        name = self._path.name
        try:
            members = [member for member in self._tar if member.isreg()]
        except tarfile.TarError as error:
            raise Invalid(f"The archive '{name}' is damaged: {error}") from error
        self._members = {member.name: member for member in members}
        if len(self._members) != len(members):
            raise Invalid(f"The archive '{name}' is damaged: it has two files of one name")

    def manifest(self) -> bytes:
        size = self.size(MANIFEST)
        if size is None:
            raise Invalid(f"The archive '{self._path.name}' is not complete: it has no {MANIFEST}")
        if size > MOVING_MANIFEST_BYTES_MAX:
            raise Invalid(f"The archive is damaged: {MANIFEST} is too large")
        with self.open(MANIFEST) as file, clear_errors("read"):
            return file.read()

    def size(self, name: str) -> int | None:
        """Bytes of a file."""
        member = self._members.get(name)
        return None if member is None else member.size

    def open(self, name: str) -> IO[bytes]:
        """A file to read."""
        member = self._members.get(name)
        file = None if member is None else self._tar.extractfile(member)
        if file is None:
            raise Invalid(f"The archive is damaged: the file {name} is missing")
        return file


def _unfinished(path: Path) -> Path:
    return path.with_name(f"{path.name}.{UNFINISHED}")


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(number)
    finally:
        os.close(number)
