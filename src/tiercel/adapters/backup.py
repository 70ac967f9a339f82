"""Copies a data folder while a server works on it: first the database, then the files.

In this order every file that the copied database names is in the copy: files are stored before
anything names them. The copy is a data folder; it gets its name when it is complete.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import apsw
import msgspec

from tiercel.adapters.sqlite.connections import clear_error
from tiercel.model.errors import Conflict, NotFound, Unavailable

DATABASE = "tiercel.db"
STORAGE = "storage"


class Copied(msgspec.Struct, frozen=True):
    """What a backup holds."""

    database_bytes: int
    files: int


def back_up(database: Path, storage: Path | None, target: Path) -> Copied:
    """Copy both into the new folder `target`; `storage` is None when files are elsewhere.

    Raises: NotFound without a database, Conflict when the folder exists, Unavailable.
    """
    if not database.exists():
        raise NotFound(f"There is no database file at {database}")
    if target.exists():
        raise Conflict(f"{target} exists: a backup goes into a folder of its own")
    partial = target.with_name(f"{target.name}.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        copy_database(database, partial / DATABASE)
        size = (partial / DATABASE).stat().st_size
        files = 0 if storage is None else copy_files(storage, partial / STORAGE)
        os.replace(partial, target)
    except OSError as error:
        raise Unavailable(f"The backup can't be written: {error}") from error
    return Copied(size, files)


def copy_database(source: Path, target: Path) -> None:
    """Copy one state of a database that others write meanwhile, and check the copy.

    The connection only reads: a program besides the server must never checkpoint its file.
    """
    try:
        reader = apsw.Connection(str(source), flags=apsw.SQLITE_OPEN_READONLY)
        writer = apsw.Connection(str(target))
        try:
            with writer.backup("main", reader, "main") as work:
                # All pages in one step: they are of one moment, however much is written.
                work.step(-1)
            found = writer.pragma("quick_check")
        finally:
            reader.close()
            writer.close()
    except apsw.Error as error:
        raise clear_error(error, source.name) from error
    if found != "ok":
        raise Unavailable(f"The copy of {source.name} is damaged: {found}")


def copy_files(source: Path, target: Path) -> int:
    """Copy all files of a folder; those that vanish meanwhile are left out. How many."""
    count = 0
    for path in _files(source):
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copy2(path, place)
        except FileNotFoundError:
            continue
        count += 1
    return count


def _files(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        for name in names:
            yield Path(parent) / name
