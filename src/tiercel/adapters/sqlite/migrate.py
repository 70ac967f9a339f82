"""Brings a database file to the schema of this version: numbered SQL files, forward only."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import apsw

from tiercel.adapters.contracting import contracts, newer_schema
from tiercel.adapters.sqlite.records import move_documents


def migrate(connection: apsw.Connection) -> None:
    """Apply the migrations that the file does not have yet, each in its own transaction.

    Then documents that have a table by now are moved there, in one more. A file of a newer version
    is left as it is, and worked with, unless one of its newer migrations contracts: the number of
    the last that did is its `application_id`.

    Raises: Unavailable when the file has a newer schema that this version can't work with.
    """
    migrations = _migrations()
    newest = len(migrations)
    found = version_of(connection)
    contracted: int = connection.pragma("application_id")
    if found > newest and not 0 < contracted <= newest:
        raise newer_schema(found, newest)
    if contracted == 0:
        connection.execute(f"PRAGMA application_id = {max(found, 1)}")
    for number in range(found + 1, newest + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Never run again: as kept statements they would take half a megabyte.
            for _ in connection.execute(migrations[number - 1], can_cache=False):
                pass
            connection.execute(f"PRAGMA user_version = {number}")
            if contracts(migrations[number - 1]):
                connection.execute(f"PRAGMA application_id = {number}")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
    move_documents(connection)
    if found < newest:
        # Pages that were changed are in the file by now, and few of them are read again.
        connection.pragma("shrink_memory")


def planned(path: Path) -> list[str]:
    """The names of the migrations that a file does not have yet; it is only read."""
    found = 0
    if path.exists():
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            found = version_of(connection)
        finally:
            connection.close()
    return [file.name.removesuffix(".sql") for file in _files()[found:]]


def version_of(connection: apsw.Connection) -> int:
    """The number of its schema; 0 when it has none."""
    version: int = connection.pragma("user_version")
    return version


def _migrations() -> list[str]:
    """The texts, in the order of their numbers."""
    return [file.read_text(encoding="utf-8") for file in _files()]


def _files() -> list[Traversable]:
    """The files; their numbers start at 1 and have no gap."""
    folder = resources.files(__package__).joinpath("migrations")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    for number, file in enumerate(files, start=1):
        assert file.name.startswith(f"{number:04}_"), f"migration {file.name} is out of order"
    return files
