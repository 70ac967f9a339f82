"""What every place of files can do, over whatever protocol."""

from __future__ import annotations

import stat
from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from types import ModuleType
from typing import Any, BinaryIO, ClassVar

import msgspec

from tiercel.plugin import PluginError
from tiercel_fs.limits import FILES_MAX


class Entry(msgspec.Struct, frozen=True):
    """A file or folder.

    Shapes: sizes in bytes, dates in UTC; None where the server says nothing.
    """

    path: str
    is_folder: bool = False
    is_link: bool = False
    size: int | None = None
    modified: datetime | None = None
    accessed: datetime | None = None
    created: datetime | None = None
    user_id: int | None = None
    group_id: int | None = None
    permissions: int | None = None

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rstrip("/").rpartition("/")[2]


class Place(ABC):
    """A file system. Paths are as the server has them; errors are those of `explained`."""

    title: ClassVar[str]
    # What addresses of its files begin with, such as `sftp://host:22/`.
    address: str = ""

    def path(self, written: str) -> str:
        """A path or address of a flow as a path of the server."""
        return without_scheme(written)

    def uri(self, path: str) -> str:
        """The address of a file."""
        return f"{self.address}{path.lstrip('/')}"

    @abstractmethod
    def look(self, path: str) -> Entry | None:
        """What is there; None for nothing."""

    @abstractmethod
    def entries(self, folder: str) -> Iterator[Entry]:
        """What lies in a folder, without what is below it."""

    @abstractmethod
    def read(self, path: str) -> Iterator[bytes]:
        """The content of a file, in blocks."""

    @abstractmethod
    def write(self, path: str, content: BinaryIO) -> None:
        """Write a file, in the place of what is there."""

    @abstractmethod
    def move(self, source: str, target: str) -> None:
        """Give a file another path."""

    @abstractmethod
    def remove(self, entry: Entry) -> None:
        """Remove a file, or an empty folder."""

    @abstractmethod
    def make_folder(self, path: str) -> None:
        """Make one folder, whose parent is there."""

    @abstractmethod
    def close(self) -> None:
        """End the connection."""

    def make_folders(self, path: str) -> None:
        """Make a folder with its parents, unless they are there."""
        if path.strip("/") in ("", ".") or self.look(path) is not None:
            return
        self.make_folders(parent_of(path))
        self.make_folder(path)

    def files_below(self, folder: str, *, is_deep: bool) -> Iterator[Entry]:
        """Files and folders in a folder, with `is_deep` also those further down.

        Links to folders are not followed. Raises: PluginError for more than memory should hold.
        """
        waiting, count = [folder], 0
        while waiting:
            for entry in self.entries(waiting.pop()):
                count += 1
                if count > FILES_MAX:
                    raise PluginError(f"There are more than {FILES_MAX} files below '{folder}'")
                yield entry
                if is_deep and entry.is_folder and not entry.is_link:
                    waiting.append(entry.path)


def without_scheme(written: str) -> str:
    """The path of an address such as `sftp://host/path`; a path as it is."""
    scheme, mark, rest = written.partition("://")
    return "/" + rest.partition("/")[2] if mark and scheme.isalnum() else written


def parent_of(path: str) -> str:
    """The folder that a path lies in; empty for none."""
    return path.rstrip("/").rpartition("/")[0]


def joined(folder: str, name: str) -> str:
    """A path in a folder."""
    return f"{folder.rstrip('/')}/{name}" if folder not in ("", ".") else name


def stat_entry(path: str, facts: Any) -> Entry:
    """What a client says in the form of `os.stat`, with None for dates that it does not know."""
    modified, accessed = (
        None if seconds is None else datetime.fromtimestamp(seconds, UTC)
        for seconds in (facts.st_mtime, facts.st_atime)
    )
    return Entry(
        path=path,
        is_folder=stat.S_ISDIR(facts.st_mode),
        is_link=stat.S_ISLNK(facts.st_mode),
        size=facts.st_size,
        modified=modified,
        accessed=accessed,
    )


def library(name: str) -> ModuleType:
    """A client library. Raises: PluginError with the command that installs it."""
    try:
        return import_module(name)
    except ImportError as error:
        raise PluginError(
            f"The library {name} can't be imported ({error}): pip install 'tiercel[fs]'"
        ) from None
