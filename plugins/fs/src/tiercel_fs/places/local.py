"""Folders of the worker: those that the settings allow, and no others."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from tiercel.plugin import PluginError, RunContext
from tiercel_fs.limits import BLOCK_BYTES
from tiercel_fs.places.place import Entry, Place, without_scheme

SETTING = "allowed-paths"


class Local(Place):
    """The file system of the worker."""

    title = "Local files"
    address = "file:///"

    def __init__(self, ctx: RunContext, kind: str) -> None:
        found = ctx.configuration_of(f"io.kestra.plugin.fs.{kind}").get(SETTING)
        found = found or ctx.plugin_configuration.get(SETTING) or ()
        self._kind = kind
        self._roots = [Path(str(each)).resolve() for each in found]

    def path(self, written: str) -> str:
        """An absolute path. Raises: PluginError for one that is not allowed, or not absolute."""
        given = without_scheme(written)
        if not given.startswith("/"):
            raise PluginError(f"The path '{written}' must be absolute")
        # Links in the path count as what they lead to.
        real = Path(given).resolve()
        if not any(real.is_relative_to(root) for root in self._roots):
            allowed = ", ".join(map(str, self._roots)) or "none"
            raise PluginError(
                f"The path '{written}' is not allowed. The setting `{SETTING}` of "
                f"io.kestra.plugin.fs.{self._kind} names: {allowed}"
            )
        # A link stays one where it is removed or moved.
        file = Path(given)
        return str(real if file.name == ".." else file.parent.resolve() / file.name)

    def look(self, path: str) -> Entry | None:
        file = Path(path)
        return _entry(file) if file.exists() or file.is_symlink() else None

    def entries(self, folder: str) -> Iterator[Entry]:
        with os.scandir(folder) as found:
            paths = sorted(each.path for each in found)
        return (_entry(Path(path)) for path in paths)

    def read(self, path: str) -> Iterator[bytes]:
        with Path(path).open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                yield block

    def write(self, path: str, content: BinaryIO) -> None:
        with Path(path).open("wb") as file:
            shutil.copyfileobj(content, file, BLOCK_BYTES)

    def copy(self, source: str, target: str) -> None:
        """Copy a file, or a folder with all that is in it."""
        if Path(source).is_dir():
            shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
        else:
            shutil.copy2(source, target)

    def move(self, source: str, target: str) -> None:
        shutil.move(source, target)

    def remove(self, entry: Entry) -> None:
        if entry.is_folder and not entry.is_link:
            Path(entry.path).rmdir()
        else:
            Path(entry.path).unlink()

    def make_folder(self, path: str) -> None:
        Path(path).mkdir(exist_ok=True)

    def close(self) -> None:
        """Nothing is open."""


def _entry(file: Path) -> Entry:
    is_link = file.is_symlink()
    facts = file.lstat() if is_link else file.stat()
    return Entry(
        path=str(file),
        is_folder=file.is_dir(),
        is_link=is_link,
        size=facts.st_size,
        modified=datetime.fromtimestamp(facts.st_mtime, UTC),
        accessed=datetime.fromtimestamp(facts.st_atime, UTC),
        created=datetime.fromtimestamp(facts.st_ctime, UTC),
        user_id=facts.st_uid,
        group_id=facts.st_gid,
        permissions=facts.st_mode & 0o777,
    )
